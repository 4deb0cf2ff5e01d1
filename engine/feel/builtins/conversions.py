"""Functions between kinds of values."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal, DecimalException

from engine.feel.builtins.registry import builtin
from engine.feel.compare import equal
from engine.feel.run import Run
from engine.feel.values import NUMBERS, Unanswerable, Value
from engine.feel.writing import write

_NUMBER = re.compile(r"-?(?:\d{1,6200}(?:\.\d{0,6200})?|\.\d{1,6200})(?:[eE][+-]?\d{1,9})?")


@builtin("string(from: any)")
def string(run: Run, value: Value) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else write(value, run)


@builtin("number(from: number)")
def number_itself(_run: Run, value: Decimal) -> Decimal:
    return value


@builtin("number(from: string)", "number(from: string, grouping separator: any, decimal separator: any)")
def number(_run: Run, text: str, grouping: Value = None, point: Value = None) -> Decimal:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        raise Unanswerable('Expected " ", "," or "." to group digits and "," or "." before decimals.')
    if grouping is not None and grouping == point:
        raise Unanswerable("Expected different signs for grouping and decimals.")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if not _NUMBER.fullmatch(plain):
        raise Unanswerable(f'Expected a number, but found "{text[:60]}".')
    try:
        return NUMBERS.create_decimal(plain)
    except DecimalException:
        raise Unanswerable(f'The number "{text[:60]}" is too large.') from None


@builtin("not(negand: any)")
def negation(_run: Run, value: Value) -> bool | None:
    return not value if isinstance(value, bool) else None


@builtin("is(value1: any, value2: any)")
def identical(run: Run, left: Value, right: Value) -> bool:
    """Equal and of one kind; moments are identical only when written with the same zone."""
    if type(left) is not type(right):
        return False
    if isinstance(left, (datetime, time)):
        return write(left, run) == write(right, run)
    return equal(left, right, run) is True
