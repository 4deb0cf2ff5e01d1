"""A deadline on a list is said as a person would say it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.domain.deadlines import describe_due
from engine.domain.wording import listed_days
from engine.domain.working_days import Calendar

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("due", "now", "words"),
    [
        ("2026-12-30T17:00", "2026-12-29T23:59", "due tomorrow 17:00"),
        ("2026-12-30T14:30", "2026-12-30T00:01", "due today 14:30"),
        ("2026-12-30T14:30", "2026-12-30T14:30", "due today 14:30"),
        ("2026-12-30T17:00", "2026-12-23T16:10", "due Wed 30 Dec 17:00"),
        ("2027-01-06T17:00", "2026-12-23T16:10", "due Wed 6 Jan 17:00"),
        ("2027-12-30T17:00", "2026-12-23T16:10", "due Thu 30 Dec 2027 17:00"),
        ("2026-12-30T09:30", "2026-12-30T09:31", "overdue since 09:30 today"),
        ("2026-12-29T17:00", "2026-12-30T09:00", "1 working day overdue"),
        ("2026-12-23T17:00", "2026-12-29T09:00", "2 working days overdue"),
        ("2026-12-24T17:00", "2026-12-28T09:00", "overdue since Thu 24 Dec 17:00"),
        ("2026-07-01T00:30", "2026-06-30T23:45", "due tomorrow 00:30"),
    ],
)
def test_a_deadline_is_described(due: str, now: str, words: str) -> None:
    assert describe_due(at(due), at(now), Calendar()) == words


def test_days_that_share_a_month_say_it_once() -> None:
    days = [date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)]
    assert listed_days(days[:1]) == "Fri 25 Dec"
    assert listed_days(days[:2]) == "Fri 25 and Mon 28 Dec"
    assert listed_days(days) == "Fri 25, Mon 28 Dec and Fri 1 Jan"
