"""How long something may take, as people and pathways write it.

`P5D`, `PT4H`, `P1M` (ISO 8601), or plain words: `1 working day`, `3 working days`, `same working day`, `4 hours`,
`14 days`, `6 months`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from engine.errors import DefinitionError

MAX_DAYS = 18_300
"""Fifty years. Longer is a slip of the keyboard, and leaves what the calendar knows."""
MAX_WORKING_DAYS = 13_000

_PART = r"(?:(\d{1,9})%s)?"
_DATE_PARTS = "".join(_PART % unit for unit in "YMWD")
_ISO = re.compile(rf"P{_DATE_PARTS}(T(?:(\d{{1,9}})H)?(?:(\d{{1,9}})M)?(?:(\d{{1,9}}(?:[.,]\d{{1,6}})?)S)?)?", re.ASCII)
_WORDS = re.compile(r"(\d{1,9}) +(working +day|minute|hour|day|week|month|year)s?", re.ASCII)
_SAME_DAY = re.compile(r"(the )?same (working )?day")
_FIELD_OF = {"minute": ("seconds", 60), "hour": ("seconds", 3600), "week": ("days", 7), "day": ("days", 1)}
REMEDY = "Write for example “3 working days”, “4 hours”, “P14D” or “PT4H”."


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A number of working days; 0 is the cut-off of the day on which the work counts as received."""

    days: int

    def __post_init__(self) -> None:
        if not 0 <= self.days <= MAX_WORKING_DAYS:
            message = f"Expected 0 to {MAX_WORKING_DAYS:,} working days, but got {self.days:,}."
            raise DefinitionError(message, remedy=REMEDY)

    def __str__(self) -> str:
        return counted(self.days, "working day") if self.days else "the same working day"

    def times(self, count: int) -> WorkingDays:
        return WorkingDays(self.days * count)


@dataclass(frozen=True, slots=True)
class Duration:
    """Years, months and days go by the calendar and the clock on the wall; `seconds` are elapsed time."""

    years: int = 0
    months: int = 0
    days: int = 0
    seconds: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if min(self.years, self.months, self.days) < 0 or self.seconds < 0:
            raise DefinitionError("Expected a duration of zero or more, but it is negative.", remedy=REMEDY)
        days = self.years * 366 + self.months * 31 + self.days + self.seconds / 86_400
        if days > MAX_DAYS:
            raise DefinitionError("Expected a duration of at most fifty years, but it is longer.", remedy=REMEDY)

    def __str__(self) -> str:
        hours, rest = divmod(self.seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        amounts = (self.years, self.months, self.days, int(hours), int(minutes))
        units = ("year", "month", "day", "hour", "minute")
        parts = [counted(amount, unit) for amount, unit in zip(amounts, units, strict=True) if amount]
        if seconds:
            parts.append(f"{seconds.normalize():f} seconds")
        return joined(parts) or "no time"

    def times(self, count: int) -> Duration:
        """The whole of `count` such durations, to count from one fixed start without drifting."""
        return Duration(self.years * count, self.months * count, self.days * count, self.seconds * count)


Span = Duration | WorkingDays


def read_span(text: str) -> Span:
    """The span that `text` says. Raises DefinitionError, naming what was found and what can be written."""
    span = find_span(text)
    if span is None:
        raise DefinitionError(f"Expected a length of time, but “{text[:80]}” is none. {REMEDY}", remedy=REMEDY)
    return span


def find_span(text: str) -> Span | None:
    """The span that `text` says, None when it says no span. Raises DefinitionError when it is out of range."""
    text = text.strip()
    if _SAME_DAY.fullmatch(text.lower()):
        return WorkingDays(0)
    words = _WORDS.fullmatch(text.lower())
    if words:
        return _in_words(int(words.group(1)), " ".join(words.group(2).split()))
    iso = _ISO.fullmatch(text)
    if iso is None or text in ("P", "PT") or text.endswith("T"):
        return None
    years, months, weeks, days, _, hours, minutes, seconds = iso.groups(default="0")
    elapsed = int(hours or 0) * 3600 + int(minutes or 0) * 60 + Decimal((seconds or "0").replace(",", "."))
    return Duration(int(years), int(months), int(weeks) * 7 + int(days), elapsed)


def _in_words(amount: int, unit: str) -> Span:
    if unit == "working day":
        return WorkingDays(amount)
    if unit == "year":
        return Duration(years=amount)
    if unit == "month":
        return Duration(months=amount)
    field, size = _FIELD_OF[unit]
    return Duration(days=amount * size) if field == "days" else Duration(seconds=Decimal(amount * size))


def counted(amount: int, unit: str) -> str:
    """`1 day`, `2 days`."""
    return f"{amount:,} {unit}" if amount == 1 else f"{amount:,} {unit}s"


def joined(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
