"""Without a mouse, without scripts, and when two people or a deadline meet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Cast
from tests.e2e.people import Person
from tests.e2e.test_journey import records_a_contact, takes


def focuses(person: Person, words: str, most: int = 120) -> None:
    """Press Tab until what has the focus says these words."""
    for _ in range(most):
        person.page.keyboard.press("Tab")
        said = person.page.evaluate(
            "(e => (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText) || '')(document.activeElement)"
        )
        if said.strip().startswith(words):
            return
    raise AssertionError(f"Expected Tab to reach “{words}” on {person.page.url}, but it does not.")


def test_a_task_is_completed_with_the_keyboard_alone(people: Cast, shots: Path) -> None:
    worker = people.enter("Outreach worker 1")
    records_a_contact(worker, shots)
    worker.page.goto("/work?whose=team")
    focuses(worker, "Agree first steps")
    worker.page.keyboard.press("Enter")
    worker.sees_heading("Agree first steps")
    focuses(worker, "Claim this task")
    worker.page.keyboard.press("Enter")
    worker.sees("The task is yours.")
    focuses(worker, "Housing")
    worker.page.keyboard.press("Space")
    focuses(worker, "Complete task")
    worker.page.keyboard.press("Enter")
    worker.sees("Allocate lead worker")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_task_is_completed_without_scripts(people: Cast, width: int) -> None:
    worker = people.enter("Outreach worker 1", width=width, script=False)
    page = worker.page
    page.goto("/contact")
    worker.chooses("How did it end?", "She wants support")
    worker.types("What should we call her?", "Amber")
    page.get_by_role("button", name="Save contact").click()
    worker.sees("Agree first steps")
    page.goto("/work?whose=team")
    page.get_by_role("link", name="Agree first steps").click()
    page.get_by_role("button", name="Claim this task").click()
    page.get_by_role("button", name="Complete task").click()
    worker.sees("What happens next")
    page.goto("/notices")
    page.get_by_role("button", name="Sign out").click()
    worker.sees_heading("Sign in")


def test_what_does_not_apply_is_hidden_and_comes_back(people: Cast) -> None:
    worker = people.enter("Outreach worker 1", width=360)
    worker.opens("/contact")
    alias = worker.page.get_by_label("What should we call her?")
    expect(alias).to_be_hidden()
    worker.chooses("How did it end?", "She wants support")
    expect(alias).to_be_visible()
    worker.chooses("How did it end?", "She wanted advice only")
    expect(alias).to_be_hidden()
    expect(worker.page.get_by_role("group", name=re.compile("^What was the advice about"))).to_be_visible()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(people: Cast, shots: Path) -> None:
    worker = people.enter("Outreach worker 1", width=360)
    worker.opens("/contact")
    worker.chooses("How did it end?", "She wants support")
    worker.presses("Save contact")
    expect(worker.page).to_have_title(re.compile("^Error: "))
    summary = worker.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    worker.shoots(shots, "contact-error")
    summary.get_by_role("link").first.click()
    expect(worker.page.get_by_label("What should we call her?")).to_be_focused()


def test_when_someone_else_was_first_nothing_typed_is_lost(people: Cast, shots: Path) -> None:
    worker = people.enter("Outreach worker 1")
    records_a_contact(worker, shots)
    takes(worker, "Agree first steps")
    address = worker.page.url
    worker.types("What does she want, in her own words?", "To sleep without shoes on.")
    manager = people.enter("Outreach manager 1")
    manager.opens(address)
    manager.page.get_by_text("Hand this task to someone else").click()
    manager.presses("Release this task")
    worker.presses("Complete task")
    worker.sees("This changed while you were working on it")
    worker.sees(re.compile("To sleep without shoes on."))
    worker.shoots(shots, "conflict")


def test_a_session_that_ends_does_not_take_what_was_typed(people: Cast, shots: Path) -> None:
    worker = people.enter("Outreach worker 1", width=360)
    worker.opens("/contact")
    worker.chooses("How did it end?", "She wants support")
    worker.types("What should we call her?", "Amber")
    cookies = [cookie for cookie in worker.page.context.cookies() if cookie["name"] != "pathways_session"]
    worker.page.context.clear_cookies()
    worker.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    worker.presses("Save contact")
    worker.sees("You were signed out before your form was sent.")
    worker.shoots(shots, "signed-out")
    worker.fills_in_the_sign_in()
    worker.presses("Send what I typed")
    worker.sees("Agree first steps")
