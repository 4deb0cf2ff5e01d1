"""What the gate refuses in events, and the elements that cannot be executed."""

from __future__ import annotations

import pytest

from tests.unit.bpmn.drawing import ask, boundary, end, flows, node, props, start, timer
from tests.unit.bpmn.lint_cases import LINK, MESSAGE, STEPS, Case, M, around, check_fault, error, warning

EVENTS = {
    "a message start": error(
        (node("startEvent", "start", MESSAGE), ask("a"), end(), flows(STEPS)), "start", "message event", "plain", M
    ),
    "a timer start": error(
        (node("startEvent", "start", timer()), ask("a"), end(), flows(STEPS)), "start", "timer event", "plain"
    ),
    "a catch of nothing": error(
        around(node("intermediateCatchEvent", "a")), "a", "nothing to wait for", "message, signal or timer"
    ),
    "a condition event": error(
        around(node("intermediateCatchEvent", "a",
                    "<bpmn:conditionalEventDefinition/>")),
        "a", "conditional event", "gateway",
    ),
    "two definitions": error(
        around(node("intermediateCatchEvent", "a", timer() + MESSAGE)), "a", "one event definition",
            "one event for each", M
    ),
    "compensation": error(
        around(node("intermediateThrowEvent", "a", "<bpmn:compensateEventDefinition/>")), "a", "not supported", "task"
    ),
    "a compensating task": error(
        around(ask("a"), node("userTask", "undo", props({"deadline": "P1D"}), isForCompensation="true")),
        "undo", "for compensation", "step on a way",
    ),
    "cancel": error(around(ask("a"), boundary("c", "a", "<bpmn:cancelEventDefinition/>"), way=STEPS + "; c > end"),
                    "c", "not supported", "error"),
    "a definition kept elsewhere": error(
        around(node("intermediateThrowEvent", "a", "<bpmn:eventDefinitionRef>x</bpmn:eventDefinitionRef>")),
        "a", "not supported", "into the event itself",
    ),
    "a boundary event on nothing": error(
        around(ask("a"), boundary("late", "gone"), way=STEPS + "; late > end"), "late", "there is no “gone”",
            "Attach it"
    ),
    "a boundary event on a gateway": error(
        around(node("parallelGateway", "a"), boundary("late", "a"), way=STEPS + "; late > end"),
        "late", "is none", "activity",
    ),
    "an error that does not interrupt": error(
        around(node("subProcess", "a", start("i") + end("o", "<bpmn:errorEventDefinition/>") + flows("i > o")),
               boundary("e", "a", "<bpmn:errorEventDefinition/>", False), way=STEPS + "; e > end"),
        "e", "always interrupts", "escalation",
    ),
    "an error caught on a task": error(
        around(ask("a"), boundary("e", "a", "<bpmn:errorEventDefinition/>"), way=STEPS + "; e > end"),
        "e", "never does", "sub-process",
    ),
    "an error that nobody catches": error(
        (start(), end("end", "<bpmn:errorEventDefinition/>"), flows("start > end")), "end", "to be caught", "Attach"
    ),
    "an error of another code": error(
        around(node("subProcess", "a", start("i") + end("o",
            '<bpmn:errorEventDefinition errorRef="e1"/>') + flows("i > o")),
               boundary("e", "a", '<bpmn:errorEventDefinition errorRef="e2"/>'), way=STEPS + "; e > end"),
        "o", "to be caught", "Attach", '<bpmn:error id="e1" errorCode="1"/><bpmn:error id="e2" errorCode="2"/>',
    ),
    "an escalation that nothing raises": warning(
        around(node("subProcess", "a", start("i") + end("o") + flows("i > o")),
               boundary("e", "a", "<bpmn:escalationEventDefinition/>"), way=STEPS + "; e > end"),
        "e", "raises the escalation", "Raise",
    ),
    "an unknown message": error(
        around(node("intermediateThrowEvent", "a", MESSAGE)), "a", "no message “m”", "Define the message"
    ),
    "an unknown escalation": error(
        around(node("intermediateThrowEvent", "a", '<bpmn:escalationEventDefinition escalationRef="e"/>')),
        "a", "no escalation “e”", "Define the escalation",
    ),
    "a message without a name": error(
        around(node("intermediateThrowEvent", "a", MESSAGE)), "a", "has no name", "name", '<bpmn:message id="m"/>'
    ),
    "one message defined twice": warning(
        around(node("intermediateThrowEvent", "a", MESSAGE)), "m2", "both mean the same", "Use one",
        M + '\n<bpmn:message id="m2" name="accepted"/>',
    ),
    "a link without a target": error(
        (start(), ask("a"), node("intermediateThrowEvent", "off", LINK), flows("start > a > off")),
        "off", "Expected a target", "same name",
    ),
    "two targets of a link": error(
        (start(), node("intermediateThrowEvent", "off", LINK), node("intermediateCatchEvent", "l1", LINK),
         node("intermediateCatchEvent", "l2", LINK), end(), flows("start > off; l1 > end; l2 > end")),
        "l2", "one target", "name of its own",
    ),
    "a link that leads on as well": error(
        (start(), node("intermediateThrowEvent", "off", LINK), node("intermediateCatchEvent", "l1", LINK), end(),
         flows("start > off > end; l1 > end")),
        "off", "arrow leaves it as well", "plain event",
    ),
}  # fmt: skip

UNSUPPORTED = {
    "complex gateway": error(around(node("complexGateway", "a")), "a", "complex gateway", "exclusive"),
    "ad hoc sub-process": error(
        around(node("adHocSubProcess", "a", ask("b"))), "a", "ad hoc sub process", "inclusive gateway"
    ),
    "transaction": error(
        around(node("transaction", "a", start("i") + end("o") + flows("i > o"))), "a", "transaction", "sub-process"
    ),
    "choreography": error(around(node("choreographyTask", "a")), "a", "choreography task", "lane of each agency"),
    "data store": error((*around(ask("a")), '<bpmn:dataStoreReference id="d"/>'), "d", "data store", "forms"),
    "event sub-process": error(
        around(ask("a"), node("subProcess", "es", start("i") + end("o") + flows("i > o"), triggeredByEvent="true")),
        "es", "event sub-process", "boundary event",
    ),
    "a step in the wrong place": error(
        around(node("userTask", "a", props({"deadline": "P1D"}) + ask("b"))), "b", "inside something else",
            "Draw it again"
    ),
    "an invented element": error((*around(ask("a")), '<bpmn:wish id="w"/>'), "w", "“wish” is none", "Correct its name"),
    "roles of another engine": warning(
        around(node("userTask", "a", props({"deadline": "P1D"}) + "<bpmn:potentialOwner/>")),
        "a", "potential owner is not looked at", "lane",
    ),
    "settings of another engine": warning(
        around(node("userTask", "a", props({"deadline": "P1D"}), **{"xmlns:camunda": "http://camunda.org",
            "camunda:assignee": "x"})),
        "a", "another engine that are not looked at: assignee", "properties",
    ),
    "an extension that is no property": error(
        around(node("userTask", "a", props({"deadline": "P1D"}).replace(
            "</spiffworkflow:properties>", "</spiffworkflow:properties><spiffworkflow:preScript/>"))),
        "a", "“preScript” is none", "property",
    ),
}  # fmt: skip


ALL = {**EVENTS, **UNSUPPORTED}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_what_cannot_be_executed_is_found_with_element_line_and_remedy(case: Case) -> None:
    check_fault(case)
