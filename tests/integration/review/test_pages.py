"""Pages: what was typed stays with whoever typed it, and nothing that is sent is a fault of ours."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from engine.commands.attempts import CountAttempt, Step
from engine.domain.sign_in import MAX_FAILURES_FROM_ADDRESS
from engine.store import audit
from engine.store.cases import case_file
from engine.testing import PASSWORD
from tests.integration.web.office import EMAILS, Desk, Office
from web.app import create_app

TYPED = "Robin of the harbour"


def cursor(*parts: str) -> str:
    return base64.urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")


def timed_out(office: Office) -> Desk:
    """A worker whose session has ended while she was recording a contact, and who has sent the form."""
    desk = office.enter("Outreach worker 1")
    desk.get("/contact")
    office.pass_time(timedelta(hours=13))
    assert desk.submit("Save contact", outcome="opened", alias=TYPED).status_code == 401
    return desk


def test_a_form_sent_after_the_session_is_offered_again_to_whoever_typed_it(own_office: Office) -> None:
    desk = timed_out(own_office)
    answer = desk.submit("Sign in", email=EMAILS["Outreach worker 1"], password=PASSWORD)
    assert TYPED in answer.text


def test_a_form_sent_after_the_session_is_not_shown_to_the_next_person_who_signs_in(own_office: Office) -> None:
    desk = timed_out(own_office)
    answer = desk.submit("Sign in", email=EMAILS["Housing officer 1"], password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert TYPED not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/work?reference=%00",
        "/cases?reference=a%00b",
        "/work?%00=1",
        "/work?after=" + cursor("0001-01-01T00:00:00+23:59", "0" * 32),
        "/work?after=" + cursor("9999-12-31T23:59:59-23:59", "0" * 32),
    ],
)
def test_what_nobody_types_is_refused_in_words(office: Office, path: str) -> None:
    desk = office.enter("Outreach worker 1")
    assert desk.get(path).status_code == 400
    assert "Something in what was sent is not right" in desk.heading


def test_a_null_character_in_a_form_is_refused_in_words(office: Office) -> None:
    desk = office.visitor()
    desk.get("/sign-in")
    assert desk.submit("Sign in", email="a\0b@example.org", password="whatever it is").status_code == 400


@pytest.mark.parametrize("target", ["//[", "http://[::1", "//\u2100.example"])
def test_an_address_that_cannot_be_one_leads_to_the_front_page(office: Office, target: str) -> None:
    desk = office.visitor()
    assert desk.get(f"/sign-in?next={quote(target)}").status_code == 200
    assert set(desk.page.xpath("//input[@name='next']/@value")) == {"/"}


def test_what_was_typed_to_start_a_referral_is_kept_when_the_case_has_been_closed_meanwhile(own_office: Office) -> None:
    desk = own_office.enter("Outreach worker 1")
    desk.get("/contact")
    desk.get(desk.submit("Save contact", outcome="opened", alias="Robin").location)
    (case,) = [link for link in desk.links() if link.startswith("/cases/")]
    desk.get(f"{case}/start/referral_handshake")
    with own_office.engine.database.write(1, own_office.clock.now()) as tx:
        tx.run(update(case_file).values(state="closed"))
    answer = desk.submit("Start", ask=TYPED)
    assert (answer.status_code, desk.heading) == (409, "This has changed")
    assert TYPED in desk.text


def test_what_was_typed_is_kept_when_somebody_else_claims_the_task_first(own_office: Office) -> None:
    first, second = own_office.enter("Outreach worker 1"), own_office.enter("Outreach worker 2")
    first.get("/contact")
    first.get(first.submit("Save contact", outcome="opened", alias="Robin").location)
    second.get("/work?whose=team")
    (link,) = second.page.xpath("//a[contains(., 'Agree first steps')]/@href")
    first.get(link)
    second.get(link)
    first.submit("Claim this task")
    form = {"csrf-token": second.token(), "seen-version": "1", "goals": TYPED}
    answer = second.post(f"{link}/claim", form)
    assert answer.status_code == 409
    assert TYPED in second.text


def test_trying_while_signing_in_is_closed_does_not_keep_it_closed(own_office: Office) -> None:
    desk = own_office.visitor()

    def attempt(password: str) -> int:
        desk.get("/sign-in")
        return desk.submit("Sign in", email=EMAILS["Outreach worker 1"], password=password).status_code

    assert [attempt("wrong wrong wrong") for _ in range(5)] == [403] * 5
    own_office.clock.advance(timedelta(minutes=10))
    assert [attempt(PASSWORD) for _ in range(5)] == [429] * 5
    own_office.clock.advance(timedelta(minutes=6))
    assert attempt(PASSWORD) == 302


def is_shut_out(app: Flask, number: int, address: str) -> bool:
    """Whether signing in is closed for that address, as a proxy names it."""
    desk = Desk(app)
    desk.get("/sign-in")
    form = {"csrf-token": desk.token(), "email": f"nobody{number}@example.org", "password": "wrong wrong wrong"}
    answer = desk.client.post("/sign-in", data=form, headers={"X-Forwarded-For": f"203.0.113.99, {address}"})
    return "15 minutes" in answer.text


@pytest.mark.parametrize(("proxies", "shut_out"), [(0, True), (1, False)])
def test_behind_a_proxy_one_address_shuts_out_no_other(own_office: Office, proxies: int, shut_out: bool) -> None:
    config = replace(own_office.engine.config, proxies=proxies)
    app = create_app(own_office.engine, config)
    for number in range(MAX_FAILURES_FROM_ADDRESS):
        address = "203.0.113.1" if proxies else "127.0.0.1"
        own_office.engine.execute(CountAttempt(Step.PASSWORD, f"x{number}@example.org", "", address, ""))
    assert is_shut_out(app, 1, "203.0.113.1")
    assert is_shut_out(app, 2, "203.0.113.2") is shut_out


def test_that_a_referral_was_opened_is_on_the_record_of_the_case(own_office: Office) -> None:
    desk = own_office.enter("Outreach worker 1")
    desk.get("/contact")
    desk.get(desk.submit("Save contact", outcome="opened", alias="Robin").location)
    (case,) = [link for link in desk.links() if link.startswith("/cases/")]
    desk.get(case)
    (referral,) = {link for link in desk.links() if link.startswith("/referrals/") and link.count("/") == 2}
    desk.get(referral)
    with own_office.engine.database.read(1, own_office.clock.now()) as tx:
        seen = [row for row in audit.of_case(tx, UUID(case.rpartition("/")[2])) if row.action == "referral_viewed"]
    assert [str(row.record_id) for row in seen] == [referral.rpartition("/")[2]]
