"""What the gate refuses in the shape of a diagram and in how it branches."""

from __future__ import annotations

import pytest

from tests.unit.bpmn.drawing import ask, boundary, end, flow, flows, node, props, start, timer
from tests.unit.bpmn.lint_cases import STEPS, Case, M, around, check_fault, error, warning

CHOICE = node("exclusiveGateway", "which", default="which_to_b")
CHOOSING = "start > which; which > a ? x; which > b; a > end; b > end"

SHAPE = {
    "an id given twice": error(around(ask("a"), '<bpmn:textAnnotation id="a"/>'), "a", "each id once", "id of its own"),
    "an id with blanks": error(
        around(ask("a b"), way="start > a b > end"), "a b", "an id of up to 100", "Begin with a letter"
    ),
    "an id like those of what is inserted": error(
        around(ask("a-implied-end"), way="start > a-implied-end > end"), "a-implied-end", "an id of up to", "-implied-"
    ),
    "an arrow to nowhere": error(
        (*around(ask("a")), flow("a", "gone")), "a_to_gone", "no element “gone”", "remove it"
    ),
    "an arrow from nowhere": error((*around(ask("a")), flow("gone", "a")), "gone_to_a", "no element “gone”", "again"),
    "an arrow out of a sub-process": error(
        around(node("subProcess", "s", start("i") + ask("b") + end("o") + flows("i > b > o") + flow("b", "a")),
            ask("a"),
               way="start > s > a > end"),
        "b_to_a", "is in another one", "boundary event",
    ),
    "an arrow out of an end": error((*around(ask("a")), flow("end", "a")), "end_to_a", "nothing after", "intermediate"),
    "an arrow into the start": error(
        (*around(node("exclusiveGateway", "a", default="a_to_end")), flow("a", "start", "x")),
        "a_to_start", "no arrow into", "step after it",
    ),
    "two start events": error(
        around(start("other"), ask("a"), way="start > a > end; other > a"), "other", "one start event",
            "one start event"
    ),
    "a step that nothing leads to": error(
        around(ask("a"), ask("lost"), way="start > a > end; lost > end"), "lost", "a way from the start", "Connect"
    ),
    "a loop without a way out": error(
        around(ask("a"), ask("b"), node("exclusiveGateway", "w", default="w_to_a"),
               way="start > w; w > a; w > end ? x; a > b > a"),
        "a", "to an end", "way out",
    ),
    "a gateway that leads nowhere": error(
        around(ask("a"), node("exclusiveGateway", "g"), node("parallelGateway", "s"), way="start > s > a > end; s > g"),
        "g", "lead somewhere", "Draw an arrow",
    ),
    "a boundary event that leads nowhere": error(
        around(ask("a"), boundary("late", "a")), "late", "lead somewhere", "Draw an arrow"
    ),
    "an empty sub-process": error(around(node("subProcess", "a")), "a", "steps inside", "Draw what happens"),
    "no start event": warning((ask("a"), end(), flows("a > end")), "p", "no start event", "Draw a start event"),
    "no end event": warning((start(), ask("a"), flows("start > a")), "a", "taken to end there", "Draw an end event"),
    "a task without a name": warning(
        around(node("userTask", "a", props({"deadline": "P1D"}), name="")), "a", "Expected a name", "plain words"
    ),
    "a question without a name": warning(
        (start(), node("exclusiveGateway", "which", name=" ", default="which_to_b"), ask("a"), ask("b"), end(),
         flows(CHOOSING)),
        "which", "Expected a name", "plain words",
    ),
    "an end without a name": warning(
        (start(), ask("a"), node("endEvent", "end", name=""), flows(STEPS)), "end", "Expected a name", "plain words"
    ),
    "a message between pools": warning(
        around(ask("a")), "mf", "not executed", "call activity",
        '<bpmn:collaboration id="c"><bpmn:messageFlow id="mf" sourceRef="a" targetRef="x"/></bpmn:collaboration>',
    ),
}  # fmt: skip

GATEWAYS = {
    "a flow without a condition": error(
        around(node("exclusiveGateway", "which", default="which_to_b"), ask("a"), ask("b"),
               way="start > which > a > end; which > b > end"),
        "which_to_a", "a condition on each flow", "default",
    ),
    "an inclusive flow without a condition": error(
        around(node("inclusiveGateway", "which", default="which_to_b"), ask("a"), ask("b"),
               way="start > which > a > end; which > b > end"),
        "which_to_a", "a condition on each flow", "default",
    ),
    "no default": error(
        around(node("exclusiveGateway", "which"), ask("a"), ask("b"),
               way="start > which; which > a ? x; which > b ? y; a > end; b > end"),
        "which", "to have a default", "Mark one outgoing flow",
    ),
    "one way with a condition": error(
        around(node("exclusiveGateway", "which"), way="start > which; which > end ? x"),
        "which", "to have a default", "Mark one outgoing flow",
    ),
    "a default that is no flow of it": error(
        around(node("exclusiveGateway", "which", default="zz"), ask("a"), ask("b"),
               way="start > which; which > a ? x; which > b ? y; a > end; b > end"),
        "which", "“zz” is not", "default",
    ),
    "a condition on the default": warning(
        around(CHOICE, ask("a"), ask("b"), way="start > which; which > a ? x; which > b ? y; a > end; b > end"),
        "which_to_b", "not looked at", "Remove the condition",
    ),
    "a default where nothing is chosen": warning(
        around(node("parallelGateway", "a", default="a_to_end")), "a", "no effect", "exclusive gateway"
    ),
    "a condition after a parallel gateway": error(
        around(node("parallelGateway", "g"), ask("a"), ask("b"), way="start > g; g > a ? x; g > b; a > end; b > end"),
        "g_to_a", "would be ignored", "exclusive gateway",
    ),
    "a condition after an event": error(
        around(ask("a"), way="start > a ? x; a > end"), "start_to_a", "would be ignored", "exclusive gateway"
    ),
    "only conditional flows after a task": error(
        around(ask("a"), ask("b"), way="start > a; a > b ? x; a > end ? y; b > end"),
        "a", "a way on", "exclusive gateway",
    ),
    "conditional flows after a task": warning(
        around(ask("a"), ask("b"), way="start > a; a > b ? x; a > end; b > end"), "a", "several branches", "exclusive"
    ),
    "one event after an event-based gateway": error(
        around(node("eventBasedGateway", "g"), node("intermediateCatchEvent", "a", timer()), way="start > g > a > end"),
        "g", "two or more events", "other event",
    ),
    "a task after an event-based gateway": error(
        around(node("eventBasedGateway", "g"), node("intermediateCatchEvent", "w", timer()), ask("a"),
               way="start > g > a > end; g > w > end"),
        "a", "only catching events", "exclusive gateway",
    ),
    "an offered event with another way in": error(
        around(node("eventBasedGateway", "g"), node("intermediateCatchEvent", "w", timer()), ask("a"),
               node("receiveTask", "r", messageRef="m"), node("parallelGateway", "s"),
               way="start > s > g > w > end; g > r > end; s > a > w"),
        "w", "other arrows do too", "copy of the event", M,
    ),
    "an offered event with a timer of its own": error(
        around(node("eventBasedGateway", "g"), node("intermediateCatchEvent", "w", timer()),
               node("receiveTask", "r", messageRef="m"), boundary("late", "r"),
               way="start > g > w > end; g > r > end; late > end"),
        "r", "wait plainly", "beside it", M,
    ),
    "a gateway that would start a case": error(
        around(node("eventBasedGateway", "g", instantiate="true"), node("intermediateCatchEvent", "w", timer()),
               node("receiveTask", "r", messageRef="m"), way="start > g > w > end; g > r > end"),
        "g", "drawn to start one", "plain start event", M,
    ),
    "a deadlock": error(
        around(CHOICE, ask("a"), ask("b"), node("parallelGateway", "j"),
               way="start > which; which > a ? x; which > b; a > j > end; b > j"),
        "j", "stand still", "exclusive gateway",
    ),
    "a message whose name is too long": error(
        around(ask("a")), "long", "at most 120 characters", "Shorten it",
        f'<bpmn:message id="long" name="{"m" * 121}"/>',
    ),
    "a task without a deadline": warning(around(node("userTask", "a")), "a", "task.default", "deadline"),
}  # fmt: skip

ALL = {**SHAPE, **GATEWAYS}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_faulty_shape_is_found_with_element_line_and_remedy(case: Case) -> None:
    check_fault(case)
