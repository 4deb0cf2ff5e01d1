"""Pausing a referral, for a reason and until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.commands.outcome import Outcome, outcome_of
from engine.commands.pausing import Wanted, require_manager, suspend
from engine.commands.work import Work
from engine.domain.pausing import SUSPENDED, checked_reason, last_moment, until_words
from engine.domain.working_days import Calendar
from engine.errors import InvalidState, NotFound
from engine.store import suspensions, visibility


@dataclass(frozen=True, slots=True)
class SuspendProcess:
    """Pause a referral, with what it has called. For managers of an agency that holds a task of it now.

    `reason` is 1 to 500 characters that those who may open the referral can read; on the day `until`, at most 92 days
    ahead, it goes on by itself at 09:00. Clocks of law run on, and tasks with one can be done meanwhile. Refuses:
    NotFound (out of scope), NotPermitted, InvalidState (ended, or paused already), InvalidInput (reason, until).
    """

    instance_id: UUID
    reason: str
    until: date


def suspend_process(work: Work, command: SuspendProcess) -> Outcome:
    actor = work.person()
    if visibility.instance(work.tx, actor, command.instance_id) is None:
        raise NotFound("There is no such referral.")
    live = work.lock(command.instance_id)
    live.running()
    agency_id = require_manager(live, actor)
    current = suspensions.current(work.tx, live.record.id) if live.record.state == SUSPENDED else None
    if current is not None:
        words = until_words(current.until)
        raise InvalidState(f"Expected a referral that runs, but this one is paused until {words}. Resume it first.")
    until = last_moment(command.until, work.now, Calendar())
    suspend(live, Wanted(until, checked_reason(command.reason), agency_id))
    return outcome_of(live)
