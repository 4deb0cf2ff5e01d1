"""A manager finds why a referral is stuck within two clicks from signing in, and gives it to somebody else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Cast
from tests.e2e.stage import Stage
from tests.e2e.test_ways_of_working import focuses

MANAGER, OTHER = "Outreach manager 1", "Outreach worker 2"
STEP = "Agree first steps"


@pytest.fixture
def stuck(stage: Stage) -> Stage:
    """A contact whose first steps outreach worker 1 holds, and should have agreed days ago."""
    desk = stage.office.enter("Outreach worker 1")
    desk.get("/contact")
    desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    desk.get("/work?whose=team")
    desk.get(desk.page.xpath(f"//a[normalize-space()='{STEP}']/@href")[0])
    desk.submit("Claim this task")
    stage.pass_time(timedelta(days=6))
    return stage


@pytest.mark.parametrize("width", [360, 1280])
def test_a_manager_finds_why_it_is_stuck_and_reassigns_it(stuck: Stage, people: Cast, shots: Path, width: int) -> None:
    manager = people.enter(MANAGER, width=width)
    if width < 640:
        manager.page.get_by_role("button", name="Menu").click()
    manager.page.get_by_role("link", name="Stalled").click()
    manager.sees_heading("Stalled")
    manager.looks()
    manager.sees("Outreach worker 1 holds it")
    manager.shoots(shots, "stalled")
    manager.page.get_by_role("checkbox", name=f"Choose {STEP}").check()
    manager.page.get_by_role("button", name="Reassign").click()
    expect(manager.page.locator(".govuk-error-summary")).to_contain_text("Choose a colleague")
    manager.looks()
    manager.shoots(shots, "stalled-refused")
    manager.page.get_by_label("Give the chosen tasks to").select_option(label=OTHER)
    manager.page.get_by_role("button", name="Reassign").click()
    manager.sees("1 task reassigned.")
    manager.sees("Outreach worker 2 holds it")
    manager.looks()


def test_the_same_with_the_keyboard_alone_and_the_numbers_on_the_diagram(
    stuck: Stage, people: Cast, shots: Path
) -> None:
    manager = people.enter(MANAGER)
    focuses(manager, "Team work")
    manager.page.keyboard.press("Enter")
    manager.sees_heading("Team work")
    manager.looks()
    manager.shoots(shots, "team")
    focuses(manager, f"Choose {STEP}")
    manager.page.keyboard.press("Space")
    focuses(manager, "Give the chosen tasks to")
    manager.page.keyboard.type(OTHER)
    focuses(manager, "Reassign")
    manager.page.keyboard.press("Enter")
    manager.sees("1 task reassigned.")
    manager.opens("/team/pathways/contact_and_triage")
    count = manager.page.locator(".app-diagram__count")
    expect(count.first).to_have_text("1")
    manager.looks()
    manager.shoots(shots, "team-steps")
