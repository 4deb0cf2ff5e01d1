"""What the engine adds to the language: working days, and deadlines that go by the name of their parameter.

    working days(3)                     "3 working days", a length of time that timers understand
    working days between(from, to)      how many working days begin after the first day, up to the second
    deadline("handshake.acknowledge")   a deadline that timers resolve when their clock starts

Decisions answer with the texts; timers give the first and the last their own meaning at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from engine.domain.deadlines import DeadlineRef
from engine.domain.durations import MAX_WORKING_DAYS, WorkingDays
from engine.domain.working_days import FIRST_YEAR, LAST_YEAR, Calendar, bank_holidays
from engine.feel.values import FeelFunction, Unanswerable, Value, kind

_WEEK = 7


def working_time(calendar: Calendar) -> Mapping[str, FeelFunction]:
    """The functions, by name, where that calendar holds."""
    between = partial(_between, calendar)
    return {
        "working days": FeelFunction(("n",), _working_days, name="working days"),
        "working days between": FeelFunction(("from", "to"), between, name="working days between"),
        "deadline": FeelFunction(("name",), _deadline, name="deadline"),
    }


def working_days(value: Value) -> WorkingDays:
    """That many working days; refused when it is no whole number, or more than fifty years."""
    whole = type(value) is Decimal and value == value.to_integral_value() and 0 <= value <= MAX_WORKING_DAYS
    if not whole:
        raise Unanswerable(f"Expected a whole number of working days from 0 to {MAX_WORKING_DAYS:,}.")
    return WorkingDays(int(value))


def deadline(name: Value) -> DeadlineRef:
    """The deadline of that name."""
    if type(name) is not str or not name.strip() or '"' in name:
        raise Unanswerable("Expected the name of a deadline in quotation marks.")
    return DeadlineRef(name.strip())


def _working_days(value: Value) -> str:
    return f"{working_days(value).days} working days"


def _deadline(name: Value) -> str:
    return f'deadline("{deadline(name).name}")'


def _between(calendar: Calendar, start: Value, end: Value) -> Decimal:
    """Weekends, bank holidays of England and Wales and the calendar's own closed days do not count; negative when
    reversed. A date with time counts as its day on the calendar's wall clock."""
    first, last = _day(calendar, start), _day(calendar, end)
    if first > last:
        return -Decimal(_counted(calendar, last, first))
    return Decimal(_counted(calendar, first, last))


def _day(calendar: Calendar, value: Value) -> date:
    if isinstance(value, datetime):
        value = calendar.local(value).date() if value.tzinfo else value.date()
    if type(value) is not date:
        raise Unanswerable(f"Expected two dates to count the working days between, but found a {kind(value)}.")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unanswerable(f"Expected a year from {FIRST_YEAR} to {LAST_YEAR}, but found {value.year}.")
    return value


def _counted(calendar: Calendar, first: date, last: date) -> int:
    """Working days after `first` up to `last`, without looking at every day."""
    weeks, rest = divmod((last - first).days, _WEEK)
    weekdays = weeks * 5 + sum((first + timedelta(days=count)).weekday() < 5 for count in range(1, rest + 1))
    years = range(first.year, last.year + 1)
    closed = calendar.closed_days.union(*(bank_holidays(year) for year in years))
    return weekdays - sum(first < day <= last and day.weekday() < 5 for day in closed)


WORKING_TIME: Mapping[str, FeelFunction] = MappingProxyType(working_time(Calendar()))
"""The functions where only weekends and bank holidays are closed."""
