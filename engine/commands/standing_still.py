"""Which tasks and clocks of a paused referral stand still, and by how much they move.

A clock stands still when its class may pause. A pathway's task stands still unless a deadline of law runs on it or on
what it is part of: such a task can be done meanwhile. Questions of the engine to people can always be answered; the
clock of one stands still only together with the step that it is about, and that of a fault never.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from engine.bpmn.waits import TimerWait, UserTaskWait
from engine.commands.work import Live
from engine.domain.escalation import FAULT
from engine.domain.parameters import DeadlineClass
from engine.domain.pausing import Pause, held_back, is_held, let_go, seconds_left
from engine.store import suspensions, tasks, timers
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord

RESUME = "resume"
"""The kind of the clock that ends a pause."""
Timed = tuple[list[TaskRecord], list[TimerRecord]]


@dataclass(frozen=True)
class Surroundings:
    """Which clock of the diagram is attached to what, and what each task is part of."""

    hosts: dict[int, int]
    around: dict[int, frozenset[int]]
    own_deadline: frozenset[int]

    @classmethod
    def of(cls, live: Live) -> Surroundings:
        waits = live.execution.waits
        elements = live.pathway.definition.elements
        users = [wait for wait in waits if isinstance(wait, UserTaskWait)]
        hosts = {wait.token: wait.host_token for wait in waits if isinstance(wait, TimerWait)}
        return cls(
            hosts={token: host for token, host in hosts.items() if host is not None},
            around={wait.token: frozenset((wait.token, *wait.inside)) for wait in users},
            own_deadline=frozenset(wait.token for wait in users if "deadline" in elements[wait.element_id].properties),
        )

    def attached(self, task: TaskRecord, clocks: Iterable[TimerRecord]) -> list[TimerRecord]:
        if task.token is None:
            return []
        return [clock for clock in clocks if is_drawn(clock) and self._host(clock) == task.token]

    def runs_on(self, task: TaskRecord, clocks: Iterable[TimerRecord]) -> bool:
        """Whether a deadline of law runs on the task, or on what it is part of."""
        if task.deadline_class == DeadlineClass.STATUTORY:
            return True
        around = self.around.get(task.token, frozenset()) if task.token is not None else frozenset()
        return any(self._host(clock) in around for clock in clocks if is_drawn(clock) and not may_pause(clock))

    def follow(
        self, task: TaskRecord, after: TaskRecord, clocks: Sequence[TimerRecord], moved: Sequence[TimerRecord]
    ) -> TaskRecord:
        """`after`, but due with the first of the clocks attached to the task, if that is what its deadline was."""
        attached = self.attached(task, clocks) if task.token not in self.own_deadline else []
        if not attached or task.due_at != min(clock.due_at for clock in attached):
            return after
        first = min(self.attached(task, moved), key=lambda clock: clock.due_at)
        return replace(_due(after, first.due_at, first.arithmetic), deadline_class=first.deadline_class)

    def _host(self, clock: TimerRecord) -> int | None:
        return self.hosts.get(clock.token) if clock.token is not None else None


def is_drawn(clock: TimerRecord) -> bool:
    return clock.kind not in ("deadline", RESUME)


def may_pause(clock: TimerRecord | TaskRecord) -> bool:
    return clock.deadline_class is None or DeadlineClass(clock.deadline_class).may_pause


def stand_still(live: Live, pause: Pause) -> None:
    """Stop what may stand still, of what is there."""
    known = tasks.open_of_instance(live.work.tx, live.record.id), _clocks(live)
    _write(live, known, _stopped(Surroundings.of(live), *known, pause))


def begin_still(live: Live, new_tasks: list[TaskRecord], new_clocks: list[TimerRecord]) -> Timed:
    """Tasks and clocks that begin while their referral is paused, as they are to be kept; others as they are."""
    current = suspensions.current(live.work.tx, live.record.id)
    if current is None:
        return new_tasks, new_clocks
    surroundings, others = Surroundings.of(live), _clocks(live)
    pause = Pause(live.work.now, current.until)
    held, clocks = _stopped(surroundings, new_tasks, [*new_clocks, *others], pause)
    return held, clocks[: len(new_clocks)]


def go_on(live: Live, pause: Pause, ended_at: datetime) -> None:
    """Let everything that stands still go on, with the time that was left to it."""
    open_tasks, clocks = tasks.open_of_instance(live.work.tx, live.record.id), _clocks(live)
    watched = {clock.task_id for clock in clocks if clock.paused_remaining is not None}
    running = [_running(clock, pause, ended_at) if clock.paused_remaining is not None else clock for clock in clocks]
    surroundings, moved = Surroundings.of(live), []
    for task in open_tasks:
        is_moved = task.id in watched if task.origin == "engine" else may_pause(task)
        after = _later(task, pause, ended_at) if is_moved else task
        moved.append(replace(surroundings.follow(task, after, clocks, running), paused=False))
    _write(live, (open_tasks, clocks), (moved, running))


def _clocks(live: Live) -> list[TimerRecord]:
    return [clock for clock in timers.of_instance(live.work.tx, live.record.id) if clock.kind != RESUME]


def _stopped(
    surroundings: Surroundings, open_tasks: Sequence[TaskRecord], clocks: Sequence[TimerRecord], pause: Pause
) -> Timed:
    paused = {task.id for task in open_tasks if task.origin == "pathway" and not surroundings.runs_on(task, clocks)}
    by_id = {task.id: task for task in open_tasks}
    stopped = [_still(clock, pause) if _stops(clock, by_id, paused) else clock for clock in clocks]
    watched = {clock.task_id for clock in stopped if clock.paused_remaining is not None}
    held = []
    for task in open_tasks:
        is_moved = task.id in watched if task.origin == "engine" else may_pause(task)
        after = _held(task, pause) if is_moved else task
        held.append(replace(surroundings.follow(task, after, clocks, stopped), paused=task.id in paused))
    return held, stopped


def _stops(clock: TimerRecord, by_id: dict[UUID, TaskRecord], paused: set[UUID]) -> bool:
    if clock.paused_remaining is not None or clock.next_try_at is None or not may_pause(clock):
        return False
    task = by_id.get(clock.task_id) if clock.task_id else None
    return task is None or task.origin == "pathway" or _is_about_still(task, by_id, paused)


def _is_about_still(asked: TaskRecord, by_id: dict[UUID, TaskRecord], paused: set[UUID]) -> bool:
    """Whether the step that a question of the engine is about stands still; without such a step it is the referral."""
    cause: TaskRecord | None = asked
    while cause is not None and cause.origin == "engine":
        if cause.kind == FAULT:
            return False
        if cause.cause_task_id is None:
            return True
        cause = by_id.get(cause.cause_task_id)
    return cause is not None and cause.id in paused


def _still(clock: TimerRecord, pause: Pause) -> TimerRecord:
    looks = clock.next_try_at or clock.due_at
    stopped = replace(clock, next_try_at=None, paused_remaining=seconds_left(looks, pause.begins))
    if clock.due_at <= pause.begins:
        return stopped
    due_at, arithmetic = held_back(clock.due_at, clock.arithmetic, pause)
    return replace(stopped, due_at=due_at, arithmetic=arithmetic)


def _running(clock: TimerRecord, pause: Pause, ended_at: datetime) -> TimerRecord:
    seen = pause.seen_from(clock.started_at)
    if is_held(clock.due_at, pause):
        due_at, arithmetic = let_go(clock.due_at, clock.arithmetic, seen, ended_at)
        clock = replace(clock, due_at=due_at, arithmetic=arithmetic)
    looks = clock.due_at if clock.attempts == 0 else ended_at + timedelta(seconds=clock.paused_remaining or 0)
    return replace(clock, next_try_at=looks, paused_remaining=None)


def _held(task: TaskRecord, pause: Pause) -> TaskRecord:
    if task.due_at is None or task.due_at <= pause.begins:
        return task
    return _due(task, *held_back(task.due_at, task.arithmetic, pause))


def _later(task: TaskRecord, pause: Pause, ended_at: datetime) -> TaskRecord:
    if task.due_at is None or not is_held(task.due_at, pause):
        return task
    return _due(task, *let_go(task.due_at, task.arithmetic, pause.seen_from(task.created_at), ended_at))


def _due(task: TaskRecord, due_at: datetime, arithmetic: str) -> TaskRecord:
    return replace(task, due_at=due_at, due_order=due_at, arithmetic=arithmetic)


def _write(live: Live, known: Timed, changed: Timed) -> None:
    tx = live.work.tx
    for task, after in zip(known[0], changed[0], strict=True):
        if after != task:
            tasks.keep_time(tx, after)
    for clock, moved in zip(known[1], changed[1], strict=True):
        if moved != clock:
            times = {name: getattr(moved, name) for name in ("due_at", "next_try_at", "arithmetic", "paused_remaining")}
            timers.change(tx, clock.id, **times)
