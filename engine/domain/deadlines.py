"""Timer text → when it is due, in UTC, with the arithmetic in words.

Literal text is ISO 8601: a duration (`P5D`, `PT4H`, `P1M`), a date or date with time (`2027-01-31T17:00`), a cycle
(`R3/P7D`, `R/P14D`). Text that starts with `=` is FEEL, whose value is a number of working days, the name of a
deadline parameter, a duration, a date, or any of the literal texts. The rule is the same for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from engine.domain.durations import REMEDY, Duration, Span, WorkingDays, find_span, read_span
from engine.domain.parameters import DeadlineClass, Parameter
from engine.domain.wording import calendar_arithmetic, describe_due, moment_words, working_days_arithmetic
from engine.domain.working_days import FIRST_YEAR, LAST_YEAR, Calendar
from engine.errors import DefinitionError

__all__ = [
    "ANSWER_TIME",
    "ANSWER_WITHIN",
    "DEFAULT_DEADLINE",
    "Cycle",
    "DeadlineClass",
    "DeadlineRef",
    "Due",
    "WorkingDays",
    "check_timer_text",
    "cycle_due",
    "describe_due",
    "due_from_text",
    "is_cycle",
    "read_cycle",
]

DEFAULT_DEADLINE = '= deadline("task.default")'
"""For a task whose diagram says nothing about time: no path waits without a deadline."""
ANSWER_TIME = "escalation.answer"
"""The parameter that says by when people answer what the engine itself asks them."""
ANSWER_WITHIN = f'= deadline("{ANSWER_TIME}")'
MAX_TEXT = 200
_NAMED = re.compile(r'deadline\("([^"]{1,200})"\)')
"""How a decision answers with the name of a deadline."""
_CYCLE = re.compile(r"R(\d{0,4})/(?:([^/]+)/)?([^/]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class DeadlineRef:
    """The value of FEEL `deadline("name")`: the parameter of that name, resolved when the clock starts."""

    name: str


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due (UTC), why in words, how binding it is, and the parameter it came from.

    `cycle` is the cycle in literal text when the timer repeats; `cycle_due` gives the later dates.
    """

    at: datetime
    arithmetic: str
    deadline_class: DeadlineClass
    parameter: str | None = None
    cycle: str | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """`count` times (None: without end), every `every`; the first after one span, or at `begins` when given."""

    count: int | None
    every: Span
    begins: datetime | None = None


Resolve = Callable[[str], Parameter]
Evaluate = Callable[[str], object]


def due_from_text(
    text: str, now: datetime, calendar: Calendar, resolve: Resolve, evaluate: Evaluate, repeats: bool = False
) -> Due:
    """When the timer `text` that starts `now` is due; for a cycle, its first date.

    `evaluate` gets FEEL without its `=`. `repeats` says that the diagram draws a cycle: a plain span then repeats
    without end. A timer with a literal value belongs to its pathway alone, so its class is local; one from a
    parameter has the parameter's class. Refuses text and values that say no time.
    """
    text = text.strip()
    value = _resolvable(evaluate(text[1:].strip())) if text.startswith("=") else text
    if isinstance(value, DeadlineRef):
        parameter = resolve(value.name)
        due = _due(parameter.value, now, calendar, repeats, f"the parameter “{value.name}”")
        return replace(due, deadline_class=parameter.parameter_class, parameter=parameter.name)
    return _due(value, now, calendar, repeats, f"the timer “{text[:80]}”")


def _resolvable(value: object) -> object:
    """The value, or the deadline that a decision answered with."""
    named = _NAMED.fullmatch(value) if isinstance(value, str) else None
    return DeadlineRef(named[1]) if named else value


def cycle_due(text: str, first_start: datetime, fired: int, calendar: Calendar) -> datetime | None:
    """When the cycle that started at `first_start` is due after `fired` firings, None when it is exhausted.

    Every date is counted from the start, so a month from the 31st does not drift.
    """
    cycle = read_cycle(text, calendar)
    if cycle.count is not None and fired >= cycle.count:
        return None
    if cycle.begins is not None:
        return _after(cycle.begins, cycle.every.times(fired), calendar) if fired else cycle.begins
    return _after(first_start, cycle.every.times(fired + 1), calendar)


def is_cycle(text: str) -> bool:
    return _CYCLE.fullmatch(text.strip()) is not None


def read_cycle(text: str, calendar: Calendar) -> Cycle:
    """The cycle that `text` says. Refuses anything else, and a cycle that would never let time pass."""
    found = _CYCLE.fullmatch(text.strip())
    if found is None:
        raise DefinitionError(f"Expected a cycle such as R3/P7D, but “{text[:80]}” is none.", remedy="Write R3/P7D.")
    count, begins, every = found.groups()
    cycle = Cycle(int(count) if count else None, read_span(every), _moment(begins, calendar) if begins else None)
    if cycle.every in (Duration(), WorkingDays(0)) or cycle.count == 0:
        message = f"Expected a cycle that fires and lets time pass, but “{text[:80]}” does not."
        raise DefinitionError(message, remedy="Write for example R3/P7D.")
    return cycle


def check_timer_text(text: str, calendar: Calendar | None = None) -> None:
    """Refuses literal timer text that says no time; FEEL (`= …`) is for the expression language to check."""
    if not text.strip().startswith("="):
        _due(text.strip(), datetime(2026, 1, 1, tzinfo=UTC), calendar or Calendar(), False, f"the timer “{text[:80]}”")


def _due(value: object, now: datetime, calendar: Calendar, repeats: bool, source: str) -> Due:
    if isinstance(value, str) and is_cycle(value):
        return _first_of_cycle(value.strip(), now, calendar)
    if isinstance(value, date) or (isinstance(value, str) and _looks_like_date(value)):
        return _at_moment(_moment(value, calendar), calendar)
    span = _span(value, source)
    due = _after_span(now, span, calendar)
    return replace(due, cycle=f"R/{_literal(value, span)}") if repeats else due


def _first_of_cycle(text: str, now: datetime, calendar: Calendar) -> Due:
    cycle = read_cycle(text, calendar)
    due = _at_moment(cycle.begins, calendar) if cycle.begins else _after_span(now, cycle.every, calendar)
    times = f"at most {cycle.count} times" if cycle.count else "without end"
    return replace(due, arithmetic=f"{due.arithmetic}, then every {cycle.every}, {times}", cycle=text)


def _after(start: datetime, span: Span, calendar: Calendar) -> datetime:
    if isinstance(span, WorkingDays):
        return calendar.add_working_days(start, span.days).at
    return calendar.add_calendar(start, span.years, span.months, span.days, span.seconds)


def _after_span(start: datetime, span: Span, calendar: Calendar) -> Due:
    if isinstance(span, WorkingDays):
        working = calendar.add_working_days(start, span.days)
        return Due(working.at, working_days_arithmetic(start, span.days, working, calendar), DeadlineClass.LOCAL)
    at = _after(start, span, calendar)
    return Due(at, calendar_arithmetic(start, span, at, calendar), DeadlineClass.LOCAL)


def _at_moment(at: datetime, calendar: Calendar) -> Due:
    return Due(at, f"On {moment_words(calendar.local(at), year=True)}", DeadlineClass.LOCAL)


def _span(value: object, source: str) -> Span:
    """The span of a value: ours, an elapsed time, or anything whose text says a span (as FEEL's durations do).

    A day in an elapsed time is a calendar day, since FEEL has no other way to say one.
    """
    if isinstance(value, WorkingDays | Duration):
        return value
    if isinstance(value, timedelta):
        return Duration(days=value.days, seconds=Decimal(value.seconds) + Decimal(value.microseconds) / 1_000_000)
    span = (
        None if value is None or isinstance(value, bool | int | float | Decimal) else find_span(str(value)[:MAX_TEXT])
    )
    if span is None:
        found = "nothing" if value is None else f"“{str(value)[:80]}”"
        raise DefinitionError(f"Expected a date or length of time from {source}, but got {found}.", remedy=REMEDY)
    return span


def _literal(value: object, span: Span) -> str:
    """A span in text that `read_span` reads back."""
    if isinstance(span, WorkingDays):
        return f"{span.days} working days"
    return value if isinstance(value, str) else f"P{span.years}Y{span.months}M{span.days}DT{span.seconds:f}S"


def _looks_like_date(text: str) -> bool:
    return re.match(r"\d{4}-\d\d-\d\d", text.strip(), re.ASCII) is not None


def _moment(value: date | str, calendar: Calendar) -> datetime:
    """The moment of a date (at its cut-off) or date with time; without zone it is wall time."""
    try:
        moment = _parsed(value, calendar)
    except ValueError as error:
        message = f"Expected a real date such as 2027-01-31T17:00, but “{str(value)[:80]}” is none."
        raise DefinitionError(message, remedy="Write year-month-day, then T and hour:minute.") from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        message = f"Expected a date from {FIRST_YEAR} to {LAST_YEAR}, but “{str(value)[:80]}” is outside."
        raise DefinitionError(message, remedy="Correct the year.")
    return moment.astimezone(UTC) if moment.tzinfo else calendar.from_wall(moment)


def _parsed(value: date | str, calendar: Calendar) -> datetime:
    if isinstance(value, str):
        text = value.strip()
        value = date.fromisoformat(text) if len(text) == len("2027-01-31") else datetime.fromisoformat(text)
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, calendar.cut_off)
