"""Moving a part of a referral to another team: who finds the page, and what it does."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import AddTeam
from engine.queries.teams import teams
from tests.integration.web.office import Office


@pytest.fixture
def contact(own_office: Office) -> str:
    """The address of a contact that outreach recorded. Outreach has a day team as well."""
    agency_id: UUID = next(place.agency_id for place in teams(own_office.engine) if place.team == "Night outreach")
    own_office.engine.execute(AddTeam(agency_id, "Day outreach"))
    desk = own_office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    return f"/referrals/{answer.location.removeprefix('/done/')}"


def test_a_manager_moves_what_the_agency_holds_to_another_team(own_office: Office, contact: str) -> None:
    manager = own_office.enter("Outreach manager 1")
    manager.get(contact)
    (link,) = {link for link in manager.links() if "/move/" in link}
    manager.get(link)
    assert manager.heading == "Move to another team"
    assert "Night outreach has it now" in manager.text
    assert manager.submit("Move it").status_code == 400
    assert "Select an answer to “Which team takes it?”" in manager.text
    (team,) = manager.page.xpath("//input[@name='team_id']/@value")
    answer = manager.submit("Move it", team_id=team)
    assert answer.status_code == 302
    manager.get(answer.location)
    assert "Day outreach" in manager.text


@pytest.mark.parametrize("name", ["Outreach worker 1", "Housing manager 1", "Nurse 1"])
def test_nobody_else_finds_the_page_or_a_link_to_it(own_office: Office, contact: str, name: str) -> None:
    manager = own_office.enter("Outreach manager 1")
    manager.get(contact)
    (link,) = {link for link in manager.links() if "/move/" in link}
    desk = own_office.enter(name)
    desk.get(contact)
    assert not [found for found in desk.links() if "/move/" in found]
    assert desk.get(link).status_code == 404


def test_the_coordinator_finds_it_without_the_case(own_office: Office, contact: str) -> None:
    manager = own_office.enter("Outreach manager 1")
    manager.get(contact)
    (link,) = {link for link in manager.links() if "/move/" in link}
    coordinator = own_office.enter("Coordinator 1")
    assert coordinator.get(link).status_code == 200
    assert "Amber" not in coordinator.text
    (team,) = coordinator.page.xpath("//input[@name='team_id']/@value")
    assert coordinator.submit("Move it", team_id=team).location == "/work"


def test_a_lane_that_does_not_exist_is_not_there(own_office: Office, contact: str) -> None:
    manager = own_office.enter("Outreach manager 1")
    assert manager.get(f"{contact}/move/nobody").status_code == 404
