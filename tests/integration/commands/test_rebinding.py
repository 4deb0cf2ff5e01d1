"""A manager moves a lane of a running referral to another team of the agency: the open tasks go with it."""

from __future__ import annotations

import pytest

from engine.commands import AddTeam, CreateAccount, RebindLane
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.testing import PASSWORD, Person
from tests.integration.commands.conftest import Staff


@pytest.fixture
def night(staff: Staff) -> Person:
    """A worker of a second team of the charity."""
    agency_id = staff.worker.agency_id
    team_id = staff.house.engine.execute(AddTeam(agency_id, "Night"))
    command = CreateAccount("night@example.org", "Night worker", PASSWORD, agency_id, team_id, ["caseworker"])
    return Person(staff.house, staff.house.engine.execute(command), agency_id, team_id)


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
