"""Completing a user task: the form is kept, its routing variables move the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from engine.commands.escalations import forget_late, watch_again
from engine.commands.outcome import Outcome, TaskNow, outcome_of
from engine.commands.settle import besides, settle
from engine.commands.submissions import accept
from engine.commands.task_access import change, facts, lock_task
from engine.commands.work import Live, StepFailed, StepRefused, Work
from engine.domain.disclosure import NotAccountedFor
from engine.domain.events import TaskCompleted
from engine.domain.form_fields import Form
from engine.domain.forms import field_names
from engine.domain.permissions import Permission, require
from engine.domain.tasks import check_complete
from engine.errors import InvalidInput
from engine.store.tasks import TaskRecord

ELSEWHERE = "that is on the form that was sent, which has to be changed and sent again"


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """Complete a task that one holds, at the version one saw, with what was written on its form.

    For whoever holds the task. Refuses: NotFound (out of scope), Conflict (someone else holds it, or it has changed
    since), InvalidState (closed, unclaimed, lent), InvalidInput (fields). Answers what happens next and who has it.
    """

    task_id: UUID
    version: int
    values: Mapping[str, Sequence[str]]


def complete_task(work: Work, command: CompleteTask) -> Outcome:
    actor = work.person()
    require(actor, Permission.COMPLETE_TASK)
    live, task = lock_task(work, command.task_id)
    check_complete(facts(work, task), actor, command.version)
    now = finish(live, task, form_of(live, task), command.values)
    work.audit("task_completed", "task", task.id, task.case_id)
    return outcome_of(live, now)


def form_of(live: Live, task: TaskRecord) -> Form:
    return live.pathway.form(task.form)


def finish(live: Live, task: TaskRecord, form: Form, values: Mapping[str, Sequence[str]]) -> TaskNow:
    """Keep the form, close the task, move the process."""
    accepted = accept(live, task, form, values)
    now, account = live.work.now, live.work.actor.account_id
    done = change(live.work, task, state="completed", completed_at=now, completed_by_id=account)
    if task.token is None or task.origin == "engine":
        forget_late(live, task)
        watch_again(live, task)
        return done
    live.running()
    try:
        _move(live, task.token, accepted.routing)
    except StepFailed as failure:
        if isinstance(failure.__cause__, NotAccountedFor | StepRefused):
            raise _to_complete(failure.__cause__, form) from failure
        raise
    return done


def _move(live: Live, token: int, routing: Mapping[str, Any]) -> None:
    before, ending = besides(live.execution.waits, token)
    live.stepping(partial(live.execution.complete, token, routing))
    live.note(TaskCompleted(token, routing))
    settle(live, before, ending)


def _to_complete(refusal: InvalidInput, form: Form) -> InvalidInput:
    """What is missing is no fault of the pathway: whoever sent the form can add it, or have it sent again."""
    own = {name for field in form.fields for name in field_names(field)}
    fields = {name: words if name in own else f"{words}: {ELSEWHERE}" for name, words in refusal.fields.items()}
    return InvalidInput(refusal.message, fields)
