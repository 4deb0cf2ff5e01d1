"""When a step has come to a halt, and how that is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.durations import Span, WorkingDays, read_span
from engine.domain.stalling import (
    PARAMETER,
    Limit,
    Standstill,
    began_before,
    days_between,
    due_words,
    limit_of,
    limits,
)
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar()
SPANS = st.one_of(
    st.integers(0, 60).map(WorkingDays),
    st.sampled_from(["P1D", "P14D", "P1M", "P1Y", "PT4H", "PT90M", "P2M3DT4H"]).map(read_span),
)
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


def ends(start: datetime, span: Span) -> datetime:
    if isinstance(span, WorkingDays):
        return CALENDAR.add_working_days(start, span.days).at
    return CALENDAR.add_calendar(start, span.years, span.months, span.days, span.seconds)


@given(SPANS, MOMENTS)
def test_what_began_before_has_lasted_that_long_and_what_began_after_has_not(span: Span, now: datetime) -> None:
    since = began_before(span, now, CALENDAR)
    assert ends(since, span) <= now
    assert ends(since + timedelta(minutes=2), span) > now or since + timedelta(minutes=2) > now


def test_the_nearest_limit_holds() -> None:
    known = limits(
        {
            PARAMETER: "14 days",
            f"{PARAMETER}.referral_handshake": "10 working days",
            f"{PARAMETER}.referral_handshake.report_outcome": "P28D",
        },
        NOW,
    )
    assert limit_of(known, "referral_handshake", "Report_Outcome").value == "28 days"
    assert limit_of(known, "referral_handshake", "acknowledge").value == "10 working days"
    assert limit_of(known, "referral_handshake", None).value == "10 working days"
    assert limit_of(known, "contact_and_triage", "acknowledge").value == "14 days"


def test_without_any_value_it_is_fourteen_days() -> None:
    (only,) = limits({}, NOW)
    assert (only.value, only.since) == ("14 days", NOW - timedelta(days=14))


@pytest.mark.parametrize("value", ["soon", "14", "2027-01-01"])
def test_a_value_that_is_no_length_of_time_is_refused(value: str) -> None:
    with pytest.raises(DefinitionError, match="to be a length of time"):
        limits({PARAMETER: value}, NOW)


def still(person: str, began: timedelta, due: timedelta | None) -> str:
    limit = Limit("", "", "14 days", NOW - timedelta(days=14))
    at = NOW - due if due is not None else None
    return Standstill("Housing", "Acknowledge", person, NOW - began, at, limit).reason(NOW, CALENDAR)


def test_the_reason_names_who_has_not_done_what_since_when_and_who_holds_it() -> None:
    assert still("Housing worker 1", timedelta(days=7), timedelta(days=5)) == (
        "Housing has not done “Acknowledge”; due 3 working days ago; Housing worker 1 holds it"
    )
    assert still("", timedelta(days=16), timedelta(days=-20)) == (
        "Housing has not done “Acknowledge”; nothing has happened for 16 days, and 14 days is the limit; "
        "nobody has claimed it"
    )


def test_what_is_neither_late_nor_old_has_no_reason() -> None:
    assert still("Housing worker 1", timedelta(days=13), timedelta(days=-1)) == ""
    assert still("", timedelta(days=13), None) == ""


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "was due today 09:30"),
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "due 1 working day ago"),
        (datetime(2026, 11, 18, 17, 0, tzinfo=UTC), "due 3 working days ago"),
    ],
)
def test_how_long_a_deadline_is_past(due: datetime, words: str) -> None:
    assert due_words(due, NOW, CALENDAR) == words


def test_at_a_weekend_a_deadline_of_friday_is_named() -> None:
    sunday = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    assert due_words(datetime(2026, 11, 20, 17, 0, tzinfo=UTC), sunday, CALENDAR) == "was due Fri 20 Nov 17:00"


@given(MOMENTS, st.integers(0, 400))
def test_days_are_those_on_the_wall_across_changes_of_the_clock(at: datetime, days: int) -> None:
    later = CALENDAR.add_calendar(at, days=days)
    assert days_between(at, later, CALENDAR) == days
    assert days_between(later + timedelta(days=2), at, CALENDAR) == 0
