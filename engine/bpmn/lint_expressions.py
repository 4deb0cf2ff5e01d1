"""Expressions and timer texts: each is compiled as the engine will, and names that nothing sets are pointed out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.lint_bundle import SETTINGS, Bundle
from engine.bpmn.lint_findings import error, label, owner_id, warning
from engine.bpmn.markup import (
    Document,
    Element,
    bpmn,
    child_text,
    event_definitions,
    event_kind,
    flag,
    inside,
    kind,
    properties,
    property_elements,
)
from engine.bpmn.timer_functions import TIMER_FUNCTIONS
from engine.dmn.findings import Finding
from engine.domain.deadlines import check_timer_text, is_cycle
from engine.domain.routing import parse_bind
from engine.domain.toml_reading import suggest
from engine.errors import DefinitionError
from engine.feel import Expression, FeelError, compile_expression

_CLOCK = frozenset({"now", "today"})
_TIMES = ("timeDate", "timeDuration", "timeCycle")
_TIMER_NAMES = frozenset(TIMER_FUNCTIONS)
_TIMER_PROPERTIES = frozenset({"deadline", "follow_up"})
_LOOPS = ("loopCondition", "loopCardinality", "completionCondition", "loopDataInputRef")
_COUNTERS = frozenset(f"numberOf{each}Instances" for each in ("", "Active", "Completed", "Terminated")) | {
    "loopCounter"
}
_DEADLINE = re.compile(r'\bdeadline\s*\(\s*"([^"]*)"\s*\)')
_FEEL_REMEDY = 'Write FEEL, for example: risk = "high" and age < 18.'
_TIMER_REMEDY = "Write for example P5D, 2027-01-31T17:00, R3/P7D, = working days(3) or = deadline(&quot;name&quot;)."
_TIMER_REMEDY = _TIMER_REMEDY.replace("&quot;", '"')


@dataclass(frozen=True, slots=True)
class Place:
    """An expression where it stands. `what` names it in sentences; `own_names` says that its names are the case's."""

    element: Element
    what: str
    text: str
    own_names: bool = True
    is_timer: bool = False


def check_expressions(document: Document, bundle: Bundle) -> Iterator[Finding]:
    """Findings on every expression and timer of the diagram."""
    known = known_variables(document, bundle)
    for place in _expressions(document):
        yield from _check_expression(document, bundle, place, known)
    for place in _timers(document):
        yield from _check_timer(document, bundle, place, known)
    for _, node in document.nodes:
        if event_kind(node) == "timer":
            yield from _check_timer_event(document, node)
    yield from _check_binds(bundle, known)
    yield from _check_decision_inputs(document, bundle, known)


def known_variables(document: Document, bundle: Bundle) -> frozenset[str]:
    """The names that a form, a result or an output sets somewhere in the pathway, or that the diagram declares."""
    found = set(_COUNTERS)
    for form in bundle.forms.values():
        found.update(field.key for field in form.fields if field.seen_by_pathway)
    for _, node in document.nodes:
        for name, value in properties(node).items():
            found.update({name[len("output:") :]} if name.startswith("output:") else ())
            found.update({value.strip()} if name == "result" else ())
    found.update(element.get("name", "") for element in inside(document.process, "property", "dataObject", "dataInput"))
    for item in inside(document.process, "inputDataItem", "outputDataItem"):
        found.update(filter(None, (item.get("name"), item.get("id"))))
    found.update((reference.text or "").strip() for reference in inside(document.process, "loopDataOutputRef"))
    return frozenset(found)


def _expressions(document: Document) -> Iterator[Place]:
    for flow in inside(document.process, "sequenceFlow"):
        if (text := child_text(flow, "conditionExpression")) is not None:
            yield Place(flow, "condition", text)
    for local, what in (("script", "script"), *((each, each) for each in _LOOPS)):
        for element in inside(document.process, local):
            yield Place(element, what, (element.text or "").strip())
    for _, node in document.nodes:
        for element in property_elements(node):
            name, value = element.get("name", ""), element.get("value", "").strip()
            is_output = name.startswith("output:")
            if name not in _TIMER_PROPERTIES and value and (is_output or value.startswith("=")):
                yield Place(element, f"property “{name}”", value, own_names=not is_output)
        if (called := node.get("calledElement", "")).startswith("="):
            yield Place(node, "called pathway", called)


def _timers(document: Document) -> Iterator[Place]:
    for _, node in document.nodes:
        for element in property_elements(node):
            if element.get("name") in _TIMER_PROPERTIES:
                yield Place(
                    element, f"property “{element.get('name')}”", element.get("value", "").strip(), is_timer=True
                )
        if event_kind(node) == "timer":
            for local in _TIMES:
                for element in event_definitions(node)[0].findall(bpmn(local)):
                    yield Place(element, "timer", (element.text or "").strip(), is_timer=True)


def _compile(document: Document, place: Place, remedy: str) -> tuple[Expression | None, list[Finding]]:
    names = tuple(sorted(TIMER_FUNCTIONS)) if place.is_timer else ()
    try:
        return compile_expression(place.text.removeprefix("=").strip(), names), []
    except FeelError as refusal:
        message = f"Expected FEEL in the {place.what} of “{owner_id(place.element)}”, but: {refusal.message}"
        return None, [error(document, place.element, message, remedy)]


def _check_expression(
    document: Document, bundle: Bundle, place: Place, known: frozenset[str], remedy: str = _FEEL_REMEDY
) -> Iterator[Finding]:
    expression, findings = _compile(document, place, remedy)
    yield from findings
    yield from _check_deadlines(document, bundle, place)
    if expression is None:
        return
    given = _TIMER_NAMES if place.is_timer else frozenset()
    for name in sorted(expression.names & (_TIMER_NAMES | _CLOCK) - given - known):
        message = f"Expected no “{name}” in the {place.what} of “{owner_id(place.element)}”: it is not known there."
        yield error(document, place.element, message, "Time belongs into timers, deadlines and follow-ups.")
    for name in sorted(expression.called - _TIMER_NAMES - _CLOCK):
        message = (
            f"Expected a function of FEEL in the {place.what} of “{owner_id(place.element)}”, but “{name}” is none."
        )
        yield error(document, place.element, message, "Use one of the built-in functions of FEEL.")
    if place.own_names:
        names = set(expression.names) - expression.called - _TIMER_NAMES - _CLOCK
        yield from _check_names(document, bundle, place, names, known)


def _check_names(
    document: Document, bundle: Bundle, place: Place, names: set[str], known: frozenset[str]
) -> Iterator[Finding]:
    """Only a bundle says what sets variables."""
    for name in sorted(names - known) if bundle.settings is not None else ():
        message = (
            f"“{name}” in the {place.what} of “{owner_id(place.element)}” is set by no form, result or output here."
        )
        if bundle.is_called:
            message += " It has to come from the pathway that calls this one."
        yield warning(document, place.element, message, suggest(name, known))


def _check_decision_inputs(document: Document, bundle: Bundle, known: frozenset[str]) -> Iterator[Finding]:
    """What a decision asks for has to be set before; without it the decision is taken as if it were unknown."""
    for _, node in document.nodes:
        decision = properties(node).get("decision", "").strip()
        if kind(node) == "businessRuleTask" and decision in bundle.decisions and not _is_broken(bundle, decision):
            names = {each.name for each in bundle.decisions[decision].inputs_of(decision)}
            yield from _check_names(document, bundle, Place(node, f"decision “{decision}”", ""), names, known)


def _is_broken(bundle: Bundle, decision: str) -> bool:
    file = bundle.decisions[decision].file
    return any(finding.file == file and finding.severity == "error" for finding in bundle.findings)


def _check_binds(bundle: Bundle, known: frozenset[str]) -> Iterator[Finding]:
    """A lane that no team can be found for would leave its tasks with nobody."""
    for lane in bundle.settings.lanes.values() if bundle.settings is not None else ():
        bind = parse_bind(lane.bind)
        try:
            names = compile_expression(bind.expression).names if bind.expression else frozenset()
        except FeelError as refusal:
            message = f"Expected FEEL in the binding of the lane “{lane.key}”, but: {refusal.message}"
            yield Finding("error", SETTINGS, lane.key, None, message, "Write for example = service.")
            continue
        for name in sorted(names - known):
            message = f"“{name}” in the binding of the lane “{lane.key}” is set by no form, result or output here."
            yield Finding("warning", SETTINGS, lane.key, None, message, suggest(name, known))


def _check_deadlines(document: Document, bundle: Bundle, place: Place) -> Iterator[Finding]:
    if bundle.settings is None:
        return
    for name in _DEADLINE.findall(place.text):
        if name not in bundle.parameters:
            message = f'Expected the parameter of deadline("{name}") in process.toml, but it is not declared there.'
            yield error(document, place.element, message, suggest(name, bundle.parameters))


def _check_timer(document: Document, bundle: Bundle, place: Place, known: frozenset[str]) -> Iterator[Finding]:
    if place.text.startswith("="):
        yield from _check_expression(document, bundle, place, known, _TIMER_REMEDY)
        return
    try:
        check_timer_text(place.text)
    except DefinitionError as refusal:
        message = f"In the {place.what} of “{owner_id(place.element)}”: {refusal.message}"
        yield error(document, place.element, message, refusal.remedy or _TIMER_REMEDY)


def _check_timer_event(document: Document, node: Element) -> Iterator[Finding]:
    times = [(local, child_text(event_definitions(node)[0], local)) for local in _TIMES]
    given = [(local, text) for local, text in times if text is not None]
    if len(given) != 1:
        message = f"Expected {label(node)} to say one time, but it says {len(given) or 'none'}."
        yield error(document, node, message, "Give one of timeDuration, timeDate and timeCycle.")
        return
    local, text = given[0]
    if is_cycle(text) and local != "timeCycle":
        message = f"Expected a single time in {label(node)}, but “{text}” repeats."
        yield error(document, node, message, "Write it as timeCycle.")
    elif local == "timeCycle" and (kind(node) != "boundaryEvent" or flag(node, "cancelActivity", default=True)):
        message = f"{label(node)} repeats, but it can happen only once: after that nothing waits there any more."
        yield warning(document, node, message, "Use timeDuration, or make the event non-interrupting.")
