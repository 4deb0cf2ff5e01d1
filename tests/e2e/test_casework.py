"""A case in hand: a note that survives a lost connection, and handing the case over to another team."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Route, expect

from engine.commands import AddTeam, CreateAccount
from engine.queries.teams import teams
from engine.testing import HASHED
from tests.e2e.conftest import Cast
from tests.e2e.people import Person
from tests.e2e.stage import Stage
from tests.e2e.test_journey import records_a_contact
from tests.integration.web.office import EMAILS

DAY_WORKER = "Outreach worker 9"


@pytest.fixture
def day_worker(people: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody of the day team of outreach."""
    engine = stage.office.engine
    agency_id: UUID = next(place.agency_id for place in teams(engine) if place.team == "Night outreach")
    team_id = engine.execute(AddTeam(agency_id, "Day outreach"))
    engine.execute(CreateAccount("day@example.org", DAY_WORKER, HASHED, agency_id, team_id, ["caseworker"], False))
    monkeypatch.setitem(EMAILS, DAY_WORKER, "day@example.org")
    return people.enter(DAY_WORKER, width=360)


def opens_her_case(worker: Person) -> None:
    worker.opens("/cases")
    worker.follows("Amber")


def offers_the_case(worker: Person, shots: Path) -> None:
    worker.follows("Hand over this case")
    worker.chooses("Which team should lead the case?", "Harbour Outreach, Day outreach")
    worker.types("Why, and what do they need to know first?", "She is only about in the daytime now.")
    worker.chooses("Will your team go on working with her?", "Yes")
    worker.shoots(shots, "case-hand-over")
    worker.presses("Offer the case")
    worker.sees("On offer")


def test_a_case_is_handed_over(people: Cast, day_worker: Person, shots: Path) -> None:
    worker = people.enter("Outreach worker 1", width=1280)
    records_a_contact(worker, shots)
    opens_her_case(worker)
    offers_the_case(worker, shots)
    day_worker.opens("/cases")
    day_worker.sees_not("Amber")
    day_worker.sees("Offered to your team")
    day_worker.follows("RP-")
    day_worker.sees("She is only about in the daytime now.")
    day_worker.shoots(shots, "case-offer")
    day_worker.presses("Accept the case")
    day_worker.sees("Led by Harbour Outreach, Day outreach.")
    day_worker.shoots(shots, "case-page")
    opens_her_case(worker)
    worker.sees("Led by Harbour Outreach, Day outreach.")


def test_a_note_that_meets_no_connection_is_kept_and_sent_once(people: Cast, shots: Path) -> None:
    worker = people.enter("Outreach worker 1", width=360)
    records_a_contact(worker, shots)
    opens_her_case(worker)
    tries: list[str] = []

    def lose(route: Route) -> None:
        """The first answer is lost on its way back: the note has arrived, and nobody knows."""
        tries.append(route.request.post_data or "")
        if len(tries) == 1:
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    worker.page.route("**/notes", lose)
    worker.page.get_by_text("Write a contact note").click()
    worker.types("Note", "She has a cough.")
    worker.shoots(shots, "case-note")
    worker.page.get_by_role("button", name="Save note").click()
    worker.sees("No connection.")
    expect(worker.page.get_by_role("textbox", name="Note")).to_have_value("She has a cough.")
    worker.page.evaluate("window.dispatchEvent(new Event('online'))")
    worker.sees("The note is saved.")
    expect(worker.main.locator(".app-words").get_by_text("She has a cough.")).to_have_count(1)
    assert len(tries) == 2
    assert len(set(tries)) == 1
