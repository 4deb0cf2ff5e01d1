"""What happened, as lines for people: when, who, of which agency, what. Status only, never what was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.bpmn.parser import Element
from engine.bpmn.pathway import Pathway
from engine.domain.actors import System
from engine.domain.pausing import until_words
from engine.queries.view import View
from engine.store import history, names, suspensions, tasks
from engine.store.history import StepRecord
from engine.store.instances import InstanceRecord
from engine.store.suspensions import SuspensionRecord
from engine.store.tasks import TaskRecord

MOST_LINES = 200
BY_PEOPLE = frozenset({"userTask", "manualTask", "task"})
ESCALATIONS = frozenset({"escalation", "late"})


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened. `who` is a person, or the engine itself; `agency` is empty then."""

    at: datetime
    who: str
    agency: str
    what: str


@dataclass(frozen=True, slots=True)
class Happening:
    """A line whose person is not looked up yet; None is the engine."""

    at: datetime
    account_id: UUID | None
    what: str


def as_lines(view: View, happenings: Iterable[Happening]) -> tuple[HistoryLine, ...]:
    """The happenings as lines, newest first, at most as many as people read.

    Of what happened at one moment, the last given is the newest.
    """
    oldest_first = sorted(happenings, key=lambda happening: happening.at)
    newest = oldest_first[::-1][:MOST_LINES]
    people = names.of_accounts(view.tx, (happening.account_id for happening in newest))
    lines = []
    for happening in newest:
        person = people.get(happening.account_id) if happening.account_id else None
        who, agency = (person.name, person.agency) if person else (System(view.tx.partnership_id).name, "")
        lines.append(HistoryLine(happening.at, who, agency, happening.what))
    return tuple(lines)


def of_instance(view: View, instance: InstanceRecord) -> list[Happening]:
    """Everything that happened in a referral: its start, steps, pauses, escalations and end."""
    pathway = view.shelf.get(view.tx, instance.version_id)
    found = [Happening(instance.started_at, instance.started_by, f"Started: {instance.title}")]
    found += _steps(pathway, history.steps_of(view.tx, instance.id))
    found += [line for pause in suspensions.of_instance(view.tx, instance.id) for line in _of_pause(instance, pause)]
    found += [line for task in tasks.of_instance(view.tx, instance.id) for line in _of_engine_task(task)]
    if instance.ended_at is not None:
        ending = f"Ended: {instance.title}" + (f", {instance.outcome}" if instance.outcome else "")
        found.append(Happening(instance.ended_at, None, ending))
    return found


def _steps(pathway: Pathway, steps: Iterable[StepRecord]) -> list[Happening]:
    found = []
    for step in steps:
        element = pathway.definition.elements.get(step.element_id)
        words = _words(element, step.ended) if element is not None else ""
        if words:
            found.append(Happening(step.passed_at, step.account_id, words))
    return found


def _words(element: Element, ended: str) -> str:
    """What passing the element means to people; empty for what only steers the flow."""
    name = element.name
    if element.kind in BY_PEOPLE:
        return f"Completed: {name}" if ended == "completed" else f"No longer needed: {name}"
    if ended != "completed" or not name:
        return ""
    if element.kind == "businessRuleTask":
        return f"Decided: {name}"
    if element.kind == "callActivity":
        return f"Came back: {name}"
    return name if element.event in ("message", "signal") else ""


def _of_pause(instance: InstanceRecord, pause: SuspensionRecord) -> list[Happening]:
    words = f"Paused until {until_words(pause.until)}: {instance.title}"
    found = [Happening(pause.suspended_at, pause.suspended_by, words)]
    if pause.resumed_at is not None and pause.resumed_at != instance.ended_at:
        found.append(Happening(pause.resumed_at, pause.resumed_by, f"Goes on: {instance.title}"))
    return found


def _of_engine_task(task: TaskRecord) -> list[Happening]:
    if task.origin != "engine":
        return []
    verb = "Escalated" if task.kind in ESCALATIONS else "Asked"
    found = [Happening(task.created_at, None, f"{verb}: {task.title}")]
    if task.state == "completed" and task.completed_at is not None:
        found.append(Happening(task.completed_at, task.completed_by_id, f"Answered: {task.title}"))
    return found
