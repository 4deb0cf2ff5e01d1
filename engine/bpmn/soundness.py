"""Whether a pathway can always be walked to an end: no join that waits for what never comes, no step that cannot be
reached, no work done twice by accident, nothing that waits without a deadline.

Each process and sub-process is played through as a bounded token game (`token_game`), every choice both ways.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint_waits import check_waits
from engine.bpmn.outline import Outline, OutlineStep
from engine.bpmn.outline_paths import paths, reached
from engine.bpmn.token_game import MAX_MARKINGS, Verdict, play
from engine.dmn.findings import Finding, Severity


def soundness(outline: Outline, budget: int = MAX_MARKINGS) -> list[Finding]:
    """Findings on the flow of a whole diagram. `budget` bounds the markings looked at per process or sub-process; a
    scope that needs more is reported as not fully checked, never waved through in silence."""
    findings: list[Finding] = []
    for scope in outline.scopes:
        findings.extend(_judge(outline, play(outline, scope, budget)))
    return [*findings, *check_waits(outline)]


def _judge(outline: Outline, verdict: Verdict) -> Iterator[Finding]:
    after = paths(outline, verdict.scope)
    for join_id, arrows in verdict.stuck.items():
        yield _deadlock(outline, join_id, arrows)
    for step_id in sorted(verdict.doubled):
        if (step := outline.step(step_id)) is not None:
            yield _doubled(outline, step, reached(after, [step_id]))
    if not verdict.complete:
        yield _unfinished(outline, verdict)
        return
    hidden = reached(after, verdict.stuck)
    entries = [step.id for step in outline.scope(verdict.scope) if step.id in verdict.fired]
    for step_id in sorted(reached(after, entries) - verdict.fired - hidden):
        if (step := outline.step(step_id)) is not None:
            yield _dead(outline, step)


def _finding(outline: Outline, severity: Severity, step: OutlineStep | None, message: str, remedy: str) -> Finding:
    if step is None:
        return Finding(severity, outline.file, outline.key, None, message, remedy)
    return Finding(severity, outline.file, step.id, step.line, message, remedy)


def _deadlock(outline: Outline, join_id: str, arrows: tuple[str, ...]) -> Finding:
    join = outline.step(join_id)
    label = join.label if join else join_id
    sources = {flow.source for flow in outline.flows if flow.id in arrows}
    names = ", ".join(f"“{step.label}”" for step in outline.steps if step.id in sources)
    message = (
        f"Expected every branch into the parallel gateway “{label}” to arrive, but nothing comes from {names} "
        "when another way was taken before, so the case would stand still."
    )
    remedy = "Join with an exclusive gateway if only one branch is taken, or an inclusive gateway if some are."
    return _finding(outline, "error", join, message, remedy)


def _doubled(outline: Outline, step: OutlineStep, later: frozenset[str]) -> Finding:
    joins = any(
        each.kind in {"parallelGateway", "inclusiveGateway"}
        and sum(1 for flow in outline.flows if flow.target == each.id) > 1
        for each in outline.steps
        if each.id in later and each.id != step.id
    )
    message = f"Expected one branch at a time at “{step.label}”, but two can arrive, so what follows is done twice"
    message += ", and the join further on cannot tell them apart." if joins else "."
    remedy = "Put a parallel or inclusive gateway where the branches meet, or let the side branch end by itself."
    return _finding(outline, "error" if joins else "warning", step, message, remedy)


def _dead(outline: Outline, step: OutlineStep) -> Finding:
    message = f"Expected “{step.label}” to be reachable, but no course of the pathway ever gets there."
    return _finding(outline, "error", step, message, "Remove it, or correct the gateways before it.")


def _unfinished(outline: Outline, verdict: Verdict) -> Finding:
    message = (
        f"Expected to check every course of the pathway, but after {verdict.markings:,} situations there were more."
    )
    remedy = "Draw fewer branches side by side: put some of them into a sub-process or a pathway of their own."
    return _finding(outline, "warning", outline.step(verdict.scope), message, remedy)
