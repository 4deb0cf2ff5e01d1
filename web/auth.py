"""Who is asking: the session cookie, and the rule that every page requires a sign-in unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypedDict, TypeVar, cast
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import SignedInSession
from engine.domain.sign_in import DEVICE_LASTS
from web import current
from web.security import is_https

COOKIE = "pathways_session"
HALF = "pathways_half"
"""Between the two steps of signing in."""
DEVICE = "pathways_device"
"""By which a browser is known in which somebody has signed in before. It opens nothing."""
PUBLIC = "is_public"
FRESH = "is_fresh"
ENROLLING = frozenset({"own_sign_in", "proving"})
"""Where people go who have to set up a second step first."""
ACCOUNT = "account"
API = "api"
"""Who asks there carries a token of another kind; the cookie counts for nothing."""

LONGEST_USER_AGENT = 500

View = TypeVar("View", bound=Callable[..., object])


class Place(TypedDict):
    """Where a request comes from."""

    address: str
    device: str


class Visit(Place):
    """The same, for who signs in: with the browser that she will know it by."""

    browser: str


def public(view: View) -> View:
    """Let people who have not signed in open this page."""
    setattr(view, PUBLIC, True)
    return view


def is_public(endpoint: str) -> bool:
    """Whether the page may be opened without signing in; static files may."""
    return endpoint == "static" or bool(getattr(current_app.view_functions[endpoint], PUBLIC, False))


def fresh(view: View) -> View:
    """Let nobody do this who has not proved within the last five minutes who she is; what she typed is kept meanwhile.

    For exports, addresses that are kept hidden, roles, and the ways people sign in.
    """

    @wraps(view)
    def asked(*given: Any, **named: Any) -> object:
        if g.signed_in.is_fresh:
            return view(*given, **named)
        from web.pages import proving

        return proving.interrupted()

    setattr(asked, FRESH, True)
    return cast(View, asked)


def require_sign_in(app: Flask) -> None:
    """Find out who is asking before any page runs, and ask them to sign in where they must."""

    @app.before_request
    def identify() -> AnyResponse | str | tuple[str, int] | None:
        g.signed_in = None
        if request.endpoint == "static" or request.blueprint == API:
            return None
        token = request.cookies.get(COOKIE)
        g.signed_in = current.engine().actor_for(token) if token else None
        if request.endpoint is None or is_public(request.endpoint):
            return None
        if g.signed_in is None:
            return ask_to_sign_in()
        if g.signed_in.must_enrol and request.blueprint not in ENROLLING:
            return redirect(url_for("own_sign_in.show"))
        return None


def ask_to_sign_in() -> AnyResponse | tuple[str, int]:
    """Send a reader to the sign-in page; a person who was sending a form keeps what they typed."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("sign_in.form", next=local_path(request.full_path.rstrip("?"))))
    from web.pages import sign_in

    return sign_in.interrupted()


def local_path(target: str) -> str:
    """The path to return to after signing in; anything that leads elsewhere becomes the front page."""
    try:
        parts = urlsplit(target)
    except ValueError:  # what cannot be an address at all
        return "/"
    outside = parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//")
    return "/" if outside or "\\" in target or any(ord(character) < 32 for character in target) else target


def visit() -> Visit:
    """Where somebody is who signs in, as the commands take it."""
    return {
        "address": request.remote_addr or "",
        "browser": request.user_agent.string[:LONGEST_USER_AGENT],
        "device": request.cookies.get(DEVICE, ""),
    }


def place() -> Place:
    """The same, for who is signed in already."""
    here = visit()
    return {"address": here["address"], "device": here["device"]}


def begin(response: AnyResponse, signed_in: SignedInSession) -> AnyResponse:
    """Give the browser its session, or the half of one; a token that it had before is worth nothing from now on."""
    give(response, HALF if signed_in.is_half else COOKIE, signed_in.token)
    if not signed_in.is_half:
        take(response, HALF)
    if signed_in.device:
        give(response, DEVICE, signed_in.device, DEVICE_LASTS)
    return response


def give(response: AnyResponse, name: str, value: str, lasts: timedelta | None = None) -> None:
    secure = is_https(current.config())
    response.set_cookie(name, value, lasts, httponly=True, samesite="Lax", secure=secure, path="/")


def take(response: AnyResponse, name: str) -> None:
    response.delete_cookie(name, path="/", httponly=True, samesite="Lax", secure=is_https(current.config()))


def end(response: AnyResponse) -> AnyResponse:
    """Take the session from the browser."""
    take(response, COOKIE)
    return response


def remember(account_id: UUID) -> None:
    """Note in the form cookie whose forms these are."""
    session[ACCOUNT] = str(account_id)


def was_somebody_else(account_id: UUID) -> bool:
    """Whether the form cookie is of a session of another person."""
    return bool(session.get(ACCOUNT, str(account_id)) != str(account_id))


def forget() -> None:
    """Drop what the form cookie holds for an earlier person; forms opened before are no longer accepted."""
    session.clear()
