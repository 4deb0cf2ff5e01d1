"""When a referral has come to a halt: a step is overdue, or has stood longer than its parameter allows.

The parameter is `stalled.after`; for the steps of one pathway `stalled.after.<pathway>`, for one of its steps
`stalled.after.<pathway>.<step>` (the element's id in lower case). The nearest holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain.by_hand import BY_HAND
from engine.domain.durations import Span, counted, find_span
from engine.domain.durations import WorkingDays as WorkingDaysSpan
from engine.domain.escalation import FAULT
from engine.domain.wording import moment_words
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError

PARAMETER = "stalled.after"
DEFAULT = "14 days"
DEFAULT_SOURCE = (
    "Assumption of the partnership, after what users of comparable systems ask for: a step that nobody has moved on "
    "for this long is shown to managers."
)
LONGEST = timedelta(days=18_300)
MINUTE = timedelta(minutes=1)

OWN_STEPS = (FAULT, BY_HAND)
"""The kinds of tasks of the engine that are steps of their own; others ask about another step."""
BUCKETS: tuple[tuple[str, int, int | None], ...] = (
    ("under-7", 0, 7),
    ("7-13", 7, 14),
    ("14-27", 14, 28),
    ("28", 28, None),
)
"""How long without progress: a name, from so many days on, and until before so many."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a step may stand. An empty `element` is every step of the pathway, an empty `pathway` every step.

    What began before `since` has stood too long by now.
    """

    pathway: str
    element: str
    value: str
    since: datetime


def limits(values: Mapping[str, str], now: datetime, calendar: Calendar | None = None) -> tuple[Limit, ...]:
    """The limits of parameters in force, by name; the nearest to a step first, and one for all steps last.

    Refuses a value that is no length of time.
    """
    known = {PARAMETER: DEFAULT, **values}
    found = [_limit(name, value, now, calendar or Calendar()) for name, value in known.items()]
    return tuple(sorted(found, key=lambda limit: (not limit.element, not limit.pathway, limit.pathway, limit.element)))


def limit_of(known: tuple[Limit, ...], pathway: str, element: str | None) -> Limit:
    """The limit that holds for a step."""
    wanted = (element or "").lower()
    return next(one for one in known if one.pathway in ("", pathway) and one.element in ("", wanted))


def _limit(name: str, value: str, now: datetime, calendar: Calendar) -> Limit:
    pathway, _, element = name.removeprefix(PARAMETER).strip(".").partition(".")
    span = find_span(value)
    if span is None:
        message = f"Expected the parameter “{name}” to be a length of time, but it is “{value}”."
        raise DefinitionError(message, remedy="Enter for example “14 days” or “10 working days”.")
    return Limit(pathway, element, str(span), began_before(span, now, calendar))


def began_before(span: Span, now: datetime, calendar: Calendar) -> datetime:
    """The latest minute at which something may have begun to have lasted for the whole span by now."""
    ago = timedelta(days=1)
    while ago < LONGEST and _ends(now - ago, span, calendar) > now:
        ago *= 2
    early, late = now - ago, now
    while late - early > MINUTE:
        middle = early + (late - early) / 2
        early, late = (middle, late) if _ends(middle, span, calendar) <= now else (early, middle)
    return early


def _ends(start: datetime, span: Span, calendar: Calendar) -> datetime:
    if isinstance(span, WorkingDaysSpan):
        return calendar.add_working_days(start, span.days).at
    return calendar.add_calendar(start, span.years, span.months, span.days, span.seconds)


def days_between(since: datetime, now: datetime, calendar: Calendar) -> int:
    """Whole days on the wall calendar from one moment to the other."""
    return max((calendar.local(now).date() - calendar.local(since).date()).days, 0)


def due_words(due_at: datetime, now: datetime, calendar: Calendar) -> str:
    """How long a deadline is past, as part of a sentence: `due 3 working days ago`, `was due today 09:30`."""
    past = past_words(due_at, now, calendar)
    return f"due {past}" if past.endswith("ago") else f"was due {past}"


def past_words(at: datetime, now: datetime, calendar: Calendar) -> str:
    """When something was: `3 working days ago`, `today 09:30`, or, with no working day between, the moment."""
    then, today = calendar.local(at), calendar.local(now)
    if then.date() == today.date():
        return f"today {then:%H:%M}"
    days = calendar.working_days_between(then, today)
    return f"{counted(days, 'working day')} ago" if days else moment_words(then)


@dataclass(frozen=True, slots=True)
class Standstill:
    """What is known of a step that stands still. `person` holds it; empty when nobody has claimed it."""

    agency: str
    step: str
    person: str
    began_at: datetime
    due_at: datetime | None
    limit: Limit

    def reason(self, now: datetime, calendar: Calendar) -> str:
        """Why it is stalled, in words; empty when it is not."""
        late = self.due_at is not None and self.due_at < now
        if not late and self.began_at >= self.limit.since:
            return ""
        when = due_words(self.due_at, now, calendar) if late and self.due_at else self._stands(now, calendar)
        return f"{self.agency} has not done “{self.step}”; {when}; {self.held}"

    @property
    def held(self) -> str:
        return f"{self.person} holds it" if self.person else "nobody has claimed it"

    def _stands(self, now: datetime, calendar: Calendar) -> str:
        return stood_words(self.began_at, self.limit, now, calendar)


def stood_words(since: datetime, limit: Limit, now: datetime, calendar: Calendar) -> str:
    """How long nothing has happened, as part of a sentence."""
    days = counted(days_between(since, now, calendar), "day")
    return f"nothing has happened for {days}, and {limit.value} is the limit"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A referral in which nobody has anything to do, and which waits for a message; `agency` is whose step that is."""

    agency: str
    step: str
    since: datetime
    limit: Limit

    def reason(self, now: datetime, calendar: Calendar) -> str:
        """Why it is stalled, in words; empty when it is not."""
        if self.since >= self.limit.since:
            return ""
        stood = stood_words(self.since, self.limit, now, calendar)
        return f"{self.agency} waits for “{self.step}”, and no answer has come; {stood}"


def late_worker(step: str, due_at: datetime, now: datetime, calendar: Calendar) -> str:
    """Why a referral is stalled that should have gone on by itself when a moment had come."""
    return (
        f"“{step}” should have gone on by itself {past_words(due_at, now, calendar)}; "
        "the worker that watches the clocks is late; tell whoever runs this service"
    )


def nothing_awaited(since: datetime, limit: Limit, now: datetime, calendar: Calendar) -> str:
    """Why a referral is stalled in which nothing is under way that could move it on; empty when it is not."""
    if since >= limit.since:
        return ""
    stood = stood_words(since, limit, now, calendar)
    return f"Nothing is under way that would move it on; {stood}; tell whoever runs this service"
