"""Signing in on the pages, with a second step."""

from __future__ import annotations

from datetime import timedelta

import pyotp

from engine.testing import PASSWORD
from tests.integration.web.office import EMAILS, Desk, Office

WORKER = "Outreach worker 1"
HOST = "pathways.test"
ORIGIN = f"http://{HOST}"
PHRASE = "lantern harbour pebble"


def code(office: Office, secret: str) -> str:
    """What the app shows; it is half a minute later than before."""
    office.clock.advance(timedelta(seconds=30))
    return pyotp.TOTP(secret).at(office.clock.now())


def set_up_app(office: Office, desk: Desk) -> tuple[str, list[str]]:
    """Her secret and her recovery codes."""
    desk.get("/my-sign-in")
    desk.get(desk.submit("Set up an authenticator app").location)
    secret = desk.page.xpath("string(//p[contains(@class, 'app-token')])").replace(" ", "").strip()
    desk.submit("Set up", code=code(office, secret))
    return secret, [str(found) for found in desk.page.xpath("//ul[contains(@class, 'app-codes')]//code/text()")]


def begin(office: Office, name: str = WORKER) -> Desk:
    """The right password."""
    desk = office.visitor()
    desk.get("/sign-in")
    desk.submit("Sign in", email=EMAILS[name], password=PASSWORD)
    return desk
