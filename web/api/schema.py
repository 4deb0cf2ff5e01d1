"""Type hints as JSON Schema (2020-12, as OpenAPI 3.1 takes it)."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from web.api import hints
from web.api.hints import Said

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Any: {},
}
Schemas = dict[str, Any]


def schema(hint: Any, known: Schemas) -> dict[str, Any]:
    """The schema of a hint. Those of dataclasses go into `known`, by name, and are referred to."""
    inner, said, may_be_null = hints.opened(hint)
    made = _with(_bare(inner, known), said)
    return _nullable(made) if may_be_null else made


def _bare(hint: Any, known: Schemas) -> dict[str, Any]:
    several = hints.parts(hint)
    if len(several) > 1:
        return {"anyOf": [schema(part, known) for part in several]}
    if (each := hints.item(hint)) is not None:
        return {"type": "array", "items": schema(each, known)}
    if (each := hints.value(hint)) is not None:
        return {"type": "object", "additionalProperties": schema(each, known)}
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [str(each) for each in hint]}
    if is_dataclass(hint) and isinstance(hint, type):
        return _referred(hint, known)
    return dict(PLAIN[hint])


def _referred(kind: type[Any], known: Schemas) -> dict[str, Any]:
    if kind.__name__ not in known:
        known[kind.__name__] = {}  # for one that holds itself
        known[kind.__name__] = object_of(kind, known)
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def object_of(kind: type[Any], known: Schemas) -> dict[str, Any]:
    """The schema of a dataclass itself."""
    found = hints.members(kind)
    made: dict[str, Any] = {"type": "object", "description": " ".join((kind.__doc__ or "").split())}
    made["properties"] = {each.name: schema(each.hint, known) for each in found}
    required = [each.name for each in found if each.required]
    return {**made, **({"required": required} if required else {}), "additionalProperties": False}


def _nullable(made: dict[str, Any]) -> dict[str, Any]:
    if "enum" in made:
        return {**made, "type": [made["type"], "null"], "enum": [*made["enum"], None]}
    if "type" in made:
        return {**made, "type": [made["type"], "null"]}
    return {"anyOf": [*made.get("anyOf", [made]), {"type": "null"}]}


def _with(made: dict[str, Any], said: Said) -> dict[str, Any]:
    bounds = {
        "description": said.words or None,
        "minimum": said.at_least,
        "maximum": said.at_most,
        **_lengths(made, said),
        "pattern": said.pattern or None,
    }
    return {**made, **{name: bound for name, bound in bounds.items() if bound is not None}}


def _lengths(made: dict[str, Any], said: Said) -> dict[str, int | None]:
    names = {"array": ("minItems", "maxItems"), "object": ("minProperties", "maxProperties")}
    kind = made.get("type")
    fewest, most = names.get(kind if isinstance(kind, str) else "", ("minLength", "maxLength"))
    return {fewest: said.shortest, most: said.longest}
