"""Rule 13: the day by which she is answered."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.subject_access import EXTENDED, ONE_MONTH, answer_due, check_received, extended
from engine.domain.working_days import Calendar
from engine.errors import InvalidInput, InvalidState

DAYS = st.dates(date(2018, 5, 25), date(2090, 1, 1))
MONTHS = st.sampled_from((ONE_MONTH, EXTENDED))
WORKING = Calendar()


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        (date(2026, 9, 3), 1, date(2026, 10, 5)),  # 3 October is a Saturday
        (date(2026, 9, 1), 1, date(2026, 10, 1)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),  # April has no 31st
        (date(2027, 1, 31), 1, date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2028, 1, 31), 1, date(2028, 2, 29)),  # a leap year
        (date(2026, 11, 25), 1, date(2026, 12, 29)),  # Christmas, a weekend and Boxing Day in lieu
        (date(2026, 12, 3), 1, date(2027, 1, 4)),  # into the next year, and 3 January is a Sunday
        (date(2026, 9, 3), 3, date(2026, 12, 3)),
        (date(2026, 11, 30), 3, date(2027, 3, 1)),  # three months: 28 February, a Sunday
    ],
)
def test_the_answer_is_due_on(received: date, months: int, due: date) -> None:
    assert answer_due(received, months).day == due


@given(DAYS, MONTHS)
def test_it_is_the_same_date_or_the_last_of_the_month_or_the_next_working_day_after_it(
    received: date, months: int
) -> None:
    found = answer_due(received, months).day
    index = received.year * 12 + received.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    same = date(year, month, received.day) if received.day <= last else date(year, month, last)
    assert WORKING.is_working_day(found)
    assert found >= same
    between = [same + timedelta(days=number) for number in range((found - same).days)]
    assert not any(WORKING.is_working_day(day) for day in between)


@given(DAYS, DAYS, MONTHS)
def test_who_asks_later_is_not_answered_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert answer_due(first, months).day <= answer_due(second, months).day


@given(DAYS)
def test_the_arithmetic_names_the_day_of_receipt_and_the_day_due(received: date) -> None:
    found = answer_due(received)
    assert f"{received.day} {received:%b %Y}" in found.arithmetic
    assert found.arithmetic.endswith(f"{found.day.day} {found.day:%b %Y}") or "last day of a month" in found.arithmetic


@given(DAYS, st.integers(0, 60))
def test_it_takes_longer_only_when_she_is_told_in_the_first_month(received: date, later: int) -> None:
    due, today = answer_due(received).day, received + timedelta(days=later)
    if today > due:
        with pytest.raises(InvalidState, match="told by"):
            extended(received, due, today)
    else:
        assert extended(received, due, today) == answer_due(received, EXTENDED)


def test_nothing_is_received_tomorrow_or_years_ago() -> None:
    today = date(2026, 11, 23)
    check_received(today, today)
    check_received(date(2026, 1, 1), today)
    for day in (date(2026, 11, 24), date(2024, 11, 23)):
        with pytest.raises(InvalidInput) as refusal:
            check_received(day, today)
        assert set(refusal.value.fields) == {"received_on"}
