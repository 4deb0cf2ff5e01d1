"""Parts of expressions whose value is known without a context."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.feel import syntax, temporal
from engine.feel.compare import compared
from engine.feel.errors import FeelError
from engine.feel.names import Names
from engine.feel.operators import ORDERED_KINDS
from engine.feel.parser import parse_expression
from engine.feel.run import Run
from engine.feel.syntax import Node
from engine.feel.values import Range, Unanswerable, Value, kind

_MAKERS = Names(("date and time",))
_FROM_START = re.compile(r"\s*([\[(\]])(.+)\.\.\s*[)\[]\s*", re.DOTALL)
_TO_END = re.compile(r"\s*[(\]]\s*\.\.(.+)([\])\[])\s*", re.DOTALL)
UNKNOWN = object()
"""Stands for a value that is not known before evaluation."""


def constant(node: Node) -> Value:
    """The value of a literal, of a call such as `date("2027-01-31")`, or of a range of them; else `UNKNOWN`."""
    if isinstance(node, syntax.Literal):
        return node.value
    if isinstance(node, syntax.RangeOf):
        return _range(node)
    if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name) and len(node.arguments) == 1:
        return _temporal(node.function.name, node.arguments[0])
    return UNKNOWN


def _range(node: syntax.RangeOf) -> Value:
    start, end = constant(node.start), constant(node.end)
    if start is UNKNOWN or end is UNKNOWN or start is None or kind(start) != kind(end):
        return UNKNOWN
    return Range(start, end, node.start_included, node.end_included)


def _temporal(function: str, argument: Node) -> Value:
    readers: dict[str, Callable[[str], Value]] = {
        "date": temporal.read_date,
        "time": temporal.read_time,
        "date and time": temporal.read_date_time,
        "duration": temporal.read_duration,
    }
    if function not in readers or not isinstance(argument, syntax.Literal) or type(argument.value) is not str:
        return UNKNOWN
    try:
        return readers[function](argument.value)
    except Unanswerable:
        return UNKNOWN


def constant_range(text: str, run: Run) -> Range:
    """The range a text writes with constants (grammar rule 66): `[1..10]`, or with one end `[1..)` and `(..10]`. Ends
    that run the wrong way, of different kinds, or missing where the bracket includes them are refused."""
    from_start, to_end = _FROM_START.fullmatch(text), _TO_END.fullmatch(text)
    if from_start:
        value = _half(Range(_read(from_start[2]), None, from_start[1] == "[", False))
    elif to_end:
        value = _half(Range(None, _read(to_end[1]), False, to_end[2] == "]"))
    else:
        value = _whole(_read(text), run)
    if value is None:
        raise Unanswerable(f'Expected a range like "[1..10]", but found "{text[:60]}".')
    return value


def _half(span: Range) -> Range | None:
    return span if kind(span.start if span.end is None else span.end) in ORDERED_KINDS else None


def _whole(value: Value, run: Run) -> Range | None:
    if not isinstance(value, Range) or kind(value.start) not in ORDERED_KINDS:
        return None
    order = compared(value.start, value.end, run)
    return value if order is not None and order <= 0 else None


def _read(text: str) -> Value:
    """The constant that the text writes; null is none here."""
    try:
        value = constant(parse_expression(text, _MAKERS))
    except FeelError:
        return UNKNOWN
    return UNKNOWN if value is None else value
