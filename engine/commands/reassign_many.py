"""Giving several tasks to one colleague at once, as when somebody is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.commands import letters
from engine.commands.task_access import change, colleague, facts, lock_task
from engine.commands.work import Work
from engine.domain.actors import Actor
from engine.domain.permissions import Permission, require
from engine.domain.tasks import check_reassign
from engine.errors import EngineError, InvalidInput
from engine.store import agency_work
from engine.store.tasks import TaskRecord

MOST = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """A task, and the version of it that was seen."""

    task_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class ReassignMany:
    """Give tasks (1 to 100) to somebody who may do them. All of them, or none; what she holds already stays as it is.

    For the holder of each, or a manager of the agency that holds it. Refuses: InvalidInput (none chosen, too many, no
    such colleague), and, naming which of them cannot be given, what refused the first: NotFound, NotPermitted,
    InvalidState, Conflict. What she may not know of is counted, not named.
    """

    tasks: Sequence[str]
    to_account: UUID


@dataclass(frozen=True, slots=True)
class Refused:
    """A task that cannot be given, and why; no task where she may not know of it."""

    error: EngineError
    task: TaskRecord | None = None


def chosen(text: str) -> Chosen:
    """A task as a form names it: its id, a colon, and the version seen. Refuses any other text."""
    task_id, _, version = text.partition(":")
    try:
        return Chosen(UUID(task_id), int(version))
    except ValueError as error:
        raise InvalidInput("Expected tasks of the list, but something else was sent.") from error


def reassign_many(work: Work, command: ReassignMany) -> None:
    actor = work.person()
    require(actor, Permission.REASSIGN_TASK)
    wanted = {one.task_id: one for one in map(chosen, command.tasks)}
    if not 1 <= len(wanted) <= MOST:
        message = f"Expected 1 to {MOST} tasks to reassign, but {len(wanted)} are chosen."
        raise InvalidInput(message, {"tasks": "Choose the tasks to reassign"})
    receiver = colleague(work, command.to_account)
    refusals = [refusal for one in _in_order(work, wanted) if (refusal := _give(work, actor, receiver, one))]
    if refusals:
        raise _together(refusals, len(wanted))
    letters.announce(work, list(wanted))


def _in_order(work: Work, wanted: dict[UUID, Chosen]) -> list[Chosen]:
    """By referral, so that two people who do this at once lock the referrals in the same order."""
    referrals = agency_work.referrals_of(work.tx, wanted)
    nowhere = UUID(int=0)
    return sorted(wanted.values(), key=lambda one: (referrals.get(one.task_id, nowhere), one.task_id))


def _give(work: Work, actor: Actor, receiver: Actor, one: Chosen) -> Refused | None:
    """Give one task; why it cannot be given."""
    try:
        _, task = lock_task(work, one.task_id)
    except EngineError as error:
        return Refused(error)
    if task.assignee_id == receiver.account_id:
        return None
    try:
        check_reassign(facts(work, task), actor, colleague(work, receiver.account_id, task.case_id), one.version)
    except EngineError as error:
        return Refused(error, task)
    change(work, task, state="claimed", assignee_id=receiver.account_id, delegated_by_id=None)
    work.audit("task_reassigned", "task", task.id, task.case_id, to=str(receiver.account_id))
    return None


def _together(refusals: Sequence[Refused], count: int) -> EngineError:
    """The first refusal, saying that nothing was done, and because of which tasks."""
    first = refusals[0].error
    if count > 1:
        first.message = f"{first.message} Nothing was changed: {len(refusals)} of the {count} tasks cannot be given."
        named = [f"“{one.task.title}” of {one.task.business_key}" for one in refusals if one.task]
        first.message += f" Leave these out: {', '.join(named)}." if named else ""
        first.args = (first.message,)
    return first
