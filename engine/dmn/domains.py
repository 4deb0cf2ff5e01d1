"""The values of a table's column, cut into groups that no cell tells apart, each with one value that stands for it.

Order, middle and step of values are those of the expression language, so that a check speaks of what deciding does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key
from itertools import pairwise

from engine.feel import syntax
from engine.feel.arithmetic import apply
from engine.feel.budget import Budget
from engine.feel.builtins import BUILTINS
from engine.feel.compare import compared
from engine.feel.constants import UNKNOWN, constant
from engine.feel.far import is_mixed
from engine.feel.json import from_json
from engine.feel.run import Run
from engine.feel.syntax import Node
from engine.feel.values import Range, Value, kind
from engine.feel.writing import write

TEMPORAL = frozenset({"date", "time", "date and time", "days and time duration", "years and months duration"})
SIMPLE = TEMPORAL | {"number", "string", "boolean"}
"""Kinds whose values hold no other values, and of which a cell can name one."""

_COMPARING = (
    syntax.Tests,
    syntax.Bound,
    syntax.Comparison,
    syntax.Between,
    syntax.In,
    syntax.Every,
    syntax.Either,
    syntax.ListOf,
)
"""What only compares: between two neighbouring constants the answer is always the same."""


@dataclass(frozen=True)
class Group:
    """Values that every cell of the column treats alike; `value` is one of them, `words` name them."""

    value: Value
    words: str


def constants(node: Node) -> list[Value] | None:
    """The constants that the value of a cell is compared with; None when the cell does more than compare."""
    if isinstance(node, syntax.Name) and node.name == "?":
        return []
    value = constant(node)
    if value is not UNKNOWN:
        ends = (value.start, value.end) if isinstance(value, Range) else (value,)
        return list(ends) if all(end is None or kind(end) in SIMPLE for end in ends) else None
    inside = _negated(node) or (list(syntax.children(node)) if isinstance(node, _COMPARING) else None)
    if inside is None:
        return None
    found: list[Value] = []
    for part in inside:
        values = constants(part)
        if values is None:
            return None
        found += values
    return found


def _negated(node: Node) -> list[Node] | None:
    """The arguments of `not(…)` inside a test."""
    if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name) and node.function.name == "not":
        return list(node.arguments)
    return None


def has_ranges(node: Node) -> bool:
    """Whether the order of values matters to the cell."""
    ordering = (syntax.Between, syntax.RangeOf)
    return any(
        isinstance(part, ordering)
        or (isinstance(part, (syntax.Bound, syntax.Comparison)) and part.operator not in ("=", "!="))
        for part in syntax.walk(node)
    )


def groups(values: Iterable[Value], wanted: str, ranges: bool) -> list[Group] | None:
    """The groups that these constants cut a column into; None when they cannot be told.

    `wanted` is the declared kind of the values, or empty: then those kinds count that the constants are of. Null is a
    group only when it is among the constants. `ranges`: the order of texts matters too.
    """
    known = list(values)
    kinds = {wanted} if wanted else {kind(value) for value in known} - {"null"}
    if not kinds:
        return [Group(None, "nothing"), Group("", "anything else")] if known else [Group(None, "anything")]
    if not kinds <= SIMPLE:
        return None
    found: list[Group] = []
    for one in sorted(kinds):
        own = _groups(one, [value for value in known if kind(value) == one], ranges)
        if own is None:
            return None
        found += own
    return found + [Group(None, "nothing")] * any(value is None for value in known)


def _groups(one: str, values: list[Value], ranges: bool) -> list[Group] | None:
    if one == "boolean":
        return [Group(True, "true"), Group(False, "false")]
    if not values:
        return [Group(_SOMETHING[one](), "anything")]
    points = _sorted(values)
    if points is None:
        return None
    if one == "string" and not ranges:
        return [*_named(points), Group(points[-1] + "\uffff", "any other text")]
    return _line(points)


def _named(points: Sequence[Value]) -> list[Group]:
    return [Group(point, spoken(point)) for point in points]


def _line(points: list[Value]) -> list[Group]:
    """From below the first point to above the last."""
    below, above = _step(points[0], "-"), _step(points[-1], "+")
    found = [Group(below, f"below {spoken(points[0])}")] if _lies(None, below, points[0]) else []
    for low, high in pairwise(points):
        found += _named([low])
        if _lies(low, middle := _between(low, high), high):
            found.append(Group(middle, f"between {spoken(low)} and {spoken(high)}"))
    found += _named(points[-1:])
    return [*found, Group(above, f"above {spoken(points[-1])}")] if _lies(points[-1], above, None) else found


def _sorted(values: Sequence[Value]) -> list[Value] | None:
    """The values in order, each once; None when some have no order, such as local times beside times in a zone."""
    if any(_compare(values[0], value) is None or is_mixed(values[0], value) for value in values):
        return None
    points: list[Value] = []
    for value in sorted(values, key=cmp_to_key(lambda one, other: _compare(one, other) or 0)):
        if not points or _compare(points[-1], value) != 0:
            points.append(value)
    return points


def _lies(low: Value, value: Value, high: Value) -> bool:
    """Whether there is a value, and it lies strictly between; an end that is None is open."""
    if value is None:
        return False
    above = low is None or (_compare(low, value) or 0) < 0
    return above and (high is None or (_compare(value, high) or 0) < 0)


def _between(low: Value, high: Value) -> Value:
    """A value between, or null."""
    match kind(low):
        case "string":
            return low + "\0"
        case "date" | "years and months duration":
            return _step(low, "+")
        case "number":
            return _apply("/", _apply("+", low, high), Decimal(2))
    return _apply("+", low, _apply("/", _apply("-", high, low), Decimal(2)))


def _step(value: Value, sign: str) -> Value:
    match kind(value):
        case "number":
            return _apply(sign, value, Decimal(1))
        case "string":
            return value + "\uffff" if sign == "+" else ""
        case "years and months duration":
            return _apply(sign, value, from_json({"@": "duration", "value": "P1M"}))
        case "time":
            return _apply(sign, value, from_json({"@": "duration", "value": "PT1S"}))
    return _apply(sign, value, from_json({"@": "duration", "value": "P1D"}))


def _apply(sign: str, left: Value, right: Value) -> Value:
    return None if left is None or right is None else apply(sign, left, right, _run(), 0)


def _compare(left: Value, right: Value) -> int | None:
    return compared(left, right, _run())


def _run() -> Run:
    return Run({}, {}, BUILTINS, _BUDGET, False)


_BUDGET = Budget()
_EXAMPLES = {
    "date": "2000-01-01",
    "time": "12:00:00",
    "date and time": "2000-01-01T12:00:00",
    "days and time duration": "P1D",
    "years and months duration": "P1M",
}


def _example(one: str) -> Callable[[], Value]:
    return lambda: from_json({"@": "duration" if "duration" in one else one, "value": _EXAMPLES[one]})


_SOMETHING: dict[str, Callable[[], Value]] = {
    "number": lambda: Decimal(0),
    "string": lambda: "",
    **{one: _example(one) for one in _EXAMPLES},
}


def spoken(value: Value) -> str:
    """The value as people write it: texts without quotation marks."""
    return value if isinstance(value, str) else write(value, _run())
