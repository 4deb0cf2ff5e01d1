"""Handing a case over in the browser: offered, seen by the other team, accepted or declined."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import AddTeam, CreateAccount
from engine.queries.teams import teams
from engine.testing import HASHED, PASSWORD
from tests.integration.web.office import Desk, Office

EMAIL = "day@example.org"


@pytest.fixture(scope="module")
def day_team(office: Office) -> Desk:
    """Somebody of the day team of outreach."""
    agency_id: UUID = next(place.agency_id for place in teams(office.engine) if place.team == "Night outreach")
    team_id = office.engine.execute(AddTeam(agency_id, "Day outreach"))
    office.engine.execute(CreateAccount(EMAIL, "Outreach worker 9", HASHED, agency_id, team_id, ["caseworker"], False))
    desk = office.visitor()
    desk.get("/sign-in")
    desk.submit("Sign in", email=EMAIL, password=PASSWORD)
    return desk


@pytest.fixture
def worker(office: Office, day_team: Desk) -> Desk:
    """Somebody who leads a case, on its page."""
    desk = office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    desk.get(answer.location)
    (case,) = {link for link in desk.links() if link.startswith("/cases/")}
    desk.get(case)
    return desk


def offer(worker: Desk) -> str:
    """Offer the case, and return its address."""
    case = worker.path
    worker.get(f"{case}/hand-over")
    (team,) = worker.page.xpath("//input[@name='team_id']/@value")
    answer = worker.submit("Offer the case", team_id=team, why="She moves across town", stays="no")
    assert answer.location == case
    worker.get(case)
    assert "On offer Offered to Harbour Outreach, Day outreach" in worker.text
    return case


def opens_the_offer(desk: Desk) -> None:
    desk.get("/cases")
    assert "Offered to your team" in desk.text
    desk.get([link for link in desk.links() if link.startswith("/offers/")][-1])
    assert "She moves across town" in desk.text
    assert "Amber" not in desk.text


def test_what_is_missing_is_asked_for_beside_its_field(worker: Desk) -> None:
    worker.get(f"{worker.path}/hand-over")
    assert worker.submit("Offer the case").status_code == 400
    assert "Which team should lead the case?" in worker.text


def test_the_other_team_accepts_and_leads(worker: Desk, day_team: Desk) -> None:
    case = offer(worker)
    opens_the_offer(day_team)
    answer = day_team.submit("Accept the case")
    assert answer.location == case
    day_team.get(case)
    assert "Led by Harbour Outreach, Day outreach" in day_team.text
    assert worker.get(case).status_code == 404


def test_the_other_team_declines_and_says_why(worker: Desk, day_team: Desk) -> None:
    case = offer(worker)
    opens_the_offer(day_team)
    assert day_team.submit("Decline the case").status_code == 400
    assert day_team.submit("Decline the case", why_not="We are full").location == "/cases"
    worker.get(case)
    assert "declined the case" in worker.text
    assert "We are full" in worker.text


def test_the_offer_can_be_taken_back(worker: Desk) -> None:
    case = offer(worker)
    assert worker.submit("Take the offer back").location == case
    worker.get(case)
    assert "was taken back" in worker.text


def test_an_agency_with_one_team_is_told_what_to_do_instead(office: Office) -> None:
    nurse = office.enter("Nurse 1")
    nurse.get("/contact")
    answer = nurse.submit("Save contact", outcome="opened", alias="Coral", under_18="no", danger_now="no")
    nurse.get(answer.location)
    (case,) = {link for link in nurse.links() if link.startswith("/cases/")}
    assert nurse.get(f"{case}/hand-over").status_code == 200
    assert "There is no other team that could lead it" in nurse.text


def test_nobody_else_finds_the_form_or_the_offer(office: Office, worker: Desk) -> None:
    case = offer(worker)
    (link,) = {form.action for form in worker.page.forms if str(form.action).startswith("/offers/")}
    address = str(link).removesuffix("/withdraw")
    for name in ("Nurse 1", "Housing manager 1", "Administrator 1", "Coordinator 1"):
        desk = office.enter(name)
        assert desk.get(f"{case}/hand-over").status_code == 404
        assert desk.get(address).status_code == 404
        desk.get("/notices")
        for verb in ("accept", "decline", "withdraw"):
            assert desk.post(f"{address}/{verb}", {"csrf-token": desk.token()}).status_code == 404
