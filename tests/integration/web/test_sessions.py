"""Sessions: new tokens, where one is signed in, signing out from elsewhere, and how long they last."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.bootstrap import build
from engine.testing import PASSWORD
from tests.integration.web.office import EMAILS, Office
from tests.integration.web.signing import WORKER
from web import auth
from web.app import create_app


def test_a_session_before_signing_in_is_worth_nothing_afterwards(own_office: Office) -> None:
    """Session fixation: the token is new, and the one that the browser had before has ended."""
    desk = own_office.enter(WORKER)
    before = desk.client.get_cookie(auth.COOKIE)
    assert before is not None
    desk.get("/sign-in")
    desk.submit("Sign in", email=EMAILS[WORKER], password=PASSWORD)
    after = desk.client.get_cookie(auth.COOKIE)
    assert after is not None
    assert after.value != before.value
    assert own_office.engine.actor_for(before.value) is None


def test_one_sees_where_one_is_signed_in_and_signs_out_there(own_office: Office) -> None:
    here, there = own_office.enter(WORKER), own_office.visitor()
    there.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Safari/604.1"
    there.client.environ_base["REMOTE_ADDR"] = "198.51.100.9"
    there.get("/sign-in")
    there.submit("Sign in", email=EMAILS[WORKER], password=PASSWORD)
    own_office.enter(WORKER)
    here.get("/my-sign-in")
    assert "Safari on iPhone" in here.text
    assert "198.51.100.0/24" in here.text
    assert "198.51.100.9" not in here.text
    here.submit("Sign out there of Safari on iPhone")
    assert there.get("/work").status_code == 302
    here.get("/my-sign-in")
    here.submit("Sign out everywhere else")
    here.get("/my-sign-in")
    assert len(here.page.xpath("//h3[contains(@class, 'app-card__title')]")) == 1


def test_nobody_ends_the_session_of_another(own_office: Office) -> None:
    hers, other = own_office.enter(WORKER), own_office.enter("Nurse 1")
    own_office.enter(WORKER)
    hers.get("/my-sign-in")
    (path,) = [str(form.get("action")) for form in hers.page.forms if str(form.get("action")).endswith("/end")]
    other.get("/my-sign-in")
    assert other.post(path, {"csrf-token": other.token()}).status_code == 404
    hers.get("/my-sign-in")
    assert hers.submit("Sign out there").status_code == 302


def test_a_session_ends_after_fifteen_minutes_without_use_and_after_twelve_hours_with_it(own_office: Office) -> None:
    """Rule 18."""
    config = replace(own_office.engine.config, session_idle_minutes=15)
    engine = build(config, own_office.clock, durable=False)
    strict = Office(create_app(engine, config), engine, own_office.clock)
    idle, busy = strict.enter(WORKER), strict.enter(WORKER)
    strict.clock.advance(timedelta(minutes=16))
    assert idle.get("/work").status_code == 302
    busy = strict.enter(WORKER)
    for _ in range(12 * 5):
        assert busy.get("/notices").status_code == 200
        strict.clock.advance(timedelta(minutes=12))
    assert busy.get("/notices").status_code == 302
    engine.close()
