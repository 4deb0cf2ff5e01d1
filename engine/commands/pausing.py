"""Pausing an instance and letting it go on: for a manager who asks, with its caller, or when the time is over.

The pause itself is a clock like any other: at its last moment the referral goes on by itself, and people are told, so
that nobody is lost in a pause that somebody forgot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.commands import letters
from engine.commands.noting import write_events
from engine.commands.standing_still import RESUME, go_on, stand_still
from engine.commands.work import Live
from engine.domain.actors import Actor
from engine.domain.events import ProcessResumed, ProcessSuspended
from engine.domain.parameters import DeadlineClass
from engine.domain.pausing import SUSPENDED, Pause, holding_agencies
from engine.domain.permissions import Permission, is_permitted, require
from engine.domain.wording import moment_words
from engine.domain.working_days import Calendar
from engine.store import agencies, instances, suspensions, tasks, timers
from engine.store.suspensions import SuspensionRecord
from engine.store.timers import TimerRecord


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pause as it is asked for: by a manager of `agency_id` with a reason, or together with the caller."""

    until: datetime
    reason: str = ""
    agency_id: UUID | None = None
    caller_id: UUID | None = None


def require_manager(live: Live, actor: Actor, also: Iterable[UUID | None] = ()) -> UUID:
    """The agency for which the actor may pause or resume this referral. NotPermitted when there is none."""
    held = [task for task in tasks.open_of_instance(live.work.tx, live.record.id) if task.origin == "pathway"]
    pairs = [(task.agency_id, agencies.agency_of(live.work.tx, task.team_id)) for task in held]
    may = sorted(holding_agencies(pairs, live.record.starter_agency_id) | {agency for agency in also if agency})
    for agency_id in may:
        if is_permitted(actor, Permission.SUSPEND_INSTANCE, agency_id):
            return agency_id
    require(actor, Permission.SUSPEND_INSTANCE, may[0])
    return may[0]


def suspend(live: Live, wanted: Wanted) -> None:
    """Stop what may stand still, set the clock that ends the pause, pause what was called, and tell people."""
    work, tx, now = live.work, live.work.tx, live.work.now
    stand_still(live, Pause(now, wanted.until))
    suspension_id, account = tx.new_id(), work.actor.account_id
    sealed = None
    if wanted.reason:
        sealed = live.cipher.seal_json(suspensions.reason_place(suspension_id), wanted.reason)
    record = SuspensionRecord(
        id=suspension_id,
        instance_id=live.record.id,
        suspended_at=now,
        suspended_by=account,
        agency_id=wanted.agency_id,
        caller_id=wanted.caller_id,
        until=wanted.until,
        reason_sealed=sealed,
        resumed_at=None,
        resumed_by=None,
    )
    suspensions.suspensions.add(tx, record)
    timers.timers.add(tx, _last_clock(live, wanted.until))
    live.record = replace(live.record, state=SUSPENDED)
    live.note(ProcessSuspended(wanted.until.isoformat(), _asked_by(wanted)))
    _keep(live)
    for child in _running_children(live):
        letters.pause_called(work, child, live.record.id)
    tell(live, "paused")
    work.audit("suspended", "instance", live.record.id, live.record.case_id, until=wanted.until.isoformat())


def resume(live: Live, current: SuspensionRecord, at: datetime) -> None:
    """Let it go on from that moment with the time that was left, hand over what came meanwhile, and tell people."""
    work = live.work
    go_on(live, Pause(current.suspended_at, current.until), at)
    suspensions.end(work.tx, live.record.id, at, work.actor.account_id)
    for clock in timers.of_instance(work.tx, live.record.id):
        if clock.kind == RESUME:
            timers.forget(work.tx, clock.id)
    live.record = replace(live.record, state="running", last_progress_at=work.now)
    live.note(ProcessResumed(at.isoformat()))
    _keep(live)
    letters.hand_over_kept(work, live.record.id)
    for child in _running_children(live):
        letters.resume_called(work, child, live.record.id)
    tell(live, "resumed", [current.suspended_by] if work.actor.account_id is None else [])
    work.audit("resumed", "instance", live.record.id, live.record.case_id, at=at.isoformat())


def pause_with_caller(live: Live) -> None:
    """Pause a called instance until its caller goes on; nothing happens when either runs, ended or stands still."""
    caller_id = live.record.parent_id
    current = suspensions.current(live.work.tx, caller_id) if caller_id is not None else None
    if current is None or live.record.ended_at is not None or live.record.state == SUSPENDED:
        return
    if current.until > live.work.now:
        suspend(live, Wanted(current.until, caller_id=caller_id))


def tell(live: Live, kind: str, also: Iterable[UUID | None] = ()) -> None:
    """Tell the teams that have work in the referral, the team that started it, and whoever holds a task of it."""
    held = [task for task in tasks.open_of_instance(live.work.tx, live.record.id) if task.assignee_id is not None]
    teams = {live.record.starter_team_id, *(bound.team_id for bound in live.bindings.values())}
    people = {task.assignee_id for task in held if task.assignee_id} | {person for person in also if person}
    letters.tell_lanes(live, sorted(teams), people, kind)


def _asked_by(wanted: Wanted) -> dict[str, Any]:
    named = {"agency": wanted.agency_id, "caller": wanted.caller_id}
    return {name: str(value) for name, value in named.items() if value is not None}


def _keep(live: Live) -> None:
    write_events(live)
    instances.save(live.work.tx, live.record)


def _running_children(live: Live) -> list[UUID]:
    return [child.id for child in instances.children(live.work.tx, live.record.id) if child.ended_at is None]


def _last_clock(live: Live, until: datetime) -> TimerRecord:
    return TimerRecord(
        id=live.work.tx.new_id(),
        instance_id=live.record.id,
        token=None,
        task_id=None,
        element_id=None,
        kind=RESUME,
        text="",
        interrupting=False,
        started_at=live.work.now,
        due_at=until,
        next_try_at=until,
        deadline_class=DeadlineClass.LOCAL.value,
        arithmetic=f"On {moment_words(Calendar().local(until), year=True)}",
        parameter=None,
        fired=0,
        attempts=0,
        paused_remaining=None,
    )
