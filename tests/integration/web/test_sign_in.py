"""Signing in and out, and the first administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.testing import PASSWORD
from tests.integration.web.office import EMAILS, Desk, Office
from web import auth

WORKER = EMAILS["Outreach worker 1"]


def attempt(desk: Desk, email: str, password: str) -> int:
    desk.get("/sign-in")
    return desk.submit("Sign in", email=email, password=password).status_code


def test_signing_in_leads_to_my_work_and_gives_a_guarded_cookie(office: Office) -> None:
    desk = office.visitor()
    desk.get("/sign-in")
    answer = desk.submit("Sign in", email=WORKER, password=PASSWORD)
    assert answer.location == "/"
    (cookie,) = [text for text in answer.headers.getlist("Set-Cookie") if text.startswith(auth.COOKIE)]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    desk.get("/work")
    assert desk.heading == "My work"
    assert "Outreach worker 1" in desk.text


@pytest.mark.parametrize(
    ("who", "heading"),
    [
        ("Outreach worker 1", "My work"),
        ("Housing manager 1", "My work"),
        ("Coordinator 1", "My work"),
        ("Commissioner 1", "Pathways"),
        ("Administrator 1", "People"),
    ],
)
def test_the_day_begins_with_what_the_person_is_there_for(office: Office, who: str, heading: str) -> None:
    desk = office.enter(who)
    desk.get("/", follow_redirects=True)
    assert desk.heading == heading


def test_signing_in_leads_back_to_the_page_that_was_asked_for(office: Office) -> None:
    desk = office.visitor()
    answer = desk.get("/notices?x=1")
    desk.get(answer.location)
    assert desk.submit("Sign in", email=WORKER, password=PASSWORD).location == "/notices?x=1"


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)", "/a\nb"]
)
def test_signing_in_never_leads_elsewhere(office: Office, target: str) -> None:
    desk = office.visitor()
    desk.get("/sign-in", query_string={"next": target})
    assert desk.submit("Sign in", email=WORKER, password=PASSWORD).location == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(own_office: Office) -> None:
    known, unknown = own_office.visitor(), own_office.visitor()
    assert attempt(known, WORKER, "wrong wrong wrong") == 403
    assert attempt(unknown, "nobody@example.org", "wrong wrong wrong") == 403
    assert known.text.replace(WORKER, "") == unknown.text.replace("nobody@example.org", "")
    assert known.page.xpath("//input[@name='email']/@value") == [WORKER]
    assert known.page.xpath("string(//title)").startswith("Error: ")


def test_an_empty_form_says_what_to_enter(office: Office) -> None:
    desk = office.visitor()
    assert attempt(desk, "", "") == 400
    assert "Enter your email address" in desk.text
    assert "Enter your password" in desk.text


def test_after_five_wrong_attempts_even_the_right_password_must_wait(own_office: Office) -> None:
    desk = own_office.visitor()
    assert [attempt(desk, WORKER, f"wrong {number} wrong wrong") for number in range(5)] == [403] * 5
    assert attempt(desk, WORKER, PASSWORD) == 429
    assert "signing in failed too often. Try again in 15 minutes" in desk.text
    own_office.clock.advance(timedelta(minutes=16))
    assert attempt(desk, WORKER, PASSWORD) == 302


def test_signing_out_ends_the_session_on_the_server(office: Office) -> None:
    desk = office.enter("Outreach worker 1")
    desk.get("/work")
    cookie = desk.client.get_cookie(auth.COOKIE)
    assert cookie is not None
    desk.submit("Sign out")
    desk.client.set_cookie(auth.COOKIE, cookie.value)
    assert desk.get("/work").status_code == 302


def test_a_session_that_lay_idle_has_ended(own_office: Office) -> None:
    desk = own_office.enter("Outreach worker 1")
    own_office.clock.advance(timedelta(hours=13))
    assert desk.get("/work").status_code == 302


def test_a_form_sent_after_the_session_ended_can_be_sent_again(own_office: Office) -> None:
    desk = own_office.enter("Outreach worker 1")
    desk.get("/contact")
    desk.client.delete_cookie(auth.COOKIE)
    assert desk.submit("Save contact", outcome="opened", alias="Amber").status_code == 401
    assert "What you typed is kept" in desk.text
    assert desk.submit("Sign in", email=WORKER, password="wrong wrong wrong").status_code == 403
    assert desk.submit("Sign in", email=WORKER, password=PASSWORD).status_code == 200
    assert desk.heading == "You are signed in again"
    answer = desk.submit("Send what I typed")
    assert answer.status_code == 302
    desk.get(answer.location)
    assert desk.heading.startswith("Done")


def test_the_first_administrator_is_made_once(empty_office: Office) -> None:
    desk = empty_office.visitor()
    assert desk.get("/sign-in").location == "/first-administrator"
    desk.get("/first-administrator")
    wrong = desk.submit("Create the account", partnership="P", agency="A", name="N", email="no", password="short")
    assert wrong.status_code == 400
    assert desk.page.xpath("//input[@name='partnership']/@value") == ["P"]
    assert not desk.page.xpath("//input[@name='password']/@value")
    right = {"partnership": "Partnership", "agency": "Council", "name": "Administrator 1"}
    desk.submit("Create the account", **right, email="admin@example.org", password=PASSWORD)
    assert attempt(desk, "admin@example.org", PASSWORD) == 302
    assert desk.get("/first-administrator").location == "/sign-in"
    second = {"csrf-token": token_from(desk), **right, "email": "b@example.org", "password": PASSWORD}
    assert desk.post("/first-administrator", second).status_code == 409


def token_from(desk: Desk) -> str:
    desk.get("/work")
    return desk.token()
