"""Who holds a task: claim, release, reassign, lend, hand back; and when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from engine.commands import letters
from engine.commands.outcome import TaskNow
from engine.commands.task_access import change, colleague, facts, lock_task
from engine.commands.telling import tell
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.domain.tasks import (
    HIGHEST_PRIORITY,
    TaskFacts,
    check_claim,
    check_delegate,
    check_reassign,
    check_release,
    check_resolve,
    check_save_draft,
)
from engine.errors import InvalidInput
from engine.store import absences, accounts
from engine.store.tasks import TaskRecord

STOOD_IN = "stood_in"


@dataclass(frozen=True, slots=True)
class ClaimTask:
    """Take an unclaimed task of one's team, or one that is held by somebody who is away and for whom one stands in;
    she is told. Conflict when someone else was first.
    """

    task_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class ReleaseTask:
    """Put a claimed task back for the team. For its holder, or a manager of the agency."""

    task_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class ReassignTask:
    """Give a task to someone of its team. For its holder, or a manager of the agency."""

    task_id: UUID
    version: int
    to_account: UUID


@dataclass(frozen=True, slots=True)
class DelegateTask:
    """Lend a task to a colleague, who hands it back. For its holder. Refuses, with InvalidInput, one who is away."""

    task_id: UUID
    version: int
    to_account: UUID


@dataclass(frozen=True, slots=True)
class ResolveTask:
    """Hand a lent task back to its owner. For the borrower, the owner, or a manager of the agency."""

    task_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class SetTaskDates:
    """Set when to look at the task again, and how urgent it is (0 to 100). For its holder."""

    task_id: UUID
    version: int
    follow_up_at: datetime | None
    priority: int


def claim_task(work: Work, command: ClaimTask) -> TaskNow:
    actor = work.person()
    require(actor, Permission.CLAIM_TASK)
    _, task = lock_task(work, command.task_id)
    check_claim(_with_deputy(work, task), actor, command.version)
    now = change(work, task, state="claimed", assignee_id=actor.account_id)
    before = accounts.get(work.tx, task.assignee_id) if task.assignee_id is not None else None
    if before is not None:
        tell(work, before, STOOD_IN, task.id)
    work.audit("task_claimed", "task", task.id, task.case_id)
    return now


def _with_deputy(work: Work, task: TaskRecord) -> TaskFacts:
    """The facts, with who stands in for its holder today."""
    known = facts(work, task)
    if task.assignee_id in (None, work.actor.account_id):
        return known
    return replace(known, deputy_id=absences.deputy_of(work.tx, task.assignee_id))


def release_task(work: Work, command: ReleaseTask) -> TaskNow:
    actor = work.person()
    require(actor, Permission.RELEASE_TASK)
    _, task = lock_task(work, command.task_id)
    check_release(facts(work, task), actor, command.version)
    now = change(work, task, state="open", assignee_id=None, delegated_by_id=None)
    work.audit("task_released", "task", task.id, task.case_id)
    return now


def reassign_task(work: Work, command: ReassignTask) -> TaskNow:
    actor = work.person()
    require(actor, Permission.REASSIGN_TASK)
    _, task = lock_task(work, command.task_id)
    receiver = colleague(work, command.to_account, task.case_id)
    check_reassign(facts(work, task), actor, receiver, command.version)
    now = change(work, task, state="claimed", assignee_id=receiver.account_id, delegated_by_id=None)
    letters.announce(work, [task.id])
    work.audit("task_reassigned", "task", task.id, task.case_id, to=str(receiver.account_id))
    return now


def delegate_task(work: Work, command: DelegateTask) -> TaskNow:
    actor = work.person()
    require(actor, Permission.DELEGATE_TASK)
    _, task = lock_task(work, command.task_id)
    receiver = colleague(work, command.to_account, task.case_id)
    is_away = receiver.account_id in absences.current(work.tx, [receiver.account_id])
    check_delegate(facts(work, task), actor, receiver, command.version, is_away)
    now = change(work, task, assignee_id=receiver.account_id, delegated_by_id=actor.account_id)
    letters.announce(work, [task.id])
    work.audit("task_delegated", "task", task.id, task.case_id, to=str(receiver.account_id))
    return now


def resolve_task(work: Work, command: ResolveTask) -> TaskNow:
    actor = work.person()
    require(actor, Permission.DELEGATE_TASK)
    _, task = lock_task(work, command.task_id)
    owner = check_resolve(facts(work, task), actor, command.version)
    now = change(work, task, assignee_id=owner, delegated_by_id=None)
    letters.announce(work, [task.id])
    work.audit("task_resolved", "task", task.id, task.case_id)
    return now


def set_task_dates(work: Work, command: SetTaskDates) -> TaskNow:
    actor = work.person()
    require(actor, Permission.SAVE_DRAFT)
    _, task = lock_task(work, command.task_id)
    check_save_draft(facts(work, task), actor, command.version)
    if not 0 <= command.priority <= HIGHEST_PRIORITY:
        raise InvalidInput("Expected a priority from 0 to 100.", {"priority": "Enter a number from 0 to 100"})
    now = change(work, task, follow_up_at=command.follow_up_at, priority=command.priority)
    follow_up = command.follow_up_at.astimezone(UTC).isoformat() if command.follow_up_at else None
    work.audit("task_dates_set", "task", task.id, task.case_id, priority=command.priority, follow_up=follow_up)
    return now
