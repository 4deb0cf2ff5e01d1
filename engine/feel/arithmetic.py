"""`+ - * / **` on numbers, texts, dates, times and durations. What has no answer is null with a reason."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from itertools import product
from typing import cast

from engine.feel.far import (
    DAY,
    AnyDate,
    AnyMoment,
    AnyTime,
    FarDate,
    FarDateTime,
    FarTime,
    at_instant,
    clock_at,
    combine,
    distance,
    from_ordinal,
    instant,
    make_date,
    nanoseconds,
    nanoseconds_of_day,
    ordinal,
)
from engine.feel.run import Run
from engine.feel.values import NUMBERS, Months, Unanswerable, Value, kind

Operation = Callable[[Value, Value], Value]
_MICROSECOND = timedelta(microseconds=1)


def apply(operator: str, left: Value, right: Value, run: Run, position: int) -> Value:
    """The answer of one operator."""
    if operator == "+" and type(left) is str and type(right) is str:
        run.build(len(left) + len(right))
        return left + right
    operation = OPERATIONS.get((operator, type(left), type(right)))
    if operation is None:
        return run.null(f'There is no "{operator}" between a {kind(left)} and a {kind(right)}.', position)
    try:
        return operation(left, right)
    except Unanswerable as refusal:
        return run.null(refusal.reason, position)
    except (DecimalException, OverflowError):
        return run.null(f'"{operator}" has no answer here, such as a division by zero or a number too large.', position)


def negate(value: Value, run: Run, position: int) -> Value:
    """`-value`"""
    if type(value) is Decimal:
        return value.copy_negate()
    if type(value) is timedelta:
        return -value
    if type(value) is Months:
        return Months(-value.months)
    return run.null(f"A {kind(value)} cannot be negated.", position)


def add_months(day: AnyDate, months: int) -> AnyDate:
    """The same day of a later month, or that month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return make_date(year, month + 1, min(day.day, monthrange(year % 400 + 2000, month + 1)[1]))


def _date_plus_months(day: AnyDate, span: Months) -> AnyDate:
    return add_months(day, span.months)


def _moment_plus_months(moment: AnyMoment, span: Months) -> AnyMoment:
    return combine(add_months(moment.date(), span.months), moment.timetz())


def _date_plus(day: AnyDate, span: timedelta) -> AnyDate:
    """The day on which its midnight then lies."""
    return from_ordinal(ordinal(day) + span.days)


def _moment_plus(moment: AnyMoment, span: timedelta) -> AnyMoment:
    """Along the time line: in a zone, an hour is an hour also when clocks change."""
    if isinstance(moment, datetime):
        try:
            if moment.tzinfo is None:
                return moment + span
            return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)
        except OverflowError:
            return at_instant(instant(moment) + nanoseconds(span), moment.tzinfo)
    return at_instant(instant(moment) + nanoseconds(span), moment.tzinfo)


def _time_plus(clock: AnyTime, span: timedelta) -> AnyTime:
    return clock_at((nanoseconds_of_day(clock) + nanoseconds(span)) % DAY, clock.tzinfo)


def _minus(plus: Callable[[Value, Value], Value]) -> Operation:
    def minus(left: Value, right: Value) -> Value:
        return plus(left, Months(-right.months) if type(right) is Months else -right)

    return minus


def _between_moments(left: Value, right: Value) -> timedelta:
    """From `right` to `left`; a date counts as its midnight in UTC, so that it is not far from any local moment."""
    return timedelta(microseconds=distance(_moment(left), _moment(right)) // 1000)


def _moment(value: Value) -> Value:
    return combine(value, time(tzinfo=UTC)) if type(value) in (date, FarDate) else value


def _scaled(span: timedelta, factor: Decimal) -> timedelta:
    return timedelta(microseconds=_whole(NUMBERS.multiply(_micro(span), factor)))


def _divided(span: timedelta, divisor: Decimal) -> timedelta:
    return timedelta(microseconds=_whole(NUMBERS.divide(_micro(span), divisor)))


def _micro(span: timedelta) -> Decimal:
    return Decimal(span // _MICROSECOND)


def _whole(number: Decimal) -> int:
    if number.adjusted() > 30:
        raise Unanswerable("The duration is too long.")
    return int(number)


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    answer = NUMBERS.power(base, exponent) if exponent else Decimal(1)
    if not answer.is_finite():
        raise Unanswerable("The power of these numbers is not finite.")
    return answer


def _swapped(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


OPERATIONS: dict[tuple[str, type, type], Operation] = {
    ("+", Decimal, Decimal): NUMBERS.add,
    ("-", Decimal, Decimal): NUMBERS.subtract,
    ("*", Decimal, Decimal): NUMBERS.multiply,
    ("/", Decimal, Decimal): NUMBERS.divide,
    ("**", Decimal, Decimal): _power,
    ("+", timedelta, timedelta): lambda left, right: left + right,
    ("-", timedelta, timedelta): lambda left, right: left - right,
    ("*", timedelta, Decimal): _scaled,
    ("/", timedelta, Decimal): _divided,
    ("/", timedelta, timedelta): lambda left, right: NUMBERS.divide(_micro(left), _micro(right)),
    ("+", Months, Months): lambda left, right: Months(left.months + right.months),
    ("-", Months, Months): lambda left, right: Months(left.months - right.months),
    ("*", Months, Decimal): lambda left, right: Months(_whole(NUMBERS.multiply(Decimal(left.months), right))),
    ("/", Months, Decimal): lambda left, right: Months(_whole(NUMBERS.divide(Decimal(left.months), right))),
    ("/", Months, Months): lambda left, right: NUMBERS.divide(Decimal(left.months), Decimal(right.months)),
}
_DATES, _TIMES, _MOMENTS = (date, FarDate), (time, FarTime), (datetime, FarDateTime)
for _left, _right in (*product(_TIMES, _TIMES), *product(_DATES + _MOMENTS, _DATES + _MOMENTS)):
    OPERATIONS["-", _left, _right] = _between_moments
for _types, _span, _plus in (
    (_DATES, Months, _date_plus_months),
    (_DATES, timedelta, _date_plus),
    (_MOMENTS, Months, _moment_plus_months),
    (_MOMENTS, timedelta, _moment_plus),
    (_TIMES, timedelta, _time_plus),
):
    for _type in _types:
        OPERATIONS["+", _type, _span] = cast(Operation, _plus)
        OPERATIONS["+", _span, _type] = _swapped(cast(Operation, _plus))
        OPERATIONS["-", _type, _span] = _minus(cast(Operation, _plus))
for _span in (timedelta, Months):
    OPERATIONS["*", Decimal, _span] = _swapped(OPERATIONS["*", _span, Decimal])
