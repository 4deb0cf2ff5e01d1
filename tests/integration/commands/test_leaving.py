"""People who leave, lose a role, are away or on duty: what happens to their tasks, and who is told instead."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest

from engine.commands import (
    AddRole,
    AddTurn,
    CancelAbsence,
    DelegateTask,
    MarkLeaver,
    RecordAbsence,
    RemoveRole,
    RemoveTurn,
    ResolveTask,
    SignIn,
)
from engine.domain.actors import Role
from engine.errors import EngineError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import rotas
from engine.store import accounts, notices
from engine.store.tasks import TaskRecord
from engine.testing import PASSWORD, House, Person
from tests.integration.town import Town, found

MONDAY, FRIDAY = 0, 4


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


@pytest.fixture
def admin(town: Town) -> Person:
    return town.house.person("Administrator 2", "Council", "Coordination", (Role.ADMINISTRATOR,))


def email_of(person: Person) -> str:
    with person.house.engine.database.read(1, person.house.clock.now()) as tx:
        account = accounts.get(tx, person.account_id)
    assert account is not None
    return account.email


def kinds(person: Person) -> list[str]:
    """What the person was told, the latest first, after all letters were delivered."""
    person.house.worker.tick()
    with person.house.engine.database.read(1, person.house.clock.now()) as tx:
        return [notice.kind for notice in notices.of_account(tx, person.account_id)]


def task(town: Town, title: str) -> TaskRecord:
    return next(task for task in town.house.open_tasks() if task.title == title)


def role_of(person: Person) -> UUID:
    with person.house.engine.database.read(1, person.house.clock.now()) as tx:
        return accounts.memberships_of(tx, person.account_id)[0].id


def test_what_a_leaver_held_is_back_with_the_team_and_its_manager_is_told(town: Town, admin: Person) -> None:
    town.contact()
    town.worker.claim("Agree first steps")
    admin.do(MarkLeaver(town.worker.account_id))
    given_back = task(town, "Agree first steps")
    assert (given_back.state, given_back.assignee_id) == ("open", None)
    assert "handed_back" in kinds(town.manager)
    assert "new_task" in kinds(town.colleague)
    assert town.house.engine.fsck() == []


def test_a_leaver_is_signed_out_and_cannot_sign_in(town: Town, admin: Person) -> None:
    session = town.house.engine.execute(SignIn(email_of(town.worker), PASSWORD, "127.0.0.1"))
    assert town.house.engine.actor_for(session.token) is not None
    address = email_of(town.worker)
    admin.do(MarkLeaver(town.worker.account_id))
    assert town.house.engine.actor_for(session.token) is None
    with pytest.raises(NotPermitted):
        town.house.engine.execute(SignIn(address, PASSWORD, "127.0.0.1"))


def test_what_was_lent_to_a_leaver_goes_back_and_what_she_lent_stays_with_the_borrower(
    town: Town, admin: Person
) -> None:
    town.contact()
    town.worker.claim("Agree first steps")
    lent = task(town, "Agree first steps")
    town.worker.do(DelegateTask(lent.id, lent.version, town.colleague.account_id))
    admin.do(MarkLeaver(town.worker.account_id))
    assert (task(town, "Agree first steps").assignee_id, task(town, "Agree first steps").delegated_by_id) == (
        town.colleague.account_id,
        None,
    )
    assert town.house.engine.fsck() == []


def test_a_question_of_the_engine_is_put_to_somebody_else(town: Town, admin: Person) -> None:
    town.referral()
    town.house.advance(days=3)
    late = task(town, "Acknowledgement is late")
    assert late.assignee_id == town.duty_manager.account_id
    admin.do(MarkLeaver(town.duty_manager.account_id))
    moved = task(town, "Acknowledgement is late")
    assert moved.assignee_id == town.coordinator.account_id
    assert "Acknowledgement is late" in town.titles_of(town.coordinator)
    assert town.house.engine.fsck() == []


def test_who_loses_a_role_keeps_only_what_she_may_still_do(town: Town, admin: Person) -> None:
    town.contact()
    town.worker.claim("Agree first steps")
    admin.do(AddRole(town.worker.account_id, town.officer.agency_id, town.officer.team_id, "caseworker"))
    assert task(town, "Agree first steps").assignee_id == town.worker.account_id
    admin.do(RemoveRole(role_of(town.worker)))
    assert task(town, "Agree first steps").assignee_id is None
    assert town.worker.actor.team_ids == {town.officer.team_id}


def test_the_last_who_administers_or_coordinates_cannot_go(town: Town, admin: Person) -> None:
    with pytest.raises(InvalidState, match="coordinate"):
        admin.do(MarkLeaver(town.coordinator.account_id))
    with pytest.raises(NotPermitted, match="another administrator"):
        admin.do(MarkLeaver(admin.account_id))
    another = town.house.person("Administrator 3", "Council", "Coordination", (Role.ADMINISTRATOR,))
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        first = accounts.by_email(tx, "administrator1@example.org")
    assert first is not None
    another.do(MarkLeaver(first.id))
    another.do(MarkLeaver(admin.account_id))
    with pytest.raises(InvalidState, match="another administrator to stay"):
        town.house.engine.execute(MarkLeaver(another.account_id))


@pytest.mark.parametrize("who", ["worker", "manager", "coordinator"])
def test_people_are_managed_by_administrators_alone(town: Town, who: str) -> None:
    person: Person = getattr(town, who)
    for command in (MarkLeaver(town.nurse.account_id), RemoveRole(role_of(town.nurse)), MarkLeaver(UUID(int=9))):
        with pytest.raises(NotPermitted):
            person.do(command)


def today(town: Town) -> date:
    return town.house.clock.now().date()


def away(town: Town, person: Person, deputy: Person | None = None, days: int = 5) -> UUID:
    last = today(town) + timedelta(days=days)
    command = RecordAbsence(person.account_id, today(town), last, deputy.account_id if deputy else None)
    absence_id: UUID = person.do(command)
    return absence_id


def test_deadlines_pass_over_who_is_away_and_ask_her_deputy(town: Town) -> None:
    deputy = town.house.person("Manager 2, housing", "Housing", "Options", (Role.MANAGER,))
    town.house.person("Manager 3, housing", "Housing", "Options", (Role.MANAGER,))
    away(town, town.duty_manager, deputy)
    town.referral()
    town.house.advance(days=3)
    assert task(town, "Acknowledgement is late").assignee_id == deputy.account_id


def test_who_is_away_is_told_of_nothing_new_and_her_own_tasks_are_told_to_her_deputy(town: Town) -> None:
    town.house.worker.tick()
    away(town, town.officer, town.duty_manager)
    town.referral()
    assert kinds(town.officer) == []
    assert "new_task" in kinds(town.duty_manager)
    town.officer.claim("Acknowledge")
    held = task(town, "Acknowledge")
    town.officer.do(DelegateTask(held.id, held.version, town.duty_manager.account_id))
    before = len(kinds(town.duty_manager))
    lent = task(town, "Acknowledge")
    town.duty_manager.do(ResolveTask(lent.id, lent.version))
    assert len(kinds(town.duty_manager)) == before + 1


def test_an_absence_that_is_cancelled_or_over_counts_no_more(town: Town) -> None:
    absence = away(town, town.duty_manager)
    town.duty_manager.do(CancelAbsence(absence))
    away(town, town.duty_manager, days=1)
    town.house.advance(days=2)
    town.referral()
    town.house.advance(days=2)
    assert task(town, "Acknowledgement is late").assignee_id == town.duty_manager.account_id


def test_an_absence_is_recorded_by_herself_her_manager_or_an_administrator(town: Town, admin: Person) -> None:
    last = today(town) + timedelta(days=3)
    wanted = RecordAbsence(town.worker.account_id, today(town), last)
    for person in (town.worker, town.manager, admin):
        assert person.do(wanted)
    for person in (town.colleague, town.duty_manager, town.nurse):
        with pytest.raises(NotPermitted):
            person.do(wanted)
        with pytest.raises(NotPermitted):
            person.do(RecordAbsence(UUID(int=9), today(town), last))


@pytest.mark.parametrize(("first", "last", "field"), [(2, 1, "last_day"), (-5, -1, "last_day"), (0, 900, "last_day")])
def test_days_that_make_no_absence_are_refused(town: Town, first: int, last: int, field: str) -> None:
    begins, ends = today(town) + timedelta(days=first), today(town) + timedelta(days=last)
    with pytest.raises(InvalidInput) as refused:
        town.worker.do(RecordAbsence(town.worker.account_id, begins, ends))
    assert set(refused.value.fields) == {field}


def test_nobody_from_elsewhere_stands_in(town: Town) -> None:
    for deputy in (town.nurse.account_id, town.worker.account_id, UUID(int=9)):
        with pytest.raises(InvalidInput):
            town.worker.do(RecordAbsence(town.worker.account_id, today(town), today(town), deputy))


def test_whoever_has_her_turn_is_asked_when_something_is_late(town: Town) -> None:
    other = town.house.person("Manager 2, housing", "Housing", "Options", (Role.MANAGER,))
    team = town.duty_manager.team_id
    for weekday in range(7):
        town.duty_manager.do(AddTurn(team, other.account_id, weekday, None))
    town.referral()
    town.house.advance(days=3)
    assert task(town, "Acknowledgement is late").assignee_id == other.account_id


def test_a_rota_is_kept_by_managers_of_the_agency_and_is_unknown_to_others(town: Town) -> None:
    team, member = town.duty_manager.team_id, town.officer.account_id
    turn = town.duty_manager.do(AddTurn(team, member, FRIDAY, None, time(20), time(2)))
    with town.house.engine.reading(town.duty_manager.actor) as view:
        (rota,) = rotas(view)
    assert [(line.when, line.hours, line.person) for line in rota.turns] == [
        ("Every Friday", "20:00 to 02:00", "Housing officer 1")
    ]
    for person, refusal in ((town.clinic_manager, NotFound), (town.officer, NotPermitted)):
        with pytest.raises(refusal):
            person.do(AddTurn(team, member, FRIDAY, None))
        with pytest.raises(refusal):
            person.do(RemoveTurn(turn))
    town.duty_manager.do(RemoveTurn(turn))


def turn_refusals(town: Town) -> list[AddTurn]:
    team, member = town.duty_manager.team_id, town.officer.account_id
    past = today(town) - timedelta(days=1)
    return [
        AddTurn(team, member, None, None),
        AddTurn(team, member, MONDAY, today(town)),
        AddTurn(team, member, 7, None),
        AddTurn(team, member, None, past),
        AddTurn(team, town.nurse.account_id, MONDAY, None),
    ]


def test_a_turn_that_is_none_is_refused(town: Town) -> None:
    for command in turn_refusals(town):
        with pytest.raises(InvalidInput):
            town.duty_manager.do(command)


def test_a_leaver_is_off_the_rota(town: Town, admin: Person) -> None:
    town.duty_manager.do(AddTurn(town.duty_manager.team_id, town.officer.account_id, MONDAY, None))
    admin.do(MarkLeaver(town.officer.account_id))
    with town.house.engine.reading(town.duty_manager.actor) as view:
        assert rotas(view)[0].turns == ()
    with pytest.raises(EngineError):
        town.duty_manager.do(AddTurn(town.duty_manager.team_id, town.officer.account_id, MONDAY, None))
