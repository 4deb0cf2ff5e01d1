"""Timer text as people type it, and back: nothing means something else afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.durations import WorkingDays, read_span
from engine.domain.timer_words import from_words, in_words, parameter_named
from engine.errors import DefinitionError

NAMES = ("handshake.send", "triage.now")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("2 working days", "= working days(2)"),
        ("1 working day", "= working days(1)"),
        ("same working day", "= working days(0)"),
        ("5 days", "P5D"),
        ("2 weeks", "P14D"),
        ("4 hours", "PT4H"),
        ("90 minutes", "PT90M"),
        ("6 months", "P6M"),
        ("PT24H", "PT24H"),
        ("R3/P7D", "R3/P7D"),
        ("2027-01-31T17:00", "2027-01-31T17:00"),
        ("handshake.send", '= deadline("handshake.send")'),
        ("= if a then b else c", "= if a then b else c"),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_the_text_of_the_diagram(words: str, text: str) -> None:
    assert from_words(words, NAMES) == text


@pytest.mark.parametrize("words", ["2 workign days", "handshake.snd", "P", "soon", "-1 day", "2027-13-45"])
def test_what_says_no_time_is_refused_with_what_can_be_written(words: str) -> None:
    with pytest.raises(DefinitionError, match="Expected"):
        from_words(words, NAMES)


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    with pytest.raises(DefinitionError, match=r"Did you mean “handshake\.send”"):
        from_words("handshake.snd", NAMES)


UNITS = st.sampled_from(["working days", "days", "hours", "minutes", "weeks", "months", "years"])


@given(st.integers(1, 40), UNITS)
def test_words_read_back_as_the_same_length_of_time(amount: int, unit: str) -> None:
    text = from_words(f"{amount} {unit}", ())
    shown = in_words(text)
    meant = read_span(f"{amount} {unit}")
    if isinstance(meant, WorkingDays):
        assert shown == str(meant)
    else:
        assert read_span(text) == meant
        assert shown == str(meant)
    assert from_words(text, ()) == text


def test_a_rule_of_its_own_stays_as_it_is() -> None:
    rule = '= if a = 1 then deadline("triage.now") else working days(3)'
    assert in_words(rule) == rule
    assert parameter_named(rule) == ""
    assert in_words('= deadline( "triage.now" )') == "triage.now"
