"""Branching: what each gateway and each condition would really do."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint_findings import error, label, warning
from engine.bpmn.markup import (
    ACTIVITIES,
    Document,
    Element,
    Scope,
    child_text,
    children,
    event_definitions,
    flag,
    kind,
)
from engine.dmn.findings import Finding

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_OFFERED = frozenset({"receiveTask", "intermediateCatchEvent"})
_NO_DEFAULT = "Mark one outgoing flow as the default: it is taken when no condition is true."


def check_gateways(document: Document) -> Iterator[Finding]:
    """Conditions, defaults and event-based gateways of every node."""
    for scope, node in document.nodes:
        yield from _check_default(document, scope, node)
        flows = scope.outgoing.get(node.get("id", ""), [])
        if kind(node) in _CHOOSING:
            yield from _check_choice(document, node, flows)
        elif kind(node) in ACTIVITIES:
            yield from _check_activity(document, node, flows)
        else:
            yield from _check_unconditional(document, node, flows)
        if kind(node) == "eventBasedGateway":
            yield from _check_event_based(document, scope, node, flows)


def _has_condition(flow: Element) -> bool:
    return child_text(flow, "conditionExpression") is not None


def _check_default(document: Document, scope: Scope, node: Element) -> Iterator[Finding]:
    default = node.get("default")
    if default is None:
        return
    if kind(node) not in _CHOOSING | ACTIVITIES:
        message = f"The default of {label(node)} has no effect: only choices have one."
        yield warning(document, node, message, "Remove the default, or use an exclusive gateway.")
        return
    flow = next((flow for flow in scope.outgoing.get(node.get("id", ""), []) if flow.get("id") == default), None)
    if flow is None:
        message = f"Expected the default of {label(node)} to be one of its outgoing flows, but “{default}” is not."
        yield error(document, node, message, _NO_DEFAULT)
    elif _has_condition(flow):
        message = f"The condition on the default flow of {label(node)} is not looked at."
        yield warning(document, flow, message, "Remove the condition, or take away the default mark.")


def _check_choice(document: Document, node: Element, flows: list[Element]) -> Iterator[Finding]:
    default = node.get("default")
    if len(flows) == 1 and not _has_condition(flows[0]):
        return
    for flow in flows:
        if flow.get("id") != default and not _has_condition(flow):
            message = f"Expected a condition on each flow out of {label(node)}, but this one has none."
            yield error(document, flow, message, "Write a condition, or mark this flow as the default.")
    if flows and not default and all(_has_condition(flow) for flow in flows):
        message = f"Expected {label(node)} to have a default, but when no condition is true the case would stop there."
        yield error(document, node, message, _NO_DEFAULT)


def _check_activity(document: Document, node: Element, flows: list[Element]) -> Iterator[Finding]:
    """Conditional flows out of a task are an inclusive split: any number of them may be taken."""
    if flows and not node.get("default") and all(_has_condition(flow) for flow in flows):
        message = f"Expected a way on from {label(node)} in every case, but all its flows have conditions."
        yield error(document, node, message, "Mark one flow as the default, or put an exclusive gateway after it.")
    elif len([flow for flow in flows if _has_condition(flow)]) > 0:
        message = f"The conditions after {label(node)} are looked at one by one: several branches may start."
        yield warning(document, node, message, "Put an exclusive gateway after it if only one branch is meant.")


def _check_unconditional(document: Document, node: Element, flows: list[Element]) -> Iterator[Finding]:
    for flow in flows:
        if _has_condition(flow):
            message = (
                f"Expected no condition on a flow out of {label(node)}, but this one has one: it would be ignored."
            )
            yield error(document, flow, message, "Put an exclusive gateway before the condition.")


def _check_event_based(document: Document, scope: Scope, node: Element, flows: list[Element]) -> Iterator[Finding]:
    if flag(node, "instantiate"):
        message = f"Expected {label(node)} inside a running case, but it is drawn to start one."
        yield error(document, node, message, "Begin with a plain start event.")
    if len(flows) < 2:
        message = f"Expected {label(node)} to offer two or more events, but it has {len(flows)}."
        yield error(document, node, message, "Add the other event that may come first, or use the event alone.")
    for flow in flows:
        target = scope.nodes.get(flow.get("targetRef", ""))
        if target is not None:
            yield from _check_offer(document, scope, node, target)


def _check_offer(document: Document, scope: Scope, gateway: Element, target: Element) -> Iterator[Finding]:
    if kind(target) not in _OFFERED or (kind(target) == "intermediateCatchEvent" and not event_definitions(target)):
        message = f"Expected only catching events after {label(gateway)}, but {label(target)} waits for none."
        yield error(document, target, message, "Use message, signal or timer events, or an exclusive gateway.")
    if len(scope.incoming.get(target.get("id", ""), [])) > 1:
        message = f"Expected only {label(gateway)} to lead to {label(target)}, but other arrows do too."
        yield error(document, target, message, "Draw a copy of the event for the other way.")
    repeats = any(kind(child).endswith("LoopCharacteristics") for child in children(target))
    if repeats or scope.attached(target.get("id", "")):
        message = (
            f"Expected {label(target)} to wait plainly after {label(gateway)}, but it repeats or has boundary events."
        )
        yield error(document, target, message, "Use an intermediate catching event, and put its timer beside it.")
