"""Working days of England and Wales, and wall-clock arithmetic across both changes of the clocks.

Rule: work that arrives after the cut-off, or on a closed day, counts as received on the next working day; it is due
at the cut-off of the n-th working day after that. Closed are weekends, bank holidays of England and Wales (Banking
and Financial Dealings Act 1971 and proclamations) and the closure days of the agency.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from engine.domain.durations import WorkingDays
from engine.errors import InvalidInput

FIRST_YEAR, LAST_YEAR = 1975, 2100
"""The years whose bank holidays are known by rule."""
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of England and Wales in a year, with their names. Refuses years not known by rule."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(f"Expected a year from {FIRST_YEAR} to {LAST_YEAR}, but got {year}.")
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True, slots=True)
class WorkingDayDue:
    """When work is due and why: the day it counts as received, and the closed days passed over since then."""

    at: datetime
    received: date
    skipped: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an agency works. `closed_days` are its own closures, beside weekends and bank holidays."""

    closed_days: frozenset[date] = frozenset()
    cut_off: time = time(17)
    zone: str = "Europe/London"

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def local(self, at: datetime) -> datetime:
        """The moment on the wall clock. Refuses a naive datetime."""
        if at.tzinfo is None:
            raise ValueError("Expected an aware datetime, but it has no time zone.")
        return at.astimezone(self.zone_info)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed_days and day not in bank_holidays(day.year)

    def received(self, at: datetime) -> date:
        """The working day on which work that arrives at `at` counts as received."""
        local = self.local(at)
        day = local.date()
        if self.is_working_day(day) and local.time() <= self.cut_off:
            return day
        return self.next_working_day(day)

    def next_working_day(self, day: date) -> date:
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: datetime, days: int) -> WorkingDayDue:
        """The cut-off of the `days`-th working day after receipt, in UTC; 0 is the cut-off of the day of receipt."""
        WorkingDays(days)
        received = day = self.received(start)
        skipped: list[date] = []
        for _ in range(days):
            following = self.next_working_day(day)
            skipped += [day + ONE_DAY * count for count in range(1, (following - day).days)]
            day = following
        return WorkingDayDue(self.from_wall(datetime.combine(day, self.cut_off)), received, tuple(skipped))

    def working_days_between(self, earlier: datetime, later: datetime) -> int:
        """How many working days begin after the day of `earlier`, up to the day of `later`; negative when reversed."""
        first, last = self.local(earlier).date(), self.local(later).date()
        if first > last:
            return -self.working_days_between(later, earlier)
        return sum(self.is_working_day(first + ONE_DAY * count) for count in range(1, (last - first).days + 1))

    def add_calendar(
        self, start: datetime, years: int = 0, months: int = 0, days: int = 0, seconds: Decimal | float = 0
    ) -> datetime:
        """Date parts go by the wall clock (31 January and a month is the last of February), seconds are elapsed time.

        Returns UTC. A wall-clock time that the spring change skips becomes the first that exists; one that the autumn
        change repeats is the first of the two.
        """
        at = self.local(start)
        if years or months or days:
            wall = _add_months(at.replace(tzinfo=None, fold=0), years * 12 + months) + timedelta(days=days)
            at = self.from_wall(wall)
        return at.astimezone(UTC) + timedelta(microseconds=int(Decimal(seconds) * 1_000_000))

    def from_wall(self, wall: datetime) -> datetime:
        """The moment in UTC at which the wall clock shows the naive `wall`: the first, or the first after a gap."""
        zone = self.zone_info
        before, after = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
        early, late = after.astimezone(UTC), before.astimezone(UTC)
        if late <= early:
            return late
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) / 2
            changed = middle.astimezone(zone).utcoffset() == after.utcoffset()
            early, late = (early, middle) if changed else (middle, late)
        return late.replace(microsecond=0)


def _add_months(wall: datetime, months: int) -> datetime:
    index = wall.year * 12 + wall.month - 1 + months
    year, month = divmod(index, 12)
    day = min(wall.day, months_of.monthrange(year, month + 1)[1])
    return wall.replace(year=year, month=month + 1, day=day)
