"""The second step on the pages: set up, asked for, proved again before what needs it, and all that is one's own."""

from __future__ import annotations

from datetime import timedelta

from engine.testing import PASSWORD
from tests.integration.web.office import EMAILS, Desk, Office
from tests.integration.web.routes import ROUTES, SIGNED_IN
from tests.integration.web.signing import HOST, ORIGIN, PHRASE, WORKER, begin, code, set_up_app
from tests.integration.web.test_administration import posted
from tests.integration.web.test_routes import address
from tests.support.passkeys import Device
from web import auth


def test_at_the_first_sign_in_a_second_step_is_set_up_and_asked_for_from_then_on(strict: Office) -> None:
    """Rule 18."""
    desk = begin(strict)
    assert desk.get("/work").location == "/my-sign-in"
    secret, codes = set_up_app(strict, desk)
    assert len(codes) == 10
    assert desk.get("/work").status_code == 200
    again = begin(strict)
    assert again.heading == "Enter your code"
    assert again.client.get_cookie(auth.COOKIE) is None
    assert again.get("/work").status_code == 302
    again = begin(strict)
    assert again.submit("Continue", code="000000").status_code == 403
    assert again.submit("Continue", code="").status_code == 400
    assert again.submit("Continue", code=code(strict, secret)).location == "/"
    assert again.get("/work").status_code == 200
    third = begin(strict)
    assert third.submit("Continue", code=codes[0]).location == "/"


def test_no_page_opens_before_the_second_step_is_set_up(strict: Office) -> None:
    """Rule 18."""
    desk = begin(strict)
    asked = {name: route for name, route in ROUTES.items() if route.who == SIGNED_IN}
    closed = {name: route for name, route in asked.items() if name.partition(".")[0] not in auth.ENROLLING}
    assert {name: sent_to(strict, desk, name) for name in closed} == dict.fromkeys(closed, "/my-sign-in")


def sent_to(office: Office, desk: Desk, endpoint: str) -> str | None:
    (rule,) = office.app.url_map.iter_rules(endpoint)
    if "GET" in ROUTES[endpoint].methods:
        return desk.get(address(rule)).location
    desk.get("/my-sign-in")
    return desk.post(address(rule), {"csrf-token": desk.token()}).location


def test_what_was_typed_survives_the_session_and_the_second_step(own_office: Office) -> None:
    desk = own_office.enter(WORKER)
    secret, _ = set_up_app(own_office, desk)
    desk.get("/contact")
    desk.client.delete_cookie(auth.COOKIE)
    desk.submit("Save contact", outcome="opened", alias="Amber")
    desk.submit("Sign in", email=EMAILS[WORKER], password=PASSWORD)
    assert "What you typed before is kept" in desk.text
    desk.submit("Continue", code=code(own_office, secret))
    assert desk.heading == "You are signed in again"
    desk.get(desk.submit("Send what I typed").location)
    assert desk.heading.startswith("Done")


def test_what_changes_a_role_asks_first_who_it_is_and_keeps_what_was_typed(own_office: Office) -> None:
    """Step-up before a role change."""
    desk = own_office.enter("Administrator 1")
    desk.get("/admin/people?search=Nurse")
    (path,) = [str(found) for found in desk.page.xpath("//a[normalize-space()='Nurse 1']/@href")]
    desk.get(f"{path}/role")
    place = str(desk.page.xpath("//option[@value]/@value | //input[@name='place']/@value")[1])
    before = desk.client.get_cookie(auth.COOKIE)
    own_office.clock.advance(timedelta(minutes=6))
    assert desk.submit("Give", place=place, role="manager").status_code == 401
    assert desk.heading == "Show that it is you"
    assert desk.submit("Continue", proof="wrong wrong wrong").status_code == 403
    assert desk.submit("Continue", proof=PASSWORD).status_code == 200
    assert desk.heading == "You can go on now"
    after = desk.client.get_cookie(auth.COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert desk.submit("Send what I typed").status_code == 302
    desk.get(path)
    assert "Manager" in desk.text


def test_a_page_that_needs_proof_is_opened_after_it(own_office: Office) -> None:
    desk = own_office.enter(WORKER)
    desk.get("/my-sign-in")
    desk.submit("Set up an authenticator app")
    own_office.clock.advance(timedelta(minutes=6))
    asked = desk.get("/my-sign-in/app")
    assert asked.location == "/prove?next=/my-sign-in/app"
    desk.get(asked.location)
    assert desk.submit("Continue", proof=PASSWORD).location == "/my-sign-in/app"
    assert desk.get("/my-sign-in/app").status_code == 200
    picture = desk.client.get("/my-sign-in/app/picture.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"


def test_what_needs_proof_is_done_after_it_though_nothing_was_typed(own_office: Office) -> None:
    desk = own_office.enter(WORKER)
    own_office.clock.advance(timedelta(minutes=6))
    desk.get("/my-sign-in")
    assert desk.submit("Set up an authenticator app").status_code == 401
    desk.submit("Continue", proof=PASSWORD)
    assert desk.submit("Do it now").location == "/my-sign-in/app"


FRESH = {
    "people.invite", "people.give_role", "people.take_role", "people.remove_second_step", "tokens.create",
    "own_sign_in.begin_app", "own_sign_in.app_form", "own_sign_in.app_picture", "own_sign_in.confirm_app",
    "own_sign_in.remove_app", "own_sign_in.add_passkey", "own_sign_in.remove_passkey", "own_sign_in.make_codes",
}  # fmt: skip


def test_what_changes_who_may_do_what_needs_proof(office: Office) -> None:
    asked = {name for name, view in office.app.view_functions.items() if getattr(view, auth.FRESH, False)}
    assert asked >= FRESH


def test_a_password_is_changed_with_the_one_so_far(own_office: Office) -> None:
    desk = own_office.enter(WORKER)
    desk.get("/my-sign-in/password")
    assert desk.submit("Change my password", known="wrong wrong wrong", password=PHRASE).status_code == 403
    assert desk.submit("Change my password", known=PASSWORD, password="password1234").status_code == 400
    assert "tried first" in desk.text
    assert desk.submit("Change my password", known=PASSWORD, password=PHRASE).status_code == 302
    assert desk.get("/work").status_code == 200
    assert [letter.text.partition("\n")[0] for letter in posted(own_office)] == [
        "The way you sign in has changed. If it was not you, tell your administrator at once."
    ]


def test_passkeys_are_made_named_used_and_removed(own_office: Office) -> None:
    device, desk = Device(ORIGIN, HOST), own_office.enter(WORKER)
    desk.get("/my-sign-in")
    options = desk.client.get("/my-sign-in/passkeys/options").text
    assert desk.submit("Make a passkey", name="", credential=device.make(options)).status_code == 400
    desk.submit("Make a passkey", name="Work telephone", credential=device.make(options))
    assert desk.heading == "Your recovery codes"
    desk.get("/my-sign-in")
    desk.submit("Rename Work telephone", name="My telephone")
    desk.get("/my-sign-in")
    assert "My telephone" in desk.text
    visitor = own_office.visitor()
    visitor.get("/sign-in")
    assert visitor.submit("Use a passkey", credential="{}").status_code == 403
    signed = device.sign(visitor.client.get("/sign-in/passkey").text)
    assert visitor.submit("Use a passkey", credential=signed).location == "/"
    second = begin(own_office)
    signed = device.sign(second.client.get("/sign-in/passkey?second=1").text)
    assert second.submit("Use a passkey", credential=signed).location == "/"
    own_office.clock.advance(timedelta(minutes=6))
    desk.get("/my-sign-in")
    desk.submit("Remove My telephone")
    signed = device.sign(desk.client.get("/prove/passkey").text)
    desk.submit("Use a passkey", credential=signed)
    assert desk.submit("Do it now").status_code == 302
    desk.get("/my-sign-in")
    assert "My telephone" not in desk.text


def test_an_administrator_helps_who_has_lost_her_telephone(own_office: Office) -> None:
    desk = own_office.enter(WORKER)
    set_up_app(own_office, desk)
    admin = own_office.enter("Administrator 1")
    admin.get("/admin/people?search=Outreach worker 1")
    (path,) = [str(found) for found in admin.page.xpath(f"//a[normalize-space()='{WORKER}']/@href")]
    admin.get(path)
    assert admin.submit("Remove her second step").status_code == 302
    assert desk.get("/work").status_code == 302
    assert begin(own_office).client.get_cookie(auth.COOKIE) is not None
