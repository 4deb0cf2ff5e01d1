"""Rule 14: until when a record is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.parameters import DeadlineClass, Parameter
from engine.domain.retention import DEFAULTS, RecordType, keeping
from engine.errors import DefinitionError

DAYS = st.dates(date(2000, 1, 1), date(2080, 1, 1))
TODAY = date(2026, 11, 23)


def entered(value: str, valid_from: date = date(2020, 1, 1)) -> Parameter:
    return Parameter("retention.case", value, DeadlineClass.LOCAL, "The partnership", valid_from)


@given(DAYS)
def test_a_closed_case_is_kept_for_six_years_to_the_day(closed: date) -> None:
    found = keeping(RecordType.CASE, closed, [], TODAY)
    day = closed.day if (closed.month, closed.day) != (2, 29) else 28
    assert found.until == date(closed.year + 6, closed.month, day)
    assert found.is_over(found.until)
    assert not found.is_over(found.until - timedelta(days=1))


@given(DAYS, st.integers(1, 40))
def test_what_the_partnership_has_entered_goes_before(closed: date, years: int) -> None:
    found = keeping(RecordType.CASE, closed, [entered(f"{years} years")], TODAY)
    assert found.until.year == closed.year + years
    assert "The partnership" in found.rule


def test_a_value_that_does_not_hold_yet_does_not_count() -> None:
    later = entered("1 day", TODAY + timedelta(days=1))
    assert keeping(RecordType.CASE, date(2020, 1, 1), [later], TODAY).until == date(2026, 1, 1)
    assert keeping(RecordType.CASE, date(2020, 1, 1), [later, entered("8 years")], TODAY).until == date(2028, 1, 1)


@pytest.mark.parametrize("value", ["3 working days", "4 hours", "for ever", "7"])
def test_a_time_that_is_none_in_days_months_or_years_is_refused(value: str) -> None:
    with pytest.raises(DefinitionError):
        keeping(RecordType.CASE, date(2020, 1, 1), [entered(value)], TODAY)


@pytest.mark.parametrize("kind", RecordType)
def test_every_type_of_record_has_a_time_with_its_source(kind: RecordType) -> None:
    assert DEFAULTS[kind].name == kind.parameter
    assert DEFAULTS[kind].source
    assert kind.label
    assert kind.begins in keeping(kind, TODAY, [], TODAY).rule
