"""A plan is made on a phone and at a desk: rows, actions on her case, and a task that nobody foresaw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.conftest import Cast
from tests.e2e.people import Person
from tests.e2e.test_journey import records_a_contact, takes


def writes(person: Person, number: int, what: str, owner: str) -> None:
    """Fill in one row of the plan."""
    row = person.page.get_by_role("group", name=f"Action {number}", exact=True)
    row.get_by_label("What will be done?").fill(what)
    row.get_by_label("Who does it?").select_option(label=owner)
    for part, value in {"Day": "4", "Month": "12", "Year": "2026"}.items():
        row.get_by_label(part, exact=True).fill(value)


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.slow)])
def test_a_plan_with_its_actions_and_a_task_besides(people: Cast, shots: Path, width: int) -> None:
    worker = people.enter("Outreach worker 1", width=width)
    records_a_contact(worker, shots)
    worker.opens("/cases")
    worker.page.locator("main a[href^='/cases/']").first.click()
    case = worker.page.url
    worker.follows("Risk reduction")
    worker.presses("Start")
    takes(worker, "Make a safety plan")
    worker.types("What does she want, in her own words?", "A door that locks")
    worker.chooses("How high is the risk to her?", "Medium")
    team = "Harbour Outreach, Night outreach"
    writes(worker, 1, "See her on Friday", team)
    worker.presses("Add another action")
    writes(worker, 2, "Ring the landlord", team)
    worker.shoots(shots, "plan")
    worker.presses("Complete task")
    worker.sees("Keep in touch with her")
    worker.opens(case)
    worker.sees("See her on Friday")
    worker.shoots(shots, "case-with-plan")
    worker.follows(re.compile("^Add a task to Risk reduction"))
    worker.presses("Add this task")
    worker.sees("There is a problem")
    worker.types("What is it, in a few words?", "Blanket")
    worker.types("What is to be done?", "Bring one tonight")
    worker.page.get_by_label("Who does it?").select_option(label=team)
    for part, value in {"Day": "4", "Month": "12", "Year": "2026"}.items():
        worker.page.get_by_label(part, exact=True).fill(value)
    worker.shoots(shots, "add-task")
    worker.presses("Add this task")
    worker.sees("Task added for her")
    worker.opens("/work?whose=team")
    worker.sees("Blanket")
