"""What a new version of a pathway changes, step by step, in plain words: for whoever approves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.bpmn.diff_tables import decisions_changed, forms_changed, settings_changed
from engine.bpmn.outline import Outline, OutlineFlow, OutlineStep, outline
from engine.domain.timer_words import in_words

_PROPERTIES = {
    "form": "the form",
    "shows": "the answers shown",
    "follow_up": "the follow-up",
    "priority": "the priority",
    "decision": "the decision",
    "result": "the name of the result",
    "operation": "what the engine does",
    "tell": "who else is told",
}
_KINDS = {
    "userTask": "step",
    "manualTask": "step",
    "task": "step",
    "callActivity": "called pathway",
    "businessRuleTask": "decision",
    "serviceTask": "automatic step",
    "scriptTask": "calculation",
    "subProcess": "group of steps",
    "startEvent": "start",
    "endEvent": "end",
    "boundaryEvent": "event",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `about` groups: Steps, Ways, Roles, Forms, Decisions, Deadlines and limits, Pathway."""

    about: str
    words: str


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Change, ...]:
    """Everything that differs between two bundles, in reading order; empty when they say the same.

    Raises DefinitionError when one of them cannot be read.
    """
    old, new = outline(before), outline(after)
    found = [Change("Steps", words) for words in _steps(old, new)]
    found += [Change("Ways", words) for words in _ways(old, new)]
    found += [Change(about, words) for about, words in settings_changed(before, after)]
    found += [Change("Forms", words) for words in forms_changed(before, after)]
    found += [Change("Decisions", words) for words in decisions_changed(before, after)]
    if not found and dict(before) != dict(after):
        found.append(
            Change(
                "Pathway",
                "It is drawn or written differently in a way that is not told here; look at the diagram and the files.",
            )
        )
    return tuple(found)


def _steps(old: Outline, new: Outline) -> Iterator[str]:
    for step in new.steps:
        before = old.step(step.id)
        if before is None:
            yield _added(new, step)
        else:
            yield from _changed(old, before, new, step)
    for step in old.steps:
        if new.step(step.id) is None:
            yield f"{_name(old, step)} removed{_with_role(step)}."


def _added(new: Outline, step: OutlineStep) -> str:
    words = f"{_name(new, step)} added{_with_role(step)}"
    if not step.attached_to:
        sources = [source.label for flow in new.flows if flow.target == step.id and (source := new.step(flow.source))]
        words += f", after {_listed(sources)}" if sources else ""
    if time := step.deadline or (step.timer.text if step.timer else ""):
        words += f", {'due in' if step.deadline else 'when'} {in_words(time)}"
    if form := step.properties.get("form"):
        words += f", with the form “{form}”"
    return f"{words}."


def _name(where: Outline, step: OutlineStep) -> str:
    """What a step is called in a sentence; an event on a step with that step."""
    host = where.step(step.attached_to) if step.attached_to else None
    return f"{_kind(step).capitalize()} “{step.label}”" + (f" on “{host.label}”" if host else "")


def _changed(before: Outline, old: OutlineStep, after: Outline, new: OutlineStep) -> Iterator[str]:
    name = _name(after, new)
    if old.name != new.name:
        yield f"{_name(before, old)} is now called “{new.label}”."
    for what, was, is_now in _aspects(old, new):
        if was != is_now:
            yield f"{name}: {_from_to(what, was, is_now)}"
    if old.documentation != new.documentation:
        yield f"{name}: what is asked and why is worded differently: “{new.documentation}”."
    for each in sorted({*old.properties, *new.properties} - {*_PROPERTIES, "deadline"}):
        was, is_now = old.properties.get(each, ""), new.properties.get(each, "")
        if was != is_now:
            yield f"{name}: {_from_to(each.replace(':', ' ').replace('_', ' '), was, is_now)}"


def _aspects(old: OutlineStep, new: OutlineStep) -> Iterator[tuple[str, str, str]]:
    yield "the kind of step", _kind(old), _kind(new)
    yield "the role", old.lane, new.lane
    yield "the deadline", in_words(old.deadline), in_words(new.deadline)
    yield "the time", _time(old), _time(new)
    for each, words in _PROPERTIES.items():
        before, after = old.properties.get(each, ""), new.properties.get(each, "")
        yield words, in_words(before) if before else "", in_words(after) if after else ""
    yield "the called pathway", old.calls, new.calls
    yield "what it is about", old.refers_to, new.refers_to
    yield "how it repeats", old.repeats, new.repeats
    yield "whether it interrupts", _yes_no(old.interrupting), _yes_no(new.interrupting)
    yield "the step it is attached to", old.attached_to, new.attached_to


def _time(step: OutlineStep) -> str:
    return "" if step.timer is None else f"{'every ' if step.timer.kind == 'cycle' else ''}{in_words(step.timer.text)}"


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _from_to(what: str, before: str, after: str) -> str:
    if not before:
        return f"{what} is “{after}”; there was none."
    if not after:
        return f"{what} “{before}” is taken away."
    return f"{what} changes from “{before}” to “{after}”."


def _ways(old: Outline, new: Outline) -> Iterator[str]:
    before = {flow.id: flow for flow in old.flows}
    for flow in new.flows:
        known = before.pop(flow.id, None)
        if known is None:
            if old.step(flow.source) is not None and old.step(flow.target) is not None:
                yield f"A way from {_ends(new, flow)} is added{_when(flow)}."
        else:
            yield from _way_changed(old, new, known, flow)
    for flow in before.values():
        if new.step(flow.source) is not None and new.step(flow.target) is not None:
            yield f"The way from {_ends(old, flow)} is removed."


def _way_changed(outline_before: Outline, outline_after: Outline, old: OutlineFlow, new: OutlineFlow) -> Iterator[str]:
    where = f"The way from {_ends(outline_after, new)}"
    if (old.source, old.target) != (new.source, new.target):
        yield f"The way from {_ends(outline_before, old)} now leads from {_ends(outline_after, new)}."
    if old.name != new.name:
        yield f"{where}: {_from_to('the name', old.name, new.name)}"
    if old.condition != new.condition:
        yield f"{where}: {_from_to('the condition', old.condition, new.condition)}"
    if old.is_default != new.is_default:
        yield f"{where} is {'now' if new.is_default else 'no longer'} taken when no other condition holds."


def _when(flow: OutlineFlow) -> str:
    return f", taken when {flow.condition.removeprefix('=').strip()}" if flow.condition else ""


def _ends(where: Outline, flow: OutlineFlow) -> str:
    source, target = where.step(flow.source), where.step(flow.target)
    return f"“{source.label if source else flow.source}” to “{target.label if target else flow.target}”"


def _kind(step: OutlineStep) -> str:
    return _KINDS.get(step.kind, "gateway" if step.kind.endswith("Gateway") else "event")


def _with_role(step: OutlineStep) -> str:
    return f", for {step.lane}" if step.lane else ""


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
