"""A commissioner changes a pathway by outline and keyboard only, and by mouse in the diagram; a second approves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Cast
from tests.e2e.people import Person
from tests.e2e.stage import Stage
from tests.integration.web.test_values import propose

WIDTHS = (360, 1280)
KEY = "contact_and_triage"
MOST_TABS = 400
MOST_CLICKS = 5
FOCUSED = """() => {
  const at = document.activeElement;
  const named = at.labels && at.labels.length ? at.labels[0].textContent : at.getAttribute('aria-label');
  return (named || at.textContent || '').replace(/\\s+/g, ' ').trim();
}"""


class Keyboard:
    """Walks a page with the Tab key, and never touches a mouse."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.page: Page = person.page

    def reaches(self, words: str) -> None:
        """Tab on until what has the focus is called so."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if str(self.page.evaluate(FOCUSED)).startswith(words):
                return
        raise AssertionError(f"Expected to reach “{words}” with the Tab key at {self.page.url}.")

    def follows(self, words: str) -> None:
        """Reach a link or button and press Enter; the next page is looked at."""
        self.reaches(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.person.looks()

    def types(self, label: str, text: str) -> None:
        """Reach a field, and type over what it holds."""
        self.reaches(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def chooses(self, answer: str) -> None:
        """Reach a group of radios, and move to the answer."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.type") == "radio":
                break
        for _ in range(MOST_TABS):
            self.page.keyboard.press("ArrowDown")
            if str(self.page.evaluate(FOCUSED)).startswith(answer):
                return
        raise AssertionError(f"Expected an answer “{answer}” at {self.page.url}.")


def record_contact(stage: Stage, alias: str) -> str:
    """Somebody is met and a case opened; the address of the referral."""
    desk = stage.office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="opened", alias=alias, under_18="no", danger_now="no")
    assert answer.status_code == 302, desk.text
    return f"/referrals/{answer.location[6:]}"


def steps_of(stage: Stage, referral: str) -> list[str]:
    desk = stage.office.enter("Outreach worker 1")
    desk.get(referral)
    return [" ".join(cell.text_content().split()) for cell in desk.page.xpath("//tbody/tr/th")]


def selects(page: Page, element: str, name: str) -> None:
    """Click a step until it is the one that is shown: while the picture is drawn anew, a click may meet nothing."""
    for _ in range(MOST_CLICKS):
        page.locator(f"[data-element-id={element}] .djs-hit").first.click()
        if page.get_by_label("Name", exact=True).input_value() == name:
            return
        page.wait_for_function("document.readyState === 'complete'")
    expect(page.get_by_label("Name", exact=True)).to_have_value(name)


def approves(people: Cast, shots: Path, name: str, note: str) -> None:
    """A second person reads what changes, and publishes it."""
    second = people.enter(name)
    second.opens("/pathways")
    second.follows(re.compile("^Contact and triage, version"))
    second.sees(note)
    second.shoots(shots, "pathways-proposal")
    second.presses("Approve and publish")
    second.sees("It is published.")


@pytest.mark.browser
def test_by_outline_and_keyboard_a_deadline_is_changed_and_a_step_added(
    people: Cast, stage: Stage, shots: Path
) -> None:
    running = record_contact(stage, "Amber")
    first = people.enter("Commissioner 1")
    keys = Keyboard(first)
    keys.follows("Pathways")
    keys.follows("Contact and triage")
    keys.follows("Start a draft")
    keys.follows("Change “Tell her what was arranged”")
    keys.types("Deadline (optional)", "1 working day")
    keys.follows("Save")
    first.sees("“Tell her what was arranged” is saved.")
    keys.follows("Add a step after “Open the case”")
    keys.types("Name of the step", "Tell the police")
    keys.chooses("Coordination")
    keys.types("Deadline (optional)", "2 working days")
    keys.follows("Add the step")
    first.sees("Nothing stands in the way of publishing.")
    first.page.locator(".app-diagram[data-state=drawn]").wait_for()
    first.page.locator(".app-diagram").screenshot(path=shots / "pathways-diagram-changed.png")
    keys.follows("See what changes and send for approval")
    first.sees(re.compile("the deadline changes from “triage.tell” to “1 working day”"))
    keys.types("Why is it changed?", "The police asked to hear of it.")
    keys.follows("Send for approval")
    first.sees("You proposed it, so another commissioner has to approve it.")
    approves(people, shots, "Commissioner 2", "The police asked to hear of it.")
    started = record_contact(stage, "Robin")
    assert "Tell the police" not in steps_of(stage, running)
    assert "Tell the police" in steps_of(stage, started)


@pytest.mark.browser
def test_by_mouse_a_step_is_drawn_into_a_way_with_a_deadline(people: Cast, stage: Stage, shots: Path) -> None:
    first = people.enter("Commissioner 1")
    first.opens(f"/pathways/{KEY}")
    first.presses("Start a draft")
    first.follows("Draw the diagram")
    page = first.page
    editor = page.locator("#editor")
    expect(editor).to_have_attribute("data-state", "ready")
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    first.checked.clear()
    first.looks()
    page.locator(".djs-palette [data-action='create.task']").click()
    way = page.locator("[data-element-id=flow_open_case_to_decide_triage] .djs-hit").first.bounding_box()
    assert way is not None
    x, y = way["x"] + way["width"] / 2, way["y"] + way["height"] / 2
    page.mouse.move(x - 30, y - 30)
    page.mouse.move(x, y, steps=5)
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    expect(editor).to_have_attribute("data-state", "changed")
    page.get_by_label("Name", exact=True).fill("Tell the police")
    page.get_by_label("Name", exact=True).press("Tab")
    page.get_by_label("Deadline", exact=True).fill("2 working days")
    expect(page.locator(".app-editor__example")).to_contain_text("Thu 26 Nov 17:00")
    page.get_by_label("Deadline", exact=True).press("Tab")
    selects(page, "tell_her", "Tell her what was arranged")
    page.get_by_label("Deadline", exact=True).fill("3 working days")
    page.get_by_label("Deadline", exact=True).press("Tab")
    page.get_by_role("button", name="Save the diagram").click()
    expect(editor).to_have_attribute("data-state", "saved")
    expect(page.get_by_label("Deadline", exact=True)).to_have_value("3 working days")
    first.shoots(shots, "pathways-editor")
    assert not first.faults
    page.goto(page.url.removesuffix("/editor"))
    first.sees("Nothing stands in the way of publishing.")
    first.follows("See what changes and send for approval")
    first.sees(re.compile("Step “Tell the police” added, .*after “Open the case”, due in 2 working days"))
    first.sees("“Late” on “Tell her what was arranged”: the time changes from “triage.tell” to “3 working days”")
    page.get_by_label("Why is it changed?").fill("Drawn together.")
    first.presses("Send for approval")
    approves(people, shots, "Commissioner 2", "Drawn together.")
    assert "Tell the police" in steps_of(stage, record_contact(stage, "Amber"))


@pytest.mark.browser
@pytest.mark.parametrize("width", [min(WIDTHS), pytest.param(max(WIDTHS), marks=pytest.mark.slow)])
def test_the_pages_of_pathways_are_free_of_barriers(people: Cast, stage: Stage, shots: Path, width: int) -> None:
    desks = (stage.office.enter(f"Commissioner {number}") for number in (1, 2))
    own, others = (propose(desk, **{"valid_from-day": day}) for day, desk in enumerate(desks, start=1))
    first = people.enter("Commissioner 1", width=width)
    first.opens(f"/pathways/{KEY}")
    first.presses("Start a draft")
    draft = first.page.url
    first.page.goto(f"{draft}/steps/tell_her")
    first.page.get_by_role("textbox", name=re.compile("^Deadline")).fill("nonsense")
    first.presses("Save")
    first.shoots(shots, "pathways-step-error")
    first.page.get_by_role("textbox", name=re.compile("^Deadline")).fill("1 working day")
    first.presses("Save")
    pages = {
        "listing": "/pathways",
        "pathway": f"/pathways/{KEY}",
        "version": f"/pathways/{KEY}/versions/1",
        "import": "/pathways-import",
        "deadlines": "/deadlines",
        "deadline": "/deadlines/triage.tell",
        "value": others,
        "own-value": own,
        "draft": draft,
        "step": f"{draft}/steps/tell_her",
        "removal": f"{draft}/steps/tell_her/remove",
        "way": f"{draft}/ways/flow_what_happened_to_open_case",
        "addition": f"{draft}/ways/flow_open_case_to_decide_triage/add",
        "roles": f"{draft}/roles",
        "role": f"{draft}/roles/new",
        "limits": f"{draft}/deadlines",
        "limit": f"{draft}/deadlines/new",
        "tables": f"{draft}/tables",
        "form": f"{draft}/tables/forms/tell_her",
        "question": f"{draft}/tables/forms/record_contact/questions/outcome",
        "rules": f"{draft}/decisions/first_response",
        "columns": f"{draft}/decisions/first_response/columns",
        "examples": f"{draft}/examples/triage",
        "share": f"{draft}/deadlines/share",
        "new-rows": f"{draft}/tables/forms/tell_her/rows/new",
        "publish": f"{draft}/publish",
        "editor": f"{draft}/editor",
    }
    for name, path in pages.items():
        first.opens(path)
        if name == "draft":
            first.page.locator(".app-diagram[data-state=drawn]").wait_for()
        if name == "editor":
            expect(first.page.locator("#editor")).to_have_attribute("data-state", "ready")
            first.checked.clear()
            first.looks()
        first.shoots(shots, f"pathways-{name}")


@pytest.mark.browser
def test_two_who_draw_at_once_are_told_and_lose_nothing(people: Cast) -> None:
    first, second = people.enter("Commissioner 1"), people.enter("Commissioner 2")
    first.opens(f"/pathways/{KEY}")
    first.presses("Start a draft")
    draft = first.page.url
    first.opens(f"{draft}/editor")
    editor = first.page.locator("#editor")
    expect(editor).to_have_attribute("data-state", "ready")
    second.opens(f"{draft}/steps/tell_her")
    second.page.get_by_label("Name of the step").fill("Tell her soon")
    second.presses("Save")
    first.page.locator("[data-element-id=make_safe] .djs-hit").first.click()
    first.page.get_by_label("Name", exact=True).fill("Make her safe now")
    first.page.get_by_label("Name", exact=True).press("Tab")
    first.page.get_by_role("button", name="Save the diagram").click()
    expect(editor).to_have_attribute("data-state", "refused")
    expect(first.page.locator(".app-editor__state")).to_contain_text("Commissioner 2 has saved it meanwhile")
    first.page.get_by_role("button", name="Save mine over it").click()
    expect(editor).to_have_attribute("data-state", "saved")
