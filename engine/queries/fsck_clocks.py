"""The timers and message waits of an instance against the waits its events tell of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from engine.bpmn.waits import MessageWait, SignalWait, TimerWait, is_beside
from engine.domain.deadlines import cycle_due, read_cycle
from engine.domain.durations import WorkingDays
from engine.domain.parameters import DeadlineClass
from engine.domain.pausing import moved_by
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError
from engine.queries.fsck_deadlines import class_of, cycles_of, parameter_of, parameter_of_task
from engine.queries.fsck_parts import Parts, Projected, compare
from engine.queries.fsck_pauses import RESUME, bare, stopped_problems
from engine.queries.fsck_story import Waited
from engine.queries.fsck_tasks import says
from engine.store import messages
from engine.store.suspensions import pauses_of
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord

TABLE = "timer"
ENGINES = ("deadline", RESUME)
"""The kinds of clocks that no diagram draws."""
KINDS = (*ENGINES, "duration", "date", "cycle")


def timer_problems(at: Projected) -> Iterator[Parts]:
    waited = _waiting(at, TimerWait)
    drawn: dict[int | None, TimerRecord] = {timer.token: timer for timer in at.timers if timer.kind not in ENGINES}
    for missing in waited.keys() - drawn.keys():
        yield TABLE, str(at.held.record.id), "token", f"Expected a timer for the token {missing}, but there is none."
    for token, timer in drawn.items():
        seen = waited.get(token) if token is not None else None
        if seen is None:
            yield TABLE, str(timer.id), "token", f"Expected no timer for the token {token}, but there is one."
        else:
            yield from compare(TABLE, timer.id, timer, _timer(at, timer, seen))
    for timer in at.timers:
        if timer.kind not in ENGINES and drawn[timer.token] is not timer:
            yield TABLE, str(timer.id), "token", f"Expected one timer for the token {timer.token}, but there are more."
        if timer.kind not in KINDS:
            yield TABLE, str(timer.id), "kind", f"Expected a kind of timer, but it is {timer.kind!r}."
        yield from _moments(at, timer)
        if timer.kind != RESUME:
            yield from stopped_problems(at, timer)
    yield from _watches(at)


def _waiting(at: Projected, *kinds: Any) -> dict[int, Waited]:
    return {token: seen for token, seen in at.story.of_kind(*kinds).items() if seen.gone is None and at.runs}


def _timer(at: Projected, timer: TimerRecord, seen: Waited) -> dict[str, Any]:
    wait = seen.wait
    assert isinstance(wait, TimerWait)
    parameter = parameter_of(wait.text, seen.variables)
    expected: dict[str, Any] = {
        "element_id": wait.element_id,
        "kind": wait.kind,
        "interrupting": wait.interrupting,
        "fired": wait.fired,
        "task_id": None,
        "started_at": seen.came.happened_at,
        "parameter": parameter,
        "deadline_class": class_of(at, wait.element_id, parameter, timer.deadline_class),
    }
    if wait.kind != "cycle":
        return expected | {"text": wait.text}
    cycles = cycles_of(at, wait.text, parameter)
    return expected if timer.text in cycles or not cycles else expected | {"text": min(cycles)}


def _moments(at: Projected, timer: TimerRecord) -> Iterator[Parts]:
    row, looks = str(timer.id), timer.next_try_at
    due_at, words = bare(at, timer.started_at, timer.due_at, timer.arithmetic)
    agrees = says(words, timer.started_at, due_at) if timer.fired == 0 else _is_in_cycle(at, timer)
    if not agrees:
        for column in ("due_at", "arithmetic"):
            yield TABLE, row, column, f"The arithmetic “{timer.arithmetic}” does not give {timer.due_at.isoformat()}."
    if (looks is None) != (timer.paused_remaining is not None):
        for column in ("next_try_at", "paused_remaining"):
            yield TABLE, row, column, "Expected either a moment to look at it or time that is left while it is paused."
    if looks is not None and (looks == timer.due_at) != (timer.attempts == 0):
        for column in ("next_try_at", "attempts"):
            yield TABLE, row, column, "Expected it to be put off as often as it failed, and only then."


def _is_in_cycle(at: Projected, timer: TimerRecord) -> bool:
    """Whether a cycle that has fired is due when its text says; closure days are not known any more."""
    if timer.kind != "cycle":
        return False
    calendar = Calendar()
    try:
        cycle = read_cycle(timer.text, calendar)
    except DefinitionError:
        return False
    if isinstance(cycle.every, WorkingDays):
        return timer.due_at > timer.started_at
    due_at = cycle_due(timer.text, timer.started_at, timer.fired, calendar)
    pauses = pauses_of(at.tx, timer.instance_id, timer.started_at)
    may_pause = timer.deadline_class != DeadlineClass.STATUTORY
    return due_at is not None and due_at + (moved_by(pauses, due_at) if may_pause else timedelta()) == timer.due_at


def _watches(at: Projected) -> Iterator[Parts]:
    """The engine's own clocks: one for each open task with a deadline that no timer of the diagram watches."""
    tasks = {task.id: task for task in at.tasks}
    watched = set()
    for timer in at.timers:
        if timer.kind != "deadline":
            continue
        task = tasks.get(timer.task_id) if timer.task_id else None
        if task is None or task.completed_at is not None:
            yield TABLE, str(timer.id), "task_id", "Expected the open task whose deadline it watches."
        else:
            watched.add(task.id)
            yield from compare(TABLE, timer.id, timer, _watch(at, task, timer))
    for task in at.tasks:
        if _is_to_be_watched(at, task) and task.id not in watched:
            yield TABLE, str(task.id), "task_id", "Expected a clock on the deadline of this task, but there is none."


def _watch(at: Projected, task: TaskRecord, timer: TimerRecord) -> dict[str, Any]:
    return {
        "due_at": task.due_at,
        "arithmetic": task.arithmetic,
        "deadline_class": task.deadline_class,
        "token": task.token if task.token is not None else task.cause_token,
        "element_id": task.element_id,
        "started_at": task.created_at,
        "text": "",
        "interrupting": False,
        "parameter": None if timer.attempts and task.origin == "pathway" else parameter_of_task(at, task),
        "fired": 0,
    }


def _is_to_be_watched(at: Projected, task: TaskRecord) -> bool:
    hosts = {wait.host_token for wait in at.story.moved.waits if isinstance(wait, TimerWait)}
    hosts |= {seen.wait.host_token for seen in at.story.of_kind(TimerWait).values() if isinstance(seen.wait, TimerWait)}
    is_open = task.completed_at is None and task.due_at is not None
    is_passed_on = any(other.cause_task_id == task.id and other.kind == "late" for other in at.tasks)
    return is_open and (task.token is None or task.token not in hosts) and not is_passed_on


def wait_problems(at: Projected) -> Iterator[Parts]:
    waited = _waiting(at, MessageWait, SignalWait)
    stored = {wait.token: wait for wait in messages.waits_of(at.tx, at.held.record.id)}
    for token in waited.keys() ^ stored.keys():
        row = f"{at.held.record.id}/{token}"
        yield "message_wait", row, "token", "Expected as many waits as the state has."
    for token in waited.keys() & stored.keys():
        wait = waited[token].wait
        assert isinstance(wait, MessageWait | SignalWait)
        kind = "message" if isinstance(wait, MessageWait) else "signal"
        element = at.pathway.definition.elements[wait.element_id]
        expected: dict[str, Any] = {"kind": kind, "name": wait.name, "element_id": wait.element_id}
        expected |= {"beside": is_beside(wait, element.kind)}
        if stored[token].lane is not None:  # which lane it is in has been kept since migration 0014 only
            expected |= {"lane": element.lane}
        yield from compare("message_wait", f"{at.held.record.id}/{token}", stored[token], expected)
