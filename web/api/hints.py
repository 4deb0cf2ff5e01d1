"""What type hints say of JSON: one reading of them for the description, for what comes in and for what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from web.api.names import in_json


@dataclass(frozen=True, slots=True)
class Said:
    """What a hint alone does not say: in words, and as bounds."""

    words: str = ""
    at_least: int | None = None
    at_most: int | None = None
    shortest: int | None = None
    longest: int | None = None
    pattern: str = ""


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a dataclass as a member of a JSON object."""

    field: str
    name: str
    hint: Any
    required: bool
    default: Any = None


def members(kind: Any) -> tuple[Member, ...]:
    """The fields of a dataclass, in order."""
    return _members(kind)


@cache
def _members(kind: Any) -> tuple[Member, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        Member(
            field=each.name,
            name=in_json(each.name),
            hint=hints[each.name],
            required=each.default is MISSING and each.default_factory is MISSING,
            default=None if each.default is MISSING else each.default,
        )
        for each in fields(kind)
    )


def said(hint: Any) -> tuple[Any, Said]:
    """The hint without what is said of it, and that."""
    if get_origin(hint) is Annotated:
        bare, *rest = get_args(hint)
        return bare, next((each for each in rest if isinstance(each, Said)), NOTHING)
    return hint, NOTHING


def opened(hint: Any) -> tuple[Any, Said, bool]:
    """The hint itself, what is said of it (outside or within `| None`), and whether None will do."""
    outer, outside = said(hint)
    inner, may_be_null = optional(outer)
    bare, inside = said(inner)
    return bare, outside if outside is not NOTHING else inside, may_be_null


def optional(hint: Any) -> tuple[Any, bool]:
    """The hint without None, and whether None was among it. Of other unions all parts are left."""
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    parts = get_args(hint)
    rest = [part for part in parts if part is not NoneType]
    return (rest[0] if len(rest) == 1 else Union[tuple(rest)]), len(rest) < len(parts)  # noqa: UP007


def parts(hint: Any) -> tuple[Any, ...]:
    """The parts of a union; the hint alone when it is none."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def item(hint: Any) -> Any | None:
    """The hint of the items of a list; None when it is no list."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def value(hint: Any) -> Any | None:
    """The hint of the values of an object with any keys; None when it is none."""
    return get_args(hint)[1] if get_origin(hint) in (dict, Mapping) else None
