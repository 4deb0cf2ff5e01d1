"""Values as JSON and back, with nothing lost.

Texts, booleans, null, lists and contexts are themselves. Whole numbers are JSON numbers. Everything else is an object
with the kind under "@" and its text under "value":

    {"@": "number", "value": "2.5"}          {"@": "date", "value": "2027-01-31"}
    {"@": "time", "value": "17:00:00"}       {"@": "date and time", "value": "2027-01-31T17:00:00@Europe/London"}
    {"@": "duration", "value": "P5D"}        {"@": "range", "start": …, "end": …, "included": [true, false]}

A context that itself has an entry "@" is wrapped: `{"@": "context", "value": {…}}`. Functions have no JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel import temporal
from engine.feel.budget import MAX_VALUE_DEPTH
from engine.feel.errors import FeelError
from engine.feel.values import FAR_KINDS, NUMBERS, Months, Range, Unanswerable, Value, kind
from engine.feel.writing import write_plain

Json = Any
"""None, bool, int, float, str, or lists and objects of these."""

_TAGS: dict[type, str] = {
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "duration",
    Months: "duration",
    **FAR_KINDS,
}


def _read_number(text: str) -> Decimal:
    number = NUMBERS.create_decimal(text)
    if not number.is_finite():
        raise Unanswerable("Expected a finite number.")
    return number


_READERS: dict[str, Callable[[str], Value]] = {
    "number": _read_number,
    "date": temporal.read_date,
    "time": temporal.read_time,
    "date and time": temporal.read_date_time,
    "duration": temporal.read_duration,
}
_MAX_DIGITS = 40


def to_json(value: Value, depth: int = 0) -> Json:
    """The value as JSON. Raises `FeelError` for functions, foreign objects and values that are too deep."""
    if depth > MAX_VALUE_DEPTH:
        raise FeelError(f"Expected a value at most {MAX_VALUE_DEPTH} lists deep, but this one is deeper.")
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, (float, Decimal)):
        return _number_to_json(value)
    if type(value) in _TAGS:
        return {"@": _TAGS[type(value)], "value": write_plain(value)}
    return _compound_to_json(value, depth + 1)


def _number_to_json(value: float | Decimal) -> Json:
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite():
        raise FeelError("Expected a finite number, but this one is not.")
    if number == number.to_integral_value() and number.adjusted() < _MAX_DIGITS:
        return int(number)
    return {"@": "number", "value": str(number)}


def _compound_to_json(value: Value, depth: int) -> Json:
    if isinstance(value, (list, tuple)):
        return [to_json(item, depth) for item in value]
    if isinstance(value, Mapping):
        entries = {str(name): to_json(item, depth) for name, item in value.items()}
        return {"@": "context", "value": entries} if "@" in entries else entries
    if isinstance(value, Range):
        ends = {"start": to_json(value.start, depth), "end": to_json(value.end, depth)}
        return {"@": "range", **ends, "included": [value.start_included, value.end_included]}
    raise FeelError(f"Expected a value that can be kept, but this is a {kind(value)}.")


def from_json(value: Json, depth: int = 0) -> Value:
    """The value that `to_json` wrote. Plain JSON numbers become decimals. Raises `FeelError` for unknown tags."""
    if depth > MAX_VALUE_DEPTH:
        raise FeelError(f"Expected JSON at most {MAX_VALUE_DEPTH} levels deep, but this is deeper.")
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return _tagged({"@": "number", "value": repr(value)}, depth)
    if isinstance(value, list):
        return [from_json(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return _tagged(value, depth + 1) if "@" in value else _entries(value, depth + 1)
    raise FeelError(f"Expected JSON, but found a {type(value).__name__}.")


def _entries(value: dict[str, Json], depth: int) -> Value:
    return {name: from_json(item, depth) for name, item in value.items()}


def _tagged(value: dict[str, Json], depth: int) -> Value:
    tag, content = value["@"], value.get("value")
    if tag == "context" and isinstance(content, dict):
        return _entries(content, depth)
    if tag == "range" and isinstance(value.get("included"), list) and len(value["included"]) == 2:
        start, end = from_json(value.get("start"), depth), from_json(value.get("end"), depth)
        return Range(start, end, value["included"][0] is True, value["included"][1] is True)
    if not isinstance(content, str) or not isinstance(tag, str) or tag not in _READERS:
        raise FeelError(f"Expected a tagged value, but found the tag {tag!r}.")
    try:
        return _READERS[tag](content)
    except (Unanswerable, DecimalException):
        raise FeelError(f'Expected a {tag}, but found "{content[:60]}".') from None
