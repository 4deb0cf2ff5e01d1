"""A forgotten password: a link by mail, for those who have an account, and the same answer for all others."""

from __future__ import annotations

import re
from datetime import timedelta

from engine.notify.templates import Letter
from tests.integration.web.office import EMAILS, Desk, Office
from tests.integration.web.signing import ORIGIN, PHRASE, WORKER, begin, set_up_app
from tests.integration.web.test_administration import posted


def ask_link(office: Office, email: str) -> Desk:
    desk = office.visitor()
    desk.get("/forgotten")
    answer = desk.submit("Send me a link", email=email)
    if answer.location:
        desk.get(answer.location)
    return desk


def links(letters: list[Letter]) -> list[str]:
    return [found.removeprefix(ORIGIN) for letter in letters for found in re.findall(r"http://\S+", letter.text)]


def test_a_forgotten_password_is_chosen_anew_with_a_link_that_is_good_once_and_briefly(strict: Office) -> None:
    known, unknown = ask_link(strict, EMAILS[WORKER]), ask_link(strict, "nobody@example.org")
    assert known.text == unknown.text
    letters = posted(strict)
    assert [letter.to for letter in letters] == [EMAILS[WORKER]]
    assert not any(word in letters[0].text for word in (WORKER, "Harbour", "referral"))
    (link,) = links(letters)
    desk = strict.visitor()
    desk.get(link)
    assert desk.submit("Set my password", password="outreach worker").status_code == 400
    assert desk.submit("Set my password", password=PHRASE).status_code == 302
    assert desk.get(link).status_code in (404, 409)
    assert begin(strict).heading == "Sign in"
    desk.get("/sign-in")
    desk.submit("Sign in", email=EMAILS[WORKER], password=PHRASE)
    ask_link(strict, EMAILS[WORKER])
    (late,) = [found for found in links(posted(strict)) if "invitation" in found]
    strict.clock.advance(timedelta(minutes=31))
    assert desk.get(late).status_code in (404, 409)


def test_a_link_asked_for_neither_ends_another_nor_comes_without_end(strict: Office) -> None:
    for _ in range(5):
        ask_link(strict, EMAILS[WORKER])
    found = links(posted(strict))
    assert len(found) == 3
    desk = strict.visitor()
    desk.get(found[0])
    assert desk.submit("Set my password", password=PHRASE).status_code == 302
    assert all(desk.get(link).status_code in (404, 409) for link in found)
    assert "failed too often" in ask_link(strict, EMAILS[WORKER]).text


def test_who_has_left_gets_no_link(strict: Office) -> None:
    ask_link(strict, EMAILS[WORKER])
    (link,) = links(posted(strict))
    admin = begin(strict, "Administrator 1")
    set_up_app(strict, admin)
    admin.get("/admin/people?search=Outreach worker 1")
    (path,) = [str(found) for found in admin.page.xpath(f"//a[normalize-space()='{WORKER}']/@href")]
    admin.get(f"{path}/leave")
    admin.submit("She has left")
    desk = strict.visitor()
    assert desk.get(link).status_code in (404, 409)
    ask_link(strict, EMAILS[WORKER])
    assert not [letter for letter in posted(strict) if letter.to == EMAILS[WORKER]]
