"""Who is asking: the session cookie, and the rule that every page requires a sign-in unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from web import current
from web.security import is_https

COOKIE = "pathways_session"
PUBLIC = "is_public"
ACCOUNT = "account"
API = "api"
"""Who asks there carries a token of another kind; the cookie counts for nothing."""

View = TypeVar("View", bound=Callable[..., object])


def public(view: View) -> View:
    """Let people who have not signed in open this page."""
    setattr(view, PUBLIC, True)
    return view


def is_public(endpoint: str) -> bool:
    """Whether the page may be opened without signing in; static files may."""
    return endpoint == "static" or bool(getattr(current_app.view_functions[endpoint], PUBLIC, False))


def require_sign_in(app: Flask) -> None:
    """Find out who is asking before any page runs, and ask them to sign in where they must."""

    @app.before_request
    def identify() -> AnyResponse | str | tuple[str, int] | None:
        g.signed_in = None
        if request.endpoint == "static" or request.blueprint == API:
            return None
        token = request.cookies.get(COOKIE)
        g.signed_in = current.engine().actor_for(token) if token else None
        if request.endpoint is None or g.signed_in is not None or is_public(request.endpoint):
            return None
        return ask_to_sign_in()


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


def begin(response: AnyResponse, token: str) -> AnyResponse:
    """Give the browser its session."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=is_https(current.config()), path="/")
    return response


def end(response: AnyResponse) -> AnyResponse:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=is_https(current.config()))
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
