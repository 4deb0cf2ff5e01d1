"""Where a charter stands on a day, and the days on which something is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.charter import CharterState, day_after, morning_before, morning_of, standing
from engine.errors import DefinitionError

SIGNED, RUNS_OUT, LAPSES = date(2026, 3, 1), date(2027, 3, 1), date(2027, 3, 31)
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@dataclass(frozen=True)
class Agreement:
    signed_on: date = SIGNED
    expires_on: date = RUNS_OUT
    lapses_on: date = LAPSES
    ended_on: date | None = None
    kind: str = "charter"


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 2, 28), CharterState.NONE),
        (SIGNED, CharterState.ACTIVE),
        (date(2027, 2, 28), CharterState.ACTIVE),
        (RUNS_OUT, CharterState.GRACE),
        (date(2027, 3, 30), CharterState.GRACE),
        (LAPSES, CharterState.LAPSED),
        (date(2030, 1, 1), CharterState.LAPSED),
    ],
)
def test_a_charter_is_active_then_in_grace_then_lapsed(day: date, state: CharterState) -> None:
    assert standing([Agreement()], day).state is state


def test_the_agreement_that_runs_longest_counts_and_one_that_was_ended_does_not() -> None:
    later = Agreement(RUNS_OUT, date(2028, 3, 1), date(2028, 3, 31))
    assert standing([later, Agreement()], RUNS_OUT).expires_on == date(2028, 3, 1)
    ended = Agreement(ended_on=date(2026, 6, 1))
    assert standing([ended], date(2026, 7, 1)).state is CharterState.NONE


def test_an_agreement_of_another_kind_is_no_charter() -> None:
    assert standing([Agreement(kind="data sharing")], SIGNED).state is CharterState.NONE


@given(DAYS)
def test_the_days_that_are_left_agree_with_the_state(day: date) -> None:
    found = standing([Agreement()], day)
    signed = found.state is not CharterState.NONE
    assert (found.state is CharterState.ACTIVE) == (signed and found.days_left(day) > 0)
    assert (found.state is CharterState.LAPSED) == (signed and found.days_to_lapse(day) <= 0)


@given(DAYS)
def test_a_year_after_a_day_is_the_same_date_or_the_last_of_february(day: date) -> None:
    after = day_after(day, "12 months", "charter.lasts")
    assert (after.year, after.month) == (day.year + 1, day.month)
    assert after.day in (day.day, 28)


@given(DAYS, st.integers(0, 400))
def test_a_reminder_comes_on_the_morning_so_many_days_before(day: date, days: int) -> None:
    assert morning_before(day, f"{days} days", "charter.remind_first") == morning_of(day - timedelta(days=days))


def test_mornings_are_at_nine_on_the_wall_in_summer_too() -> None:
    assert morning_of(date(2026, 7, 1)) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert morning_of(date(2026, 12, 1)) == datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("span", ["3 working days", "PT4H", "six weeks"])
def test_a_length_without_whole_days_is_refused_with_the_name_of_its_parameter(span: str) -> None:
    with pytest.raises(DefinitionError):
        day_after(SIGNED, span, "charter.lasts")
    with pytest.raises(DefinitionError):
        morning_before(SIGNED, span, "charter.remind_last")


def test_a_reminder_in_months_is_refused_because_months_differ() -> None:
    with pytest.raises(DefinitionError, match="days or weeks"):
        morning_before(SIGNED, "1 month", "charter.remind_first")
