"""Tasks of people who may not do them any more: back to the team, to whoever lent them, or on to who is told next."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from engine.commands import letters
from engine.commands.escalations import PUT_TO_A_PERSON, choose, place_of
from engine.commands.task_access import change, facts_with
from engine.commands.telling import tell
from engine.commands.work import Live, Work
from engine.domain.actors import Actor
from engine.domain.deadlines import ANSWER_TIME
from engine.domain.tasks import may_hold
from engine.store import accounts, agencies, bars, people, tasks
from engine.store.answerable import answerable
from engine.store.tasks import TaskRecord

HANDED_BACK = "handed_back"


def give_back(live: Live, account_id: UUID) -> None:
    """Give back what the person holds of this referral, or lent, and may not do any more; what somebody holds who is
    barred from the case goes to her managers.
    """
    actor = people.actor(live.work.tx, account_id)
    for task in tasks.open_of_instance(live.work.tx, live.record.id):
        if account_id in (task.assignee_id, task.delegated_by_id) and not _may_keep(live, task, actor):
            _pass_on(live, task, account_id)


def tell_managers(work: Work, given_back: Iterable[TaskRecord]) -> None:
    """Tell whoever answers for the teams that tasks have come back to them, each once."""
    places = {(task.team_id, task.agency_id) for task in given_back}
    asked = {place: answerable(work.tx, *place, ANSWER_TIME) for place in sorted(places)}
    told = {choose(found, *place, None).account_id for place, found in asked.items()}
    for account_id in sorted(told):
        person = accounts.get(work.tx, account_id)
        if person is not None:
            tell(work, person, HANDED_BACK)


def _may_keep(live: Live, task: TaskRecord, actor: Actor | None) -> bool:
    if actor is None or _is_barred(live, actor.account_id):
        return False
    return may_hold(facts_with(task, agencies.agency_of(live.work.tx, task.team_id)), actor)


def _is_barred(live: Live, account_id: UUID) -> bool:
    return account_id in bars.barred_from(live.work.tx, live.record.case_id)


def _pass_on(live: Live, task: TaskRecord, account_id: UUID) -> None:
    if task.delegated_by_id == account_id and task.assignee_id is not None and not _is_barred(live, task.assignee_id):
        _reassign(live, task, task.assignee_id)  # lent by her: whoever borrowed it keeps it
    elif task.delegated_by_id not in (None, account_id) and not _is_barred(live, task.delegated_by_id):
        _reassign(live, task, task.delegated_by_id)
    elif task.origin == "engine" and task.kind in PUT_TO_A_PERSON:
        _put_to_another(live, task)
    elif _is_barred(live, account_id) and (manager := _manager_for(live, task)) is not None:
        _reassign(live, task, manager)
    else:
        change(live.work, task, state="open", assignee_id=None, delegated_by_id=None)
        live.work.audit("task_released", "task", task.id, task.case_id)
        letters.announce(live.work, [task.id])


def _reassign(live: Live, task: TaskRecord, to: UUID | None) -> None:
    change(live.work, task, state="claimed", assignee_id=to, delegated_by_id=None)
    live.work.audit("task_reassigned", "task", task.id, task.case_id, to=str(to))
    letters.announce(live.work, [task.id])


def _manager_for(live: Live, task: TaskRecord) -> UUID | None:
    """Who answers for the team of the task and may do it herself; None when nobody does."""
    asked = answerable(live.work.tx, task.team_id, task.agency_id, ANSWER_TIME, task.case_id)
    found = people.actor(live.work.tx, choose(asked, task.team_id, task.agency_id, None).account_id)
    return found.account_id if found is not None and _may_keep(live, task, found) else None


def _put_to_another(live: Live, task: TaskRecord) -> None:
    asked = answerable(live.work.tx, task.team_id, task.agency_id, ANSWER_TIME, task.case_id)
    to = choose(asked, task.team_id, task.agency_id, None).account_id
    place = place_of(live, asked, to, task.agency_id, task.team_id)
    change(
        live.work,
        task,
        state="claimed",
        assignee_id=to,
        agency_id=place.agency_id,
        team_id=place.team_id,
        managers_only=place.managers_only,
    )
    live.work.audit("task_reassigned", "task", task.id, task.case_id, to=str(to))
    letters.announce(live.work, [task.id], "escalation")
