"""A manager pauses a referral and lets it go on; everyone who works on it sees that it is paused, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.integration.web.office import Desk, Office

TITLE = "Referral to a service"
UNTIL = {"until-day": "7", "until-month": "12", "until-year": "2026"}


@pytest.fixture
def referral(own_office: Office) -> str:
    """The address of a referral that housing is to acknowledge."""
    desk = own_office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    desk.get(answer.location)
    (case,) = {link for link in desk.links() if link.startswith("/cases/")}
    desk.get(f"{case}/start/referral_handshake")
    started = desk.submit("Start").location
    desk.get(started)
    desk.get("/work?whose=team")
    desk.get(str(desk.page.xpath("//a[normalize-space()='Send referral']/@href")[0]))
    desk.submit("Claim this task")
    desk.get(desk.path.removesuffix("/claim"))
    service = desk.page.xpath("//label[contains(., 'Town Housing')]/@for")[0]
    chosen = desk.page.xpath(f"//input[@id='{service}']/@value")[0]
    sent = desk.submit("Complete task", **SENDING, service=chosen)
    assert sent.status_code == 302, desk.text
    return f"/referrals/{started.rsplit('/', 1)[1]}"


SENDING = {
    "need": "housing",
    "urgency": "routine",
    "ask": "A room where she can lock the door.",
    "purpose": "support",
    "share": ["alias", "needs"],
    "consent": "given",
    "harm_risk": "none",
    "told_her": "yes",
    "article_6": "6.1.a",
    "article_9": "9.2.a",
}


def pause(desk: Desk, referral: str) -> None:
    desk.get(referral)
    desk.get(f"{referral}/pause")
    answer = desk.submit("Pause this referral", reason="She is in hospital", **UNTIL)
    assert answer.status_code == 302, desk.text
    desk.get(answer.location)


def test_a_manager_pauses_a_referral_and_resumes_it(own_office: Office, referral: str) -> None:
    manager = own_office.enter("Housing manager 1")
    pause(manager, referral)
    assert "Paused until Mon 7 Dec 2026, because: She is in hospital" in manager.text
    assert "Pause this referral" not in manager.text
    answer = manager.submit("Resume this referral")
    manager.get(answer.location)
    assert "The referral goes on" in manager.text
    assert "Paused" not in manager.text


def test_who_works_on_it_sees_that_it_is_paused_and_that_nothing_is_lost(own_office: Office, referral: str) -> None:
    officer = own_office.enter("Housing officer 1")
    officer.get("/work?whose=team")
    task = str(officer.page.xpath("//a[normalize-space()='Acknowledge']/@href")[-1])
    officer.get(task)
    officer.submit("Claim this task")
    officer.get(task)
    pause(own_office.enter("Housing manager 1"), referral)
    answer = officer.submit("Complete task", seen_by_name="Housing officer 1")
    assert answer.status_code == 409
    assert "its referral is paused" in officer.text
    assert officer.page.xpath("//input[@value='Housing officer 1']")
    officer.get(task)
    assert "Paused until Mon 7 Dec 2026, because: She is in hospital" in officer.text
    officer.get("/work")
    assert "Paused until Mon 7 Dec 2026" in officer.text
    assert "hospital" not in officer.text
    own_office.pass_time(timedelta(days=14))
    officer.get(task)
    assert "Paused" not in officer.text


def test_the_sender_reads_on_her_case_that_it_is_paused(own_office: Office, referral: str) -> None:
    pause(own_office.enter("Housing manager 1"), referral)
    worker = own_office.enter("Outreach worker 1")
    worker.get(referral)
    worker.get(str(worker.page.xpath("//a[contains(@href, '/cases/')]/@href")[0]))
    assert "Paused until Mon 7 Dec 2026, because: She is in hospital" in worker.text
    assert f"Paused until Mon 7 Dec 2026: {TITLE}" in worker.text


@pytest.mark.parametrize("person", ["Housing officer 1", "Outreach worker 1", "Outreach manager 1", "Nurse 1"])
def test_the_page_exists_only_for_managers_of_the_agency_that_holds_it(
    own_office: Office, referral: str, person: str
) -> None:
    desk = own_office.enter(person)
    desk.get(referral)
    assert f"{referral}/pause" not in desk.links()
    assert desk.get(f"{referral}/pause").status_code == 404


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(own_office: Office, referral: str) -> None:
    manager = own_office.enter("Housing manager 1")
    manager.get(f"{referral}/pause")
    answer = manager.submit("Pause this referral", reason="She is in hospital", **{**UNTIL, "until-year": "2031"})
    assert answer.status_code == 400
    assert "Choose a day up to" in manager.text
    assert "She is in hospital" in manager.text
    answer = manager.submit("Pause this referral", reason="", **UNTIL)
    assert answer.status_code == 400
    assert manager.page.xpath("//a[@href='#field-reason']")
