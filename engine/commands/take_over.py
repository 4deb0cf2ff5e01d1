"""A manager takes a task of her agency upon herself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.task_access import change, facts, lock_task
from engine.commands.telling import tell
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.domain.tasks import check_reassign
from engine.errors import NotPermitted
from engine.store import accounts

KIND = "taken_over"


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Become the holder of a task, whoever held it before; she is told that it has moved on without her.

    For managers of the agency that holds it. Refuses: NotFound, NotPermitted, InvalidState (closed, or held already),
    Conflict (changed since it was seen).
    """

    task_id: UUID
    version: int


def take_over(work: Work, command: TakeOver) -> None:
    actor = work.person()
    require(actor, Permission.REASSIGN_TASK)
    _, task = lock_task(work, command.task_id)
    known = facts(work, task)
    if not known.is_managed_by(actor):
        raise NotPermitted("Expected a manager of the agency that holds the task to take it over, but you are not one.")
    check_reassign(known, actor, actor, command.version)
    change(work, task, state="claimed", assignee_id=actor.account_id, delegated_by_id=None)
    before = accounts.get(work.tx, task.assignee_id) if task.assignee_id is not None else None
    if before is not None:
        tell(work, before, KIND, task.id)
    work.audit("task_reassigned", "task", task.id, task.case_id, to=str(actor.account_id), taken_over=True)
