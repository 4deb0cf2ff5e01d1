"""Working days and deadlines in expressions: counted as the calendar counts, understood by timers, never a crash."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.timer_functions import evaluate
from engine.dmn import check
from engine.domain.deadlines import DeadlineRef, Due, WorkingDays, due_from_text
from engine.domain.parameters import Parameter
from engine.domain.working_days import Calendar
from engine.feel import Value, compile_expression
from engine.feel.working_time import WORKING_TIME, working_time
from tests.unit.dmn.models import data, decision, literal, model, tolerant

DAYS = st.dates(date(1975, 1, 1), date(2100, 12, 31))


def decided(text: str, **inputs: Value) -> Value:
    """The answer of a decision that may call what every decision may."""
    needs = [f"in_{name}" for name in inputs]
    return model(*map(data, inputs), decision("d", literal(text), *needs)).decide("d", inputs, strict=False).value


@given(DAYS, DAYS, st.sets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=5))
def test_working_days_between_are_those_that_the_calendar_counts(first: date, last: date, closed: set[date]) -> None:
    last = min(last, first + timedelta(days=900))
    calendar = Calendar(closed_days=frozenset(closed))
    noon = time(12, tzinfo=calendar.zone_info)
    wanted = calendar.working_days_between(datetime.combine(first, noon), datetime.combine(last, noon))
    counted = compile_expression("working days between(a, b)").evaluate({"a": first, "b": last}, working_time(calendar))
    assert counted == wanted


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('working days between(@"2027-03-25", @"2027-03-30")', Decimal(1)),
        ('working days between(@"2027-03-30", @"2027-03-25")', Decimal(-1)),
        ('working days between(@"2027-03-25", @"2027-03-25")', Decimal(0)),
        ('working days between(from: @"2027-03-29", to: @"2027-03-31")', Decimal(2)),
        ('working days between(@"2027-06-30T23:30:00Z", @"2027-07-02")', Decimal(1)),
        ('working days between(@"2027-06-30T23:30:00", @"2027-07-02")', Decimal(2)),
        ("working days(3)", "3 working days"),
        ("working days(n: 0)", "0 working days"),
        ('deadline("handshake.acknowledge")', 'deadline("handshake.acknowledge")'),
        ("{working days: 4, r: working days between 3 and 5}.r", True),
        ("{working days: 4, r: working days + 1}.r", Decimal(5)),
    ],
)
def test_decisions_know_them_without_being_told(text: str, answer: Value) -> None:
    assert decided(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "working days(1.5)",
        "working days(-1)",
        'working days("3")',
        "working days(1E9)",
        "working days(null)",
        "working days()",
        'working days between(@"2027-01-01", null)',
        'working days between(1, @"2027-01-01")',
        'working days between(@"1066-01-01", @"2027-01-01")',
        'working days between(@"-0044-01-01", @"2027-01-01")',
        'working days between(@"10:00:00", @"2027-01-01")',
        "deadline(3)",
        'deadline(" ")',
        'deadline("a\\"b")',
    ],
)
def test_what_has_no_answer_is_null_with_a_reason(text: str) -> None:
    outcome = compile_expression(text).explain({}, WORKING_TIME)
    assert outcome.value is None
    assert outcome.reasons


def test_timers_understand_what_decisions_answer() -> None:
    now, calendar = datetime(2027, 3, 24, 9, tzinfo=UTC), Calendar()
    parameters: list[str] = []

    def resolve(name: str) -> Parameter:
        parameters.append(name)
        raise LookupError(name)

    def due(text: str, **variables: Value) -> Due:
        return due_from_text(text, now, calendar, resolve, lambda feel: evaluate(feel, variables))

    for text in ("working days(3)", "working days(0)"):
        assert due("= answer", answer=decided(text)) == due(f"= {text}")
    answer = decided('deadline("handshake.send")')
    for text in ("= answer", '= deadline("handshake.send")'):
        with pytest.raises(LookupError):
            due(text, answer=answer)
    assert parameters == ["handshake.send", "handshake.send"]


def test_timers_count_with_the_calendar_of_the_agency() -> None:
    text = 'working days between(@"2027-03-22", @"2027-03-24")'
    assert evaluate(text, {}) == 2
    assert evaluate(text, {}, Calendar(closed_days=frozenset({date(2027, 3, 23)}))) == 1
    assert evaluate("working days(2)", {}) == WorkingDays(2)
    assert evaluate('deadline("a.b")', {}) == DeadlineRef("a.b")


def test_checks_of_decisions_know_them() -> None:
    text = 'if working days between(@"2027-01-01", @"2027-01-31") > 5 then working days(3) else deadline("a.b")'
    assert check(tolerant(decision("d", literal(text)))) == []
