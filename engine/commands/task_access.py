"""The task a person means, if she may know that it exists; and its facts for the rules in `domain.tasks`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands.outcome import TaskNow
from engine.commands.work import Live, Work
from engine.domain.actors import Actor
from engine.domain.tasks import TaskFacts, TaskState
from engine.errors import Conflict, InvalidInput, NotFound
from engine.store import agencies, bars, people, tasks, visibility
from engine.store.tasks import TaskRecord

CLOSED_MEANWHILE = "Expected the task to be still to do, but it has been done or is no longer needed."


def lock_task(work: Work, task_id: UUID) -> tuple[Live, TaskRecord]:
    """The task with its instance locked. NotFound when there is none, or the actor may not know of it."""
    found = visibility.lock_task(work.tx, work.person(), task_id)
    if found is None:  # said before anything is done for it: what is foreign answers like what is missing
        raise NotFound("There is no such task.")
    live = work.hold(found.held, what="task")
    live.has_drafts, live.has_engine_tasks = found.has_drafts, found.has_engine_tasks
    return live, found.task


def facts(work: Work, task: TaskRecord) -> TaskFacts:
    """What the rules need to know. The agency of the team may be another than the one that holds the task."""
    held = next((member for member in work.person().memberships if member.team_id == task.team_id), None)
    return facts_with(task, held.agency_id if held else agencies.agency_of(work.tx, task.team_id))


def facts_with(task: TaskRecord, team_agency_id: UUID | None) -> TaskFacts:
    return TaskFacts(
        state=TaskState(task.state),
        assignee_id=task.assignee_id,
        agency_id=task.agency_id,
        team_id=task.team_id,
        delegated_from=task.delegated_by_id,
        version=task.version,
        due_at=task.due_at,
        managers_only=task.managers_only,
        team_agency_id=team_agency_id,
        paused=task.paused,
    )


def change(work: Work, task: TaskRecord, **changes: Any) -> TaskNow:
    """Change the task at the version that was read. Refuses when someone else was first after all."""
    tasks.change(work.tx, task, Conflict(CLOSED_MEANWHILE), **changes)
    now = as_it_is(task)
    state, assignee_id = changes.get("state", now.state), changes.get("assignee_id", now.assignee_id)
    return TaskNow(task.id, task.version + 1, state, assignee_id)


def as_it_is(task: TaskRecord) -> TaskNow:
    """A task that a command leaves as it was."""
    return TaskNow(task.id, task.version, task.state, task.assignee_id)


def colleague(work: Work, account_id: UUID, *case_ids: UUID | None) -> Actor:
    """Another person of the partnership who can sign in, with the roles she holds; not one barred from the case."""
    found = people.actor(work.tx, account_id)
    if found is None or any(account_id in bars.barred_from(work.tx, case_id) for case_id in case_ids):
        raise InvalidInput("Expected a colleague, but there is no such person.", {"assignee": "Choose a colleague"})
    return found
