"""Proving again who one is, before something that needs it afresh. What was typed is kept and offered again."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from engine.commands import ProveAgain, ProveByPasskey, SignedInSession
from engine.errors import EngineError, NotPermitted
from engine.queries import has_second_step, passkey_options
from web import auth, current
from web.errors import status_of
from web.pages.second_step import WRONG, current_json
from web.pages.sign_in import Kept, carried, kept_now, linked, welcome_back

pages = Blueprint("proving", __name__)

WRONG_PASSWORD = "Enter your password"  # noqa: S105 - a sentence


@pages.get("/prove")
def form() -> str:
    """Ask, and go where she wanted to afterwards."""
    return page(auth.local_path(request.args.get("next", "/")), carried(request.form))


@pages.post("/prove")
def prove() -> Response:
    """With a code, or with the password where there is no second step."""
    token = request.cookies.get(auth.COOKIE, "")
    return go_on(ProveAgain(token, request.form.get("proof", ""), **auth.place()), "proof")


@pages.post("/prove/passkey")
def prove_by_passkey() -> Response:
    """With a passkey."""
    token = request.cookies.get(auth.COOKIE, "")
    return go_on(ProveByPasskey(token, request.form.get("credential", ""), **auth.place()), "passkey")


@pages.get("/prove/passkey")
def options() -> FlaskResponse:
    """What the browser needs to use one of her passkeys."""
    token = request.cookies.get(auth.COOKIE, "")
    return current_json(passkey_options(current.engine(), current.config().passkey_host, token))


def go_on(command: ProveAgain | ProveByPasskey, field: str) -> Response:
    target = auth.local_path(request.form.get("next", "/"))
    try:
        renewed: SignedInSession = current.engine().execute(command, current.actor())
    except NotPermitted as error:
        words = wrong(field) if field == "proof" else error.message
        return make_response(page(target, carried(request.form), {field: words}), status_of(error))
    except EngineError as error:
        return make_response(page(target, carried(request.form), {field: error.message}), status_of(error))
    return auth.begin(welcome_back(target, "You can go on now"), renewed)


def wrong(_: str) -> str:
    with current.reading() as view:
        return WRONG if has_second_step(view) else WRONG_PASSWORD


def interrupted() -> Response | tuple[str, int]:
    """Ask before going on; a form that was sent is kept."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("proving.form", next=auth.local_path(request.full_path.rstrip("?"))))
    return page(request.path, kept_now()), 401


def page(target: str, kept: Kept, fields: dict[str, str] | None = None) -> str:
    """The question."""
    with current.reading() as view:
        has_second = has_second_step(view)
    return render_template(
        "proving.html",
        target=target,
        kept=kept,
        fields=fields or {},
        errors=linked(fields or {}),
        has_second=has_second,
        has_passkeys=has_second and bool(current.config().passkey_host),
    )
