"""What may follow a dot: entries of contexts, and the parts of dates, times, durations and ranges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.errors import suggestion
from engine.feel.far import SECOND, FarDate, FarDateTime, FarTime, nanoseconds_of_day
from engine.feel.run import Run
from engine.feel.values import Months, Range, Value, kind

Property = Callable[[Value], Value]


def _offset(value: Value) -> Value:
    return value.utcoffset()


def _zone(value: Value) -> Value:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _second(value: Value) -> Decimal:
    """The second with its fraction."""
    nano = nanoseconds_of_day(value) % (60 * SECOND)
    return Decimal(nano) / SECOND


def _part(unit: timedelta, modulus: int) -> Property:
    def part(value: timedelta) -> Decimal:
        whole = abs(value) // unit
        count = Decimal(whole % modulus if modulus else whole)
        return -count if value < timedelta() else count

    return part


def _seconds(value: timedelta) -> Decimal:
    """The seconds beside whole minutes, with their fraction."""
    count = Decimal(abs(value) % timedelta(minutes=1) // timedelta(microseconds=1)) / 1_000_000
    return -count if value < timedelta() else count


def _months(modulus: bool) -> Property:
    def part(value: Months) -> Decimal:
        years, months = divmod(abs(value.months), 12)
        count = Decimal(months if modulus else years)
        return -count if value.months < 0 else count

    return part


_DAY: dict[str, Property] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_CLOCK: dict[str, Property] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": _second,
    "time offset": _offset,
    "timezone": _zone,
}
PROPERTIES: dict[type, dict[str, Property]] = {
    date: _DAY,
    time: _CLOCK,
    datetime: _DAY | _CLOCK,
    FarDate: _DAY,
    FarTime: _CLOCK,
    FarDateTime: _DAY | _CLOCK,
    timedelta: {
        "days": _part(timedelta(days=1), 0),
        "hours": _part(timedelta(hours=1), 24),
        "minutes": _part(timedelta(minutes=1), 60),
        "seconds": _seconds,
    },
    Months: {"years": _months(False), "months": _months(True)},
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}


def follow(value: Value, name: str, run: Run, position: int) -> Value:
    """The value behind `.name`; of a list, the values behind it of every item."""
    if type(value) is dict:
        if name in value:
            return value[name]
        return run.null(f'The context has no "{name}".{suggestion(name, value)}', position)
    if type(value) is list:
        run.spend(len(value))
        return [follow(item, name, run, position) for item in value]
    found = PROPERTIES.get(type(value), {}).get(name)
    if found is None:
        return run.null(f'A {kind(value)} has no "{name}".', position)
    return found(value)
