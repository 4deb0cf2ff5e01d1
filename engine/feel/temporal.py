"""Dates, times and durations as text (XML Schema notation, with `@Zone/Name` for zones)."""

from __future__ import annotations

import re
from datetime import UTC, time, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.far import (
    DAY,
    SECOND,
    AnyDate,
    AnyMoment,
    AnyTime,
    combine,
    make_date,
    make_time,
    nanoseconds_of_day,
    on_wall,
    wall,
)
from engine.feel.values import Months, Unanswerable, Value

_DATE = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]{1,60})?")
_MONTHS = re.compile(r"(-?)P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?")
_SECONDS = re.compile(
    r"(-?)P(?:(\d{1,12})D)?(T(?=\d)(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12})(?:\.(\d{1,40}))?S)?)?"
)
MAX_OFFSET = timedelta(hours=14)
MIDNIGHT = "24:00:00"


def read_date(text: str) -> AnyDate:
    found = _DATE.fullmatch(text)
    if not found:
        raise Unanswerable(f'Expected a date like 2027-01-31, but found "{text[:60]}".')
    year, month, day = (int(part) for part in found.groups())
    return make_date(year, month, day)


def read_time(text: str) -> AnyTime:
    """The time of day; 24:00:00 is midnight."""
    found = _TIME.fullmatch(text)
    if not found:
        raise Unanswerable(f'Expected a time like 17:00:00, but found "{text[:60]}".')
    hour, minute, second, fraction, zone = found.groups()
    if text.startswith(MIDNIGHT) and not (fraction or "").strip(".0"):
        hour = "0"
    nano = int((fraction or ".0")[1:10].ljust(9, "0"))
    try:
        return make_time(int(hour), int(minute), int(second), nano, read_zone(zone))
    except ValueError:
        raise Unanswerable(f'Expected a time of the day, but there is no "{text[:60]}".') from None


def read_zone(text: str | None) -> tzinfo | None:
    """`Z` (or `z`), an offset such as `+01:00`, or `@Europe/London`."""
    if not text:
        return None
    if text in ("Z", "z"):
        return UTC
    if text[0] == "@":
        return _named_zone(text[1:])
    hours, minutes, seconds = (int(part) for part in (text[1:] + ":00").split(":")[:3])
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset > MAX_OFFSET or minutes > 59 or seconds > 59:
        raise Unanswerable(f'Expected an offset of up to 14 hours from UTC, but found "{text}".')
    return timezone(-offset if text[0] == "-" else offset) if offset else UTC


def _named_zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Unanswerable(f'Expected a time zone such as Europe/London, but there is no "{name}".') from None


def read_date_time(text: str) -> AnyMoment:
    day, separator, clock = text.partition("T")
    if not separator:
        return combine(read_date(day), time())
    moment = combine(read_date(day), read_time(clock))
    return on_wall(wall(moment) + DAY, moment.tzinfo) if clock.startswith(MIDNIGHT) else moment


def read_duration(text: str) -> Months | timedelta:
    found = _MONTHS.fullmatch(text)
    if found and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-months if found[1] else months)
    found = _SECONDS.fullmatch(text)
    if not found or not (found[2] or found[3]):
        raise Unanswerable(f'Expected a duration like P5D, PT4H or P1Y2M, but found "{text[:60]}".')
    return _seconds(found)


def _seconds(found: re.Match[str]) -> timedelta:
    sign, days, _clock, hours, minutes, seconds, fraction = found.groups()
    try:
        total = timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            microseconds=int((fraction or "0")[:6].ljust(6, "0")),
        )
        return -total if sign else total
    except OverflowError:
        raise Unanswerable("Expected a shorter duration, but this one cannot be counted.") from None


def read_literal(text: str) -> Value:
    """The value of an `@"…"` literal."""
    body = text.removeprefix("-")
    if body.startswith("P"):
        return read_duration(text)
    if _DATE.match(text):
        return read_date_time(text) if "T" in text else read_date(text)
    return read_time(text)


def write_zone(zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None) or timedelta()
    if not offset:
        return "Z"
    hours, rest = divmod(int(abs(offset).total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def write_date(value: AnyDate) -> str:
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04}-{value.month:02}-{value.day:02}"


def write_time(value: AnyTime) -> str:
    nano = nanoseconds_of_day(value) % SECOND
    fraction = f".{nano:09}".rstrip("0") if nano else ""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{fraction}{write_zone(value.tzinfo)}"


def write_date_time(value: AnyMoment) -> str:
    return f"{write_date(value.date())}T{write_time(value.timetz())}"


def write_duration(value: timedelta) -> str:
    micro = abs(value) // timedelta(microseconds=1)
    days, rest = divmod(micro, 86_400_000_000)
    hours, rest = divmod(rest, 3_600_000_000)
    minutes, rest = divmod(rest, 60_000_000)
    seconds = f"{Decimal(rest) / 1_000_000:f}S" if rest else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + seconds
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if value < timedelta() else "") + "P" + (body or "T0S")
