"""A worker makes a passkey on her telephone, and signs in with it: with a real browser and an authenticator in it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine.bootstrap import build
from engine.testing import PASSWORD
from tests.e2e.conftest import PATIENCE
from tests.e2e.people import Person
from tests.e2e.stage import serving
from tests.integration.web.office import EMAILS, Office, open_office, settings
from web.app import create_app

WORKER = EMAILS["Outreach worker 1"]
KEEPS_KEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def site(tmp_path: Path, furnished: Path) -> Iterator[str]:
    """The application at an address with a name, where everybody has a second step: passkeys need the name."""
    port = free_port()
    url = f"http://localhost:{port}"
    with open_office(tmp_path, furnished) as office:
        config = replace(settings(tmp_path, url), require_second_factor=True)
        engine = build(config, office.clock, durable=False)
        with serving(Office(create_app(engine, config), engine, office.clock), port):
            yield url
        engine.close()


def test_a_passkey_is_made_at_the_first_sign_in_and_opens_the_door_from_then_on(
    browser: Browser, site: str, shots: Path
) -> None:
    """Rule 18, with nothing but a telephone."""
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 800})
    context.set_default_timeout(PATIENCE)
    worker = Person(context.new_page(), WORKER, PASSWORD, 360)
    devices = context.new_cdp_session(worker.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEEPS_KEYS})
    worker.opens("/sign-in")
    worker.fills_in_the_sign_in()
    worker.sees_heading("How you sign in")
    worker.looks()
    worker.shoots(shots, "sign-in-enrolling")
    worker.types("What do you want to call it?", "Work telephone")
    worker.presses("Make a passkey")
    worker.sees_heading("Your recovery codes")
    worker.follows("How you sign in")
    worker.sees("Work telephone")
    worker.shoots(shots, "sign-in-settings")
    worker.page.get_by_role("button", name="Menu").click()
    worker.presses("Sign out")
    worker.presses("Use a passkey")
    worker.sees_heading("My work")
    worker.page.get_by_role("button", name="Menu").click()
    worker.presses("Sign out")
    worker.fills_in_the_sign_in()
    worker.sees_heading("Enter your code")
    worker.looks()
    worker.shoots(shots, "sign-in-second-step")
    worker.presses("Use a passkey")
    worker.sees_heading("My work")
    context.close()
