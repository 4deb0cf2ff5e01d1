"""Variables are JSON values that are replaced, never changed, so that steps can share them without copying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from engine.errors import InvalidInput
from engine.feel import FeelError, to_json

Json: TypeAlias = Any
"""None, bool, int, float, str, a list of them, or a dict from text to them."""

Data: TypeAlias = dict[str, Json]

MAX_DEPTH = 40
_PLAIN = frozenset({str, bool, int, float, type(None)})


def own(variables: Mapping[str, Any]) -> Data:
    """A deep copy in JSON types with keys in order, so that nobody else holds a part of it.

    Dates, durations and decimals become what `engine.feel.to_json` makes of them. Refuses names that are no text and
    values that are neither JSON nor FEEL with `InvalidInput`, naming the variable.
    """
    return {_name(name): _own_value(name, variables[name]) for name in sorted(variables, key=str)}


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise InvalidInput(f"Expected a text as the name of a variable, but it is {name!r}.")
    return name


def _own_value(name: str, value: object) -> Json:
    try:
        return ordered(value)
    except (FeelError, TypeError, ValueError, RecursionError) as error:
        message = f"Expected a value that a pathway can keep in “{name}”, but: {error}"
        raise InvalidInput(message, {name: str(error)}) from None


def ordered(value: Any, depth: int = 0) -> Json:
    """The value in JSON types with keys in order, copied."""
    if type(value) in _PLAIN:
        return value
    if depth > MAX_DEPTH:
        raise ValueError(f"it is nested more than {MAX_DEPTH} deep.")
    if isinstance(value, Mapping):
        return {_name(key): ordered(value[key], depth + 1) for key in sorted(value, key=str)}
    if isinstance(value, (list, tuple)):
        return [ordered(item, depth + 1) for item in value]
    return to_json(value)


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
