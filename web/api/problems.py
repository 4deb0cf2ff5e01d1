"""Every refusal as a problem (RFC 9457), in one place. What is foreign answers exactly as what does not exist."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
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

MEDIA = "application/problem+json"
REALM = 'Bearer realm="referral-pathways"'
NOT_THERE = "There is nothing at this address that you can open."
BROKEN = "Nothing was changed. Try again in a few minutes; if it happens again, tell your administrator."
KIND = "urn:referral-pathways:problem:"
STATUS: Mapping[type[EngineError], tuple[int, str]] = {
    NotFound: (404, "not-found"),
    NotPermitted: (403, "not-permitted"),
    InvalidInput: (422, "invalid-input"),
    InvalidState: (409, "invalid-state"),
    Conflict: (409, "conflict"),
    DefinitionError: (422, "definition"),
    TooManyAttempts: (429, "too-many-requests"),
}


class NotSignedIn(EngineError):
    """There is no token, or none that is in use. `is_wrong`: there is one."""

    def __init__(self, message: str, *, is_wrong: bool = False) -> None:
        super().__init__(message)
        self.is_wrong = is_wrong


class NotEnough(EngineError):
    """The token is not good for this."""


class TooOften(TooManyAttempts):
    """Asked more often than is fair to others. `seconds`: when to ask again."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class Unreadable(EngineError):
    """The body is no JSON."""


class OtherMedia(EngineError):
    """The body is of another kind."""


def problem(status: int, kind: str, detail: str, **more: Any) -> Response:
    """The answer of a refusal."""
    told = {"type": f"{KIND}{kind}", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Response(json.dumps(told, ensure_ascii=False), status, mimetype=MEDIA)


def refused(error: EngineError) -> Response:
    """A typed refusal."""
    if isinstance(error, NotSignedIn):
        return _asking_for_token(error)
    if isinstance(error, NotEnough):
        made = problem(403, "scope", error.message)
        made.headers["WWW-Authenticate"] = f'{REALM}, error="insufficient_scope"'
        return made
    if isinstance(error, Unreadable):
        return problem(400, "unreadable", error.message)
    if isinstance(error, OtherMedia):
        return problem(415, "media-type", error.message)
    status, kind = next((found for known, found in STATUS.items() if isinstance(error, known)), (400, "refused"))
    made = problem(status, kind, NOT_THERE if status == 404 else error.message, **_more(error))
    if isinstance(error, TooOften):
        made.headers["Retry-After"] = str(error.seconds)
    return made


def _asking_for_token(error: NotSignedIn) -> Response:
    made = problem(401, "token", error.message)
    made.headers["WWW-Authenticate"] = f'{REALM}, error="invalid_token"' if error.is_wrong else REALM
    return made


def _more(error: EngineError) -> dict[str, Any]:
    if isinstance(error, InvalidInput):
        return {"fields": error.fields}
    if isinstance(error, DefinitionError):
        return {"file": error.file, "elementId": error.element_id, "line": error.line, "remedy": error.remedy}
    return {}


def unusual(error: HTTPException) -> Response | HTTPException:
    """What the web framework refuses: an unknown address, a wrong method, a body that is too large."""
    if error.code is None or error.code < 400:
        return error
    if error.code == 404:
        return problem(404, "not-found", NOT_THERE)
    made = problem(error.code, "request", error.description or "")
    if allowed := getattr(error, "valid_methods", None):
        made.headers["Allow"] = ", ".join(sorted(allowed))
    return made


def broken(error: Exception) -> Response:
    """A fault of ours. The log names the kind and the place; a fault's own words may repeat what was sent."""
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s at %s %s\n%s", type(error).__name__, request.method, request.endpoint, place)
    return problem(500, "fault", BROKEN)


def is_for_api() -> bool:
    """Whether the request is for the API, whichever address of it."""
    return request.path.startswith("/api/")


def register_problems(app: Flask) -> None:
    """Answer what goes wrong under `/api/` as problems, and leave the pages as they are."""
    for kind, answer in ((EngineError, refused), (HTTPException, unusual), (Exception, broken)):
        page = app.error_handler_spec[None][None][kind]
        app.register_error_handler(kind, _either(answer, page))


def _either(problem_of: Any, page_of: Any) -> Any:
    return lambda error: problem_of(error) if is_for_api() else page_of(error)
