"""The pauses of an instance against what its events tell of, and what stands still because of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.bpmn.waits import TimerWait, UserTaskWait
from engine.domain.events import ProcessSuspended
from engine.domain.parameters import DeadlineClass
from engine.domain.pausing import Pause, before, is_held, seconds_left
from engine.domain.redating import without_note
from engine.domain.wording import moment_words
from engine.domain.working_days import Calendar
from engine.queries.fsck_parts import Parts, Projected, compare
from engine.store import suspensions
from engine.store.keys import SealBroken
from engine.store.suspensions import SuspensionRecord
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord

TABLE = "suspension"
RESUME = "resume"


def pause_problems(at: Projected) -> Iterator[Parts]:
    expected, found = _told(at), at.pauses
    for row in found[len(expected) :]:
        yield TABLE, str(row.id), "id", "Expected no such pause, but there is one."
    for _ in expected[len(found) :]:
        yield TABLE, str(at.held.record.id), "id", "Expected a pause that the events tell of, but there is none."
    for row, told in zip(found, expected, strict=False):
        yield from compare(TABLE, row.id, row, told)
        yield from _reason(at, row)
    yield from _last_clocks(at)


def _told(at: Projected) -> list[dict[str, Any]]:
    pauses: list[dict[str, Any]] = []
    for event, what in at.story.pauses:
        if isinstance(what, ProcessSuspended):
            agency, caller = what.values.get("agency"), what.values.get("caller")
            pauses.append(
                {
                    "suspended_at": event.happened_at,
                    "suspended_by": event.account_id,
                    "until": datetime.fromisoformat(what.until),
                    "agency_id": UUID(agency) if agency else None,
                    "caller_id": UUID(caller) if caller else None,
                    "resumed_at": None if at.runs else at.held.record.ended_at,
                    "resumed_by": None,
                }
            )
        elif pauses:
            pauses[-1] |= {"resumed_at": datetime.fromisoformat(what.at), "resumed_by": event.account_id}
    return pauses


def _reason(at: Projected, row: SuspensionRecord) -> Iterator[Parts]:
    if (row.reason_sealed is None) != (row.caller_id is not None):
        yield TABLE, str(row.id), "reason_sealed", "Expected a reason, unless it is paused with its caller."
    elif row.reason_sealed is not None:
        try:
            at.held.cipher.open_json(suspensions.reason_place(row.id), row.reason_sealed)
        except SealBroken as broken:
            yield TABLE, str(row.id), "reason_sealed", broken.message


def _last_clocks(at: Projected) -> Iterator[Parts]:
    """The clock that ends a pause: one while it lasts, else none."""
    clocks, current = [timer for timer in at.timers if timer.kind == RESUME], at.current_pause
    if len(clocks) != (current is not None):
        row = str(clocks[-1].id if clocks else at.held.record.id)
        yield "timer", row, "kind", f"Expected one clock for each pause that lasts, but there are {len(clocks)}."
    for clock in clocks:
        if current is not None:
            yield from compare("timer", clock.id, clock, _last_clock(current))


def _last_clock(current: SuspensionRecord) -> dict[str, Any]:
    return {
        "token": None,
        "task_id": None,
        "element_id": None,
        "text": "",
        "interrupting": False,
        "started_at": current.suspended_at,
        "due_at": current.until,
        "deadline_class": DeadlineClass.LOCAL.value,
        "arithmetic": f"On {moment_words(Calendar().local(current.until), year=True)}",
        "parameter": None,
        "fired": 0,
        "paused_remaining": None,
    }


def bare(
    at: Projected, started_at: datetime, due_at: datetime, arithmetic: str, closed_at: datetime | None = None
) -> tuple[datetime, str]:
    """When a clock would be due if nothing had been paused, and the words for that.

    What closed while its referral was paused says until when the pause was to last; what closed later, when it ended.
    """
    seen = []
    for row in at.pauses:
        planned = Pause(row.suspended_at, row.until)
        over = [Pause(row.suspended_at, row.resumed_at, is_over=True)] if row.resumed_at is not None else []
        views = [*over, planned] if closed_at is not None or not over else over
        seen += [view.seen_from(started_at) for view in views if view.ends >= started_at]
    return before(due_at, without_note(arithmetic), seen)


def is_still(at: Projected, task: TaskRecord) -> bool:
    """Whether an open task stands still: its referral is paused, and no deadline of law runs on it or around it."""
    if at.current_pause is None or task.origin == "engine" or task.deadline_class == DeadlineClass.STATUTORY:
        return False
    lawful = {timer.token for timer in at.timers if not _may_pause(timer.deadline_class) and timer.kind != "deadline"}
    waits = at.story.moved.waits
    hosts = {wait.host_token for wait in waits if isinstance(wait, TimerWait) and wait.token in lawful}
    around = [wait for wait in waits if isinstance(wait, UserTaskWait) and wait.token == task.token]
    return not any(token in hosts for wait in around for token in (wait.token, *wait.inside))


def stopped_problems(at: Projected, timer: TimerRecord) -> Iterator[Parts]:
    """A clock that may pause stands still while its referral is paused, and no other does."""
    row, current, left = str(timer.id), at.current_pause, timer.paused_remaining
    task = next((task for task in at.tasks if task.id == timer.task_id), None)
    is_asked = task is not None and task.origin == "engine"
    if left is not None and (current is None or not _may_pause(timer.deadline_class)):
        yield "timer", row, "paused_remaining", "Expected a clock that runs, but it stands still."
    elif left is None and current is not None and _may_pause(timer.deadline_class) and not is_asked:
        yield "timer", row, "paused_remaining", "Expected a clock that stands still, but it runs."
    elif left is not None and current is not None:
        yield from _left(timer, current.until)


def _left(timer: TimerRecord, until: datetime) -> Iterator[Parts]:
    was_late = not is_held(timer.due_at, Pause(until, until))
    if was_late != (timer.attempts > 0) and timer.due_at > timer.started_at:
        yield "timer", str(timer.id), "attempts", "Expected it to have been tried if it was late, and only then."
    expected = seconds_left(timer.due_at, until)
    if not was_late and timer.paused_remaining != expected:
        words = f"Expected {expected} seconds to be left, but it is {timer.paused_remaining}."
        yield "timer", str(timer.id), "paused_remaining", words


def _may_pause(deadline_class: str | None) -> bool:
    return deadline_class is None or deadline_class != DeadlineClass.STATUTORY
