"""Functions on numbers and durations."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from engine.feel.builtins.registry import builtin
from engine.feel.run import Run
from engine.feel.values import NUMBERS, Months, Unanswerable

_WIDE = Context(prec=6200, Emax=999999, Emin=-999999)


def rounded(number: Decimal, scale: Decimal | None, rounding: str) -> Decimal:
    """The number with so many digits after the point; negative scales round before it."""
    digits = 0 if scale is None else int(scale) if abs(scale) < 10**6 else 10**6
    if not -6111 <= digits <= 6176:
        raise Unanswerable("Expected a scale between -6111 and 6176.")
    if -int(number.as_tuple().exponent) <= digits:
        return number
    return NUMBERS.plus(number.quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=_WIDE))


@builtin("decimal(n: number, scale: number)")
def decimal(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def floor(_run: Run, number: Decimal, scale: Decimal | None) -> Decimal:
    return rounded(number, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(_run: Run, number: Decimal, scale: Decimal | None) -> Decimal:
    return rounded(number, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def round_up(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def round_down(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def round_half_up(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def round_half_down(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number)")
def absolute(_run: Run, number: Decimal) -> Decimal:
    return number.copy_abs()


@builtin("abs(n: days and time duration)")
def absolute_duration(_run: Run, span: timedelta) -> timedelta:
    return abs(span)


@builtin("abs(n: years and months duration)")
def absolute_months(_run: Run, span: Months) -> Months:
    return Months(abs(span.months))


@builtin("modulo(dividend: number, divisor: number)")
def modulo(_run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder with the sign of the divisor."""
    if not divisor:
        raise Unanswerable("Expected a divisor other than 0.")
    remainder = _WIDE.remainder(dividend, divisor)
    wrong_side = bool(remainder) and (remainder < 0) != (divisor < 0)
    return NUMBERS.plus(_WIDE.add(remainder, divisor) if wrong_side else remainder)


@builtin("sqrt(number: number)")
def sqrt(_run: Run, number: Decimal) -> Decimal:
    if number < 0:
        raise Unanswerable("Expected a number that is not negative.")
    return NUMBERS.sqrt(number)


@builtin("log(number: number)")
def log(_run: Run, number: Decimal) -> Decimal:
    if number <= 0:
        raise Unanswerable("Expected a number above 0.")
    return NUMBERS.ln(number)


@builtin("exp(number: number)")
def exp(_run: Run, number: Decimal) -> Decimal:
    if abs(number) > 14_000:
        raise Unanswerable("Expected a number between -14000 and 14000.")
    return NUMBERS.exp(number)


@builtin("odd(number: number)")
def odd(_run: Run, number: Decimal) -> bool:
    return _WIDE.remainder(number, Decimal(2)).copy_abs() == 1


@builtin("even(number: number)")
def even(_run: Run, number: Decimal) -> bool:
    return not _WIDE.remainder(number, Decimal(2))
