"""Moments and words as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from web import wording


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 30, 17, 0, tzinfo=UTC), "Wed 30 Dec 2026, 17:00"),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), "Wed 1 Jul 2026, 17:00"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "Sun 28 Mar 2027, 00:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Sun 28 Mar 2027, 02:00"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wed 1 Jul 2026, 00:30"),
        (None, ""),
    ],
)
def test_a_moment_is_told_in_london_time(moment: datetime | None, words: str) -> None:
    assert wording.when(moment) == words


def test_a_day_stays_the_day_it_is() -> None:
    assert wording.day(date(2026, 12, 3)) == "Thu 3 Dec 2026"
    assert wording.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wed 1 Jul 2026"


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest() -> None:
    assert wording.sentence("due tomorrow 17:00, NHS") == "Due tomorrow 17:00, NHS"
    assert wording.sentence("") == ""


def test_a_text_falls_into_paragraphs_at_empty_lines() -> None:
    assert wording.paragraphs("One\ntwo.\n\n  \nThree. ") == ["One two.", "Three."]


def test_counts_agree_with_their_noun() -> None:
    assert [wording.counted(number, "task") for number in (0, 1, 2)] == ["0 tasks", "1 task", "2 tasks"]
    assert wording.counted(2, "agency", "agencies") == "2 agencies"
