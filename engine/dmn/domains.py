"""The values of a table's column, cut into groups that no cell tells apart, each with one value that stands for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from engine.feel.patterns import Pattern
from engine.feel.values import KINDS, Months, Range, Value
from engine.feel.writing import write_plain

_DAY = timedelta(days=1)
ORDERED: tuple[type, ...] = (Decimal, str, date, datetime, timedelta, Months)
TYPES = {name: python for python, name in KINDS.items()}


@dataclass(frozen=True)
class Group:
    """Values that every cell of the column treats alike; `value` is one of them, `words` name them."""

    value: Value
    words: str


def groups(patterns: Iterable[Pattern], kind: str, allowed: Pattern | None) -> list[Group] | None:
    """The groups of the values that are allowed; None when they cannot be told.

    `kind` is the declared kind of the values, or empty: then those kinds count that the cells speak of. Null is a group
    only when a cell names it.
    """
    known = [pattern for pattern in (*patterns, allowed) if pattern is not None and not pattern.anything]
    constants = [value for pattern in known for value in _constants(pattern)]
    types = {TYPES[kind]} if kind in TYPES else {type(value) for value in constants}
    if not types - {type(None)}:
        return [Group(None, "anything")] if not constants else None
    if not types <= {*ORDERED, bool, type(None)}:
        return None
    found = [group for one in sorted(types, key=str) for group in _groups(one, constants)]
    if any(value is None for value in constants) and type(None) not in types:
        found.append(Group(None, "nothing"))
    return [group for group in found if allowed is None or passes(allowed, group.value)]


def _constants(pattern: Pattern) -> list[Value]:
    ends = [end for span in pattern.ranges for end in (span.start, span.end) if end is not None]
    return [*pattern.values, *ends]


def _groups(kind: type, constants: list[Value]) -> list[Group]:
    if kind is bool:
        return [Group(True, "true"), Group(False, "false")]
    if kind is type(None):
        return [Group(None, "nothing")]
    points: list[Value] = sorted({value for value in constants if type(value) is kind})
    if not points:
        return [Group(_SOMETHING[kind], "anything")]
    found = [Group(point, spoken(point)) for point in points]
    found += [
        Group(middle, f"between {spoken(low)} and {spoken(high)}")
        for low, high in pairwise(points)
        if (middle := _between(low, high)) is not None and kind is not str
    ]
    return found + (_other_texts(points) if kind is str else _outside(points))


def _other_texts(points: list[str]) -> list[Group]:
    return [Group(points[-1] + "\uffff", "any other text")]


def _outside(points: list[Value]) -> list[Group]:
    step = _STEPS[type(points[0])]
    found: list[Group] = []
    for point, sign, word in ((points[0], -1, "below"), (points[-1], 1, "above")):
        try:
            found.append(Group(step(point, sign), f"{word} {spoken(point)}"))
        except OverflowError:
            continue
    return found


def _between(low: Value, high: Value) -> Value | None:
    """A value strictly between, if there is one."""
    match low:
        case Decimal():
            return (low + high) / 2
        case Months():
            middle = Months((low.months + high.months) // 2)
            return middle if low < middle < high else None
        case datetime() | timedelta():
            return low + (high - low) / 2
        case date():
            return low + _DAY if high - low > _DAY else None
    return None


_STEPS: dict[type, Callable[[Value, int], Value]] = {
    Decimal: lambda value, sign: value + sign,
    Months: lambda value, sign: Months(value.months + sign),
    date: lambda value, sign: value + sign * _DAY,
    datetime: lambda value, sign: value + sign * _DAY,
    timedelta: lambda value, sign: value + sign * _DAY,
}
_SOMETHING: dict[type, Value] = {
    Decimal: Decimal(0),
    str: "",
    date: date(2000, 1, 1),
    datetime: datetime(2000, 1, 1),
    timedelta: timedelta(),
    Months: Months(0),
}


def passes(pattern: Pattern, value: Value) -> bool:
    """Whether the value is in the set."""
    if pattern.anything:
        return True
    inside = any(type(one) is type(value) and one == value for one in pattern.values) or any(
        _in_range(span, value) for span in pattern.ranges
    )
    return inside is not pattern.negated


def _in_range(span: Range, value: Value) -> bool:
    ends = {type(end) for end in (span.start, span.end) if end is not None}
    if ends != {type(value)}:
        return False
    above = span.start is None or value > span.start or (span.start_included and value == span.start)
    below = span.end is None or value < span.end or (span.end_included and value == span.end)
    return above and below


def spoken(value: Value) -> str:
    """The value as people write it: texts without quotation marks."""
    return value if isinstance(value, str) else write_plain(value)
