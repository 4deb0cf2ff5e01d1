"""Timer text becomes a moment in UTC with its arithmetic in words, or is refused with what to write instead."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.deadlines import (
    DeadlineRef,
    Due,
    WorkingDays,
    check_timer_text,
    cycle_due,
    due_from_text,
    is_cycle,
    read_cycle,
)
from engine.domain.durations import Duration
from engine.domain.parameters import DeadlineClass, Parameter
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar()
NOW = datetime(2026, 12, 23, 16, 10, tzinfo=LONDON)


def resolve(name: str) -> Parameter:
    values = {"handshake.acknowledge": "1 working day", "broken": "monthly", "chase": "R/P30D"}
    return Parameter(name, values[name], DeadlineClass.STANDARD, "Assumption", date(2022, 1, 13))


def giving(value: object) -> Callable[[str], object]:
    return lambda expression: {"the value": value}[expression]


def due(text: str, value: object = None, now: datetime = NOW, repeats: bool = False) -> Due:
    return due_from_text(text, now, CALENDAR, resolve, giving(value), repeats)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("P5D", "2026-12-28T16:10"),
        ("PT4H", "2026-12-23T20:10"),
        ("P1M", "2027-01-23T16:10"),
        (" 3 working days", "2026-12-30T17:00"),
        ("2027-01-31T17:00", "2027-01-31T17:00"),
        ("2027-07-01T09:00", "2027-07-01T08:00"),
        ("2027-07-01T09:00Z", "2027-07-01T09:00"),
        ("2027-07-01T09:00+02:00", "2027-07-01T07:00"),
        ("2027-07-01", "2027-07-01T16:00"),
        ("2027-03-28T01:30", "2027-03-28T01:00"),
        ("2027-10-31T01:30", "2027-10-31T00:30"),
        ("R3/P7D", "2026-12-30T16:10"),
        ("R/PT1H", "2026-12-23T17:10"),
        ("R5/2027-02-01T09:00/P1M", "2027-02-01T09:00"),
    ],
)
def test_literal_text_is_due(text: str, at: str) -> None:
    answer = due(text)
    assert answer.at == utc(at)
    assert (answer.deadline_class, answer.parameter) == (DeadlineClass.LOCAL, None)


@dataclass(frozen=True)
class Spoken:
    """A duration of the expression language: its text is ISO 8601."""

    text: str

    def __str__(self) -> str:
        return self.text


@pytest.mark.parametrize(
    ("value", "at"),
    [
        (WorkingDays(3), "2026-12-30T17:00"),
        (timedelta(days=5, hours=1), "2026-12-28T17:10"),
        (Spoken("P6M"), "2027-06-23T15:10"),
        ("P5D", "2026-12-28T16:10"),
        (datetime(2027, 7, 1, 9, tzinfo=LONDON), "2027-07-01T08:00"),
        (datetime.fromisoformat("2027-07-01T09:00"), "2027-07-01T08:00"),
        (date(2027, 7, 1), "2027-07-01T16:00"),
    ],
)
def test_what_an_expression_gives_is_due(value: object, at: str) -> None:
    assert due("= the value", value).at == utc(at)


def test_a_days_duration_of_an_expression_goes_by_the_wall_clock() -> None:
    before_change = datetime(2027, 3, 27, 16, 0, tzinfo=LONDON)
    assert due("= the value", timedelta(days=1), before_change) == due("P1D", now=before_change)


def test_a_named_deadline_has_the_value_and_class_of_its_parameter() -> None:
    answer = due("= the value", DeadlineRef("handshake.acknowledge"))
    assert answer.at == utc("2026-12-24T17:00")
    assert (answer.deadline_class, answer.parameter) == (DeadlineClass.STANDARD, "handshake.acknowledge")


@pytest.mark.parametrize("value", [None, True, 5, Decimal("5"), "soon", [], {}, time(9)])
def test_an_expression_that_gives_no_time_is_refused(value: object) -> None:
    with pytest.raises(
        DefinitionError, match="Expected a date or length of time from the timer “= the value”, but got"
    ):
        due("= the value", value)


def test_a_parameter_that_says_no_time_is_refused_by_name() -> None:
    with pytest.raises(DefinitionError, match="from the parameter “broken”, but got “monthly”"):
        due("= the value", DeadlineRef("broken"))


@pytest.mark.parametrize("text", ["", "P", "tomorrow", "2027-02-30T09:00", "2027-01-31T25:00", "2227-01-01", "R3/soon"])
def test_literal_text_that_says_no_time_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        check_timer_text(text)
    assert caught.value.message.startswith("Expected a")
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["P5D", "R3/P7D", "2027-01-31T17:00", "= anything at all"])
def test_readable_text_passes_the_check(text: str) -> None:
    check_timer_text(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "3 working days",
            (
                "3 working days from Wed 23 Dec 2026 16:10, skipping the weekend and the bank holidays "
                "Fri 25 and Mon 28 Dec: Wed 30 Dec 17:00"
            ),
        ),
        ("1 working day", "1 working day from Wed 23 Dec 2026 16:10: Thu 24 Dec 17:00"),
        ("same working day", "Same working day as Wed 23 Dec 2026 16:10: Wed 23 Dec 17:00"),
        (
            "8 working days",
            (
                "8 working days from Wed 23 Dec 2026 16:10, skipping 2 weekends and the bank holidays "
                "Fri 25, Mon 28 Dec and Fri 1 Jan: Thu 7 Jan 2027 17:00"
            ),
        ),
        ("P5D", "5 days from Wed 23 Dec 2026 16:10: Mon 28 Dec 16:10"),
        ("P1MT2H", "1 month and 2 hours from Wed 23 Dec 2026 16:10: Sat 23 Jan 2027 18:10"),
        ("P6M", "6 months from Wed 23 Dec 2026 16:10, across the change of the clocks: Wed 23 Jun 2027 16:10"),
        ("2027-01-31T17:00", "On Sun 31 Jan 2027 17:00"),
        ("R3/P7D", "7 days from Wed 23 Dec 2026 16:10: Wed 30 Dec 16:10, then every 7 days, at most 3 times"),
        (
            "R/2027-02-01T09:00/P1M",
            "On Mon 1 Feb 2027 09:00, then every 1 month, without end",
        ),
    ],
)
def test_the_arithmetic_is_told_in_words(text: str, words: str) -> None:
    assert due(text).arithmetic == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            "2026-06-01T18:05",
            (
                "1 working day from Mon 1 Jun 2026 18:05 (after the 17:00 cut-off, so counted from Tue 2 Jun): "
                "Wed 3 Jun 17:00"
            ),
        ),
        (
            "2026-06-06T10:00",
            "1 working day from Sat 6 Jun 2026 10:00 (not a working day, so counted from Mon 8 Jun): Tue 9 Jun 17:00",
        ),
    ],
)
def test_late_arrival_is_told(now: str, words: str) -> None:
    start = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    assert due("1 working day", now=start).arithmetic == words


def test_closures_of_the_agency_are_told() -> None:
    closed = Calendar(closed_days=frozenset({date(2026, 6, 2), date(2026, 6, 3)}))
    answer = due_from_text("1 working day", datetime(2026, 6, 1, 9, tzinfo=LONDON), closed, resolve, giving(None))
    assert ", skipping the closure days Tue 2 and Wed 3 Jun: Thu 4 Jun 17:00" in answer.arithmetic


def test_a_cycle_fires_its_number_of_times_and_ends() -> None:
    first = due("R3/P7D")
    assert first.cycle == "R3/P7D"
    dates = [cycle_due("R3/P7D", NOW, fired, CALENDAR) for fired in range(4)]
    assert dates == [first.at, utc("2027-01-06T16:10"), utc("2027-01-13T16:10"), None]


def test_a_cycle_with_a_beginning_counts_from_it() -> None:
    text = "R2/2027-01-31T09:00/P1M"
    dates = [cycle_due(text, NOW, fired, CALENDAR) for fired in range(3)]
    assert dates == [utc("2027-01-31T09:00"), utc("2027-02-28T09:00"), None]


def test_a_monthly_cycle_from_the_last_day_does_not_drift() -> None:
    start = datetime(2026, 12, 31, 9, tzinfo=LONDON)
    dates = [cycle_due("R/P1M", start, fired, CALENDAR) for fired in range(3)]
    assert dates == [utc("2027-01-31T09:00"), utc("2027-02-28T09:00"), utc("2027-03-31T08:00")]


def test_a_cycle_may_go_by_working_days_for_a_thousand_chases() -> None:
    assert cycle_due("R/2 working days", NOW, 0, CALENDAR) == utc("2026-12-29T17:00")
    assert cycle_due("R/5 working days", NOW, 999, CALENDAR) is not None


def test_a_cycle_from_a_parameter_keeps_its_text() -> None:
    answer = due("= the value", DeadlineRef("chase"))
    assert (answer.cycle, answer.parameter) == ("R/P30D", "chase")


@pytest.mark.parametrize("value", [WorkingDays(2), timedelta(hours=36), "P7D", Duration(1, 2, 3, Decimal("4.5"))])
def test_a_span_on_a_drawn_cycle_repeats_without_end(value: object) -> None:
    answer = due("= the value", value, repeats=True)
    assert answer.cycle is not None
    assert is_cycle(answer.cycle)
    assert cycle_due(answer.cycle, NOW, 0, CALENDAR) == answer.at
    assert read_cycle(answer.cycle, CALENDAR).count is None


@pytest.mark.parametrize("text", ["R0/P7D", "R/P0D", "R/same day", "P7D", "R-1/P7D"])
def test_a_cycle_that_never_fires_or_never_lets_time_pass_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError, match="Expected a cycle"):
        read_cycle(text, CALENDAR)


SPANS = st.sampled_from(["P1D", "PT90M", "P1M", "1 working day", "P1W", "PT0.5S"])


YEARS = (datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2060-01-01"))


@given(SPANS, st.datetimes(*YEARS, timezones=st.just(UTC)))
def test_a_cycle_moves_forward_at_every_firing(span: str, start: datetime) -> None:
    dates = [cycle_due(f"R/{span}", start, fired, CALENDAR) for fired in range(5)]
    moments = [start, *(at for at in dates if at is not None)]
    assert len(moments) == 6
    assert all(one < two for one, two in itertools.pairwise(moments))
