"""What can be done with a task. Every answer says how the task stands, and nothing of what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from engine.commands import (
    ClaimTask,
    CommentOnTask,
    CompleteTask,
    DelegateTask,
    ReassignTask,
    ReleaseTask,
    ResolveTask,
    SaveDraft,
)
from engine.domain.scopes import Scope
from web.api.caller import Caller
from web.api.hints import Said
from web.api.routes import route
from web.api.shapes import TaskState, Values, as_sent, task_state

Version = Annotated[int, Said("The version of the task that was seen.", at_least=0, at_most=2_147_483_647)]


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version of the task was seen: who saw another is refused."""

    version: Version


@dataclass(frozen=True, slots=True)
class Completion:
    """The task's form, filled in."""

    version: Version
    values: Values


@dataclass(frozen=True, slots=True)
class Draft:
    """The task's form, as far as it is filled in."""

    values: Values


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets the task: one of its `colleagues`."""

    version: Version
    to: UUID


@dataclass(frozen=True, slots=True)
class NewComment:
    """What to write on the task, for all who may see it."""

    text: Annotated[str, Said(shortest=1, longest=4000, pattern=r"\S")]


@route("POST", "/tasks/{task_id}/claim", Scope.TASKS_WRITE)
def claim_task(caller: Caller, task_id: UUID, body: Seen) -> TaskState:
    """Take an unclaimed task. 409 when somebody else was first."""
    return task_state(caller.execute(ClaimTask(task_id, body.version)))


@route("POST", "/tasks/{task_id}/release", Scope.TASKS_WRITE)
def release_task(caller: Caller, task_id: UUID, body: Seen) -> TaskState:
    """Put a task back for its team."""
    return task_state(caller.execute(ReleaseTask(task_id, body.version)))


@route("POST", "/tasks/{task_id}/reassign", Scope.TASKS_WRITE)
def reassign_task(caller: Caller, task_id: UUID, body: Receiver) -> TaskState:
    """Make the task a colleague's. For whoever holds it, and managers of the agency."""
    return task_state(caller.execute(ReassignTask(task_id, body.version, body.to)))


@route("POST", "/tasks/{task_id}/delegate", Scope.TASKS_WRITE)
def delegate_task(caller: Caller, task_id: UUID, body: Receiver) -> TaskState:
    """Lend the task to a colleague, who hands it back. For whoever holds it."""
    return task_state(caller.execute(DelegateTask(task_id, body.version, body.to)))


@route("POST", "/tasks/{task_id}/resolve", Scope.TASKS_WRITE)
def resolve_task(caller: Caller, task_id: UUID, body: Seen) -> TaskState:
    """Hand a task that was lent back to whoever lent it."""
    return task_state(caller.execute(ResolveTask(task_id, body.version)))


@route("PUT", "/tasks/{task_id}/draft", Scope.TASKS_WRITE)
def save_draft(caller: Caller, task_id: UUID, body: Draft) -> TaskState:
    """Keep what is filled in so far, unchecked, for the bearer alone. For whoever holds the task."""
    return task_state(caller.execute(SaveDraft(task_id, as_sent(body.values))))


@route("POST", "/tasks/{task_id}/complete", Scope.TASKS_WRITE)
def complete_task(caller: Caller, task_id: UUID, body: Completion) -> TaskState:
    """Complete a task that the bearer holds. 422 names the fields that are wrong; 409: it has changed since.

    What comes next is in the tasks of its referral, and in the referral.
    """
    return task_state(caller.execute(CompleteTask(task_id, body.version, as_sent(body.values))).task)


@route("POST", "/tasks/{task_id}/comments", Scope.TASKS_WRITE, status=201)
def comment_on_task(caller: Caller, task_id: UUID, body: NewComment) -> TaskState:
    """Write a comment that all who may see the task can read."""
    return task_state(caller.execute(CommentOnTask(task_id, body.text)))
