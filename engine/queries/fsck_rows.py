"""The projections of one instance against what its state says, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.bpmn.pathway import Pathway
from engine.bpmn.runtime import Execution
from engine.bpmn.waits import MessageWait, SignalWait, TimerWait, UserTaskWait
from engine.domain.wording import moment_words
from engine.domain.working_days import Calendar
from engine.store import cases, definitions, history, lanes, messages, tasks, timers
from engine.store.instances import Held
from engine.store.tasks import NO_DEADLINE, TaskRecord
from engine.store.timers import TimerRecord
from engine.store.unit_of_work import Transaction

Parts = tuple[str, str, str, str]
"""Table, row, column and message of one disagreement."""


@dataclass(frozen=True)
class Projected:
    """One instance, with all that was written about it."""

    tx: Transaction
    held: Held
    pathway: Pathway
    execution: Execution

    @cached_property
    def tasks(self) -> list[TaskRecord]:
        return tasks.of_instance(self.tx, self.held.record.id)

    @cached_property
    def timers(self) -> list[TimerRecord]:
        return timers.of_instance(self.tx, self.held.record.id)

    @cached_property
    def lanes(self) -> Mapping[str, lanes.LaneRecord]:
        return lanes.bindings(self.tx, self.held.record.id)

    @cached_property
    def runs(self) -> bool:
        return self.held.record.ended_at is None


def _compare(table: str, row: object, found: Any, expected: Mapping[str, Any]) -> Iterator[Parts]:
    for column, value in expected.items():
        actual = getattr(found, column)
        if actual != value:
            yield table, str(row), column, f"Expected {value!r}, but it is {actual!r}."


def instance_problems(at: Projected) -> Iterator[Parts]:
    record = at.held.record
    version = definitions.get(at.tx, record.version_id)
    steps, events = history.steps_of(at.tx, record.id), history.events_of(at.tx, record.id)
    case = cases.get(at.tx, record.case_id) if record.case_id else None
    expected: dict[str, Any] = {
        "pathway": at.pathway.key,
        "title": version.title if version else "",
        "event_count": len(events),
        "step_count": len(steps),
    }
    if record.state != "cancelled":
        done = at.execution.result is not None
        expected["state"] = "completed" if done else "running"
        expected["last_progress_at"] = events[-1].happened_at if events else record.last_progress_at
        expected["ended_at"] = events[-1].happened_at if done and events else None
    if case is not None:
        expected |= {"business_key": case.reference, "subject_id": case.person_id}
    yield from _compare("process_instance", record.id, record, expected)
    if (record.outcome is None) != (record.ended_at is None) and record.ended_at is not None:
        yield "process_instance", str(record.id), "outcome", "Expected an outcome of what has ended, but there is none."


def task_problems(at: Projected) -> Iterator[Parts]:
    waiting = {wait.token: wait for wait in at.execution.waits if isinstance(wait, UserTaskWait) and at.runs}
    still_open = {task.token: task for task in at.tasks if task.completed_at is None and task.origin == "pathway"}
    for missing in waiting.keys() - still_open.keys():
        yield (
            "user_task",
            str(at.held.record.id),
            "token",
            f"Expected an open task for the token {missing}, but there is none.",
        )
    for token, task in still_open.items():
        if token not in waiting:
            yield "user_task", str(task.id), "token", f"Expected no open task for the token {token}, but there is one."
        else:
            yield from _compare("user_task", task.id, task, _task(at, task, waiting[token]))
    for task in at.tasks:
        yield from _compare("user_task", task.id, task, _any_task(at, task))


def _task(at: Projected, task: TaskRecord, wait: UserTaskWait) -> dict[str, Any]:
    element = at.pathway.definition.elements[wait.element_id]
    expected: dict[str, Any] = {
        "element_id": wait.element_id,
        "kind": element.kind,
        "title": (element.name or element.id)[:200],
        "instructions": element.documentation,
        "lane": wait.lane or None,
        "form": element.properties.get("form"),
        "cause_task_id": None,
        "cause_token": None,
    }
    bound = at.lanes.get(wait.lane)
    if bound is not None:
        expected |= {
            "agency_id": bound.agency_id,
            "team_id": bound.team_id,
            "managers_only": bound.managers_only,
        }
    return expected


def _any_task(at: Projected, task: TaskRecord) -> dict[str, Any]:
    record = at.held.record
    closed = task.completed_at is not None
    expected: dict[str, Any] = {
        "case_id": record.case_id,
        "pathway": record.pathway,
        "business_key": record.business_key,
        "due_order": task.due_at or NO_DEADLINE,
        "origin": "engine" if task.token is None else "pathway",
    }
    if not closed:
        expected["state"] = "open" if task.assignee_id is None else "claimed"
        expected["completed_by_id"] = None
    elif task.state not in ("completed", "cancelled"):
        expected["state"] = "completed"
    if task.due_at is not None and not _says(task.arithmetic, task.due_at):
        expected["due_at"] = "the moment that its arithmetic gives"
    return expected


def _says(arithmetic: str, at: Any) -> bool:
    """Whether the words of the arithmetic end in that moment (to the minute, on the wall clock)."""
    local = Calendar().local(at)
    return any(words in arithmetic for words in (moment_words(local), moment_words(local, year=True)))


def timer_problems(at: Projected) -> Iterator[Parts]:
    waiting = {wait.token: wait for wait in at.execution.waits if isinstance(wait, TimerWait) and at.runs}
    running = {timer.token: timer for timer in at.timers if timer.kind != "deadline"}
    for missing in waiting.keys() - running.keys():
        yield "timer", str(at.held.record.id), "token", f"Expected a timer for the token {missing}, but there is none."
    for token, timer in running.items():
        wait = waiting.get(token or 0)
        if wait is None:
            yield "timer", str(timer.id), "token", f"Expected no timer for the token {token}, but there is one."
        else:
            yield from _compare("timer", timer.id, timer, _timer(timer, wait))
    for timer in at.timers:
        yield from _any_timer(at, timer)


def _timer(timer: TimerRecord, wait: TimerWait) -> dict[str, Any]:
    return {
        "element_id": wait.element_id,
        "kind": wait.kind,
        "interrupting": wait.interrupting,
        "fired": wait.fired,
        "task_id": None,
    }


def _any_timer(at: Projected, timer: TimerRecord) -> Iterator[Parts]:
    row = str(timer.id)
    if timer.fired == 0 and not _says(timer.arithmetic, timer.due_at):
        yield "timer", row, "due_at", f"Expected the moment its arithmetic gives, but it is {timer.due_at.isoformat()}."
    if timer.next_try_at is None and timer.paused_remaining is None:
        yield "timer", row, "next_try_at", "Expected a moment to look at it, since it is not paused, but there is none."
    if timer.next_try_at is not None and timer.attempts == 0 and timer.next_try_at != timer.due_at:
        yield (
            "timer",
            row,
            "next_try_at",
            f"Expected {timer.due_at.isoformat()}, but it is {timer.next_try_at.isoformat()}.",
        )
    if timer.deadline_class not in ("statutory", "standard", "local"):
        yield "timer", row, "deadline_class", f"Expected a class of deadlines, but it is {timer.deadline_class!r}."
    if timer.kind == "deadline":
        task = next((task for task in at.tasks if task.id == timer.task_id), None)
        if task is None:
            yield "timer", row, "task_id", "Expected the task whose deadline it watches, but there is none."
        else:
            expected = {"due_at": task.due_at, "arithmetic": task.arithmetic, "token": task.token}
            yield from _compare("timer", timer.id, timer, expected | {"element_id": task.element_id})


def wait_problems(at: Projected) -> Iterator[Parts]:
    waiting = {
        wait.token: wait for wait in at.execution.waits if isinstance(wait, MessageWait | SignalWait) and at.runs
    }
    stored = {wait.token: wait for wait in messages.waits_of(at.tx, at.held.record.id)}
    for token in waiting.keys() ^ stored.keys():
        yield "message_wait", f"{at.held.record.id}/{token}", "token", "Expected as many waits as the state has."
    for token in waiting.keys() & stored.keys():
        wait = waiting[token]
        kind = "message" if isinstance(wait, MessageWait) else "signal"
        expected = {"kind": kind, "name": wait.name, "element_id": wait.element_id}
        yield from _compare("message_wait", f"{at.held.record.id}/{token}", stored[token], expected)
