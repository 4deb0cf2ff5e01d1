"""Functions that make or question dates, times and durations."""

from __future__ import annotations

from datetime import UTC, time, timedelta, timezone
from decimal import Decimal

from engine.feel import temporal
from engine.feel.builtins.registry import builtin
from engine.feel.builtins.strings import whole
from engine.feel.far import SECOND, AnyDate, AnyMoment, AnyTime, combine, make_date, make_time
from engine.feel.run import Run
from engine.feel.values import Months, Unanswerable

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("date(from: string)")
def date_of_text(_run: Run, text: str) -> AnyDate:
    return temporal.read_date(text)


@builtin("date(from: date)")
def date_itself(_run: Run, value: AnyDate) -> AnyDate:
    return value


@builtin("date(from: date and time)")
def date_of_moment(_run: Run, value: AnyMoment) -> AnyDate:
    return value.date()


@builtin("date(year: number, month: number, day: number)")
def date_of_parts(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> AnyDate:
    return make_date(whole(year, "the year"), whole(month, "the month"), whole(day, "the day"))


@builtin("time(from: string)")
def time_of_text(_run: Run, text: str) -> AnyTime:
    return temporal.read_time(text)


@builtin("time(from: time)")
def time_itself(_run: Run, value: AnyTime) -> AnyTime:
    return value


@builtin("time(from: date and time)")
def time_of_moment(_run: Run, value: AnyMoment) -> AnyTime:
    return value.timetz()


@builtin("time(from: date)")
def time_of_date(_run: Run, _value: AnyDate) -> AnyTime:
    return time(tzinfo=UTC)


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration)")
@builtin("time(hour: number, minute: number, second: number, offset: Null)")
def time_of_parts(_run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None) -> AnyTime:
    if offset is not None and abs(offset) > temporal.MAX_OFFSET:
        raise Unanswerable("Expected an offset of up to 14 hours from UTC.")
    seconds = whole(second // 1, "the seconds")
    try:
        zone = None if offset is None else timezone(offset) if offset else UTC
        nano = int((second - seconds) * SECOND)
        return make_time(whole(hour, "the hour"), whole(minute, "the minute"), seconds, nano, zone)
    except ValueError:
        raise Unanswerable(f"There is no time {hour}:{minute}:{second} with this offset.") from None


@builtin("date and time(from: string)")
def moment_of_text(_run: Run, text: str) -> AnyMoment:
    return temporal.read_date_time(text)


@builtin("date and time(from: date and time)")
def moment_itself(_run: Run, value: AnyMoment) -> AnyMoment:
    return value


@builtin("date and time(date: date, time: time)")
def moment_of_parts(_run: Run, day: AnyDate, clock: AnyTime) -> AnyMoment:
    return combine(day, clock)


@builtin("date and time(date: date and time, time: time)")
def moment_with_time(_run: Run, moment: AnyMoment, clock: AnyTime) -> AnyMoment:
    return combine(moment.date(), clock)


@builtin("duration(from: string)")
def duration_of_text(_run: Run, text: str) -> Months | timedelta:
    return temporal.read_duration(text)


@builtin("duration(from: days and time duration)", "duration(from: years and months duration)")
def duration_itself(_run: Run, value: Months | timedelta) -> Months | timedelta:
    return value


@builtin(
    "years and months duration(from: date, to: date)",
    "years and months duration(from: date and time, to: date and time)",
    "years and months duration(from: date and time, to: date)",
    "years and months duration(from: date, to: date and time)",
)
def months_between(_run: Run, start: AnyDate | AnyMoment, end: AnyDate | AnyMoment) -> Months:
    """Whole months from the first day to the second, towards zero."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return Months(months)


@builtin("day of year(date: date)", "day of year(date: date and time)")
def day_of_year(_run: Run, day: AnyDate | AnyMoment) -> Decimal:
    return Decimal(day.timetuple().tm_yday)


@builtin("day of week(date: date)", "day of week(date: date and time)")
def day_of_week(_run: Run, day: AnyDate | AnyMoment) -> str:
    return _WEEKDAYS[day.weekday()]


@builtin("month of year(date: date)", "month of year(date: date and time)")
def month_of_year(_run: Run, day: AnyDate | AnyMoment) -> str:
    return _MONTHS[day.month - 1]


@builtin("week of year(date: date)", "week of year(date: date and time)")
def week_of_year(_run: Run, day: AnyDate | AnyMoment) -> Decimal:
    """The week number of ISO 8601."""
    return Decimal(day.isocalendar().week)
