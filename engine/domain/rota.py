"""Who is on duty in a team at a moment: the turns that managers have written down, by weekday or by date.

A turn lasts from its beginning to its end on the wall clock; one that ends before it begins, or when it begins, goes on
past midnight. What is written for a date stands in place of the week's turns that begin on that day. A team that has
turns every week is held to its rota, also when it is nobody's turn; in any other team those who are marked as on duty
are, but for the turns of a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from engine.domain.working_days import Calendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of duty: every week on `weekday` (Monday 0), or once, on `on_day`."""

    account_id: UUID
    weekday: int | None
    on_day: date | None
    begins: time
    ends: time

    def begins_on(self, day: date) -> bool:
        return self.on_day == day if self.on_day is not None else self.weekday == day.weekday()

    def covers(self, day: date, wall: datetime) -> bool:
        """Whether the turn that begins on that day lasts at that moment of the wall clock."""
        start, end = datetime.combine(day, self.begins), datetime.combine(day, self.ends)
        return start <= wall < (end if end > start else end + ONE_DAY)


def on_duty(turns: Iterable[Turn], at: datetime) -> frozenset[UUID] | None:
    """Whose turn it is in a team at `at`; None where the rota says nothing, and the standing marks count."""
    known = list(turns)
    wall = Calendar().local(at).replace(tzinfo=None)
    today = wall.date()
    found = frozenset(
        turn.account_id for day in (today - ONE_DAY, today) for turn in _of_day(known, day) if turn.covers(day, wall)
    )
    return found if found or any(turn.weekday is not None for turn in known) else None


def _of_day(turns: list[Turn], day: date) -> list[Turn]:
    """The turns that begin on the day: those written for its date, else those of the week."""
    beginning = [turn for turn in turns if turn.begins_on(day)]
    dated = [turn for turn in beginning if turn.on_day is not None]
    return dated or beginning
