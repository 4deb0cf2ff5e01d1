"""A plan is written without scripts: rows by the button, actions on her case, a task that nobody foresaw."""

from __future__ import annotations

import pytest

from tests.integration.web.office import Desk, Office
from tests.integration.web.test_pausing import referral

__all__ = ["referral"]

CLINIC = "Go with her to the clinic"
DUE = {"due-day": "4", "due-month": "12", "due-year": "2026"}


@pytest.fixture
def case(own_office: Office, referral: str) -> str:
    """Her case, whose risk reduction has begun; housing takes part in a referral."""
    desk = own_office.enter("Outreach worker 1")
    desk.get("/cases")
    (case,) = {link for link in desk.links() if link.startswith("/cases/")}
    desk.get(f"{case}/start/risk_reduction")
    assert desk.submit("Start").status_code == 302
    return case


def planning(office: Office) -> Desk:
    desk = office.enter("Outreach worker 1")
    open_task(desk, "Make a safety plan")
    desk.submit("Claim this task")
    open_task(desk, "Make a safety plan", "mine")
    return desk


def open_task(desk: Desk, title: str, whose: str = "team") -> None:
    desk.get(f"/work?whose={whose}")
    desk.get(str(desk.page.xpath(f"//a[normalize-space()='{title}']/@href")[0]))


def cells(number: int, what: str, owner: str) -> dict[str, str]:
    dates = {f"actions-{number}-{part}": value for part, value in DUE.items()}
    return {f"actions-{number}-what": what, f"actions-{number}-owner": owner, **dates}


def team(desk: Desk, name: str) -> str:
    return str(desk.page.xpath(f"//select[@name='actions-1-owner']/option[contains(., '{name}')]/@value")[0])


def test_another_row_keeps_what_was_typed_and_needs_no_script(own_office: Office, case: str) -> None:
    desk = planning(own_office)
    assert desk.page.xpath("//legend[normalize-space()='Action 1']")
    assert not desk.page.xpath("//legend[normalize-space()='Action 2']")
    written = {**cells(1, CLINIC, team(desk, "Town Housing")), "goals": "A door that locks"}
    answer = desk.submit("Add another action", **{"add-row": "actions"}, **written)
    assert answer.location.endswith("#field-actions-2-what")
    desk.get(answer.location)
    assert desk.page.xpath("//legend[normalize-space()='Action 2']")
    assert desk.page.xpath(f"//input[@name='actions-1-what' and @value='{CLINIC}']")
    assert desk.page.xpath("//option[@selected and contains(., 'Town Housing')]")
    assert desk.page.xpath("//textarea[@name='goals' and normalize-space()='A door that locks']")


def test_what_is_wrong_in_a_row_is_said_there_and_in_the_summary(own_office: Office, case: str) -> None:
    desk = planning(own_office)
    wrong = {"actions-1-what": CLINIC, "goals": "A door that locks", "risk": "low"}
    assert desk.submit("Complete task", **wrong).status_code == 400
    assert desk.page.xpath("//a[@href='#field-actions-1-owner']")
    assert desk.page.xpath("//*[@id='field-actions-1-owner-error']")
    assert desk.page.xpath("//a[@href='#field-actions-1-due-day']")
    assert desk.page.xpath(f"//input[@name='actions-1-what' and @value='{CLINIC}']")


def test_actions_are_on_her_case_and_on_the_list_of_those_who_do_them(own_office: Office, case: str) -> None:
    desk = planning(own_office)
    written = {**cells(1, CLINIC, team(desk, "Town Housing")), **cells(2, "See her", team(desk, "Harbour"))}
    desk.submit("Complete task", goals="A door that locks", risk="low", **written)
    desk.get(case)
    assert f"{CLINIC} To do With Town Housing, Housing options, due Fri 4 Dec 17:00" in desk.text
    officer = own_office.enter("Housing officer 1")
    open_task(officer, CLINIC)
    assert "This was agreed with her when the plan was made." in officer.text
    officer.submit("Claim this task")
    open_task(officer, CLINIC, "mine")
    assert officer.submit("Complete task", result="done", outcome_words="She was seen").status_code == 302
    desk.get(case)
    assert f"{CLINIC} It is done Town Housing, Housing options, Tue 24 Nov 2026 She was seen" in desk.text
    open_task(desk, "Keep in touch with her")
    assert f"{CLINIC}, 2026-12-04" in desk.text
    nurse = own_office.enter("Nurse 1")
    assert nurse.get(case).status_code == 404


def test_a_task_that_nobody_foresaw_is_added_from_her_case(own_office: Office, case: str, referral: str) -> None:
    desk = own_office.enter("Outreach worker 1")
    desk.get(case)
    links = {link for link in desk.links() if link.endswith("/add-task")}
    assert f"{referral}/add-task" in links
    desk.get(f"{referral}/add-task")
    owner = str(desk.page.xpath("//select[@name='task_team']/option[contains(., 'Town Housing')]/@value")[0])
    added = {"task_title": "Blanket", "task_what": "Bring one", "task_team": owner}
    dates = {f"task_{part}": value for part, value in DUE.items()}
    assert desk.submit("Add this task", **added).status_code == 400
    assert desk.page.xpath("//a[@href='#field-task_due-day']")
    answer = desk.submit("Add this task", **added, **dates)
    desk.get(answer.location)
    assert "Task added for her" in desk.text
    officer = own_office.enter("Housing officer 1")
    open_task(officer, "Blanket")
    assert "Bring one" in officer.text
    nurse = own_office.enter("Nurse 1")
    assert nurse.get(f"{referral}/add-task").status_code == 404
