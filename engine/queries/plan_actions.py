"""Actions of plans and added tasks, in the words in which they were agreed: who does what until when, what came of it.

What was agreed is read by those who do it and by those who take part in the whole case; nobody else learns of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.domain.plans import ACTION, ACTION_FORM, ADD_TASK_FORM, ActionWords
from engine.domain.tasks import TaskState
from engine.errors import NotFound
from engine.queries.choices import Choice, teams_of
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import plans, subjects, visibility, writings
from engine.store.instances import InstanceRecord
from engine.store.keys import SubjectCipher
from engine.store.plans import ActionRecord
from engine.store.tasks import TaskRecord

CLOSED_WITH_ITS_REFERRAL = "Closed with its referral"


@dataclass(frozen=True, slots=True)
class PlanAction:
    """One action. `state` is in words; `outcome` is what came of it, empty while it is open."""

    task_id: UUID
    title: str
    what: str
    owner: str
    is_open: bool
    state: str
    due_words: str
    outcome: str
    closed_at: datetime | None
    may_open: bool


@dataclass(frozen=True, slots=True)
class AddTaskPage:
    """What adding a task to a referral offers. `choices` are those of `ADD_TASK_FORM`."""

    instance_id: UUID
    case_id: UUID
    title: str
    choices: Mapping[str, tuple[Choice, ...]]


def plan_actions(view: View, case_id: UUID) -> tuple[PlanAction, ...]:
    """The actions of a case, open ones first: all for those who take part in the whole case, else one's own.

    NotFound for those who take no part in it.
    """
    case = visibility.case(view.tx, view.actor, case_id)
    cipher = subjects.cipher(view.tx, case.person_id) if case else None
    if case is None or cipher is None:
        raise NotFound("There is no such case.")
    records = {record.id: record for record in plans.of_case(view.tx, case_id) if record.carried_to is None}
    mine = visibility.tasks_among(view.tx, view.actor, records) if records else set()
    whole = visibility.sees_whole_case(view.tx, view.actor, case_id)
    tasks = [task for task in plans.tasks_of_case(view.tx, case_id) if whole or task.id in mine]
    places = Places(view, {task.team_id for task in tasks})
    listed = [_action(view, task, records[task.id], cipher, places, task.id in mine) for task in tasks]
    return tuple(sorted(listed, key=lambda action: not action.is_open))


def still_open(view: View, case_id: UUID) -> tuple[PlanAction, ...]:
    """Those of `plan_actions` that are not done."""
    return tuple(action for action in plan_actions(view, case_id) if action.is_open)


def words_of(view: View, tasks: Iterable[TaskRecord]) -> dict[UUID, ActionWords]:
    """What was agreed, of those of the tasks that are actions. For tasks that the actor may see."""
    wanted = {task.id for task in tasks if task.kind == ACTION}
    return {record.id: _words(cipher, record) for record, cipher in plans.among(view.tx, wanted)}


def add_task_page(view: View, instance_id: UUID) -> AddTaskPage:
    """For those who may add a task to the referral. NotFound for others, and when it has ended."""
    instance = visibility.instance(view.tx, view.actor, instance_id)
    if instance is None or instance.case_id is None or instance.ended_at is not None or not _may_add(view):
        raise NotFound("There is no such referral.")
    teams = _teams(view, instance, instance.case_id)
    choices = {field.key: teams for field in ADD_TASK_FORM.fields if field.key == "task_team"}
    return AddTaskPage(instance.id, instance.case_id, instance.title, choices)


def _may_add(view: View) -> bool:
    return is_permitted(view.actor, Permission.ADD_TASK)


def _teams(view: View, instance: InstanceRecord, case_id: UUID) -> tuple[Choice, ...]:
    whole = visibility.sees_whole_case(view.tx, view.actor, case_id)
    return teams_of(view, case_id, None if whole else instance.id)


def _words(cipher: SubjectCipher, record: ActionRecord) -> ActionWords:
    return ActionWords(**cipher.open_json(plans.words_place(record.id), record.words_sealed))


def _action(
    view: View, task: TaskRecord, record: ActionRecord, cipher: SubjectCipher, places: Places, may_open: bool
) -> PlanAction:
    words, is_open = _words(cipher, record), task.completed_at is None
    state, outcome = ("To do", "") if is_open else _came_of(view, task, cipher)
    return PlanAction(
        task_id=task.id,
        title=words.title,
        what=words.what,
        owner=places.holder(task.agency_id, task.team_id),
        is_open=is_open,
        state=state,
        due_words=places.due_words(task.due_at, task.agency_id) if is_open else "",
        outcome=outcome,
        closed_at=task.completed_at,
        may_open=may_open,
    )


def _came_of(view: View, task: TaskRecord, cipher: SubjectCipher) -> tuple[str, str]:
    row = writings.submission_of_task(view.tx, task.id) if task.state == TaskState.COMPLETED else None
    if row is None:
        return CLOSED_WITH_ITS_REFERRAL, ""
    given = cipher.open_json(writings.submission_place(row.id), row.values_sealed)
    field = ACTION_FORM.field("result")
    assert field is not None
    return field.option_label(str(given.get("result"))), str(given.get("outcome_words") or "")
