"""A manager moves a lane of a running referral to another team of the agency: the open tasks go with it."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine import queries
from engine.commands import AddTeam, CreateAccount, RebindLane
from engine.domain.actors import Role
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.testing import PASSWORD, House, Person
from tests.integration.commands.conftest import Staff
from tests.integration.town import Town, found


def second_team(house: House, agency_id: UUID, role: str) -> Person:
    team_id = house.engine.execute(AddTeam(agency_id, "Night"))
    command = CreateAccount("night@example.org", "Night colleague", PASSWORD, agency_id, team_id, [role])
    return Person(house, house.engine.execute(command), agency_id, team_id)


@pytest.fixture
def night(staff: Staff) -> Person:
    """A worker of a second team of the charity."""
    return second_team(staff.house, staff.worker.agency_id, "caseworker")


def test_the_open_tasks_of_the_lane_go_to_the_new_team(staff: Staff, night: Person) -> None:
    instance_id = staff.past_triage().instance_id
    staff.worker.claim("housing")
    staff.manager.do(RebindLane(instance_id, "housing", night.team_id))
    assert [task.title for task in night.tasks()] == ["housing"]
    assert night.complete("housing").ended is None
    assert staff.house.engine.fsck() == []


def test_later_tasks_of_the_lane_come_to_the_new_team(staff: Staff, night: Person) -> None:
    instance_id = staff.past_triage().instance_id
    staff.manager.do(RebindLane(instance_id, "housing", night.team_id))
    night.complete("housing")
    for agency in ("health", "police"):
        staff.worker.complete(agency)
    staff.coordinator.complete("review", repeat=True)
    assert [task.title for task in night.tasks()] == ["housing"]


def test_a_lane_is_not_given_to_another_agency(staff: Staff) -> None:
    instance_id = staff.past_triage().instance_id
    with pytest.raises(InvalidInput) as refusal:
        staff.manager.do(RebindLane(instance_id, "housing", staff.stranger.team_id))
    assert "team_id" in refusal.value.fields


def test_only_a_manager_of_the_agency_rebinds(staff: Staff, night: Person) -> None:
    instance_id = staff.past_triage().instance_id
    with pytest.raises(NotPermitted):
        staff.worker.do(RebindLane(instance_id, "housing", night.team_id))
    with pytest.raises(NotFound):
        staff.stranger.do(RebindLane(instance_id, "housing", night.team_id))


def test_a_lane_without_work_cannot_be_rebound_yet(staff: Staff, night: Person) -> None:
    instance_id = staff.start().instance_id
    with pytest.raises(InvalidState, match="nobody has had work"):
        staff.manager.do(RebindLane(instance_id, "housing", night.team_id))


def test_the_lane_of_the_managers_goes_with_the_lane_it_is_derived_from(house: House) -> None:
    town = found(house)
    night = _night_team(town)
    started = town.referral(
        purpose="safeguarding",
        consent="not_asked",
        harm_why="He waits outside her door",
        article_6="6.1.e",
        article_9="9.2.g",
        schedule_1="1.2.18",
    )
    town.manager.do(RebindLane(started.instance_id, "sender", night.team_id))
    (approval,) = town.open_of(started.instance_id)
    assert (approval.title, approval.team_id, approval.managers_only) == ("Approve sharing", night.team_id, True)
    assert "Approve sharing" in town.titles_of(night)
    assert house.engine.fsck() == []
    night.complete("Approve sharing", approval="decline", decline_why="Ask her first")
    assert [task.team_id for task in town.open_of(started.instance_id)] == [night.team_id]


def test_a_lane_of_managers_that_is_held_elsewhere_stays_where_it_is(house: House) -> None:
    town = found(house)
    night = _night_team(town)
    started = town.referral()
    town.manager.do(RebindLane(started.instance_id, "sender", night.team_id))
    (task,) = town.open_of(started.instance_id)
    assert (task.title, task.team_id) == ("Acknowledge", town.officer.team_id)


def test_the_replies_of_a_partner_without_accounts_go_to_another_team_of_the_sender(house: House) -> None:
    town = found(house)
    night = _night_team(town)
    started = town.referral(town.partner_without_accounts(), need="money")
    (before,) = town.open_of(started.instance_id)
    town.manager.do(RebindLane(started.instance_id, "receiver", night.team_id))
    (after,) = town.open_of(started.instance_id)
    assert (after.team_id, after.agency_id) == (night.team_id, before.agency_id)
    assert house.engine.fsck() == []


def test_the_coordinator_moves_a_lane_without_seeing_the_case(house: House) -> None:
    town = found(house)
    night = _night_team(town)
    started = town.referral(consent="given", article_6="6.1.a")
    town.coordinator.do(RebindLane(started.instance_id, "sender", night.team_id))
    assert town.sees(town.coordinator, started) == (False, False)
    with house.engine.reading(town.coordinator.actor) as view:
        page = queries.movable_lanes(view, started.instance_id)
    assert [(lane.lane, lane.holder) for lane in page.lanes] == [("sender", "Outreach charity, Night")]
    assert not page.may_open


def test_a_lane_is_not_moved_to_the_team_that_has_it(staff: Staff) -> None:
    instance_id = staff.past_triage().instance_id
    with pytest.raises(InvalidInput) as refusal:
        staff.manager.do(RebindLane(instance_id, "housing", staff.worker.team_id))
    assert refusal.value.fields == {"team_id": "Choose another team"}


def test_only_those_who_may_move_a_lane_are_shown_it(staff: Staff, night: Person) -> None:
    instance_id = staff.past_triage().instance_id
    for person in (staff.worker, staff.stranger, night):
        with staff.house.engine.reading(person.actor) as view:
            assert queries.movable_here(view, instance_id) is None
    with staff.house.engine.reading(staff.manager.actor) as view:
        page = queries.movable_here(view, instance_id)
    assert page is not None
    assert {lane.lane for lane in page.lanes} == {"housing", "health", "police"}
    assert {team.label for lane in page.lanes for team in lane.teams} == {"Night"}


def _night_team(town: Town) -> Person:
    """A manager of a second team of the outreach charity."""
    return second_team(town.house, town.worker.agency_id, Role.MANAGER)
