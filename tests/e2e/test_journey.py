"""One referral from the street to its outcome: four agencies, a deadline that passes, and a manager who is told."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Cast
from tests.e2e.people import Person
from tests.e2e.stage import Stage


def takes(person: Person, title: str) -> None:
    """Find a task among the team's, open it and claim it."""
    person.opens("/work?whose=team")
    person.follows(title)
    person.sees_heading(title)
    person.presses("Claim this task")
    person.sees("The task is yours.")


def records_a_contact(worker: Person, shots: Path) -> None:
    worker.opens("/contact")
    worker.chooses("How did it end?", "She wants support")
    worker.types("What should we call her?", "Amber")
    worker.chooses("Is she, or somebody else, in danger now?", "No")
    worker.chooses("Could she be under 18?", "No")
    worker.chooses("What does she want help with?", "Housing")
    worker.chooses("What is she happy for us to share", "What services need")
    worker.shoots(shots, "journey-contact")
    worker.presses("Save contact")
    worker.sees_heading(re.compile("Done"))
    worker.sees("Agree first steps")


def sends_a_referral(worker: Person) -> None:
    takes(worker, "Send referral")
    worker.chooses("What is it about?", "Housing")
    worker.chooses("Which service?", "Town Housing")
    worker.chooses("How soon is it needed?", "In the usual time")
    worker.types("What do you ask of the service?", "A room where the man who follows her cannot find her.")
    worker.chooses("Why is this shared?", "To get her the help")
    worker.chooses("What does the service need to know?", "The name she uses", "What she wants help with")
    worker.chooses("Does she agree to this being shared", "Yes, she agrees")
    worker.chooses("What harm do you fear", "None")
    worker.chooses("Does she know that you are sharing", "Yes")
    worker.chooses("Lawful basis", "She consents")
    worker.chooses("Condition for health and sex-life data", "She explicitly consents")
    worker.presses("Complete task")
    worker.sees("Acknowledge")
    worker.sees(re.compile("Town Housing"))


def opens_the_case(outreach: Person, coordinator: Person) -> None:
    """First steps with her, then a lead worker for her."""
    takes(outreach, "Agree first steps")
    outreach.chooses("Which services does she want", "Housing")
    outreach.presses("Complete task")
    outreach.sees("Allocate lead worker")
    outreach.sees(re.compile("Council"))
    takes(coordinator, "Allocate lead worker")
    coordinator.chooses("Which team leads?", "Riverside Women’s Centre")
    coordinator.presses("Complete task")
    coordinator.sees("Send referral")


def is_told_that_it_is_late(manager: Person, shots: Path) -> None:
    manager.opens("/work")
    manager.sees("Acknowledgement is late")
    manager.shoots(shots, "journey-manager-work")
    manager.follows("Acknowledgement is late")
    manager.shoots(shots, "journey-manager-task")
    manager.opens("/notices")
    manager.sees_not(re.compile("Amber"))


def accepts(housing: Person, shots: Path) -> None:
    takes(housing, "Acknowledge")
    housing.types("Who at the service has it?", "Housing officer 1")
    housing.presses("Complete task")
    takes(housing, "Accept or reject")
    housing.shoots(shots, "journey-housing-task")
    housing.chooses("Does your service take her on?", "Yes")
    housing.presses("Complete task")


def helps_and_reports(housing: Person) -> None:
    takes(housing, "Record contact attempt")
    housing.chooses("What happened?", "We reached her")
    housing.presses("Complete task")
    takes(housing, "Report outcome")
    housing.chooses("What came of it?", "She got what she asked for")
    housing.types("What changed for her?", "She has a room and a key of her own.")
    housing.presses("Complete task")
    housing.sees("Read the outcome")


def reads_what_came_back(outreach: Person, shots: Path) -> None:
    takes(outreach, "Read the outcome")
    outreach.sees("She has a room and a key of her own.")
    outreach.shoots(shots, "journey-outcome")
    outreach.chooses("Have you read what came back?", "Yes")
    outreach.presses("Complete task")
    outreach.sees("Tell her what was arranged")


def tells_her(support: Person) -> None:
    takes(support, "Tell her what was arranged")
    support.chooses("Has she been told?", "Yes")
    support.presses("Complete task")


def looks_at_the_case(outreach: Person, shots: Path) -> str:
    """The case with its diagram; returns the case's address."""
    outreach.opens("/cases")
    outreach.follows("Amber")
    outreach.shoots(shots, "journey-case")
    address = outreach.page.url
    outreach.follows(re.compile("Referral to"))
    expect(outreach.page.locator(".app-diagram[data-state=drawn]")).to_be_visible()
    expect(outreach.page.get_by_role("link", name="Powered by bpmn.io")).to_be_visible()
    outreach.shoots(shots, "journey-diagram")
    return address


def test_a_referral_travels_between_four_agencies_and_nobody_drops_it(people: Cast, stage: Stage, shots: Path) -> None:
    outreach = people.enter("Outreach worker 1", width=360)
    coordinator = people.enter("Coordinator 1")
    records_a_contact(outreach, shots)
    opens_the_case(outreach, coordinator)
    sends_a_referral(outreach)
    housing = people.enter("Housing officer 1")
    housing.opens("/work?whose=team")
    housing.sees("Acknowledge")

    stage.pass_time(timedelta(days=3))
    manager = people.enter("Housing manager 1")
    is_told_that_it_is_late(manager, shots)

    for person in (outreach, coordinator, housing):
        person.sign_in()  # nobody stays signed in for three days
    accepts(housing, shots)
    manager.opens("/work")
    manager.sees_not("Acknowledgement is late")
    helps_and_reports(housing)
    reads_what_came_back(outreach, shots)
    tells_her(people.enter("Support worker 1", width=360))

    address = looks_at_the_case(outreach, shots)
    nurse = people.enter("Nurse 1")
    nurse.opens(address)
    nurse.sees_heading("Page not found")
    nurse.sees_not("Amber")
