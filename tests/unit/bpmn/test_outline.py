"""The outline lists every step, arrow, lane, deadline, timer and condition, in reading order, as they were drawn."""

from __future__ import annotations

import pytest

from engine.bpmn.outline import OutlineTimer, outline
from engine.errors import DefinitionError
from tests.unit.bpmn.drawing import HEAD, ask, boundary, diagram, end, flow, flows, line_of, node, start, timer

LANES = (
    '<bpmn:laneSet id="lanes"><bpmn:lane id="l1" name="Sender"><bpmn:flowNodeRef>send</bpmn:flowNodeRef>'
    "<bpmn:flowNodeRef>sub</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
)


def ids(data: bytes) -> list[str]:
    return [step.id for step in outline(data).steps]


def test_steps_follow_the_arrows_whatever_the_order_of_drawing() -> None:
    data = diagram(end(), node("task", "b"), node("task", "a"), start(), flows("start > a > b > end"))
    assert ids(data) == ["start", "a", "b", "end"]


def test_a_join_comes_after_all_that_it_joins() -> None:
    data = diagram(
        start(), node("parallelGateway", "join"), node("parallelGateway", "split"), *(node("task", x) for x in "abc"),
        end(), flows("start > split > a > join > end; split > b > c > join"),
    )  # fmt: skip
    order = ids(data)
    assert order == ["start", "split", "a", "b", "c", "join", "end"]


def test_boundary_events_come_after_their_host_and_insides_after_their_sub_process() -> None:
    inside = start("in") + ask("inner") + end("out") + flows("in > inner > out")
    data = diagram(
        start(), node("subProcess", "sub", inside), ask("next"), end(), boundary("late", "sub"),
        flows("start > sub > next > end; late > end"),
    )  # fmt: skip
    order = ids(data)
    assert order[:5] == ["start", "sub", "in", "inner", "out"]
    assert order.index("late") > order.index("sub")
    assert set(order) == {"start", "sub", "in", "inner", "out", "late", "next", "end"}


def test_loops_and_unconnected_steps_are_listed_once() -> None:
    data = diagram(start(), ask("a"), ask("b"), ask("lost"), end(), flows("start > a > b > a; b > end"))
    assert sorted(ids(data)) == ["a", "b", "end", "lost", "start"]


def test_a_step_says_what_is_asked_by_when_of_whom_and_where_it_is_written() -> None:
    task = node(
        "userTask", "send",
        "<bpmn:documentation>Ask the service.</bpmn:documentation><bpmn:extensionElements><spiffworkflow:properties>"
        '<spiffworkflow:property name="deadline" value="P3D"/></spiffworkflow:properties></bpmn:extensionElements>',
        name="Send the&#10; referral",
    )  # fmt: skip
    data = diagram(LANES, start(), task, end(), flows("start > send > end"))
    step = outline(data).step("send")
    assert step is not None
    assert (step.name, step.lane, step.deadline) == ("Send the referral", "Sender", "P3D")
    assert (step.documentation, step.scope, step.line) == ("Ask the service.", "p", line_of(data, "send"))


def test_steps_inside_a_sub_process_are_in_its_lane() -> None:
    inside = start("in") + ask("inner") + end("out") + flows("in > inner > out")
    data = diagram(
        LANES, start(), node("subProcess", "sub", inside), ask("send"), end(), flows("start > sub > send > end")
    )
    assert [step.lane for step in outline(data).scope("sub")] == ["Sender"] * 3


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (timer("P5D"), OutlineTimer("duration", "P5D")),
        (timer("R3/P7D", "timeCycle"), OutlineTimer("cycle", "R3/P7D")),
        (timer(" = working days(3) ", "timeDate"), OutlineTimer("date", "= working days(3)")),
    ],
)
def test_timers_are_kept_as_written(event: str, expected: OutlineTimer) -> None:
    data = diagram(start(), ask("a"), end(), boundary("late", "a", event, False), flows("start > a > end; late > end"))
    step = outline(data).step("late")
    assert step is not None
    assert (step.timer, step.attached_to, step.interrupting) == (expected, "a", False)


def test_events_refer_to_names_and_codes() -> None:
    data = diagram(
        start(), node("intermediateThrowEvent", "raise", '<bpmn:escalationEventDefinition escalationRef="e"/>'),
        node("receiveTask", "reply", messageRef="m"),
        node("intermediateThrowEvent", "tell", "<bpmn:signalEventDefinition/>", name="closed"),
        end(), flows("start > raise > reply > tell > end"),
        head='<bpmn:escalation id="e" name="Late" escalationCode="late"/><bpmn:message id="m" name="accepted"/>',
    )  # fmt: skip
    found = {step.id: (step.event, step.refers_to) for step in outline(data).steps if step.event}
    assert found == {"raise": ("escalation", "late"), "reply": ("message", "accepted"), "tell": ("signal", "closed")}


def test_conditions_and_defaults_are_on_the_flows() -> None:
    data = diagram(
        start(), node("exclusiveGateway", "which", default="which_to_b"), ask("a"), ask("b"), end(),
        flow("which", "b"), flows("start > which; which > a ? risk > 3; a > end; b > end"),
    )  # fmt: skip
    leaving = [each for each in outline(data).flows if each.source == "which"]
    assert [(each.target, each.condition, each.is_default) for each in leaving] == [
        ("a", "risk > 3", False),
        ("b", "", True),
    ]


def test_repeating_and_calling_steps_say_so() -> None:
    data = diagram(
        start(), node("callActivity", "call", "<bpmn:multiInstanceLoopCharacteristics/>", calledElement="handshake"),
        node("userTask", "each", '<bpmn:multiInstanceLoopCharacteristics isSequential="1"/>'),
        node("userTask", "again", "<bpmn:standardLoopCharacteristics/>"), end(),
        flows("start > call > each > again > end"),
    )  # fmt: skip
    found = {step.id: (step.repeats, step.calls) for step in outline(data).steps if step.repeats}
    assert found == {"call": ("parallel", "handshake"), "each": ("sequential", ""), "again": ("standard", "")}


def test_a_bundle_gives_the_outline_of_its_diagram() -> None:
    data = diagram(start(), end(), flows("start > end"))
    found = outline({"process.toml": b"", "p.bpmn": data})
    assert (found.key, found.name, found.file) == ("p", "Pathway", "p.bpmn")


def test_a_step_of_the_same_id_inside_does_not_hide_the_one_around() -> None:
    data = diagram(start(), node("subProcess", "sub", ask("sub")), end(), flows("start > sub > end"))
    step = outline(data).step("sub")
    assert step is not None
    assert step.scope == "p"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({}, "no"),
        (b"<a", "well-formed"),
        (b"<!DOCTYPE x><a/>", "DOCTYPE"),
        (f"{HEAD}</bpmn:definitions>".encode(), "there are 0"),
    ],
)
def test_what_cannot_be_read_is_refused(source: dict[str, bytes] | bytes, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        outline(source)
