"""Dates and times beyond the standard types: years outside 1 to 9999, and fractions finer than a microsecond.

The functions make and question both: a value is of a standard type whenever that can hold it, else of one below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from time import struct_time
from typing import Any

from engine.feel.errors import Unanswerable

MAX_YEAR = 999_999_999
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
SECOND = 1_000_000_000
DAY = 86_400 * SECOND
"""Nanoseconds of a day."""


@dataclass(frozen=True, slots=True)
class FarDate:
    """A date whose year is not in 1 to 9999."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04}-{self.month:02}-{self.day:02}"

    @property
    def near(self) -> date:
        """The same day of a year near us with the same calendar."""
        return date((self.year - 1) % _CYCLE_YEARS + 1 + 5 * _CYCLE_YEARS, self.month, self.day)

    def isoweekday(self) -> int:
        return self.near.isoweekday()

    def weekday(self) -> int:
        return self.near.weekday()

    def timetuple(self) -> struct_time:
        return self.near.timetuple()

    def isocalendar(self) -> Any:
        return self.near.isocalendar()


@dataclass(frozen=True, slots=True)
class FarTime:
    """A time of day finer than a microsecond."""

    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: tzinfo | None

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}:{self.second:02}.{self.nanosecond:09}"

    def utcoffset(self) -> timedelta | None:
        return None if self.tzinfo is None else self.tzinfo.utcoffset(None)


@dataclass(frozen=True, slots=True)
class FarDateTime:
    """A date and time of which one part needs a type of this module."""

    day_part: date | FarDate
    clock: time | FarTime

    def __str__(self) -> str:
        return f"{self.day_part}T{self.clock}"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.day_part if name in _OF_DAY else self.clock, name)

    def date(self) -> date | FarDate:
        return self.day_part

    def timetz(self) -> time | FarTime:
        return self.clock

    def utcoffset(self) -> timedelta | None:
        zone = self.clock.tzinfo
        near = self.day_part.near if isinstance(self.day_part, FarDate) else self.day_part
        clock = time(self.clock.hour, self.clock.minute, self.clock.second)
        return None if zone is None else zone.utcoffset(datetime.combine(near, clock))


_OF_DAY = frozenset({"year", "month", "day", "isoweekday", "weekday", "timetuple", "isocalendar"})
AnyDate = date | FarDate
AnyTime = time | FarTime
AnyMoment = datetime | FarDateTime
FAR_TYPES = frozenset({FarDate, FarTime, FarDateTime})


def make_date(year: int, month: int, day: int) -> AnyDate:
    """The date; refused when there is no such day."""
    try:
        date((year - 1) % _CYCLE_YEARS + 1, month, day)
    except (ValueError, OverflowError):
        raise Unanswerable(f"Expected a day of the calendar, but there is no {year}-{month}-{day}.") from None
    if not -MAX_YEAR <= year <= MAX_YEAR:
        raise Unanswerable(f"Expected a year of at most 9 digits, but found {year}.")
    return date(year, month, day) if 1 <= year <= 9999 else FarDate(year, month, day)


def make_time(hour: int, minute: int, second: int, nanosecond: int, zone: tzinfo | None) -> AnyTime:
    """The time of day; raises `ValueError` when there is none."""
    plain = time(hour, minute, second, nanosecond // 1000, tzinfo=zone)
    return FarTime(hour, minute, second, nanosecond, zone) if nanosecond % 1000 else plain


def combine(day: AnyDate, clock: AnyTime) -> AnyMoment:
    if isinstance(day, FarDate) or isinstance(clock, FarTime):
        return FarDateTime(day, clock)
    return datetime.combine(day, clock)


def ordinal(day: AnyDate) -> int:
    """Days since the day before 1 January of the year 1."""
    cycles, year = divmod(day.year - 1, _CYCLE_YEARS)
    return date(year + 1, day.month, day.day).toordinal() + cycles * _CYCLE_DAYS


def from_ordinal(days: int) -> AnyDate:
    cycles, rest = divmod(days - 1, _CYCLE_DAYS)
    day = date.fromordinal(rest + 1)
    return make_date(day.year + cycles * _CYCLE_YEARS, day.month, day.day)


def nanoseconds(value: timedelta) -> int:
    return value // timedelta(microseconds=1) * 1000


def nanoseconds_of_day(clock: AnyTime | AnyMoment) -> int:
    fraction = clock.nanosecond if isinstance(clock, (FarTime, FarDateTime)) else clock.microsecond * 1000
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * SECOND + int(fraction)


def clock_at(nanosecond: int, zone: tzinfo | None) -> AnyTime:
    """The time of day so long after midnight."""
    seconds, fraction = divmod(nanosecond, SECOND)
    minutes, second = divmod(seconds, 60)
    return make_time(minutes // 60, minutes % 60, second, fraction, zone)


def wall(moment: AnyMoment) -> int:
    """Nanoseconds on the clock where the moment is, counted as the days are."""
    return ordinal(moment.date()) * DAY + nanoseconds_of_day(moment.timetz())


def instant(moment: AnyMoment) -> int:
    """Nanoseconds in UTC, counted as the days are; without a zone as on the wall."""
    return wall(moment) - nanoseconds(moment.utcoffset() or timedelta())


def on_wall(nanosecond: int, zone: tzinfo | None) -> AnyMoment:
    """The moment at which a clock there shows this."""
    days, rest = divmod(nanosecond, DAY)
    return combine(from_ordinal(days), clock_at(rest, zone))


def at_instant(nanosecond: int, zone: tzinfo | None) -> AnyMoment:
    """The moment in the zone; the rules of the zone far from us are those of the same day of a year near us."""
    if zone is None:
        return on_wall(nanosecond, None)
    day = from_ordinal(nanosecond // DAY)
    clock = clock_at(nanosecond % DAY, None)
    near = datetime.combine(day.near if isinstance(day, FarDate) else day, time(clock.hour, clock.minute, clock.second))
    offset = near.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
    return on_wall(nanosecond + nanoseconds(offset), zone)


_WINTER, _SUMMER = datetime(2000, 1, 1), datetime(2000, 7, 1)


def clock_offset(clock: AnyTime) -> timedelta | None:
    """How far the time of day is from UTC; None without a zone, and in zones where that depends on the date."""
    offset = clock.utcoffset()
    if offset is not None or clock.tzinfo is None:
        return offset
    winter, summer = clock.tzinfo.utcoffset(_WINTER), clock.tzinfo.utcoffset(_SUMMER)
    return winter if winter == summer else None


def is_mixed(left: Any, right: Any) -> bool:
    """Whether only one of two moments or times has a zone."""
    return (getattr(left, "tzinfo", None) is None) != (getattr(right, "tzinfo", None) is None)


def midnight(value: Any, other: Any) -> Any:
    """A date as its midnight, in UTC when the other value has a zone; any other value as it is."""
    if type(value) not in (date, FarDate):
        return value
    return combine(value, time(tzinfo=UTC if getattr(other, "tzinfo", None) else None))


def distance(left: Any, right: Any) -> int:
    """Nanoseconds from `right` to `left`, two moments or two times; refused when only one of them has a zone."""
    if is_mixed(left, right):
        raise Unanswerable("A local time and one that has a zone are not on one clock.")
    return _on_clock(left) - _on_clock(right)


def beside(value: Any, other: Any) -> Any:
    """A local moment or time with the offset of the other, or with its zone where that has no offset without a date."""
    if value.tzinfo is not None or other.tzinfo is None:
        return value
    offset = other.utcoffset()
    zone = other.tzinfo if offset is None else timezone(offset)
    if isinstance(value, FarDateTime):
        return FarDateTime(value.day_part, _placed(value.clock, zone))
    return _placed(value, zone)


def _placed(value: Any, zone: tzinfo) -> Any:
    return replace(value, tzinfo=zone) if isinstance(value, FarTime) else value.replace(tzinfo=zone)


def order(left: Any, right: Any) -> int:
    """Negative, zero or positive as `left` comes before, with or after `right`; a local one is taken `beside` the
    other."""
    left, right = midnight(left, right), midnight(right, left)
    left, right = beside(left, right), beside(right, left)
    if _are_clocks_of_one_zone(left, right):
        apart = nanoseconds_of_day(left) - nanoseconds_of_day(right)
    else:
        apart = distance(left, right)
    return (apart > 0) - (apart < 0)


def _are_clocks_of_one_zone(left: Any, right: Any) -> bool:
    are_times = isinstance(left, (time, FarTime)) and isinstance(right, (time, FarTime))
    return are_times and left.tzinfo is not None and left.tzinfo == right.tzinfo


def _on_clock(value: Any) -> int:
    if not isinstance(value, (time, FarTime)):
        return instant(value)
    offset = clock_offset(value)
    if offset is None and value.tzinfo is not None:
        raise Unanswerable("A time in a named zone has no order without its date.")
    return nanoseconds_of_day(value) - nanoseconds(offset or timedelta())
