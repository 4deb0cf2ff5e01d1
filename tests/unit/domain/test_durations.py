"""Lengths of time are read as people and pathways write them; anything else is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.durations import Duration, Span, WorkingDays, find_span, read_span
from engine.errors import DefinitionError


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1 working day", WorkingDays(1)),
        ("3 Working Days", WorkingDays(3)),
        (" 10 working days ", WorkingDays(10)),
        ("same working day", WorkingDays(0)),
        ("the same working day", WorkingDays(0)),
        ("same day", WorkingDays(0)),
        ("P5D", Duration(days=5)),
        ("P2W", Duration(days=14)),
        ("P1Y2M3DT4H5M6.5S", Duration(1, 2, 3, Decimal("14706.5"))),
        ("PT0,5S", Duration(seconds=Decimal("0.5"))),
        ("PT4H", Duration(seconds=Decimal(14400))),
        ("30 minutes", Duration(seconds=Decimal(1800))),
        ("4 hours", Duration(seconds=Decimal(14400))),
        ("14 days", Duration(days=14)),
        ("4 weeks", Duration(days=28)),
        ("6 months", Duration(months=6)),
        ("1 year", Duration(years=1)),
    ],
)
def test_a_span_is_read(text: str, span: Span) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P5", "P1DT", "-P5D", "5", "5 d", "P1.5D", "soon", "P٣D", "3 workign days"]
)
def test_what_is_no_span_is_refused_with_an_example(text: str) -> None:
    assert find_span(text) is None
    with pytest.raises(DefinitionError, match=r"Expected a length of time, but .* is none. Write for example"):
        read_span(text)


@pytest.mark.parametrize("text", ["13001 working days", "51 years", "P999999999D", "PT999999999H", "P612M"])
def test_more_than_fifty_years_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError, match=r"fifty years|13,000 working days"):
        read_span(text)


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(DefinitionError, match="it is negative"):
        Duration(days=-1)
    with pytest.raises(DefinitionError, match="it is negative"):
        Duration(seconds=Decimal(-1))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (WorkingDays(1), "1 working day"),
        (WorkingDays(0), "the same working day"),
        (Duration(1, 2, 1), "1 year, 2 months and 1 day"),
        (Duration(days=2, seconds=Decimal("3661.50")), "2 days, 1 hour, 1 minute and 1.5 seconds"),
        (Duration(), "no time"),
    ],
)
def test_a_span_is_told_in_words(span: Span, words: str) -> None:
    assert str(span) == words


@given(st.text(max_size=30) | st.from_regex(r"P[0-9YMWDTHS.,]{0,20}", fullmatch=True))
def test_any_text_is_a_span_or_refused(text: str) -> None:
    try:
        span = read_span(text)
    except DefinitionError:
        return
    assert isinstance(span, WorkingDays | Duration)
