"""The charter that agencies sign: how long it runs, when it is reviewed, and where it stands on a day.

It runs for a year and is then signed again. After the day on which it runs out come days of grace: everything goes on,
and somebody is told. When these are over it has lapsed: no new referral goes to the agency, and those that run are
finished. (Domain process 12; governance rule 16: an expired agreement blocks new shares.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from engine.domain.durations import Duration, read_span
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError

LASTS, GRACE = "charter.lasts", "charter.grace"
FIRST_REMINDER, LAST_REMINDER = "charter.remind_first", "charter.remind_last"
MORNING = time(9)
"""When something is asked or told on the day on which it falls."""


class CharterState(StrEnum):
    """Where the charter of an agency stands."""

    NONE = "none"
    ACTIVE = "active"
    GRACE = "grace"
    LAPSED = "lapsed"


class Agreement(Protocol):
    """A signed charter, as it is kept."""

    @property
    def kind(self) -> str: ...

    @property
    def signed_on(self) -> date: ...

    @property
    def expires_on(self) -> date: ...

    @property
    def ended_on(self) -> date | None: ...

    @property
    def lapses_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the charter of an agency stands on a day, and by which agreement, if it has signed one."""

    state: CharterState
    signed_on: date | None = None
    expires_on: date | None = None
    lapses_on: date | None = None

    def days_left(self, on: date) -> int:
        """Until it runs out; less than one when it has, or none is signed."""
        return (self.expires_on - on).days if self.expires_on else 0

    def days_to_lapse(self, on: date) -> int:
        return (self.lapses_on - on).days if self.lapses_on else 0


def standing(agreements: Iterable[Agreement], on: date, kind: str = "charter") -> Standing:
    """Where the charter stands on the day: by the agreement that runs longest of those signed by then and not ended."""
    signed = [row for row in agreements if row.kind == kind and row.signed_on <= on and row.ended_on is None]
    if not signed:
        return Standing(CharterState.NONE)
    best = max(signed, key=lambda row: (row.lapses_on, row.expires_on, row.signed_on))
    if on < best.expires_on:
        state = CharterState.ACTIVE
    else:
        state = CharterState.GRACE if on < best.lapses_on else CharterState.LAPSED
    return Standing(state, best.signed_on, best.expires_on, best.lapses_on)


def day_after(day: date, span: str, name: str) -> date:
    """The day that lies the span after `day`. Refuses a span that counts no whole days: of which parameter, is said."""
    moved = Calendar().add_calendar(_noon(day), *_parts(span, name))
    return Calendar().local(moved).date()


def morning_before(day: date, span: str, name: str) -> datetime:
    """The morning of the day the span before `day`, in UTC. Refuses a span in months: they differ in length."""
    years, months, days = _parts(span, name)
    if years or months:
        raise _wrong(span, name, "days or weeks")
    return morning_of(day - timedelta(days=days))


def morning_of(day: date) -> datetime:
    """Nine o'clock of that day on the wall clock, in UTC."""
    return Calendar().from_wall(datetime.combine(day, MORNING))


def _noon(day: date) -> datetime:
    return Calendar().from_wall(datetime.combine(day, time(12)))


def _parts(span: str, name: str) -> tuple[int, int, int]:
    found = read_span(span)
    if not isinstance(found, Duration) or found.seconds:
        raise _wrong(span, name, "days, weeks, months or years")
    return found.years, found.months, found.days


def _wrong(span: str, name: str, wanted: str) -> DefinitionError:
    message = f"Expected the parameter “{name}” in {wanted}, but it is “{span}”."
    return DefinitionError(message, remedy="Write for example “30 days”.")
