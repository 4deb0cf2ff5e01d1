"""In the browser: she asks what is kept about her, and privacy officers answer; a record is kept longer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.commands import CreateAccount
from engine.domain.actors import Role
from engine.queries.teams import teams
from engine.testing import HASHED
from tests.e2e.conftest import Cast
from tests.e2e.people import Person
from tests.e2e.stage import Stage
from tests.e2e.test_journey import records_a_contact
from tests.e2e.test_keeping import WIDTHS, fills_a_date
from tests.integration.web.office import EMAILS


@pytest.fixture
def officer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> str:
    """A privacy officer of the agency that records contacts."""
    place = next(each for each in teams(stage.office.engine) if each.agency == "Harbour Outreach")
    name, email = "Privacy officer 2", "privacy2@example.org"
    roles = (Role.PRIVACY_OFFICER,)
    account = CreateAccount(email, name, HASHED, place.agency_id, place.team_id, roles, False)
    stage.office.engine.execute(account)
    monkeypatch.setitem(EMAILS, name, email)
    return name


@pytest.mark.parametrize("width", WIDTHS)
def test_she_asks_what_is_kept_about_her(people: Cast, officer: str, shots: Path, width: int) -> None:
    worker = people.enter("Outreach worker 1", width)
    records_a_contact(worker, shots)
    reference = re.search(r"RP-\w{4}-\w{3}", worker.main.inner_text())
    assert reference is not None
    answers_her(people.enter(officer, width), reference.group(), shots)


def answers_her(officer: Person, reference: str, shots: Path) -> None:
    """Write the request down, go through what is kept, and keep the record longer."""
    officer.opens("/records")
    officer.follows("Requests to see a record")
    officer.presses("Write a request down")
    officer.types("Reference of the case", reference)
    fills_a_date(officer, "When was it received?", "3", "11", "2026")
    officer.presses("Write it down")
    officer.sees("Due Thu 3 Dec 2026")
    officer.chooses("How was it made sure", "The worker who knows her")
    officer.presses("Save who asks")
    officer.page.get_by_label("Leave it out?").first.select_option(index=1)
    officer.presses("Keep what is left out")
    officer.shoots(shots, "subject-access")
    officer.follows("The answer as she reads it")
    officer.sees("What is left out")
    officer.sees("About somebody else")
    officer.opens(f"/records?reference={reference}")
    officer.follows("Keep it longer")
    officer.chooses("Why is it kept longer?", "A complaint is being looked into")
    officer.types("What is it kept for?", "Her complaint about housing")
    officer.presses("Keep it")
    officer.sees("It cannot be erased while a hold keeps it.")
    officer.shoots(shots, "record")
