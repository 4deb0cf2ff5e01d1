"""The second step of signing in, passkeys, and links for those who have forgotten their password."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    flash,
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

from engine.commands import AskReset, EnterCode, SignedInSession, SignInByPasskey
from engine.errors import EngineError, InvalidState, NotPermitted
from engine.queries import passkey_options
from web import auth, current
from web.errors import status_of

pages = Blueprint("second_step", __name__)

JSON = "application/json"
WRONG = "Enter the code that your app shows now, or a recovery code that you have not used"
EMPTY = "Enter a code"
ASKED = "If there is an account with this address, a link is on its way to it. It works for 30 minutes."


@pages.post("/sign-in/code")
@auth.public
def enter() -> Response:
    """Finish signing in with a code."""
    code = request.form.get("code", "").strip()
    target = auth.local_path(request.form.get("next", "/"))
    if not code:
        return make_response(page(target, {"code": EMPTY}), 400)
    token = request.cookies.get(auth.HALF, "")
    return finish(EnterCode(token, code, **auth.visit()), lambda words, status: again(target, "code", words, status))


@pages.post("/sign-in/passkey")
@auth.public
def use_passkey() -> Response:
    """Sign in with a passkey: from the start, or as the second step."""
    from web.pages import sign_in

    target, credential = auth.local_path(request.form.get("next", "/")), request.form.get("credential", "")
    token = request.cookies.get(auth.HALF, "") if "second" in request.form else ""
    command = SignInByPasskey(credential, token=token, **auth.visit())

    def refused(words: str, status: int) -> Response:
        if token:
            return again(target, "passkey", words, status)
        return make_response(sign_in.sign_in_page(target, "", {"passkey": words}), status)

    return finish(command, refused)


def finish(command: EnterCode | SignInByPasskey, refused: Callable[[str, int], Response]) -> Response:
    """Be signed in, or be told why not; who took too long begins again."""
    from web.pages import sign_in

    target = auth.local_path(request.form.get("next", "/"))
    try:
        signed_in: SignedInSession = current.engine().execute(command, None)
    except InvalidState as error:
        return make_response(sign_in.sign_in_page(target, "", {"email": error.message}), status_of(error))
    except NotPermitted as error:
        return refused(WRONG if isinstance(command, EnterCode) else error.message, status_of(error))
    except EngineError as error:
        return refused(error.message, status_of(error))
    return sign_in.finish(signed_in, target)


@pages.get("/sign-in/passkey")
@auth.public
def options() -> FlaskResponse:
    """What the browser needs to use a passkey."""
    token = request.cookies.get(auth.HALF, "") if "second" in request.args else ""
    text = passkey_options(current.engine(), current.config().passkey_host, token)
    return current_json(text)


@pages.get("/forgotten")
@auth.public
def forgotten() -> str:
    """Ask for which address."""
    return render_template("forgotten.html", fields={}, errors=[], has_mail=bool(current.config().smtp_url))


@pages.post("/forgotten")
@auth.public
def send_link() -> Response:
    """Send a link, if there is somebody to send it to; the answer is the same for everybody."""
    email = request.form.get("email", "").strip()
    if not email:
        return reset_refused("Enter your email address", 400)
    try:
        current.engine().execute(AskReset(email, **auth.place()), None)
    except EngineError as error:
        return reset_refused(error.message, status_of(error))
    flash(ASKED, "success")
    return redirect(url_for("sign_in.form"))


def reset_refused(words: str, status: int) -> Response:
    fields = {"email": words}
    errors = [{"text": words, "href": "#email"}]
    has_mail = bool(current.config().smtp_url)
    return make_response(render_template("forgotten.html", fields=fields, errors=errors, has_mail=has_mail), status)


def current_json(text: str) -> FlaskResponse:
    """JSON that is made already."""
    return FlaskResponse(text, mimetype=JSON)


def again(target: str, field: str, words: str, status: int) -> Response:
    return make_response(page(target, {field: words}), status)


def page(target: str, fields: dict[str, str] | None = None) -> str:
    """Ask for the second step, and carry along what an interrupted form held."""
    from web.pages import sign_in

    return render_template(
        "second_step.html",
        target=auth.local_path(target),
        fields=fields or {},
        errors=sign_in.linked(fields or {}),
        kept=sign_in.carried(request.form),
        has_passkeys=bool(current.config().passkey_host),
    )
