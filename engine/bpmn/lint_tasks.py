"""Activities: what each needs to know to do its work, and settings that nobody would read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.lint_findings import error, label, warning, words
from engine.bpmn.markup import (
    ACTIVITIES,
    PERSON_TASKS,
    Document,
    Element,
    bpmn,
    child_text,
    event_kind,
    kind,
    properties,
    property_elements,
)
from engine.dmn.findings import Finding
from engine.domain.parameters import DeadlineClass
from engine.domain.toml_reading import suggest

MAX_COPIES = 50
_FOR_PEOPLE = frozenset({"form", "shows", "deadline", "class", "follow_up", "priority"})
_IN, _OUT = "input:", "output:"
_BY_KIND = {
    **dict.fromkeys(PERSON_TASKS, _FOR_PEOPLE),
    "callActivity": frozenset({_IN, _OUT}),
    "serviceTask": frozenset({"operation", _IN, _OUT}),
    "sendTask": frozenset({"operation", _IN, _OUT}),
    "receiveTask": frozenset({_OUT}),
    "businessRuleTask": frozenset({"decision", "result"}),
    "scriptTask": frozenset({"result"}),
}
_BY_EVENT = {
    ("intermediateCatchEvent", "timer"): frozenset({"class"}),
    ("boundaryEvent", "timer"): frozenset({"class"}),
    ("intermediateCatchEvent", "message"): frozenset({_OUT}),
    ("boundaryEvent", "message"): frozenset({_OUT}),
    ("intermediateCatchEvent", "signal"): frozenset({_OUT}),
    ("boundaryEvent", "signal"): frozenset({_OUT}),
    ("intermediateThrowEvent", "message"): frozenset({_IN}),
    ("intermediateThrowEvent", "signal"): frozenset({_IN}),
    ("intermediateThrowEvent", "escalation"): frozenset({"tell"}),
    ("endEvent", "message"): frozenset({_IN}),
    ("endEvent", "signal"): frozenset({_IN}),
    ("endEvent", "escalation"): frozenset({"tell"}),
}
_NEEDED = {
    "serviceTask": ("operation", "Name the operation it carries out."),
    "businessRuleTask": ("decision", "Name the decision of the bundle that it takes."),
    "scriptTask": ("result", "Name the variable that receives the value of its expression."),
}
_NAME = re.compile(r"[^\W\d]\w*([ '.+*/-]?\w+)*")
_FEEL_FORMATS = frozenset({"", "feel", "text/feel", "application/feel"})


def check_properties(document: Document) -> Iterator[Finding]:
    """Every property is one that this element has, given once, with a usable value."""
    for _, node in document.nodes:
        allowed = _BY_KIND.get(kind(node), _BY_EVENT.get((kind(node), event_kind(node)), frozenset()))
        seen: set[str] = set()
        for element in property_elements(node):
            name = element.get("name", "").strip()
            yield from _check_property(document, node, element, name, allowed)
            if name in seen:
                message = f"Expected “{name}” once on {label(node)}, but it is given again."
                yield error(document, element, message, "Remove one of the two.")
            seen.add(name)


def _check_property(
    document: Document, node: Element, element: Element, name: str, allowed: frozenset[str]
) -> Iterator[Finding]:
    prefix, separator, variable = name.partition(":")
    if f"{prefix}{separator}" not in allowed:
        message = f"Expected a property that {words(kind(node))} has, but “{name}” is none: it would be ignored."
        known = sorted(f"{each}NAME" if each.endswith(":") else each for each in allowed)
        yield error(document, element, message, suggest(name, known))
    elif (separator and not _NAME.fullmatch(variable)) or (name == "result" and not _NAME.fullmatch(_value(element))):
        given = variable if separator else _value(element)
        message = f"Expected the name of a variable in “{name}” of {label(node)}, but “{given}” is none."
        yield error(document, element, message, "Begin with a letter and use letters, digits and underscores.")
    elif not _value(element):
        message = f"Expected a value for “{name}” of {label(node)}, but it is empty."
        yield error(document, element, message, "Fill it in, or remove the property.")
    elif name == "priority":
        yield from _check_priority(document, element)
    elif name == "class" and _value(element) not in list(DeadlineClass):
        message = f"Expected the class of {label(node)} to be one of ours, but it is “{_value(element)}”."
        yield error(document, element, message, f"Write one of {', '.join(DeadlineClass)}.")


def _value(element: Element) -> str:
    return str(element.get("value", "")).strip()


def _check_priority(document: Document, element: Element) -> Iterator[Finding]:
    value = _value(element)
    if not value.startswith("=") and not (value.isascii() and value.isdigit() and int(value[:6]) <= 100):
        message = f"Expected a priority from 0 to 100, but it is “{value}”."
        yield error(document, element, message, "Write a whole number, or FEEL after “=”.")


def check_needs(document: Document) -> Iterator[Finding]:
    """Automatic steps say what they do; without that they would do nothing and the case would go on."""
    for _, node in document.nodes:
        local, given = kind(node), properties(node)
        if local in _NEEDED and not given.get(_NEEDED[local][0], "").strip():
            name, remedy = _NEEDED[local]
            message = f"Expected a property “{name}” on {label(node)}, but there is none."
            yield error(document, node, message, remedy)
        if local == "businessRuleTask" and not given.get("result", "").strip():
            message = f"Expected a property “result” on {label(node)}, but there is none: the answer would be lost."
            yield error(document, node, message, "Name the variable that receives the answer.")
        if local == "callActivity" and not node.get("calledElement"):
            message = f"Expected {label(node)} to name the pathway it calls, but it names none."
            yield error(document, node, message, "Set calledElement to the key of a pathway.")
        if local == "scriptTask":
            yield from _check_script(document, node)
        if local in {"sendTask", "receiveTask"}:
            yield from _check_message_task(document, node, given)


def _check_script(document: Document, node: Element) -> Iterator[Finding]:
    if not child_text(node, "script"):
        message = f"Expected one FEEL expression in {label(node)}, but its script is empty."
        yield error(document, node, message, "Write the expression whose value goes into the result variable.")
    if node.get("scriptFormat", "").strip().lower() not in _FEEL_FORMATS:
        message = f"Expected FEEL in {label(node)}, but its format is “{node.get('scriptFormat')}”."
        yield error(document, node, message, "Write it as one FEEL expression and set scriptFormat to feel.")


def _check_message_task(document: Document, node: Element, given: dict[str, str]) -> Iterator[Finding]:
    reference = node.get("messageRef", "")
    messages = document.named("message")
    if reference and reference not in messages:
        message = f"Expected the message of {label(node)} to exist, but there is no message “{reference}”."
        yield error(document, node, message, "Define the message, or choose one that is defined.")
    elif reference and not messages[reference].get("name"):
        message = f"Expected the message of {label(node)} to have a name, but “{reference}” has none."
        yield error(document, node, message, "Give the message a name.")
    elif not reference and kind(node) == "receiveTask":
        message = f"Expected {label(node)} to name the message it waits for, but it names none."
        yield error(document, node, message, "Choose a message.")
    elif not reference and not given.get("operation", "").strip():
        message = f"Expected {label(node)} to name a message or an operation, but it names neither."
        yield error(document, node, message, "Choose a message, or add the property “operation”.")


def check_repeats(document: Document) -> Iterator[Finding]:
    """Loops and multi-instance activities know how often, and lose nothing."""
    for _, node in document.nodes:
        standard = node.find(bpmn("standardLoopCharacteristics"))
        several = node.find(bpmn("multiInstanceLoopCharacteristics"))
        if kind(node) not in ACTIVITIES and (standard is not None or several is not None):
            message = f"Expected only activities to repeat, but {label(node)} does: it would be ignored."
            yield error(document, node, message, "Draw the loop with arrows.")
        if standard is not None and not (child_text(standard, "loopCondition") or standard.get("loopMaximum")):
            message = f"Expected a condition for repeating {label(node)}, but there is none: it would never end."
            yield error(document, node, message, "Write a loopCondition, or draw the loop with a gateway.")
        maximum = standard.get("loopMaximum", "1").strip() if standard is not None else "1"
        if not (maximum.isascii() and maximum.isdigit()):
            message = f"Expected a whole number as the most repetitions of {label(node)}, but it is “{maximum}”."
            yield error(document, node, message, "Write a number such as 3.")
        for quantity in ("startQuantity", "completionQuantity"):
            if node.get(quantity, "1") != "1":
                message = f"Expected one branch into and out of {label(node)}, but {quantity} is {node.get(quantity)}."
                yield error(document, node, message, "Use parallel gateways around it.")
        if several is not None:
            yield from _check_several(document, node, several)


def _check_several(document: Document, node: Element, several: Element) -> Iterator[Finding]:
    cardinality, items = child_text(several, "loopCardinality"), child_text(several, "loopDataInputRef")
    output, item = child_text(several, "loopDataOutputRef"), several.find(bpmn("inputDataItem"))
    if bool(cardinality) == bool(items):
        message = f"Expected either a number or a list for the copies of {label(node)}, but there is "
        message += "both." if cardinality else "neither."
        yield error(document, node, message, "Give loopCardinality, or loopDataInputRef with inputDataItem.")
    if items and item is None:
        message = f"Expected a name for the item of each copy of {label(node)}, but there is none."
        yield warning(document, node, message, "Add inputDataItem, so that each copy knows which item it is about.")
    if output and several.find(bpmn("outputDataItem")) is None:
        message = f"Expected to know what each copy of {label(node)} adds to “{output}”, but there is no output item."
        yield error(document, node, message, "Add outputDataItem, or remove loopDataOutputRef.")
    if several.get("behavior", "All") != "All":
        message = f"Expected to await all copies of {label(node)}, but its behaviour is “{several.get('behavior')}”."
        yield error(document, node, message, "Remove the behaviour and use completionCondition.")
    if cardinality and cardinality.isascii() and cardinality.isdigit() and int(cardinality[:9]) > MAX_COPIES:
        message = f"{label(node)} makes {cardinality} copies at a time."
        yield warning(document, node, message, f"Call a pathway for each when there are more than {MAX_COPIES}.")
