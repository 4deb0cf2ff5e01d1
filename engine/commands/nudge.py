"""Asking for news of a step: a notice without content to whoever holds it, once a day at most."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands import letters
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import InvalidState, NotFound
from engine.store import absences, nudges
from engine.store.nudges import NudgeRecord
from engine.store.tasks import TaskRecord

KIND = "nudge"


@dataclass(frozen=True, slots=True)
class Nudge:
    """Ask whoever holds an open step to move it on: its holder, and her deputy while she is away, or else the team.

    For everybody who may see the status of its referral. The notice says nothing but that somebody waits. Refuses:
    NotFound (no such step within the actor's scope), InvalidState (done, paused, one's own, or asked today already).
    """

    task_id: UUID


def nudge(work: Work, command: Nudge) -> None:
    actor = work.person()
    require(actor, Permission.NUDGE)
    task = nudges.task_to_ask(work.tx, actor, command.task_id)
    if task is None:
        raise NotFound("There is no such task.")
    _check(work, task, actor.account_id)
    today = absences.today_of(work.tx)
    if nudges.on_day(work.tx, task.id, today) is not None:
        raise InvalidState("Expected a step that nobody has asked about today, but somebody has. Ask again tomorrow.")
    nudges.nudges.add(work.tx, NudgeRecord(work.tx.new_id(), task.id, today, work.now, actor.account_id))
    letters.announce(work, [task.id], KIND)
    work.audit("task_nudged", "task", task.id, task.case_id)


def _check(work: Work, task: TaskRecord, account_id: UUID) -> None:
    if task.completed_at is not None:
        raise InvalidState("Expected a step that is still to do, but it has been done or is no longer needed.")
    if task.paused:
        raise InvalidState("Expected a step that is waited for, but its referral is paused.")
    if task.assignee_id == account_id:
        raise InvalidState("Expected a step that somebody else holds, but you hold it yourself.")
