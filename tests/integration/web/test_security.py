"""What every answer carries, and what is refused before a page runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.web.office import Office, settings
from tests.integration.web.routes import BEARER, ROUTES
from tests.integration.web.test_routes import address
from web.app import create_app
from web.security import CONTENT_SECURITY_POLICY

CHANGES = [endpoint for endpoint, route in ROUTES.items() if "POST" in route.methods and route.who != BEARER]


@pytest.mark.parametrize(
    "path", ["/sign-in", "/health", "/ready", "/work", "/nowhere", "/static/icon.svg", "/sign-out"]
)
def test_every_answer_carries_the_headers_that_protect(office: Office, path: str) -> None:
    answer = office.visitor().get(path)
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert path.startswith("/static/") or answer.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in answer.headers


def test_the_policy_lets_nothing_run_that_is_not_ours() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


def test_over_https_cookies_are_secure_and_browsers_stay_there(office: Office, tmp_path: Path) -> None:
    app = create_app(office.engine, settings(tmp_path, "https://pathways.example.org"))
    answer = app.test_client().get("/sign-in")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


@pytest.mark.parametrize("endpoint", CHANGES)
@pytest.mark.parametrize("token", [None, "forged"])
def test_a_form_that_is_not_ours_changes_nothing(office: Office, endpoint: str, token: str | None) -> None:
    (rule,) = office.app.url_map.iter_rules(endpoint)
    desk = office.visitor()
    answer = desk.post(address(rule), {"csrf-token": token} if token else {})
    assert answer.status_code == 400
    assert "nothing was saved" in desk.text


def test_a_form_of_another_visitor_is_not_ours(office: Office) -> None:
    theirs, mine = office.visitor(), office.visitor()
    theirs.get("/sign-in")
    mine.get("/sign-in")
    assert mine.post("/sign-out", {"csrf-token": theirs.token()}).status_code == 400


def test_a_page_is_the_same_whether_it_is_unknown_or_misused(office: Office) -> None:
    desk = office.visitor()
    assert desk.get("/nowhere").status_code == 404
    assert desk.heading == "Page not found"
    assert desk.get("/sign-out").status_code == 405
    assert "Traceback" not in desk.text


def test_too_much_at_once_is_refused_with_a_sentence(office: Office) -> None:
    desk = office.visitor()
    answer = desk.post("/sign-in", {"email": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "at most 2 megabytes" in desk.text
