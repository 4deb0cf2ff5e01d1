"""Letting a paused referral go on before its time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.outcome import Outcome, outcome_of
from engine.commands.pausing import require_manager, resume
from engine.commands.work import Work
from engine.errors import InvalidState, NotFound
from engine.store import suspensions, visibility


@dataclass(frozen=True, slots=True)
class ResumeProcess:
    """Let a paused referral go on now, with what was paused with it.

    For managers of an agency that holds a task of it, and of the agency whose manager paused it. Refuses: NotFound (out
    of scope), NotPermitted, InvalidState (ended, or not paused).
    """

    instance_id: UUID


def resume_process(work: Work, command: ResumeProcess) -> Outcome:
    actor = work.person()
    if visibility.instance(work.tx, actor, command.instance_id) is None:
        raise NotFound("There is no such referral.")
    live = work.lock(command.instance_id)
    live.running()
    current = suspensions.current(work.tx, live.record.id)
    require_manager(live, actor, [current.agency_id] if current else [])
    if current is None:
        raise InvalidState("Expected a referral that is paused, but this one runs.")
    resume(live, current, work.now)
    return outcome_of(live)
