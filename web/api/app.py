"""Puts the API together: its routes, who asks, how often, and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, request

from engine.errors import InvalidInput
from web import auth, current
from web.api import (
    case_entries,
    case_files,
    cases,
    definitions,
    directory,
    events,
    me,
    offers,
    referrals,
    task_writes,
    tasks,
    webhooks,
)
from web.api.caller import Caller, caller_of, check_scope
from web.api.media import BYTES, JSON, File
from web.api.openapi import KEY, LONGEST_KEY, description
from web.api.problems import OtherMedia, Unreadable, register_problems
from web.api.rate import Rate
from web.api.reading import from_json, from_query
from web.api.routes import ROUTES, Route
from web.api.writing import to_json

NAME = "api"
PREFIX = "/api/v1"
RATE = "api-rate"
SECTIONS = (
    me,
    tasks,
    task_writes,
    referrals,
    cases,
    case_entries,
    case_files,
    offers,
    definitions,
    directory,
    events,
    webhooks,
)
"""Importing a section describes its routes, in this order."""


def register_api(app: Flask, requests_per_minute: int) -> None:
    """Serve the API under `/api/v1`. Forms of pages need a token against forgery; what carries no cookie does not."""
    pages = Blueprint(NAME, __name__, url_prefix=PREFIX)
    pages.add_url_rule("/openapi.json", "openapi", auth.public(describe), methods=["GET"])
    for route in ROUTES:
        pages.add_url_rule(route.rule, route.name, answering(route), methods=[route.method])
    app.extensions["csrf"].exempt(pages)
    app.extensions[RATE] = Rate(requests_per_minute)
    app.register_blueprint(pages)
    register_problems(app)


def describe() -> Response:
    """The description of the API, for everybody."""
    return as_json(description(ROUTES, current.config().base_url), 200)


def answering(route: Route) -> Any:
    """The view of a route: finds out who asks, reads what was sent, and writes the answer."""

    def answer(**ids: UUID) -> Response:
        caller = admit(route)
        given: dict[str, Any] = dict(ids)
        query = from_query(route.query or Nothing, request.args.to_dict(flat=False))
        if route.query is not None:
            given["query"] = query
        if route.body is not None:
            given["body"] = sent_file() if route.body is bytes else from_json(route.body, sent_json())
        return as_answer(route, route.view(caller, **given), ids)

    return answer


@dataclass(frozen=True)
class Nothing:
    """No parameters at all."""


def admit(route: Route) -> Caller:
    """Who asks. Refuses who has no good token, asks too often, or has a token that is not good for this."""
    engine = current.engine()
    found = caller_of(request, engine)
    current_app.extensions[RATE].count(found.token_id, engine.clock.now())
    check_scope(found, route.scope)
    return Caller(engine, current.config(), found, idempotency_key() if route.changes else None)


def idempotency_key() -> str | None:
    key = request.headers.get(KEY)
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not all("!" <= character <= "~" for character in key):
        words = f"Must be 1 to {LONGEST_KEY} visible characters"
        raise InvalidInput(f"Expected an idempotency key of 1 to {LONGEST_KEY} visible characters.", {KEY: words})
    return key


def sent_json() -> Any:
    """The JSON that was sent. Refuses other media, and what is no JSON."""
    try:
        return json.loads(sent(JSON), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unreadable("Expected JSON, but the body cannot be read as such.") from None


def sent_file() -> bytes:
    """The file that was sent, as it is. Refuses other media: what it is, is decided by what is in it."""
    return sent(BYTES)


def sent(media: str) -> bytes:
    if request.mimetype != media:
        raise OtherMedia(f"Expected a body of {media}, but it is of another kind or missing.")
    return request.get_data()


def _no_number(text: str) -> Any:
    raise ValueError(text)


def as_answer(route: Route, value: Any, ids: Mapping[str, UUID]) -> Response:
    """The answer with its status, and where what was made is."""
    if route.answer is None:
        return Response(status=route.status)
    if isinstance(value, File):
        return as_download(value)
    made = as_json(to_json(value), route.status)
    if route.location:
        names = {**ids, **{name: getattr(value, name) for name in type(value).__dataclass_fields__}}
        made.headers["Location"] = f"{current.config().base_url}{PREFIX}{route.location.format(**names)}"
    return made


def as_download(file: File) -> Response:
    """A file, to be saved and never shown in a browser."""
    made = Response(file.content, mimetype=BYTES)
    made.headers.set("Content-Disposition", "attachment", filename=file.name)
    return made


def as_json(value: Any, status: int) -> Response:
    return Response(json.dumps(value, ensure_ascii=False, separators=(",", ":")), status, mimetype=JSON)
