"""Dates of any year up to nine digits, and times to the nanosecond, behave as those that the standard types hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Value, compile_expression, from_json, to_json
from engine.feel.far import MAX_YEAR, FarDate, FarDateTime, FarTime, from_ordinal, ordinal
from engine.feel.temporal import read_date, read_date_time, read_time
from engine.feel.writing import write_plain
from tests.unit.feel.answers import answer, reasons

LAST = ordinal(FarDate(MAX_YEAR, 12, 31))
FIRST = ordinal(FarDate(-MAX_YEAR, 1, 1))


def _answer(text: str, names: dict[str, Value]) -> Value:
    return compile_expression(text).evaluate(names)


days = st.integers(FIRST, LAST) | st.integers(-800_000, 4_000_000)


@given(days)
def test_every_day_is_written_and_read_as_itself(day: int) -> None:
    found = from_ordinal(day)
    assert ordinal(found) == day
    assert read_date(write_plain(found)) == found
    assert from_json(to_json(found)) == found


@given(st.dates())
def test_days_are_counted_as_the_standard_type_counts_them(day: date) -> None:
    assert ordinal(day) == day.toordinal()
    assert from_ordinal(day.toordinal()) == day


@given(days, days)
def test_order_and_distance_are_those_of_the_days(left: int, right: int) -> None:
    names: dict[str, Value] = {"a": from_ordinal(left), "b": from_ordinal(right)}
    assert _answer("a < b", names) is (left < right)
    assert _answer("a = b", names) is (left == right)
    if abs(left - right) < 999_999_999:
        assert _answer("a - b", names) == timedelta(days=left - right)
        assert _answer("b + (a - b) = a", names) is True


@given(days)
def test_weeks_repeat_every_seven_days(day: int) -> None:
    assert answer("d.weekday", d=from_ordinal(day)) == (day - 1) % 7 + 1


@given(st.datetimes(), st.integers(1, 999), st.integers(-(10**15), 10**15))
def test_nanoseconds_stay_when_microseconds_are_added(moment: datetime, nano: int, micro: int) -> None:
    text = write_plain(moment.replace(microsecond=123456)) + f"{nano:03}"
    fine, span = read_date_time(text), timedelta(microseconds=micro)
    moved = answer("m + s", m=fine, s=span)
    assert moved.nanosecond % 1000 == nano
    assert answer("m + s - s = m", m=fine, s=span) is True
    assert answer("m + s > m", m=fine, s=span) is (micro > 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('string(date("-2017-12-31"))', "-2017-12-31"),
        (
            'string(@"999999999-12-31T23:59:59.999999999@Europe/Paris")',
            "999999999-12-31T23:59:59.999999999@Europe/Paris",
        ),
        ('date("9999-12-31") + @"P1D"', FarDate(10_000, 1, 1)),
        ('@"10000-01-01" - @"P1D"', date(9999, 12, 31)),
        ('@"-0001-01-31" + @"P1M"', FarDate(-1, 2, 28)),
        ('@"9999-12-31T23:00:00" + @"PT1H"', read_date_time("10000-01-01T00:00:00")),
        ('@"9999-12-31T23:00:00Z" + @"PT1H" = @"10000-01-01T01:00:00+01:00"', True),
        ('@"10000-01-01" > @"9999-12-31T23:59:59"', True),
        ('@"10000-01-01" in [@"2000-01-01"..@"20000-01-01"]', True),
        ('@"10:00:00.000000001" > @"10:00:00"', True),
        ('@"10:00:00.000000001" + @"PT1H"', FarTime(11, 0, 0, 1, None)),
        ('[@"-0044-03-15".year, @"-0044-03-15".month, @"-0044-03-15".day]', [-44, 3, 15]),
        (
            '[@"10000-01-01T10:20:30.000000001".hour, @"10000-01-01T10:20:30.000000001".second]',
            [10, Decimal("30.000000001")],
        ),
        ('date(@"10000-01-01T10:20:30")', FarDate(10_000, 1, 1)),
        ('time(@"10000-01-01T10:20:30.000000001")', FarTime(10, 20, 30, 1, None)),
        ('date and time(@"10000-01-01", @"10:00:00").year', Decimal(10_000)),
        ('years and months duration(@"-2016-01-30", @"2017-01-30").years', Decimal(4033)),
        ('day of week(@"10000-01-01")', "Saturday"),
        ('week of year(@"10000-01-03")', Decimal(1)),
        ('day of year(@"-0004-12-31")', Decimal(366)),
        ('count(for d in @"9999-12-30"..@"10000-01-02" return d)', Decimal(4)),
        ('@"10000-01-01" instance of date', True),
        ('@"10000-01-01T00:00:00" instance of date and time', True),
        ('@"10:00:00.000000001" instance of time', True),
        ('is(@"10:00:00.000000001", @"10:00:00.000000001")', True),
        ('@"10000-01-01" = null', False),
        ('date("24:00:00")', None),
        ('time("24:00:00")', read_time("00:00:00")),
        ('@"2027-12-31T24:00:00"', datetime(2028, 1, 1)),
    ],
)
def test_answers(text: str, value: Value) -> None:
    assert answer(text) == value


@pytest.mark.parametrize(
    "text",
    [
        'date("1000000000-01-01")',
        'date("01211-12-31")',
        'date("+2027-01-01")',
        '@"999999999-12-31" + @"P1D"',
        '@"10000-01-01T00:00:00" - @"10000-01-01T00:00:00Z"',
        '@"10:00:00.000000001" - @"10:00:00Z"',
        '@"10:00:00.000000001@Europe/Paris" < @"10:00:00Z"',
        '@"10000-01-01" < 3',
        '@"999999999-12-31" - @"-999999999-01-01"',
        'time("24:00:01")',
        'date and time("2027-12-31T24:00:00.5")',
    ],
)
def test_what_has_no_answer_is_null_with_a_reason(text: str) -> None:
    assert answer(text) is None
    assert reasons(text)


def test_a_far_moment_in_a_zone_moves_along_the_time_line() -> None:
    summer = read_date_time("12027-07-01T12:00:00@Europe/London")
    assert isinstance(summer, FarDateTime)
    later = answer('m + @"P184D"', m=summer)
    assert write_plain(later) == "12028-01-01T11:00:00@Europe/London"
