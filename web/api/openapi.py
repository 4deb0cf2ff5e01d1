"""The description of the API (OpenAPI 3.1), made from its routes and their type hints."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, Any

from engine.domain.scopes import Scope
from web.api import hints
from web.api.media import content_of
from web.api.names import in_words, pascal
from web.api.problems import MEDIA
from web.api.routes import Route
from web.api.schema import Schemas, schema

VERSION = "1.0.0"
TITLE = "Referral Pathways"
KEY = "Idempotency-Key"
LONGEST_KEY = 80
INTRO = (
    "What a caseworker or another system needs of referral pathways. A request carries an access token, made on the "
    "page “Access tokens”, and sees exactly what the person behind it sees in the web: what is foreign answers as what "
    "does not exist. Refusals are problems (RFC 9457). Members and parameters that are not described are refused."
)
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What was refused, and why. `fields` has a sentence for each member or parameter that is wrong.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
        "file": {"type": "string"},
        "elementId": {"type": "string"},
        "line": {"type": ["integer", "null"]},
        "remedy": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail"],
}
ALWAYS = (401, 403, 429)


def description(routes: Iterable[Route], base_url: str) -> dict[str, Any]:
    """The whole description."""
    known: Schemas = {"Problem": PROBLEM}
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": INTRO},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {"schemas": dict(sorted(known.items())), "securitySchemes": {"token": _token()}},
    }


def _token() -> dict[str, Any]:
    scopes = "; ".join(f"`{scope}`: {scope.label}" for scope in Scope)
    return {"type": "http", "scheme": "bearer", "description": f"An access token. Its scopes: {scopes}."}


def _operation(route: Route, known: Schemas) -> dict[str, Any]:
    words = " ".join((route.view.__doc__ or "").split())
    needs = f" Needs the scope `{route.scope}`." if route.scope else ""
    made: dict[str, Any] = {
        "operationId": pascal(route.name),
        "summary": in_words(route.name),
        "description": f"{words}{needs}",
        "tags": [route.section],
        "security": [{"token": [str(route.scope)] if route.scope else []}],
        "parameters": [*_ids(route), *_query(route, known), *_key(route)],
    }
    if route.body is not None:
        made["requestBody"] = {"required": True, "content": content_of(route.body, known)}
    return {**made, "responses": {str(route.status): _answer(route, known), **_refusals(route)}}


def _ids(route: Route) -> list[dict[str, Any]]:
    of_uuid = {"type": "string", "format": "uuid"}
    return [{"name": name, "in": "path", "required": True, "schema": of_uuid} for name in route.ids]


def _query(route: Route, known: Schemas) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    made = []
    for each in hints.members(route.query):
        inner, said, _ = hints.opened(each.hint)
        shape = {name: value for name, value in schema(Annotated[inner, said], known).items() if name != "description"}
        default = {} if each.default in (None, "", ()) else {"default": each.default}
        listed = {"style": "form", "explode": False} if hints.item(inner) is not None else {}
        words = {"description": said.words} if said.words else {}
        needed = {"required": True} if each.required else {}
        made.append({"name": each.name, "in": "query", **needed, **words, **listed, "schema": {**shape, **default}})
    return made


def _key(route: Route) -> list[dict[str, Any]]:
    """The same key asked again answers the first answer, and has no second effect."""
    if not route.changes:
        return []
    words = "The same key again gives the first answer and has no second effect; kept for three days."
    shape = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"}
    return [{"name": KEY, "in": "header", "required": False, "description": words, "schema": shape}]


def _answer(route: Route, known: Schemas) -> dict[str, Any]:
    made: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.answer is not None:
        made["content"] = content_of(route.answer, known)
    if route.location:
        made["headers"] = {"Location": {"description": "Where it is.", "schema": {"type": "string"}}}
    return made


def _refusals(route: Route) -> dict[str, Any]:
    codes = {*ALWAYS, 422} if route.query or route.changes else {*ALWAYS}
    codes |= {404} if route.ids or route.body else set()
    codes |= {409} if route.changes else set()
    codes |= {400, 413, 415} if route.body else set()
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(code): {"description": HTTPStatus(code).phrase, "content": content} for code in sorted(codes)}
