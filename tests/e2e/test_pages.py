"""Every page, on a phone and on a desk, is free of barriers and fits; screenshots are left to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine.commands import AddTeam
from engine.queries.teams import teams
from tests.e2e.conftest import Cast
from tests.e2e.following import FOLLOWED, HER_WORKER, MOST_OF_A_KIND, endpoint_of, links_of
from tests.e2e.people import Person
from tests.e2e.stage import Stage, open_stage, serving
from tests.integration.web.office import open_office
from tests.integration.web.routes import BEARER, ROUTES
from tests.integration.web.test_routes import SAFE
from tests.integration.web.test_values import propose

WIDTHS = (360, 1280)
NOT_PAGES = {
    "static",
    "accesses.pdf",
    "health.alive",
    "health.ready",
    "diagram.xml",
    "work.index",
    "api.openapi",
    "entries.file",
    "team_steps.diagram",
    "own_sign_in.app_picture",
    "own_sign_in.passkey_options",
    "proving.options",
    "second_step.options",
}
SHOWN_ELSEWHERE = {
    "sign_in.form",
    "sign_in.first_administrator",
    "done.show",
    "pausing.form",
    "moving.form",
    "hand_over.show",
    "invitation.form",
    "second_step.forgotten",
    "own_sign_in.app_form",
    "proving.form",
    "values.show",
}
IN_OTHER_TESTS = ("pathways", "imports", "parameters", "proposals", "draft", "records", "access_requests", "emergency")
"""How the sections begin whose pages people open in `test_pathways`, `test_records` and `test_emergency`."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Stage]:
    """One stage for all pages: with a case, a claimed task and a referral on its way."""
    with open_stage(tmp_path_factory.mktemp("pages"), furnished) as opened:
        yield opened


@pytest.fixture(scope="module")
def addresses(stage: Stage) -> dict[str, str]:
    """Ids of a case, its pathway, its claimed task, and a referral that can be withdrawn."""
    desk = stage.office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit(
        "Save contact",
        outcome="opened",
        alias="Amber",
        under_18="no",
        danger_now="no",
        needs=["housing"],
        consents=["support"],
        safe_channel="text",
        phone="07700 900123",
    )
    desk.get(answer.location)
    (case,) = {link for link in desk.links() if link.startswith("/cases/")}
    desk.get("/work?whose=team")
    task = str(desk.page.xpath("//a[normalize-space()='Agree first steps']/@href")[0])
    desk.get(task)
    desk.submit("Claim this task")
    referral = send_referral(stage, case)
    return {"case": case, "task": task, "referral": referral, "pathway": f"/referrals/{answer.location[6:]}"}


def send_referral(stage: Stage, case: str) -> str:
    """Send a referral that the person who met her starts herself."""
    desk = stage.office.enter("Outreach worker 2")
    desk.get(f"{case}/start/referral_handshake")
    answer = desk.submit("Start")
    assert answer.status_code == 302, desk.text
    desk.get("/work?whose=team")
    desk.get(str(desk.page.xpath("//a[normalize-space()='Send referral']/@href")[0]))
    desk.submit("Claim this task")
    desk.get(desk.path.removesuffix("/claim"))
    service = desk.page.xpath("//label[contains(., 'Town Housing')]/@for")[0]
    chosen = desk.page.xpath(f"//input[@id='{service}']/@value")[0]
    sent = desk.submit(
        "Complete task",
        need="housing",
        service=chosen,
        urgency="routine",
        ask="A room where she can lock the door.",
        purpose="support",
        share=["alias", "needs"],
        consent="given",
        harm_risk="none",
        told_her="yes",
        article_6="6.1.a",
        article_9="9.2.a",
    )
    assert sent.status_code == 302, desk.text
    return f"/referrals/{sent.location[6:]}"


def paths(addresses: dict[str, str]) -> dict[str, str]:
    """Where to find an example of each page that a person may read."""
    return {
        "work.tasks": "/work?whose=team",
        "task.show": addresses["task"],
        "contact.form": "/contact",
        "case.listing": "/cases",
        "case.show": addresses["case"],
        "case.start_form": f"{addresses['case']}/start/referral_handshake",
        "consents.listing": f"{addresses['case']}/consents",
        "case.withdraw_form": f"{addresses['referral']}/withdraw",
        "diagram.show": addresses["referral"],
        "notices.listing": "/notices",
        "tokens.listing": "/tokens",
    }


def test_every_page_that_can_be_read_is_looked_at(addresses: dict[str, str]) -> None:
    pages = {endpoint for endpoint, route in ROUTES.items() if route.methods <= SAFE and route.who != BEARER}
    shown = {endpoint for endpoint in pages if not endpoint.startswith(IN_OTHER_TESTS)}
    followed = {endpoint for wanted in FOLLOWED.values() for endpoint in wanted}
    assert set(paths(addresses)) | followed == shown - NOT_PAGES - SHOWN_ELSEWHERE


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.slow)])
@pytest.mark.parametrize("who", FOLLOWED)
def test_pages_that_links_lead_to_are_free_of_barriers(
    people: Cast, addresses: dict[str, str], shots: Path, who: str, width: int
) -> None:
    person, waiting = people.enter(who, width=width), set(FOLLOWED[who])
    found, opened = ["/work"], Counter[str]()
    if who == HER_WORKER:
        found += (addresses["case"], f"{addresses['case']}/notes/new", f"{addresses['case']}/entries/note")
    for path in found:
        endpoint = endpoint_of(path) or ""
        is_way_on = endpoint in FOLLOWED[who] and waiting and opened[endpoint] < MOST_OF_A_KIND
        if endpoint in waiting or is_way_on or path in ("/work", addresses["case"]):
            person.opens(path)
            opened[endpoint] += 1
            waiting.discard(endpoint)
            person.shoots(shots, endpoint.replace(".", "-"))
            found += [link for link in links_of(person) if link not in found]
    assert not waiting, f"Expected links to lead {who} to {waiting}, but none does."


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_free_of_barriers(people: Cast, addresses: dict[str, str], shots: Path, width: int) -> None:
    worker = people.enter("Outreach worker 2", width=width)
    for endpoint, path in paths(addresses).items():
        worker.opens(path)
        if endpoint == "diagram.show":
            worker.page.locator(".app-diagram[data-state=drawn]").wait_for()
            worker.checked.clear()
            worker.looks()
        worker.shoots(shots, endpoint.replace(".", "-"))
    worker.opens("/nowhere")
    worker.shoots(shots, "not-found")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_task_of_ones_own_with_everything_opened(
    people: Cast, addresses: dict[str, str], shots: Path, width: int
) -> None:
    worker = people.enter("Outreach worker 1", width=width)
    worker.opens(addresses["task"])
    for summary in worker.page.locator("details:not([open]) > summary").element_handles():
        summary.click()
    worker.checked.clear()
    worker.looks()
    worker.shoots(shots, "task-own-opened")
    worker.presses("Add comment")
    worker.shoots(shots, "task-error")


def test_a_referral_is_paused_and_said_to_be_so_everywhere(
    people: Cast, addresses: dict[str, str], shots: Path
) -> None:
    manager = people.enter("Housing manager 1", width=min(WIDTHS))
    manager.opens(f"{addresses['referral']}/pause")
    manager.shoots(shots, "pausing-form")
    manager.presses("Pause this referral")
    manager.page.locator(".govuk-error-summary").wait_for()
    manager.shoots(shots, "pausing-error")
    manager.page.get_by_label("Why is it paused?").fill("She is in hospital")
    for part, number in (("Day", "7"), ("Month", "12"), ("Year", "2026")):
        manager.page.get_by_label(part, exact=True).fill(number)
    manager.presses("Pause this referral")
    manager.page.get_by_role("button", name="Resume this referral").wait_for()
    manager.shoots(shots, "referral-paused")
    for name, path in (("case", addresses["case"]), ("work", "/work?whose=team")):
        manager.opens(path)
        manager.shoots(shots, f"{name}-paused")
    manager.page.get_by_role("link", name="Acknowledge").click()
    manager.shoots(shots, "task-paused")


def test_a_part_of_a_referral_is_moved_to_another_team(
    people: Cast, stage: Stage, addresses: dict[str, str], shots: Path
) -> None:
    housing = next(place.agency_id for place in teams(stage.office.engine) if place.team == "Housing options")
    stage.office.engine.execute(AddTeam(housing, "Rough sleeping"))
    manager = people.enter("Housing manager 1", width=min(WIDTHS))
    manager.opens(addresses["referral"])
    manager.page.get_by_role("link", name="Move to another team").click()
    manager.shoots(shots, "moving-form")
    manager.page.get_by_label("Rough sleeping").check()
    manager.presses("Move it")
    manager.page.get_by_text("Rough sleeping").first.wait_for()
    manager.shoots(shots, "referral-moved")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_menu_opens_on_a_phone(people: Cast, shots: Path, width: int) -> None:
    worker = people.enter("Outreach worker 1", width=width)
    if width == min(WIDTHS):
        worker.page.get_by_role("button", name="Menu").click()
        worker.looks()
    worker.page.get_by_role("link", name="Record a contact").wait_for()
    worker.shoots(shots, "menu")


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_before_signing_in(browser: Browser, stage: Stage, shots: Path, width: int) -> None:
    context = browser.new_context(base_url=stage.url, viewport={"width": width, "height": 800})
    visitor = Person(context.new_page(), "nobody@example.org", "wrong wrong wrong", width)
    visitor.opens("/sign-in")
    visitor.fills_in_the_sign_in()
    visitor.page.locator(".govuk-error-summary").wait_for()
    visitor.looks()
    visitor.shoots(shots, "sign-in-error")
    visitor.follows("I have forgotten my password")
    visitor.shoots(shots, "sign-in-forgotten")
    context.close()


def test_an_authenticator_app_is_set_up(people: Cast, shots: Path) -> None:
    worker = people.enter("Outreach worker 1", width=360)
    worker.opens("/my-sign-in")
    worker.presses("Set up an authenticator app")
    worker.shoots(shots, "own-sign-in-app")


def test_a_value_that_waits_for_approval_is_shown_to_a_second_person(people: Cast, stage: Stage, shots: Path) -> None:
    waiting = propose(stage.office.enter("Commissioner 1"))
    second = people.enter("Commissioner 2", width=360)
    second.opens(waiting)
    second.shoots(shots, "values-show")


def test_a_new_installation_asks_for_its_administrator(browser: Browser, tmp_path: Path, shots: Path) -> None:
    with open_office(tmp_path, None) as office, serving(office) as stage:
        context = browser.new_context(base_url=stage.url, viewport={"width": 360, "height": 800})
        visitor = Person(context.new_page(), "", "", 360)
        visitor.opens("/")
        visitor.sees_heading("Set up this installation")
        visitor.shoots(shots, "first-administrator")
        visitor.presses("Create the account")
        visitor.page.locator(".govuk-error-summary").wait_for()
        visitor.shoots(shots, "first-administrator-error")
        context.close()
