"""Variables are JSON values that are replaced, never changed, so that steps can share them without copying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from engine.errors import InvalidInput
from engine.feel import FeelError, Value, from_json, to_json

Json: TypeAlias = Any
"""None, bool, int, str, a list of them, or a dict from text to them; anything else as `engine.feel.to_json` tags it."""

Data: TypeAlias = dict[str, Json]

MAX_DEPTH = 40
MAX_DIGITS = 40
_PLAIN = frozenset({str, bool, type(None)})
_TOO_LARGE = 10**MAX_DIGITS


def own(variables: Mapping[str, Any]) -> Data:
    """A deep copy in JSON types with keys in order, so that nobody else holds a part of it.

    Refuses names that are no text and values that are neither JSON nor of the expression language with `InvalidInput`,
    naming the variable.
    """
    return {_name(name): _own_value(name, variables[name]) for name in sorted(variables, key=str)}


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise InvalidInput(f"Expected a text as the name of a variable, but it is {name!r}.")
    return name


def _own_value(name: str, value: object) -> Json:
    try:
        return _copied(value, 0)
    except (FeelError, TypeError, ValueError) as error:
        message = f"Expected a value that a pathway can keep in “{name}”, but: {error}"
        raise InvalidInput(message, {name: str(error)}) from None


def _copied(value: Any, depth: int) -> Json:
    """A value from outside: JSON, in which `@` marks what JSON has no kind for, or one of the expression language."""
    if type(value) in _PLAIN:
        return value
    if type(value) is int:
        return _whole(value)
    if depth > MAX_DEPTH:
        raise ValueError(f"it is nested more than {MAX_DEPTH} deep.")
    if isinstance(value, Mapping):
        if "@" in value:
            return kept(from_json(value))
        return {_name(key): _copied(value[key], depth + 1) for key in sorted(value, key=str)}
    if isinstance(value, (list, tuple)):
        return [_copied(item, depth + 1) for item in value]
    return kept(value)


def _whole(value: int) -> int:
    if abs(value) >= _TOO_LARGE:
        raise ValueError(f"it is a number of more than {MAX_DIGITS} digits.")
    return value


def kept(value: Value) -> Json:
    """A value of the expression language as a variable keeps it. Raises `FeelError` for what has no JSON."""
    return ordered(to_json(value))


def ordered(value: Json) -> Json:
    """A deep copy of JSON with keys in order."""
    if isinstance(value, dict):
        return {name: ordered(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [ordered(item) for item in value]
    return value


def same(one: Json, other: Json) -> bool:
    """Whether two values are the same JSON: unlike Python, `1` is not `true`."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
