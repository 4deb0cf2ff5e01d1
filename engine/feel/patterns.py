"""Unary tests as sets of values, as far as they are constant: for indexing decision tables and for checking them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.constants import UNKNOWN, constant
from engine.feel.syntax import Bound, ListOf, Node, Tests
from engine.feel.values import FAR_KINDS, PLAIN, Range, Value


@dataclass(frozen=True)
class Pattern:
    """The values that pass: these values and those in these ranges, or when `negated` all others of their kind.

    `anything` is the test `-`.
    """

    values: tuple[Value, ...] = ()
    ranges: tuple[Range, ...] = ()
    negated: bool = False
    anything: bool = False


ANYTHING = Pattern(anything=True)


def pattern_of(tests: Tests) -> Pattern | None:
    """The set of values that pass the tests, or None when it depends on anything else."""
    if not tests.tests:
        return ANYTHING
    values: list[Value] = []
    ranges: list[Range] = []
    for test in tests.tests:
        parts = _parts(test)
        if parts is None:
            return None
        ranges += [part for part in parts if isinstance(part, Range)]
        values += [part for part in parts if not isinstance(part, Range)]
    return Pattern(tuple(values), tuple(ranges), tests.negated)


def _parts(test: Node) -> list[Value] | None:
    if isinstance(test, Bound):
        span = _open_range(test)
        return None if span is None else [span]
    if isinstance(test, ListOf):
        found = [constant(item) for item in test.items]
        return found if all(_simple(part) for part in found) else None
    value = constant(test)
    return [value] if _simple(value) else None


def _simple(value: Value) -> bool:
    if isinstance(value, Range):
        return type(value.start) not in FAR_KINDS and type(value.end) not in FAR_KINDS
    return type(value) in PLAIN and type(value) not in FAR_KINDS


def _open_range(test: Bound) -> Value | None:
    value = constant(test.operand)
    if value is UNKNOWN or value is None or not _simple(value):
        return None
    match test.operator:
        case "<" | "<=":
            return Range(None, value, False, test.operator == "<=")
        case ">" | ">=":
            return Range(value, None, test.operator == ">=", False)
        case "=":
            return value
    return None
