"""Nobody is lost: whatever waits has a way on in time, and whoever is late is told of.

A person's task waits in time when it has a `deadline`, or a timer event on it or on a sub-process around it; else the
partnership's default deadline holds for it, which is worth a warning. Something
that waits for a message or signal needs such a timer, or a timer beside it behind an event-based gateway.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.markup import ACTIVITIES, PERSON_TASKS
from engine.bpmn.outline import Outline, OutlineStep
from engine.bpmn.outline_paths import paths, reached, repeatable
from engine.dmn.findings import Finding, Severity

_TELLING = PERSON_TASKS | {"sendTask", "callActivity", "subProcess"}
_PILING = PERSON_TASKS | {"receiveTask", "callActivity", "subProcess", "intermediateCatchEvent"}
_REMEDIES = {
    "task": "Give it a `deadline` property (for example P5D or = working days(3)), or attach a timer event.",
    "receiveTask": "Attach a timer event to it, or put it in a sub-process that has one.",
    "catch": "Put an event-based gateway before it, with a timer beside it, or put both in a sub-process with a timer.",
    "callActivity": "Attach a timer event if the caller must act when the called pathway takes long.",
}


_MESSAGES = {
    "task": "Expected a deadline for “{}”, but it has none of its own, so the partnership's “task.default” will hold.",
}


def check_waits(outline: Outline) -> Iterator[Finding]:
    """A finding for each step that waits for ever, each timer that tells nobody, and each reminder that piles up."""
    for step in outline.steps:
        if (wanting := _wants(outline, step)) and not _is_timed(outline, step):
            yield _waits_for_ever(outline, step, wanting)
        if step.kind == "boundaryEvent" and not step.interrupting:
            yield from _check_side_branch(outline, step)


def _wants(outline: Outline, step: OutlineStep) -> str:
    """The row of remedies when the step waits for somebody or something; empty when it does not wait."""
    if step.kind in PERSON_TASKS:
        return "task"
    if step.kind in {"receiveTask", "callActivity"}:
        return step.kind
    is_catch = step.kind == "intermediateCatchEvent" and step.event in {"message", "signal", "conditional"}
    return "catch" if is_catch else ""


def _is_timed(outline: Outline, step: OutlineStep) -> bool:
    if step.deadline or _has_timer(outline, step.id):
        return True
    if any(_has_timer(outline, around) for around in _around(outline, step)):
        return True
    return any(_offers_timer(outline, flow.source) for flow in outline.flows if flow.target == step.id)


def _has_timer(outline: Outline, host: str) -> bool:
    """Whether a timer event on the host leads on, or at least tells somebody."""
    timers = [each for each in outline.steps if each.attached_to == host and each.event == "timer"]
    return any(each.interrupting or any(_tells(step) for step in _branch(outline, each)) for each in timers)


def _branch(outline: Outline, event: OutlineStep) -> list[OutlineStep]:
    """The steps that can follow an event, on its level."""
    later = reached(paths(outline, event.scope), [event.id])
    return [step for step in outline.scope(event.scope) if step.id in later]


def _around(outline: Outline, step: OutlineStep) -> Iterator[str]:
    current: OutlineStep | None = step
    while current is not None and current.scope != outline.key:
        yield current.scope
        current = outline.step(current.scope)


def _offers_timer(outline: Outline, source: str) -> bool:
    """Whether the source is an event-based gateway of which one branch is a timer."""
    gateway = outline.step(source)
    if gateway is None or gateway.kind != "eventBasedGateway":
        return False
    branches = {flow.target for flow in outline.flows if flow.source == source}
    return any(step.event == "timer" for step in outline.steps if step.id in branches)


def _waits_for_ever(outline: Outline, step: OutlineStep, wanting: str) -> Finding:
    severity: Severity = "error" if wanting in {"receiveTask", "catch"} else "warning"
    message = _MESSAGES.get(wanting, "Expected a deadline for “{}”, but it can wait for ever and nobody would be told.")
    message = message.format(step.label)
    return Finding(severity, outline.file, step.id, step.line, message, _REMEDIES[wanting])


def _check_side_branch(outline: Outline, event: OutlineStep) -> Iterator[Finding]:
    branch = _branch(outline, event)
    if event.event == "timer" and not any(_tells(step) for step in branch):
        yield Finding(
            "warning",
            outline.file,
            event.id,
            event.line,
            f"Expected the timer “{event.label}” to tell somebody, but its branch has no task, escalation or message.",
            "Let the branch raise an escalation, or make a task.",
        )
    piling = next((step for step in branch if step.kind in _PILING), None)
    if piling is not None and _fires_again(outline, event):
        yield Finding(
            "error",
            outline.file,
            piling.id,
            piling.line,
            f"Expected nothing that waits on a branch that can start again and again, but “{piling.label}” follows the "
            f"non-interrupting event “{event.label}”, so open copies of it would pile up.",
            "Raise an escalation there instead of a task, or make the event interrupting.",
        )


def _tells(step: OutlineStep) -> bool:
    return step.kind in _TELLING or (step.kind != "boundaryEvent" and step.event in {"escalation", "message", "signal"})


def _fires_again(outline: Outline, event: OutlineStep) -> bool:
    """Whether a non-interrupting event can happen more than once: by itself, or because its host comes again."""
    if event.timer is not None and event.timer.kind == "cycle":
        return True
    host = outline.step(event.attached_to)
    while host is not None:
        if host.id in repeatable(paths(outline, host.scope)) or (
            host.kind in ACTIVITIES and host.repeats == "standard"
        ):
            return True
        host = outline.step(host.scope) if host.scope != outline.key else None
    return False
