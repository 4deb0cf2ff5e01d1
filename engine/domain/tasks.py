"""The rules of a user task: who may claim, release, reassign, delegate, complete, save or comment, and when not.

Each check returns nothing or raises: NotPermitted when the person is outside the team, InvalidState when the task is
closed or not in the state the action needs, Conflict when someone else was first or the task has changed since it
was seen. The version is the task's own, so agencies that work in parallel never collide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from engine.domain.actors import Actor
from engine.errors import Conflict, InvalidInput, InvalidState, NotPermitted

DEFAULT_PRIORITY = 50
HIGHEST_PRIORITY = 100


class TaskState(StrEnum):
    """Open until somebody claims it; closed when completed, or cancelled because the case moved on without it."""

    OPEN = "open"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the rules need to know of a task.

    `agency_id` is the agency that holds it, `team_id` the team that does it. `team_agency_id` is the agency of that
    team when it is another (a partner without accounts holds the lane, the sender's team records its replies); its
    managers then answer for the work. `paused`: its referral stands still, and no deadline of law runs on it.
    `deputy_id` stands in for the assignee, who is away.
    `delegated_from` is the person who lent it to the assignee and gets it back.
    `managers_only`: only managers may hold it.
    """

    state: TaskState
    assignee_id: UUID | None
    agency_id: UUID
    team_id: UUID
    delegated_from: UUID | None = None
    version: int = 1
    due_at: datetime | None = None
    managers_only: bool = False
    team_agency_id: UUID | None = None
    paused: bool = False
    deputy_id: UUID | None = None

    def is_managed_by(self, actor: Actor) -> bool:
        """Whether the person manages the agency that holds it, or the one whose team does the work."""
        return any(actor.manages(agency) for agency in (self.agency_id, self.team_agency_id) if agency is not None)


def may_hold(task: TaskFacts, actor: Actor) -> bool:
    """Whether the person may do this task: a member of its team, or a manager of its agency."""
    if task.is_managed_by(actor):
        return True
    return not task.managers_only and task.team_id in actor.team_ids


def check_claim(task: TaskFacts, actor: Actor, seen_version: int | None = None) -> None:
    """A person may claim an unclaimed task of a team they belong to; a manager any of her agency; and whoever stands in
    for its holder, who is away, what that one holds.
    """
    _check_member(task, actor, "claim it")
    _check_not_closed(task)
    if task.assignee_id == actor.account_id:
        raise InvalidState("Expected a task that nobody has claimed, but you already hold it.")
    if task.assignee_id is not None and task.deputy_id != actor.account_id:
        raise Conflict("Expected a task that nobody has claimed, but someone else claimed it first.")
    _check_not_paused(task, "claim")
    _check_seen(task, seen_version)


def check_release(task: TaskFacts, actor: Actor, seen_version: int | None = None) -> None:
    """Whoever holds it, or a manager of the agency, may put a claimed task back for the team."""
    _check_not_closed(task)
    if task.assignee_id is None:
        raise InvalidState("Expected a task that somebody holds, but nobody has claimed it.")
    _check_holds_or_manages(task, actor, "release it")
    _check_seen(task, seen_version)


def check_reassign(task: TaskFacts, actor: Actor, to_actor: Actor, seen_version: int | None = None) -> None:
    """A manager of the agency gives any of its tasks to someone who may do it; the holder may hand over her own."""
    _check_not_closed(task)
    _check_holds_or_manages(task, actor, "give it to someone")
    _check_receiver(task, to_actor)
    if task.assignee_id == to_actor.account_id:
        raise InvalidState(f"Expected to give the task to someone new, but {to_actor.name} already holds it.")
    _check_seen(task, seen_version)


def check_delegate(
    task: TaskFacts, actor: Actor, to_actor: Actor, seen_version: int | None = None, is_away: bool = False
) -> None:
    """Whoever holds it may lend it to a colleague who is at work, who hands it back; a lent task is not lent on."""
    _check_holds(task, actor, "lend it")
    if task.delegated_from is not None:
        raise InvalidState("Expected a task of your own to lend, but it was lent to you. Hand it back instead.")
    _check_not_paused(task, "lend")
    _check_receiver(task, to_actor)
    if to_actor.account_id == actor.account_id:
        raise InvalidInput(
            "Expected a colleague to lend the task to, but it is you.", {"assignee": "Choose a colleague"}
        )
    if is_away:
        message = f"Expected a colleague who is at work to lend the task to, but {to_actor.name} is away."
        raise InvalidInput(message, {"assignee": "Choose a colleague who is at work"})
    _check_seen(task, seen_version)


def check_resolve(task: TaskFacts, actor: Actor, seen_version: int | None = None) -> UUID:
    """Who gets a lent task back. The borrower hands it back; its owner or a manager may take it back."""
    _check_not_closed(task)
    if task.delegated_from is None:
        raise InvalidState("Expected a task that was lent, but this one was not.")
    if actor.account_id not in (task.assignee_id, task.delegated_from) and not task.is_managed_by(actor):
        raise NotPermitted("Expected the borrower, the owner or a manager of the agency, but you are none of them.")
    _check_seen(task, seen_version)
    return task.delegated_from


def check_complete(task: TaskFacts, actor: Actor, seen_version: int | None = None) -> None:
    """Only whoever holds a task completes it; what was lent goes back to its owner first (`check_resolve`)."""
    _check_holds(task, actor, "complete it")
    if task.delegated_from is not None:
        raise InvalidState("Expected a task of your own to complete, but it was lent to you. Hand it back instead.")
    _check_not_paused(task, "complete")
    _check_seen(task, seen_version)


def check_save_draft(task: TaskFacts, actor: Actor, seen_version: int | None = None) -> None:
    """Only whoever holds a task keeps a draft in it, a borrower too."""
    _check_holds(task, actor, "save a draft in it")
    _check_seen(task, seen_version)


def check_comment(task: TaskFacts, actor: Actor) -> None:
    """Anyone who may do the task, or lent it, may comment while it is not closed. Comments never collide."""
    if actor.account_id != task.delegated_from:
        _check_member(task, actor, "comment on it")
    _check_not_closed(task)


def _check_member(task: TaskFacts, actor: Actor, action: str) -> None:
    if may_hold(task, actor):
        return
    wanted = "a manager of its agency" if task.managers_only else "a member of its team or a manager of its agency"
    raise NotPermitted(f"Expected {wanted} to {action}, but {actor.name} is not one.")


def _check_not_closed(task: TaskFacts) -> None:
    if task.state is TaskState.COMPLETED:
        raise InvalidState("Expected a task that is still to do, but it has been completed.")
    if task.state is TaskState.CANCELLED:
        raise InvalidState("Expected a task that is still to do, but it is no longer needed.")


def _check_not_paused(task: TaskFacts, action: str) -> None:
    """What is asked of people while a referral is paused: nothing, but what a deadline of law runs on."""
    if task.paused:
        raise InvalidState(
            f"Expected a task to {action}, but its referral is paused. Nothing is lost: it goes on where it stopped "
            "when the pause ends, or when a manager of the agency that holds it resumes it."
        )


def _check_holds(task: TaskFacts, actor: Actor, action: str) -> None:
    _check_member(task, actor, action)
    _check_not_closed(task)
    if task.assignee_id is None:
        raise InvalidState(f"Expected you to hold the task to {action}, but nobody has claimed it. Claim it first.")
    if task.assignee_id != actor.account_id:
        raise Conflict(f"Expected you to hold the task to {action}, but someone else holds it now.")


def _check_holds_or_manages(task: TaskFacts, actor: Actor, action: str) -> None:
    if task.assignee_id == actor.account_id or task.is_managed_by(actor):
        return
    raise NotPermitted(f"Expected whoever holds the task or a manager of its agency to {action}, but you are neither.")


def _check_receiver(task: TaskFacts, to_actor: Actor) -> None:
    if not may_hold(task, to_actor):
        wanted = "a manager of its agency" if task.managers_only else "a member of its team or a manager of its agency"
        message = f"Expected the task to go to {wanted}, but {to_actor.name} is not one."
        raise InvalidInput(message, {"assignee": f"Choose {wanted}"})


def _check_seen(task: TaskFacts, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != task.version:
        raise Conflict("Expected the task as you saw it, but it has changed since. Look at it again, then decide.")
