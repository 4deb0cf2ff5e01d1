"""A referral that is paused: which clocks stand still, how far a pause moves them, and how that is said in words.

A pausable clock keeps the time that was left to the second, however long the pause and however often. While it stands
still it shows when it will be due if the pause lasts until its last day. Statutory clocks run on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from engine.domain.answers import has_control_characters
from engine.domain.wording import day_words, moment_words
from engine.domain.working_days import Calendar
from engine.errors import InvalidInput

SUSPENDED = "suspended"
"""The state of an instance that is paused."""
LONGEST = timedelta(days=92)
"""Whoever needs more pauses anew: somebody looks at her referral at least every three months."""
RESUMES_AT = time(9)
"""On its last day a pause ends in the morning, so that no short clock runs out in the night."""
MAX_REASON = 500
_SEGMENT = "; paused from "


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which pausable clocks stand still. `ends` is when it ended or, while it lasts, when it will at last."""

    begins: datetime
    ends: datetime
    is_over: bool = False

    def seen_from(self, started_at: datetime) -> Pause:
        """The part of it that a clock started at that moment has stood still."""
        return replace(self, begins=max(self.begins, started_at))


def last_moment(until: date, now: datetime, calendar: Calendar) -> datetime:
    """When a pause until that day ends at the latest. Refuses a day that is not ahead, and one too far ahead."""
    at = calendar.from_wall(datetime.combine(until, RESUMES_AT))
    if calendar.local(now).date() >= until:
        words = "Choose a day after today"
        raise InvalidInput("Expected a day ahead until which it is paused, but it is not ahead.", {"until": words})
    if at - now > LONGEST:
        latest = day_words((calendar.local(now) + LONGEST).date() - timedelta(days=1), year=True)
        words = f"Choose a day up to {latest}; it can be paused again then"
        raise InvalidInput(f"Expected a pause of at most {LONGEST.days} days, but it is longer.", {"until": words})
    return at


def checked_reason(text: str) -> str:
    """The reason as kept. Refuses none, one that is too long, and control characters."""
    reason = text.strip()
    if not 1 <= len(reason) <= MAX_REASON:
        remedy = "Say why it is paused" if not reason else f"Must be {MAX_REASON} characters or less"
        raise InvalidInput("Expected a reason for the pause, but it is missing or too long.", {"reason": remedy})
    if has_control_characters(reason):
        fields = {"reason": "Take out the control characters"}
        raise InvalidInput("Expected a reason that can be read, but it includes control characters.", fields)
    return reason


def holding_agencies(held: Iterable[tuple[UUID, UUID | None]], starter: UUID) -> set[UUID]:
    """The agencies whose managers may pause a referral: those that hold a task of it now, else the one that started it.

    `held` are the agency and the agency of the team for each open task of the pathway: a partner without accounts
    holds its lane, but the team that records its replies answers for the work.
    """
    found = {agency for pair in held for agency in pair if agency is not None}
    return found or {starter}


def seconds_left(at: datetime, now: datetime) -> int:
    """Whole seconds until then, rounded up, so that nobody loses any."""
    return max(math.ceil((at - now).total_seconds()), 0)


def held_back(due_at: datetime, arithmetic: str, pause: Pause) -> tuple[datetime, str]:
    """When a clock that is due after the pause began is due for that, and its arithmetic in words."""
    due = due_at + (pause.ends - pause.begins)
    return due, arithmetic + _words(pause, due)


def let_go(due_at: datetime, arithmetic: str, pause: Pause, ended_at: datetime) -> tuple[datetime, str]:
    """The same clock once the pause, by which `held_back` has moved it, has ended, perhaps earlier than planned."""
    bare, _, _ = arithmetic.rpartition(_SEGMENT)
    return held_back(due_at - (pause.ends - pause.begins), bare, replace(pause, ends=ended_at, is_over=True))


def is_held(due_at: datetime, pause: Pause) -> bool:
    """Whether a clock has been moved by the pause: what was late when it began stays late."""
    return due_at > pause.ends


def before(due_at: datetime, arithmetic: str, pauses: Sequence[Pause]) -> tuple[datetime, str]:
    """What a clock said before it met these pauses, oldest first: its bare moment and words.

    Pauses of which the arithmetic says nothing true are left where they are, so that a comparison finds them.
    """
    for pause in reversed(pauses):
        words = _words(pause, due_at)
        if is_held(due_at, pause) and arithmetic.endswith(words):
            due_at, arithmetic = due_at - (pause.ends - pause.begins), arithmetic.removesuffix(words)
    return due_at, arithmetic


def moved_by(pauses: Iterable[Pause], due_at: datetime) -> timedelta:
    """How far these pauses, oldest first, move a clock that would be due then."""
    due = due_at
    for pause in pauses:
        if due > pause.begins:
            due += pause.ends - pause.begins
    return due - due_at


def _words(pause: Pause, due_at: datetime) -> str:
    """`; paused from Mon 28 Dec 2026 10:00 to Tue 5 Jan 2027 09:00: Thu 7 Jan 17:00`."""
    calendar = Calendar()
    begins, ends, due = (calendar.local(at) for at in (pause.begins, pause.ends, due_at))
    ending = moment_words(ends, year=ends.year != begins.year)
    span = f" to {ending}" if pause.is_over else f" until {ending} at the latest"
    return f"{_SEGMENT}{moment_words(begins, year=True)}{span}: {moment_words(due, year=due.year != ends.year)}"


def until_words(until: datetime) -> str:
    """`Tue 5 Jan 2027`: the day on which it goes on by itself."""
    return day_words(Calendar().local(until.astimezone(UTC)).date(), year=True)
