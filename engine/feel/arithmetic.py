"""`+ - * / **` on numbers, texts, dates, times and durations. What has no answer is null with a reason."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import cast

from engine.feel.compare import utc
from engine.feel.run import Run
from engine.feel.temporal import make_date
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


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Unanswerable("The date lies outside the years 1 to 9999.")
    return make_date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _date_plus_months(day: date, span: Months) -> date:
    return add_months(day, span.months)


def _moment_plus_months(moment: datetime, span: Months) -> datetime:
    return datetime.combine(add_months(moment.date(), span.months), moment.timetz())


def _date_plus(day: date, span: timedelta) -> date:
    return (datetime.combine(day, time()) + span).date()


def _moment_plus(moment: datetime, span: timedelta) -> datetime:
    """Along the time line: in a zone, an hour is an hour also when clocks change."""
    if moment.tzinfo is None:
        return moment + span
    return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)


def _time_plus(clock: time, span: timedelta) -> time:
    moved = datetime.combine(date(2000, 1, 1), clock.replace(tzinfo=None)) + span % timedelta(days=1)
    return moved.time().replace(tzinfo=clock.tzinfo)


def _minus(plus: Callable[[Value, Value], Value]) -> Operation:
    def minus(left: Value, right: Value) -> Value:
        return plus(left, Months(-right.months) if type(right) is Months else -right)

    return minus


def _between_moments(left: Value, right: Value) -> timedelta:
    """From `right` to `left`; a date counts as its midnight, in UTC when the other has a zone."""
    left, right = _midnight(left, right), _midnight(right, left)
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Unanswerable("A local time cannot be subtracted from one that has a zone.")
    if left.tzinfo is not None:
        left, right = utc(left), utc(right)
        if left is None or right is None:
            raise Unanswerable("A time in a named zone cannot be subtracted without its date.")
    return cast(timedelta, left - right)


def _midnight(value: Value, other: Value) -> Value:
    if type(value) is date:
        zone = UTC if type(other) is datetime and other.tzinfo else None
        return datetime.combine(value, time(tzinfo=zone))
    if type(value) is time and value.tzinfo is None:
        return datetime.combine(date(2000, 1, 1), value)
    return value


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
    answer = NUMBERS.power(base, exponent)
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
    ("-", time, time): _between_moments,
}
for _left in (date, datetime):
    for _right in (date, datetime):
        OPERATIONS["-", _left, _right] = _between_moments
for _type, _span, _plus in (
    (date, Months, _date_plus_months),
    (date, timedelta, _date_plus),
    (datetime, Months, _moment_plus_months),
    (datetime, timedelta, _moment_plus),
    (time, timedelta, _time_plus),
):
    OPERATIONS["+", _type, _span] = cast(Operation, _plus)
    OPERATIONS["+", _span, _type] = _swapped(cast(Operation, _plus))
    OPERATIONS["-", _type, _span] = _minus(cast(Operation, _plus))
for _span in (timedelta, Months):
    OPERATIONS["*", Decimal, _span] = _swapped(OPERATIONS["*", _span, Decimal])
