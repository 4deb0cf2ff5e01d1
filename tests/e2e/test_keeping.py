"""In the browser: an agency signs the charter; administrators, managers and caseworkers keep what is theirs to keep."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.conftest import Cast
from tests.e2e.people import Person
from tests.e2e.test_journey import takes

WIDTHS = [360, pytest.param(1280, marks=pytest.mark.slow)]


def fills_a_date(person: Person, question: str, day: str, month: str, year: str) -> None:
    group = person.page.get_by_role("group", name=re.compile("^" + re.escape(question)))
    for part, text in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(part).fill(text)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_agency_signs_the_charter(people: Cast, shots: Path, width: int) -> None:
    coordinator = people.enter("Coordinator 1", width)
    coordinator.opens("/charters")
    coordinator.shoots(shots, "charters")
    coordinator.page.get_by_text("Sign or review the charter of Town Housing").click()
    coordinator.presses("Signing the charter of Town Housing")
    coordinator.sees("Under way: Signing the charter")
    officer = people.enter("Housing officer 1", width)
    takes(officer, "Take stock")
    officer.types("How many of your people may meet", "12")
    officer.types("How many of them have been trained", "4")
    officer.chooses("How ready is your agency", "Beginning")
    officer.types("What will you change first?", "A quiet room")
    officer.presses("Complete task")
    manager = people.enter("Housing manager 1", width)
    takes(manager, "Sign the charter")
    manager.sees("A quiet room")
    manager.chooses("Does your agency sign the charter?", "Yes")
    manager.types("Who signs?", "Housing manager 1")
    manager.types("To whom can the others turn?", "Housing manager 1")
    manager.types("Their email address", "housing.manager1@example.org")
    manager.chooses("Your agency agrees to", "Answer every referral", "Share only what is needed")
    manager.shoots(shots, "charter-sign")
    manager.presses("Complete task")
    takes(coordinator, "Check what was signed")
    coordinator.chooses("Is everything there?", "Yes")
    coordinator.presses("Complete task")
    coordinator.opens("/charters")
    coordinator.sees("Under way: Review of the charter")
    manager.opens("/charters")
    manager.follows(re.compile("Review of the charter"))
    manager.sees_heading("Review of the charter")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_administrator_keeps_people_agencies_and_days(people: Cast, shots: Path, width: int) -> None:
    admin = people.enter("Administrator 1", width)
    admin.opens("/admin/people")
    admin.shoots(shots, "admin-people")
    admin.follows("Invite a person")
    admin.presses("Send the invitation")
    admin.sees("There is a problem")
    admin.shoots(shots, "admin-invite")
    admin.opens("/admin/people?search=Nurse")
    admin.follows("Nurse 1")
    admin.shoots(shots, "admin-person")
    admin.follows("She has left")
    admin.presses("She has left")
    admin.sees("Has left")
    admin.opens("/admin/agencies")
    admin.follows("Town Housing")
    admin.shoots(shots, "admin-agency")
    admin.opens("/directory")
    admin.shoots(shots, "admin-directory")
    admin.follows(re.compile("Town Housing: Housing options"))
    admin.shoots(shots, "admin-service")
    admin.opens("/admin/closures")
    fills_a_date(admin, "Day", "24", "12", "2026")
    admin.chooses("Who is closed?", "The whole partnership")
    admin.types("Why", "The partnership rests")
    admin.presses("Add the day")
    admin.sees("Thu 24 Dec 2026")
    admin.shoots(shots, "admin-closures")


@pytest.mark.parametrize("width", WIDTHS)
def test_absences_and_the_duty_rota_are_kept_by_those_whose_they_are(people: Cast, shots: Path, width: int) -> None:
    officer = people.enter("Housing officer 1", width)
    officer.opens("/absences")
    fills_a_date(officer, "First day away", "1", "12", "2026")
    fills_a_date(officer, "Last day away", "7", "12", "2026")
    officer.chooses("Who stands in?", "Housing officer 2")
    officer.presses("Record the absence")
    officer.sees("Tue 1 Dec 2026 to Mon 7 Dec 2026, Housing officer 2 stands in")
    officer.shoots(shots, "absences")
    manager = people.enter("Housing manager 1", width)
    manager.opens("/rota")
    manager.follows(re.compile("Add a turn"))
    manager.chooses("Who is on duty?", "Housing manager 1")
    manager.chooses("When?", "Every Tuesday")
    manager.presses("Add the turn")
    manager.sees("Every Tuesday, all day")
    manager.sees("On duty now: Housing manager 1")
    manager.shoots(shots, "rota")
