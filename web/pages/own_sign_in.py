"""How one signs in: password, second step, passkeys, recovery codes, and where one is signed in."""

from __future__ import annotations

import io
from uuid import UUID

import segno
from flask import (
    Blueprint,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import (
    Response as FlaskResponse,
)
from werkzeug.wrappers import Response

from engine.commands import (
    AddPasskey,
    BeginApp,
    ChangePassword,
    ConfirmApp,
    EndOtherSessions,
    EndSession,
    Enrolled,
    MakeRecoveryCodes,
    RemoveApp,
    RemovePasskey,
    RenamePasskey,
)
from engine.errors import EngineError, InvalidInput, NotPermitted
from engine.queries import app_set_up, new_passkey_options, own_sign_in
from web import auth, current
from web.errors import status_of
from web.pages.second_step import current_json
from web.pages.sign_in import linked

pages = Blueprint("own_sign_in", __name__, url_prefix="/my-sign-in")

WRONG_PASSWORD = "Enter the password that you use now"  # noqa: S105 - a sentence


@pages.get("")
def show() -> Response:
    """All of it on one page."""
    return view_of()


@pages.post("/sessions/<uuid:session_id>/end")
def end_session(session_id: UUID) -> Response:
    """Sign out in one other place."""
    current.execute(EndSession(session_id))
    return done("You are signed out there.")


@pages.post("/sessions/end-others")
def end_others() -> Response:
    """Sign out everywhere but here."""
    current.execute(EndOtherSessions(g.signed_in.session_id))
    return done("You are signed out everywhere but here.")


@pages.get("/password")
def password_form() -> Response:
    """Ask for the password so far, and another one."""
    return password_page()


@pages.post("/password")
def change_password() -> Response:
    """Take the other one from now on."""
    command = ChangePassword(
        own_token(), request.form.get("known", ""), request.form.get("password", ""), **auth.place()
    )
    try:
        renewed = current.engine().execute(command, current.actor())
    except NotPermitted as error:
        return password_page({"known": WRONG_PASSWORD}, status_of(error))
    except InvalidInput as error:
        return password_page(error.fields, 400)
    except EngineError as error:
        return password_page({"known": error.message}, status_of(error))
    return auth.begin(done("Your password is changed. You are signed out everywhere else."), renewed)


@pages.post("/app")
@auth.fresh
def begin_app() -> Response:
    """Make a secret for an authenticator app."""
    current.execute(BeginApp())
    return redirect(url_for("own_sign_in.app_form"))


@pages.get("/app")
@auth.fresh
def app_form() -> Response:
    """The secret as a picture and as text, and the question for the code that the app shows."""
    return app_page()


@pages.get("/app/picture.svg")
@auth.fresh
def app_picture() -> FlaskResponse:
    """The secret as a picture that an app reads."""
    with current.reading() as view:
        uri = app_set_up(view, g.signed_in.email).uri
    drawn = io.BytesIO()
    segno.make(uri, error="m").save(drawn, kind="svg", scale=5, border=4, light="white", xmldecl=False)
    return FlaskResponse(drawn.getvalue(), mimetype="image/svg+xml")


@pages.post("/app/confirm")
@auth.fresh
def confirm_app() -> Response:
    """Prove that the app shows the right codes; from now on it is the second step."""
    try:
        enrolled: Enrolled = current.engine().execute(
            ConfirmApp(own_token(), request.form.get("code", "")), current.actor()
        )
    except InvalidInput as error:
        return app_page(error.fields)
    return told(enrolled)


@pages.post("/app/remove")
@auth.fresh
def remove_app() -> Response:
    """Do without the app."""
    current.execute(RemoveApp())
    return done("The app is no second step any more.")


@pages.get("/passkeys/options")
def passkey_options() -> FlaskResponse:
    """What the browser needs to make a passkey."""
    with current.reading() as view:
        return current_json(new_passkey_options(view, current.config().passkey_host, g.signed_in.email))


@pages.post("/passkeys")
@auth.fresh
def add_passkey() -> Response:
    """Keep the passkey that the browser has made."""
    command = AddPasskey(own_token(), request.form.get("name", ""), request.form.get("credential", ""))
    try:
        enrolled: Enrolled = current.engine().execute(command, current.actor())
    except InvalidInput as error:
        return view_of(error)
    return told(enrolled)


@pages.post("/passkeys/<uuid:passkey_id>/rename")
def rename_passkey(passkey_id: UUID) -> Response:
    """Call it something else."""
    try:
        current.execute(RenamePasskey(passkey_id, request.form.get("name", "")))
    except InvalidInput as error:
        return view_of(error)
    return done("The name is changed.")


@pages.post("/passkeys/<uuid:passkey_id>/remove")
@auth.fresh
def remove_passkey(passkey_id: UUID) -> Response:
    """Do without it."""
    current.execute(RemovePasskey(passkey_id))
    return done("The passkey is not accepted any more. Remove it from your device as well.")


@pages.post("/codes")
@auth.fresh
def make_codes() -> Response:
    """New recovery codes in place of the old ones."""
    codes = current.engine().execute(MakeRecoveryCodes(), current.actor())
    return make_response(render_template("own_sign_in/codes.html", codes=codes))


def told(enrolled: Enrolled) -> Response:
    """A second step is set up: show the recovery codes, this once, when there are new ones."""
    if not enrolled.codes:
        return auth.begin(done("It is your second step from now on."), enrolled.session)
    return auth.begin(make_response(render_template("own_sign_in/codes.html", codes=enrolled.codes)), enrolled.session)


def own_token() -> str:
    return request.cookies.get(auth.COOKIE, "")


def view_of(error: InvalidInput | None = None) -> Response:
    """The page; 400 when it shows a refusal."""
    with current.reading() as view:
        own = own_sign_in(view, g.signed_in.session_id)
    fields = error.fields if error else {}
    body = render_template(
        "own_sign_in/show.html",
        own=own,
        must_enrol=g.signed_in.must_enrol,
        needs_second=current.config().require_second_factor,
        has_passkeys=bool(current.config().passkey_host),
        fields=fields,
        errors=linked(fields, error.message if error else ""),
    )
    return make_response(body, 400 if error else 200)


def app_page(fields: dict[str, str] | None = None) -> Response:
    with current.reading() as view:
        app = app_set_up(view, g.signed_in.email)
    spaced = " ".join(app.secret[place : place + 4] for place in range(0, len(app.secret), 4))
    body = render_template("own_sign_in/app.html", secret=spaced, fields=fields or {}, errors=linked(fields or {}))
    return make_response(body, 400 if fields else 200)


def password_page(fields: dict[str, str] | None = None, status: int = 200) -> Response:
    body = render_template("own_sign_in/password.html", fields=fields or {}, errors=linked(fields or {}))
    return make_response(body, status)


def done(words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("own_sign_in.show"))
