"""Which steps of an outline lead where, as a plain graph: arrows, link jumps, and boundary events after their hosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.bpmn.outline import Outline

Paths = Mapping[str, frozenset[str]]


def paths(outline: Outline, scope: str) -> Paths:
    """Step → steps directly after it, within one process or sub-process."""
    steps = outline.scope(scope)
    after: dict[str, set[str]] = {step.id: set() for step in steps}
    for flow in outline.flows:
        if flow.scope == scope and flow.source in after and flow.target in after:
            after[flow.source].add(flow.target)
    catches = {
        step.refers_to: step.id for step in steps if step.event == "link" and step.kind != "intermediateThrowEvent"
    }
    for step in steps:
        if step.kind == "boundaryEvent" and step.attached_to in after:
            after[step.attached_to].add(step.id)
        if step.event == "link" and step.kind == "intermediateThrowEvent" and step.refers_to in catches:
            after[step.id].add(catches[step.refers_to])
    return {step_id: frozenset(following) for step_id, following in after.items()}


def reached(after: Paths, origins: Iterable[str]) -> frozenset[str]:
    """The origins and everything that can come after them."""
    found: set[str] = set()
    pending = [origin for origin in origins if origin in after]
    while pending:
        step_id = pending.pop()
        if step_id not in found:
            found.add(step_id)
            pending.extend(after[step_id])
    return frozenset(found)


def reversed_paths(after: Paths) -> Paths:
    """Step → steps directly before it."""
    before: dict[str, set[str]] = {step_id: set() for step_id in after}
    for step_id, following in after.items():
        for each in following:
            before[each].add(step_id)
    return {step_id: frozenset(preceding) for step_id, preceding in before.items()}


def repeatable(after: Paths) -> frozenset[str]:
    """The steps that can come after themselves: those in a loop."""
    return frozenset(step_id for step_id, following in after.items() if step_id in reached(after, following))
