"""Signing in and out, and the very first administrator of a new installation."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.commands import CreateFirstAdministrator, SignedInSession, SignIn, SignOut
from engine.commands.sign_in import REFUSAL
from engine.errors import EngineError, InvalidInput
from engine.queries import first_run
from web import auth, current
from web.errors import status_of
from web.forms import RESERVED
from web.pages import second_step

pages = Blueprint("sign_in", __name__)

FIRST_RUN_FIELDS = {
    "partnership": "Enter the name of the partnership",
    "agency": "Enter the name of your agency",
    "name": "Enter your name",
    "email": "Enter your email address",
    "password": "Enter a password",
}
WRONG = "Check your email address and password: they do not match an account"
Kept = list[tuple[str, str]]


@pages.get("/sign-in")
@auth.public
def form() -> Response | str:
    """The sign-in form; on a new installation the form for its first administrator."""
    if first_run(current.engine()):
        return redirect(url_for("sign_in.first_administrator"))
    return sign_in_page(request.args.get("next", "/"))


@pages.post("/sign-in")
@auth.public
def enter() -> Response:
    """Sign in; every wrong attempt gets the same answer, whether or not the account exists.

    What an interrupted form held is for whoever typed it, not for the next person at the same screen.
    """
    target = auth.local_path(request.form.get("next", "/"))
    email = request.form.get("email", "").strip()
    password = request.form.get("password", "")
    if not email or not password:
        missing = {"email": "Enter your email address", "password": "Enter your password"}
        fields = {key: text for key, text in missing.items() if not request.form.get(key, "").strip()}
        return make_response(sign_in_page(target, email, fields), 400)
    try:
        signed_in = current.engine().execute(SignIn(email, password, **auth.visit()), None)
    except EngineError as error:
        words = WRONG if error.message == REFUSAL else error.message
        return make_response(sign_in_page(target, email, {"email": words}), status_of(error))
    if signed_in.is_half:
        return auth.begin(make_response(second_step.page(target)), signed_in)
    return finish(signed_in, target)


def finish(signed_in: SignedInSession, target: str) -> Response:
    """She is in. Whoever was signed in here before is not any more."""
    is_somebody_else = auth.was_somebody_else(signed_in.account_id)
    before = request.cookies.get(auth.COOKIE)
    if before:
        current.engine().execute(SignOut(before), None)
    auth.forget()
    auth.remember(signed_in.account_id)
    answer = redirect(url_for("work.index")) if is_somebody_else else welcome_back(target)
    return auth.begin(answer, signed_in)


@pages.post("/sign-out")
@auth.public
def out() -> Response:
    """End the session on the server and in the browser."""
    token = request.cookies.get(auth.COOKIE)
    if token:
        current.engine().execute(SignOut(token), None)
    auth.forget()
    flash("You have signed out.", "success")
    return auth.end(redirect(url_for("sign_in.form")))


@pages.get("/first-administrator")
@auth.public
def first_administrator() -> Response | str:
    """Set up a new installation; gone as soon as there is an account."""
    if not first_run(current.engine()):
        return redirect(url_for("sign_in.form"))
    return render_template("first_administrator.html", typed={}, fields={}, errors=[])


@pages.post("/first-administrator")
@auth.public
def create_first_administrator() -> Response:
    """Create the partnership, its coordinating agency and the person who manages people and agencies."""
    typed = {key: request.form.get(key, "").strip() for key in FIRST_RUN_FIELDS}
    typed["password"] = request.form.get("password", "")
    try:
        refuse_empty(typed)
        current.engine().execute(CreateFirstAdministrator(**typed), None)
    except InvalidInput as error:
        body = render_template(
            "first_administrator.html", typed=typed, fields=error.fields, errors=linked(error.fields, error.message)
        )
        return make_response(body, 400)
    flash("Your account is ready. Sign in with it.", "success")
    return redirect(url_for("sign_in.form"))


def refuse_empty(typed: dict[str, str]) -> None:
    """Say at once all that is missing."""
    missing = {key: words for key, words in FIRST_RUN_FIELDS.items() if not typed[key].strip()}
    if missing:
        raise InvalidInput("Expected every field to be filled in.", missing)


def sign_in_page(target: str, email: str = "", fields: dict[str, str] | None = None, kept: Kept | None = None) -> str:
    """The form, with the errors of the last attempt and whatever an interrupted form held."""
    fields = fields or {}
    return render_template(
        "sign_in.html",
        target=auth.local_path(target),
        email=email,
        fields=fields,
        errors=linked(fields),
        kept=carried(request.form) if kept is None else kept,
        needs_second=current.config().require_second_factor,
        has_passkeys=bool(current.config().passkey_host),
    )


def interrupted() -> tuple[str, int]:
    """The session ended while a form was being filled in: ask to sign in, and carry what was typed along."""
    return sign_in_page(request.path, kept=kept_now()), 401


def kept_now() -> Kept:
    """What was sent just now, to be sent again later."""
    return [("kept-path", request.path), *as_kept(MultiDict(request.form).items(multi=True))]


def as_kept(pairs: Iterable[tuple[str, str]]) -> Kept:
    """What was typed, under names that cannot be taken for fields of the sign-in form."""
    return [(f"kept:{name}", value) for name, value in pairs if name not in RESERVED]


def carried(form: MultiDict[str, str]) -> Kept:
    """What an interrupted form held, as the sign-in form carries it."""
    return [(name, value) for name, value in form.items(multi=True) if name.startswith("kept")]


def welcome_back(target: str, heading: str = "You are signed in again") -> Response:
    """Go on where the person was; what was interrupted is offered again and done only when they say so."""
    path = auth.local_path(request.form.get("kept-path", ""))
    typed = [(name.removeprefix("kept:"), value) for name, value in carried(request.form) if name.startswith("kept:")]
    if path == "/":
        return redirect(target)
    return make_response(render_template("interrupted.html", path=path, typed=typed, heading=heading))


def linked(fields: dict[str, str], message: str = "") -> list[dict[str, str]]:
    """The error summary's entries, each leading to its field."""
    if not fields:
        return [{"text": message}] if message else []
    return [{"text": text, "href": f"#{key}"} for key, text in fields.items()]
