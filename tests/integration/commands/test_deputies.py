"""Who stands in for somebody who is away sees what she holds and can go on with it; nothing is lent to who is away."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from engine.commands import CancelAbsence, ClaimTask, DelegateTask, ReassignTask, RecordAbsence
from engine.errors import Conflict, InvalidInput
from engine.queries import WorkItem, my_work, task_page
from engine.store import notices
from engine.store.tasks import TaskRecord
from engine.testing import Person
from tests.integration.commands.conftest import Staff
from tests.integration.commands.pauses import the_task, well


def away(person: Person, deputy: Person | None = None, after: int = 0) -> UUID:
    """She is away for five days, from today or so many days later."""
    first = person.house.clock.now().date() + timedelta(days=after)
    command = RecordAbsence(
        person.account_id, first, first + timedelta(days=4), deputy.account_id if deputy is not None else None
    )
    absence_id: UUID = person.do(command)
    return absence_id


def mine(person: Person) -> list[WorkItem]:
    with person.house.engine.reading(person.actor) as view:
        page = my_work(view)
    assert page.counts["mine"] == str(len(page.items))
    return list(page.items)


def may(person: Person, task: TaskRecord) -> frozenset[str]:
    with person.house.engine.reading(person.actor) as view:
        return task_page(view, task.id).may


@pytest.fixture
def held(staff: Staff) -> TaskRecord:
    """A task that the worker has claimed."""
    staff.past_triage()
    return staff.worker.claim("housing")


def test_a_deputy_sees_what_is_held_by_who_is_away_among_her_own_and_whose_it_is(
    staff: Staff, held: TaskRecord
) -> None:
    staff.colleague.claim("health")
    away(staff.worker, staff.colleague)
    shown = {item.title: (item.assignee, item.stands_in, item.may_claim) for item in mine(staff.colleague)}
    assert shown == {
        "housing": ("Outreach worker 1", True, True),
        "health": ("Outreach worker 2", False, False),
    }
    assert [item.title for item in mine(staff.worker)] == ["housing"]
    assert mine(staff.manager) == []


def test_a_deputy_goes_on_with_it_and_who_held_it_is_told(staff: Staff, held: TaskRecord) -> None:
    away(staff.worker, staff.colleague)
    assert "claim" in may(staff.colleague, held)
    staff.colleague.complete("housing")
    assert mine(staff.colleague) == []
    with staff.house.engine.database.read(1, staff.house.clock.now()) as tx:
        assert "stood_in" in [notice.kind for notice in notices.of_account(tx, staff.worker.account_id)]
    assert well(staff.house)


def test_only_her_deputy_while_she_is_away_may_claim_what_she_holds(staff: Staff, held: TaskRecord) -> None:
    absence = away(staff.worker, staff.manager)
    for person in (staff.colleague, staff.duty_manager):
        assert "claim" not in may(person, held)
        with pytest.raises(Conflict, match="someone else claimed it first"):
            person.do(ClaimTask(held.id, held.version))
    staff.worker.do(CancelAbsence(absence))
    away(staff.worker, staff.colleague, after=1)
    for person in (staff.manager, staff.colleague):
        assert mine(person) == []
        with pytest.raises(Conflict, match="someone else claimed it first"):
            person.do(ClaimTask(held.id, held.version))


def test_what_managers_alone_may_do_is_seen_by_a_deputy_who_manages(staff: Staff) -> None:
    staff.past_triage()
    staff.house.advance(days=11)
    asked = [task for task in staff.house.open_tasks() if task.assignee_id == staff.duty_manager.account_id]
    absence = away(staff.duty_manager, staff.colleague)
    assert asked
    assert mine(staff.colleague) == []
    staff.duty_manager.do(CancelAbsence(absence))
    away(staff.duty_manager, staff.manager)
    assert {item.task_id for item in mine(staff.manager)} == {task.id for task in asked}


def test_a_task_is_not_lent_to_who_is_away(staff: Staff, held: TaskRecord) -> None:
    away(staff.colleague, staff.manager)
    assert "delegate" in may(staff.worker, held)
    with pytest.raises(InvalidInput, match="Outreach worker 2 is away") as refused:
        staff.worker.do(DelegateTask(held.id, held.version, staff.colleague.account_id))
    assert set(refused.value.fields) == {"assignee"}
    for person in (staff.manager, staff.duty_manager):
        away(person)
    assert "delegate" not in may(staff.worker, held)


def test_what_is_given_to_who_is_away_is_seen_by_her_deputy(staff: Staff, held: TaskRecord) -> None:
    away(staff.colleague, staff.duty_manager)
    staff.manager.do(ReassignTask(held.id, held.version, staff.colleague.account_id))
    assert the_task(staff.house, "housing").assignee_id == staff.colleague.account_id
    assert [(item.title, item.stands_in) for item in mine(staff.duty_manager)] == [("housing", True)]
    assert well(staff.house)
