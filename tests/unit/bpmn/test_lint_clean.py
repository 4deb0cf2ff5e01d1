"""What the gate lets through: everything that can be executed as it is drawn."""

from __future__ import annotations

import pytest

from tests.unit.bpmn.drawing import ask, boundary, diagram, end, flows, node, props, start, timer
from tests.unit.bpmn.lint_cases import ITEMS, LINK, STEPS, M, around, lint_diagram


def copies(inside: str) -> str:
    return f"<bpmn:multiInstanceLoopCharacteristics>{inside}</bpmn:multiInstanceLoopCharacteristics>"


CLEAN = {
    "a line": around(ask("a")),
    "everything that is supported": (
        start(), node("serviceTask", "open", props({"operation": "open_case", "input:a": "= alias",
            "output:b": "= case"})),
        node("scriptTask", "count", props({"result": "n"}) + "<bpmn:script>count(needs)</bpmn:script>"),
        node("businessRuleTask", "decide", props({"decision": "triage", "result": "priority"})),
        node("parallelGateway", "split"), node("parallelGateway", "join"),
        node("callActivity", "refer", props({"input:need": "= need", "output:result": "= outcome"}), calledElement="h"),
        boundary("slow", "refer", timer("P14D"), False), end("told",
            '<bpmn:escalationEventDefinition escalationRef="e"/>'),
        ask("review", "= working days(3)", follow_up="P1D", priority="= 10 + 5"),
        boundary("remind", "review", timer("R/P7D", "timeCycle"), False),
        end("reminded", '<bpmn:escalationEventDefinition escalationRef="e"/>'),
        node("exclusiveGateway", "good", default="good_to_first"), node("exclusiveGateway", "again"),
        node("eventBasedGateway", "first"), node("receiveTask", "reply", messageRef="m"),
        node("intermediateCatchEvent", "wait", timer("2027-01-31T17:00", "timeDate")), end("done"), end("late"),
        flows("start > open > count > decide > again > split > refer > join > good; split > review > join"),
        flows('good > again ? answer = "again"; good > first > reply > done; first > wait > late'),
        flows("slow > told; remind > reminded"),
    ),
    "two timers to choose from": (
        start(), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "w1", timer("P1D")),
        node("intermediateCatchEvent", "w2", timer("P2D")), end(), flows("start > g > w1 > end; g > w2 > end"),
    ),
    "links and a signal end": (
        start(), node("intermediateThrowEvent", "off", LINK), node("intermediateCatchEvent", "on", LINK),
        end("end", '<bpmn:signalEventDefinition signalRef="s"/>'), flows("start > off; on > end"),
    ),
    "an error caught around": around(
        node("subProcess", "a", start("i") + end("o", '<bpmn:errorEventDefinition errorRef="x"/>') + flows("i > o")),
        boundary("err", "a", "<bpmn:errorEventDefinition/>"), way=STEPS + "; err > end",
    ),
    "implicit split of a task": around(ask("a"), ask("b"), ask("c"), way="start > a > b > end; a > c > end"),
    "merging gateway": around(ask("a"), node("exclusiveGateway", "merge"), way="start > a > merge > end"),
    "repeating steps": around(
        node("userTask", "a", props({"deadline": "P1D"}) + '<bpmn:standardLoopCharacteristics loopMaximum="3"/>'),
        node("userTask", "b",
            props({"deadline": "P1D"}) + copies(ITEMS)),
        way="start > a > b > end",
    ),
    "notes and data objects": (
        *around(ask("a")), '<bpmn:textAnnotation id="t"><bpmn:text>Note</bpmn:text></bpmn:textAnnotation>',
        '<bpmn:association id="as" sourceRef="a" targetRef="t"/><bpmn:dataObject id="d"/>',
    ),
}  # fmt: skip
CLEAN_HEAD = (
    M + '<bpmn:signal id="s" name="closed"/><bpmn:escalation id="e" name="Late" escalationCode="late"/>'
    '<bpmn:error id="x" errorCode="x"/>'
)


@pytest.mark.parametrize("body", CLEAN.values(), ids=CLEAN.keys())
def test_what_can_be_executed_is_let_through(body: tuple[str, ...]) -> None:
    assert lint_diagram(diagram(*body, head=CLEAN_HEAD)) == []
