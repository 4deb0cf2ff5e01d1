"""Events: what starts, interrupts, throws and ends, and whether anything can ever happen at them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint_findings import error, label, warning, words
from engine.bpmn.markup import (
    ACTIVITIES,
    EVENTS,
    Document,
    Element,
    Scope,
    children,
    event_definitions,
    event_kind,
    flag,
    inside,
    kind,
)
from engine.bpmn.normalise import link_name
from engine.bpmn.outline import event_reference
from engine.dmn.findings import Finding

_ALLOWED = {
    "startEvent": frozenset({""}),
    "endEvent": frozenset({"", "message", "signal", "escalation", "error", "terminate"}),
    "intermediateThrowEvent": frozenset({"", "message", "signal", "escalation", "link"}),
    "intermediateCatchEvent": frozenset({"message", "signal", "timer", "link"}),
    "boundaryEvent": frozenset({"message", "signal", "timer", "escalation", "error"}),
}
_REMEDIES = {
    "startEvent": "Use a plain start event: pathways are started by people or by a call activity.",
    "endEvent": "Use a plain, message, signal, escalation, error or terminate end event.",
    "intermediateThrowEvent": "Use a plain, message, signal, escalation or link event.",
    "intermediateCatchEvent": "Wait for a message, signal or timer; decide conditions at a gateway after it.",
    "boundaryEvent": "Catch a message, signal, timer, escalation or error.",
}
_REFERENCED = ("message", "signal", "error", "escalation")
_REPORTED_ELSEWHERE = frozenset({"compensate", "cancel"})


def check_events(document: Document) -> Iterator[Finding]:
    """Each event has one definition of a kind that can be executed there, and refers to what exists."""
    for scope, node in document.nodes:
        if kind(node) in EVENTS:
            yield from _check_definitions(document, node)
            yield from _check_reference(document, node)
        if kind(node) == "boundaryEvent":
            yield from _check_boundary(document, scope, node)
        if kind(node) == "endEvent" and event_kind(node) == "error":
            yield from _check_caught(document, scope, node)
    for scope in document.scopes:
        yield from _check_links(document, scope)


def _check_definitions(document: Document, node: Element) -> Iterator[Finding]:
    definitions = event_definitions(node)
    if len(definitions) > 1:
        message = f"Expected one event definition in {label(node)}, but there are {len(definitions)}."
        yield error(document, node, message, "Draw one event for each.")
        return
    event = event_kind(node)
    if event in _ALLOWED[kind(node)] | _REPORTED_ELSEWHERE:
        return
    is_what = f"it is a {words(event)} event" if event else "it says nothing to wait for"
    message = f"Expected {label(node)} to be an event that can be executed there, but {is_what}."
    yield error(document, node, message, _REMEDIES[kind(node)])


def _check_reference(document: Document, node: Element) -> Iterator[Finding]:
    event = event_kind(node)
    if event not in _REFERENCED:
        return
    reference = event_definitions(node)[0].get(f"{event}Ref", "").strip()
    if reference and reference not in document.named(event):
        message = f"Expected the {event} of {label(node)} to exist, but there is no {event} “{reference}”."
        yield error(document, node, message, f"Define the {event}, or choose one that is defined.")
    elif event in {"message", "signal"} and not event_reference(document, node):
        message = f"Expected {label(node)} to say which {event} it is about, but the {event} has no name."
        yield error(document, node, message, f"Choose a {event}, and give the {event} a name.")


def _check_boundary(document: Document, scope: Scope, node: Element) -> Iterator[Finding]:
    host = scope.nodes.get(node.get("attachedToRef", ""))
    if host is None:
        message = (
            f"Expected {label(node)} to be attached to an activity, but there is no “{node.get('attachedToRef', '')}”."
        )
        yield error(document, node, message, "Attach it again, in the process or sub-process of its activity.")
        return
    if kind(host) not in ACTIVITIES:
        message = f"Expected {label(node)} to be attached to a task, sub-process or call, but {label(host)} is none."
        yield error(document, node, message, "Attach it to an activity.")
    yield from _check_catch(document, node, host)


def _check_catch(document: Document, node: Element, host: Element) -> Iterator[Finding]:
    event = event_kind(node)
    if event == "error" and not flag(node, "cancelActivity", default=True):
        message = (
            f"Expected {label(node)} to interrupt, but it is drawn as non-interrupting: an error always interrupts."
        )
        yield error(document, node, message, "Make it interrupting, or use an escalation.")
    if event not in {"error", "escalation"}:
        return
    caught = event_reference(document, node)
    if kind(host) != "subProcess":
        message = f"Expected an activity that can raise the {event}, but {label(host)} never does."
        remedy = "Attach it to a sub-process, or let the task's result decide at a gateway after it."
        yield error(document, node, message, remedy)
    elif not any(_matches(document, thrown, event, caught) for thrown in inside(host, *_throwers(event))):
        message = f"Nothing inside {label(host)} raises the {event} that {label(node)} catches."
        yield warning(document, node, message, f"Raise the {event} inside, or remove the event.")


def _throwers(event: str) -> tuple[str, ...]:
    return ("endEvent",) if event == "error" else ("endEvent", "intermediateThrowEvent")


def _matches(document: Document, thrown: Element, event: str, caught: str) -> bool:
    return event_kind(thrown) == event and caught in {"", event_reference(document, thrown)}


def _check_caught(document: Document, scope: Scope, node: Element) -> Iterator[Finding]:
    """An error that nobody catches would be dropped and the case would go on."""
    raised = event_reference(document, node)
    inner: Scope | None = scope
    while inner is not None:
        outer = _scope_around(document, inner)
        attached = outer.attached(inner.id) if outer is not None else []
        if any(event_kind(each) == "error" and event_reference(document, each) in {"", raised} for each in attached):
            return
        inner = outer
    message = f"Expected the error of {label(node)} to be caught, but no error event around it does."
    yield error(document, node, message, "Attach an error event to the sub-process, or use a plain end event.")


def _scope_around(document: Document, scope: Scope) -> Scope | None:
    parent = scope.element.getparent()
    return next((each for each in document.scopes if each.element is parent), None)


def _check_links(document: Document, scope: Scope) -> Iterator[Finding]:
    links = [node for node in scope.nodes.values() if event_kind(node) == "link"]
    targets = [node for node in links if kind(node) == "intermediateCatchEvent"]
    sources = [node for node in links if kind(node) == "intermediateThrowEvent"]
    names = [link_name(node) for node in targets]
    for place, node in enumerate(targets):
        if link_name(node) in names[:place]:
            message = f"Expected one target for the link “{link_name(node)}”, but {label(node)} is a further one."
            yield error(document, node, message, "Give each pair of links a name of its own.")
    for node in sources:
        if link_name(node) not in names:
            message = f"Expected a target for the link “{link_name(node)}” of {label(node)}, but there is none."
            yield error(document, node, message, "Draw a catching link event with the same name on the same level.")
        if scope.outgoing.get(node.get("id", "")):
            message = f"Expected {label(node)} to jump to its target, but an arrow leaves it as well."
            yield error(document, node, message, "Remove the arrow, or use a plain event.")


def check_names_used_once(document: Document) -> Iterator[Finding]:
    """Two messages or signals of one name are the same to whoever sends them."""
    for local in ("message", "signal"):
        seen: set[str] = set()
        for element in children(document.root, local):
            name = element.get("name", "")
            if name and name in seen:
                message = f"Expected each {local} once, but “{name}” is defined again: both mean the same."
                yield warning(document, element, message, f"Use one {local} for both.")
            seen.add(name)
