"""Every refusal becomes a page in plain words, in one place, and never a stack trace."""

from __future__ import annotations

import logging
import traceback

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.errors import (
    Conflict,
    DefinitionError,
    EngineError,
    InvalidInput,
    InvalidState,
    NotFound,
    NotPermitted,
    TooManyAttempts,
)

log = logging.getLogger(__name__)

STATUS: dict[type[EngineError], int] = {
    NotFound: 404,
    NotPermitted: 403,
    InvalidInput: 400,
    InvalidState: 409,
    Conflict: 409,
    DefinitionError: 422,
    TooManyAttempts: 429,
}
HEADINGS = {
    400: "Something in what was sent is not right",
    403: "You cannot do this",
    404: "Page not found",
    405: "This page cannot be used that way",
    409: "This has changed",
    413: "That is too much to send at once",
    422: "This pathway has a mistake in it",
    429: "Too many attempts",
    500: "Sorry, there is a problem",
}
NOT_FOUND = (
    "There is nothing at this address that you can open. It may have been finished, or it may belong to a team "
    "that you are not part of."
)
FORM_EXPIRED = (
    "This form was opened in an earlier session, so nothing was saved. Go back, reload the page and send it again."
)
BROKEN = "Nothing you sent was saved. Try again in a few minutes; if it happens again, tell your administrator."
IN_WORDS = {
    404: NOT_FOUND,
    405: "Go back to the page before and use its buttons or links.",
    413: "Expected at most 2 megabytes of text, or a file of at most 8, but more was sent. Send less at once.",
    500: BROKEN,
}


def status_of(error: EngineError) -> int:
    """The HTTP status of a refusal; a class we do not know is refused as wrong input."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def problem_page(status: int, message: str = "") -> Response:
    """A page that says what happened and where to go on; the words never depend on whether a record exists."""
    text = message if status not in (404, 500) else ""
    words = {"heading": HEADINGS.get(status, "Something went wrong"), "message": text or IN_WORDS.get(status, BROKEN)}
    # A page about a fault of ours asks the engine for nothing: it may be what is at fault.
    body = render_template("problem.html", **words, **({"person": None} if status >= 500 else {}))
    return make_response(body, status)


def register_errors(app: Flask) -> None:
    """Map every error this application can meet to its page."""
    app.register_error_handler(EngineError, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, unusual)
    app.register_error_handler(Exception, broken)


def refused(error: EngineError) -> Response:
    """A typed refusal by the engine."""
    message = str(error) if isinstance(error, DefinitionError) else error.message
    return problem_page(status_of(error), message)


def forged(_: CSRFError) -> Response:
    """A form without our token, or with one from an earlier session."""
    return problem_page(400, FORM_EXPIRED)


def unusual(error: HTTPException) -> Response | HTTPException:
    """What the web framework refuses: an unknown address, a wrong method, a body that is too large."""
    if error.code is None or error.code < 400:
        return error
    return problem_page(error.code)


def broken(error: Exception) -> Response:
    """A fault of ours. The log names the kind and the place; a fault's own words may repeat what was typed."""
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s at %s %s\n%s", type(error).__name__, request.method, request.endpoint, place)
    return problem_page(500)
