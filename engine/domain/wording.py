"""Moments in the words people read: on lists, beside a deadline, in its arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from engine.domain.durations import Duration, counted, joined
from engine.domain.working_days import Calendar, WorkingDayDue, bank_holidays

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date, year: bool = False) -> str:
    """`Wed 30 Dec`, with the year when asked."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def moment_words(wall: datetime, year: bool = False) -> str:
    """`Wed 30 Dec 17:00` of a time on the wall."""
    return f"{day_words(wall.date(), year)} {wall:%H:%M}"


def listed_days(days: Sequence[date]) -> str:
    """`Fri 25 and Mon 28 Dec`: the month is said once for the days that share it."""
    words = []
    for number, day in enumerate(days):
        last_of_month = number + 1 == len(days) or days[number + 1].month != day.month
        words.append(day_words(day) if last_of_month else f"{DAYS[day.weekday()]} {day.day}")
    return joined(words)


def working_days_arithmetic(start: datetime, days: int, due: WorkingDayDue, calendar: Calendar) -> str:
    """Why `due` is due then, so that anyone can check it with a finger on a wall calendar."""
    wall, at = calendar.local(start), calendar.local(due.at)
    named = f"{counted(days, 'working day')} from" if days else "Same working day as"
    counted_from = _counted_from(wall, due, calendar)
    skipped = _skipped(due.skipped)
    end = moment_words(at, year=at.year != wall.year)
    return f"{named} {moment_words(wall, year=True)}{counted_from}{skipped}: {end}"


def calendar_arithmetic(start: datetime, span: Duration, at: datetime, calendar: Calendar) -> str:
    """Why something is due at `at`, counted by the calendar and the clock."""
    wall, end = calendar.local(start), calendar.local(at)
    change = ", across the change of the clocks" if wall.utcoffset() != end.utcoffset() else ""
    return f"{span} from {moment_words(wall, year=True)}{change}: {moment_words(end, year=end.year != wall.year)}"


def _counted_from(wall: datetime, due: WorkingDayDue, calendar: Calendar) -> str:
    if due.received == wall.date():
        return ""
    if calendar.is_working_day(wall.date()):
        reason = f"after the {calendar.cut_off:%H:%M} cut-off"
    else:
        reason = "not a working day"
    return f" ({reason}, so counted from {day_words(due.received)})"


def _skipped(days: Sequence[date]) -> str:
    """`, skipping the weekend and the bank holidays …`. A bank holiday at a weekend counts as weekend."""
    if not days:
        return ""
    weekend = [day for day in days if day.weekday() >= 5]
    weekday = [day for day in days if day.weekday() < 5]
    public = [day for day in weekday if day in bank_holidays(day.year)]
    closures = [day for day in weekday if day not in bank_holidays(day.year)]
    weekends = len({day - timedelta(days=day.weekday()) for day in weekend})
    parts = [] if not weekends else ["the weekend"] if weekends == 1 else [f"{weekends} weekends"]
    parts += [f"the bank {_noun('holiday', public)} {listed_days(public)}"] if public else []
    parts += [f"the closure {_noun('day', closures)} {listed_days(closures)}"] if closures else []
    return f", skipping {joined(parts)}"


def _noun(word: str, items: Sequence[object]) -> str:
    return word if len(items) == 1 else f"{word}s"


def describe_due(due_at: datetime, now: datetime, calendar: Calendar) -> str:
    """A deadline for a list: `due today 14:30`, `due tomorrow 17:00`, `due Wed 30 Dec 17:00`,
    `overdue since 09:30 today`, `2 working days overdue`."""
    due, today = calendar.local(due_at), calendar.local(now)
    if due_at < now:
        return _overdue(due, today, calendar)
    ahead = (due.date() - today.date()).days
    if ahead <= 1:
        return f"due {('today', 'tomorrow')[ahead]} {due:%H:%M}"
    return f"due {moment_words(due, year=due.year != today.year and ahead > 180)}"


def _overdue(due: datetime, today: datetime, calendar: Calendar) -> str:
    if due.date() == today.date():
        return f"overdue since {due:%H:%M} today"
    working_days = calendar.working_days_between(due, today)
    if working_days:
        return f"{counted(working_days, 'working day')} overdue"
    return f"overdue since {moment_words(due)}"
