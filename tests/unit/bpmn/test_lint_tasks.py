"""What the gate refuses in tasks, their properties, expressions and timers."""

from __future__ import annotations

import pytest

from tests.unit.bpmn.drawing import ask, boundary, end, node, props, timer
from tests.unit.bpmn.lint_cases import ITEMS, STEPS, Case, around, check_fault, error, warning

CHOICE = node("exclusiveGateway", "which", default="which_to_b")


def several(inside: str, **attributes: str) -> tuple[str, ...]:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    inner = f"<bpmn:multiInstanceLoopCharacteristics{given}>{inside}</bpmn:multiInstanceLoopCharacteristics>"
    return around(node("userTask", "a", props({"deadline": "P1D"}) + inner))


COUNT = "<bpmn:loopCardinality>{}</bpmn:loopCardinality>"

TASKS = {
    "a property misspelt": error(around(ask("a", dedline="P1D")), "a", "“dedline” is none", "“deadline”"),
    "a property of another kind": error(around(ask("a", operation="open_case")), "a", "“operation” is none", "Known:"),
    "a property given twice": error(
        around(node("userTask", "a", props({"deadline": "P1D"}) + props({"deadline": "P2D"}))), "a", "once", "Remove"
    ),
    "an empty property": error(around(ask("a", form="")), "a", "it is empty", "Fill it in"),
    "a variable that is no name": error(
        around(node("scriptTask", "a", props({"result": "1st"}) + "<bpmn:script>1</bpmn:script>")),
        "a", "name of a variable", "Begin with a letter",
    ),
    "an output that is no name": error(
        around(node("serviceTask", "a", props({"operation": "o", "output:": "= x"}))), "a", "name of a variable",
            "letter"
    ),
    "a priority out of range": error(around(ask("a", priority="101")), "a", "0 to 100", "whole number"),
    "a class of deadline that there is not": error(
        around(ask("a", **{"class": "sometimes"})), "a", "“sometimes”", "statutory"
    ),
    "a service task without operation": error(around(node("serviceTask", "a")), "a", "“operation”",
        "Name the operation"),
    "a rule task without decision": error(
        around(node("businessRuleTask", "a", props({"result": "r"}))), "a", "“decision”", "Name the decision"
    ),
    "a rule task without result": error(
        around(node("businessRuleTask", "a", props({"decision": "d"}))), "a", "would be lost", "Name the variable"
    ),
    "a script without result": error(
        around(node("scriptTask", "a", "<bpmn:script>1 + 1</bpmn:script>")), "a", "“result”", "Name the variable"
    ),
    "an empty script": error(
        around(node("scriptTask", "a", props({"result": "r"}))), "a", "script is empty", "Write the expression"
    ),
    "a script in another language": error(
        around(node("scriptTask", "a", props({"result": "r"}) + "<bpmn:script>1</bpmn:script>", scriptFormat="python")),
        "a", "format is “python”", "FEEL",
    ),
    "a call of nothing": error(around(node("callActivity", "a")), "a", "names none", "calledElement"),
    "a receive task without message": error(
        around(node("receiveTask", "a"), boundary("late", "a"), way=STEPS + "; late > end"), "a", "names none", "Choose"
    ),
    "a receive task of an unknown message": error(
        around(node("receiveTask", "a", messageRef="m"), boundary("late", "a"), way=STEPS + "; late > end"),
        "a", "no message “m”", "Define",
    ),
    "a message task whose message has no name": error(
        around(node("sendTask", "a", messageRef="m")), "a", "“m” has none", "name", '<bpmn:message id="m"/>'
    ),
    "a send task without anything": error(around(node("sendTask", "a")), "a", "names neither", "operation"),
    "copies without number or list": error(several(""), "a", "neither", "loopCardinality"),
    "copies with number and list": error(several(COUNT.format(2) + ITEMS), "a", "both", "loopCardinality"),
    "an output list without item": error(
        several(COUNT.format(2) + "<bpmn:loopDataOutputRef>views</bpmn:loopDataOutputRef>"), "a", "no output item",
            "Add"
    ),
    "copies that know no item": warning(
        several("<bpmn:loopDataInputRef>agencies</bpmn:loopDataInputRef>"), "a", "item of each copy", "inputDataItem"
    ),
    "copies of which the first counts": error(several(COUNT.format(2), behavior="One"), "a", "“One”",
        "completionCondition"),
    "very many copies": warning(several(COUNT.format(500)), "a", "500 copies", "Call a pathway"),
    "a repetition without condition": error(
        around(node("userTask", "a", props({"deadline": "P1D"}) + "<bpmn:standardLoopCharacteristics/>")),
        "a", "never end", "loopCondition",
    ),
    "a repetition that is counted in words": error(
        around(node("userTask", "a",
            props({"deadline": "P1D"}) + '<bpmn:standardLoopCharacteristics loopMaximum="few"/>')),
        "a", "it is “few”", "a number",
    ),
    "a gateway that repeats": error(
        around(node("parallelGateway", "a", '<bpmn:standardLoopCharacteristics loopMaximum="3"/>')),
        "a", "only activities", "arrows",
    ),
    "several tokens from one step": error(
        around(node("userTask", "a", props({"deadline": "P1D"}), completionQuantity="2")), "a",
            "completionQuantity", "parallel"
    ),
}  # fmt: skip


def timed(event: str, interrupting: bool = True) -> tuple[str, ...]:
    way = STEPS + "; late > chased"
    return around(
        ask("a"),
        boundary("late", "a", event, interrupting),
        end("chased", "<bpmn:escalationEventDefinition/>"),
        way=way,
    )


EXPRESSIONS = {
    "a condition that is no FEEL": error(
        around(CHOICE, ask("a"), ask("b"), way="start > which; which > a ? risk = = 3; which > b; a > end; b > end"),
        "which_to_a", "FEEL in the condition", "for example",
    ),
    "a condition in another language": error(
        around(CHOICE, ask("a"), ask("b"), way="start > which; which > a ? ${ok}; which > b; a > end; b > end"),
        "which_to_a", "FEEL in the condition", "for example",
    ),
    "a script that tries to escape": error(
        around(node("scriptTask", "a",
            props({"result": "r"}) + "<bpmn:script>[x for x in ().__class__]</bpmn:script>")),
        "a", "FEEL in the script", "for example",
    ),
    "a mapping that is no FEEL": error(
        around(node("serviceTask", "a", props({"operation": "o", "input:x": "= 1 +"}))), "a", "“input:x”", "for example"
    ),
    "a clock in a condition": error(
        around(CHOICE, ask("a"), ask("b"), way="start > which; which > a ? today() > x; which > b; a > end; b > end"),
        "which_to_a", "no “today”", "timers",
    ),
    "a deadline in a script": error(
        around(node("scriptTask", "a", props({"result": "r"}) + '<bpmn:script>deadline("x")</bpmn:script>')),
        "a", "no “deadline”", "timers",
    ),
    "an output that is no FEEL": error(
        around(node("serviceTask", "a", props({"operation": "o", "output:x": "1 +"}))), "a", "“output:x”", "for example"
    ),
    "a called pathway that is no FEEL": error(
        around(node("callActivity", "a", calledElement="= 1 +")), "a", "called pathway", "for example"
    ),
    "a number of copies that is no FEEL": error(several(COUNT.format("1 +")), "a", "loopCardinality", "for example"),
    "a deadline that is no time": error(around(ask("a", "five days")), "a", "property “deadline”", "working days"),
    "a deadline that is no FEEL": error(around(ask("a", "= working days(")), "a", "property “deadline”", "P5D"),
    "a timer that is no time": error(timed(timer("5 d")), "late", "In the timer", "P14D"),
    "a timer without a time": error(timed("<bpmn:timerEventDefinition/>"), "late", "says none", "timeDuration"),
    "a timer with two times": error(
        timed("<bpmn:timerEventDefinition><bpmn:timeDate>2027-01-01</bpmn:timeDate><bpmn:timeDuration>P1D"
              "</bpmn:timeDuration></bpmn:timerEventDefinition>"),
        "late", "says 2", "one of",
    ),
    "a duration that repeats": error(timed(timer("R3/P1D")), "late", "“R3/P1D” repeats", "timeCycle"),
    "a cycle that can happen once": warning(timed(timer("R3/P1D", "timeCycle")), "late", "only once",
        "non-interrupting"),
}  # fmt: skip

ALL = {**TASKS, **EXPRESSIONS}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_faulty_task_is_found_with_element_line_and_remedy(case: Case) -> None:
    check_fault(case)
