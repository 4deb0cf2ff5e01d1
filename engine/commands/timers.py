"""Firing a timer: one unit of work that checks again that what it watches still waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from engine.bpmn.waits import TimerWait
from engine.commands import letters
from engine.commands.clocks import calendar_of
from engine.commands.escalations import escalate_deadline
from engine.commands.pausing import resume
from engine.commands.settle import settle
from engine.commands.standing_still import RESUME, may_pause
from engine.commands.work import Live, Work
from engine.domain.deadlines import cycle_due
from engine.domain.events import TimerFired
from engine.domain.pausing import moved_by
from engine.domain.permissions import Permission, require
from engine.store import instances, suspensions, tasks, timers
from engine.store.suspensions import pauses_of
from engine.store.timers import TimerRecord

BACKOFF_MINUTES = (1, 5, 30, 120, 720)


@dataclass(frozen=True, slots=True)
class TriggerTimer:
    """Fire a timer whose time has come. For the clock only; does nothing when it is not due or its task is done."""

    timer_id: UUID


@dataclass(frozen=True, slots=True)
class PostponeTimer:
    """Put off a timer whose firing failed, longer each time, so that it delays no other. For the worker only."""

    timer_id: UUID


def trigger_timer(work: Work, command: TriggerTimer) -> bool:
    """Returns whether it fired."""
    require(work.actor, Permission.TRIGGER_TIMER)
    held, timer, still_open = instances.lock_with_timer(work.tx, command.timer_id)
    if held is None or timer is None or not _is_due(work, timer):
        return False
    live = work.hold(held, timers_first=False)
    if timer.kind == RESUME:
        return _end_pause(live, timer)
    if timer.kind == "deadline":
        return _pass_deadline(live, timer)
    if not timer.interrupting:
        live.still_open = still_open
    return _fire(live, timer)


def _is_due(work: Work, timer: TimerRecord) -> bool:
    return timer.next_try_at is not None and timer.next_try_at <= work.now


def _pass_deadline(live: Live, timer: TimerRecord) -> bool:
    late = tasks.get(live.work.tx, timer.task_id) if timer.task_id else None
    if late is None or late.completed_at is not None:
        timers.forget(live.work.tx, timer.id)
        return False
    again = escalate_deadline(live, late)
    if again is None:
        timers.forget(live.work.tx, timer.id)
    else:
        timers.change(live.work.tx, timer.id, next_try_at=again, attempts=timer.attempts + 1)
    live.work.audit("deadline_passed", "task", late.id, live.record.case_id)
    return True


def _end_pause(live: Live, timer: TimerRecord) -> bool:
    """The pause has lasted as long as it was to: it ends at its moment, however late that is looked at."""
    current = suspensions.current(live.work.tx, live.record.id)
    if current is None:
        timers.forget(live.work.tx, timer.id)
        return False
    resume(live, current, timer.due_at)
    if live.record.parent_id is not None:
        letters.pause_called(live.work, live.record.id, live.record.parent_id)
    return True


def _fire(live: Live, timer: TimerRecord) -> bool:
    before = live.execution.waits
    waiting = next((wait for wait in before if isinstance(wait, TimerWait) and wait.token == timer.token), None)
    if waiting is None or timer.token is None or live.record.ended_at is not None:
        timers.forget(live.work.tx, timer.id)
        return False
    following = _next_due(live, timer)
    live.stepping(partial(live.execution.fire_timer, timer.token, last=following is None))
    live.note(TimerFired(timer.token, {"last": following is None}))
    settle(live, before)
    if following is not None and any(wait.token == timer.token for wait in live.execution.waits):
        timers.change(live.work.tx, timer.id, **following)
    live.work.audit("timer_fired", "instance", live.record.id, live.record.case_id, element=timer.element_id)
    return True


def _next_due(live: Live, timer: TimerRecord) -> dict[str, object] | None:
    """What changes of a cycle's timer when it has fired once more; None when it has fired for the last time."""
    if timer.kind != "cycle":
        return None
    at = cycle_due(
        timer.text, timer.started_at, timer.fired + 1, calendar_of(live.work.tx, live.record.starter_agency_id)
    )
    if at is not None and may_pause(timer):
        at += moved_by(pauses_of(live.work.tx, live.record.id, timer.started_at), at)
    return {"due_at": at, "next_try_at": at, "fired": timer.fired + 1, "attempts": 0} if at else None


def postpone_timer(work: Work, command: PostponeTimer) -> None:
    require(work.actor, Permission.TRIGGER_TIMER)
    timer = timers.get(work.tx, command.timer_id)
    if timer is not None and _is_due(work, timer):  # another worker may have fired it meanwhile
        wait = BACKOFF_MINUTES[min(timer.attempts, len(BACKOFF_MINUTES) - 1)]
        later = work.now + timedelta(minutes=wait)
        timers.change(work.tx, timer.id, next_try_at=later, attempts=timer.attempts + 1)
