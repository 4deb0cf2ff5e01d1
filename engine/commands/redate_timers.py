"""Re-dating clocks that already run, after the value of a parameter has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from engine.commands import letters
from engine.commands.standing_still import Surroundings, is_drawn
from engine.commands.work import Live, Work
from engine.domain.pausing import seconds_left
from engine.domain.permissions import Permission, require
from engine.errors import Conflict, InvalidState
from engine.redating import Move, moves, moves_of, print_of
from engine.store import suspensions, tasks, timers
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord

CHANGED = "Expected the clocks as you saw them, but some have changed since. Look at them again, then decide."


@dataclass(frozen=True, slots=True)
class RedateTimers:
    """Move the running clocks of a parameter to where its value in force now would have put them. For commissioners.

    `seen` is the fingerprint of what `preview_redating` showed: exactly that is done, each referral in a unit of work
    of its own, right after this one. Refuses: NotPermitted, Conflict (other clocks than were seen), InvalidState (none
    would move), DefinitionError (no such parameter). Answers how many clocks move.
    """

    parameter: str
    seen: str


def redate_timers(work: Work, command: RedateTimers) -> int:
    require(work.actor, Permission.REDATE_TIMERS)
    found = moves(work.tx, work.shelf, command.parameter)
    if print_of(found) != command.seen:
        raise Conflict(CHANGED)
    if not found:
        raise InvalidState("Expected running clocks that would move, but there are none.")
    by_instance: dict[UUID, list[Move]] = defaultdict(list)
    for move in found:
        by_instance[move.instance.id].append(move)
    for instance_id, some in by_instance.items():
        wanted = {str(move.clock.id): [move.clock.due_at.isoformat(), move.to.at.isoformat()] for move in some}
        letters.redate(work, instance_id, command.parameter, wanted, work.actor.account_id)
    work.audit("redating", parameter=command.parameter, clocks=len(found), referrals=len(by_instance))
    return len(found)


def redate(live: Live, content: Mapping[str, Any]) -> None:
    """Move those clocks of one instance that still stand where they were seen, and the tasks that follow them."""
    work, wanted = live.work, content["clocks"]
    clocks = timers.of_parameter(work.tx, content["parameter"], live.record.id).get(live.record.id, [])
    for move in list(moves_of(work.tx, work.shelf, live.record.id, clocks, content["parameter"])):
        if wanted.get(str(move.clock.id)) == [move.clock.due_at.isoformat(), move.to.at.isoformat()]:
            _apply(live, move)
            said = {"timer": str(move.clock.id), "parameter": content["parameter"], "by": content["by"]}
            moments = {"before": move.clock.due_at.isoformat(), "after": move.to.at.isoformat()}
            work.audit("redated", "instance", live.record.id, live.record.case_id, **said, **moments)


def _apply(live: Live, move: Move) -> None:
    tx, clock = live.work.tx, move.clock
    known = timers.of_instance(tx, live.record.id)
    moved = replace(clock, due_at=move.to.at, arithmetic=move.to.arithmetic, text=move.to.cycle or clock.text)
    moved = _looked_at(live, moved)
    names = ("due_at", "arithmetic", "text", "next_try_at", "paused_remaining")
    timers.change(tx, clock.id, **{name: getattr(moved, name) for name in names})
    after = [moved if other.id == clock.id else other for other in known]
    for task in tasks.open_of_instance(tx, live.record.id):
        follows = _follows(live, move, task, known, after)
        if follows != task:
            tasks.keep_time(tx, follows)


def _looked_at(live: Live, moved: TimerRecord) -> TimerRecord:
    """When it is looked at; while it stands still, how much is left of it."""
    current = suspensions.current(live.work.tx, live.record.id) if moved.paused_remaining is not None else None
    if current is None:
        return replace(moved, next_try_at=moved.due_at)
    return replace(moved, paused_remaining=seconds_left(moved.due_at, current.until))


def _follows(
    live: Live, move: Move, task: TaskRecord, known: list[TimerRecord], after: list[TimerRecord]
) -> TaskRecord:
    """The task as it is due now: with the clock that watches it, or with the first of those attached to it."""
    clock = move.clock
    same = replace(task, due_at=move.to.at, due_order=move.to.at, arithmetic=move.to.arithmetic)
    if clock.task_id is not None:
        return same if task.id == clock.task_id else task
    surroundings = Surroundings.of(live)
    is_attached = is_drawn(clock) and clock in surroundings.attached(task, known)
    if is_attached and (task.due_at, task.arithmetic) == (clock.due_at, clock.arithmetic):
        own = task.token in surroundings.own_deadline
        return same if own else surroundings.follow(task, same, known, after)
    return task
