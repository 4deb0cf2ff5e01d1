"""A pause keeps what was left of a clock, to the second, in any season and however often; its words say so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.pausing import (
    LONGEST,
    Pause,
    before,
    checked_reason,
    held_back,
    holding_agencies,
    is_held,
    last_moment,
    let_go,
    moved_by,
    seconds_left,
    until_words,
)
from engine.domain.working_days import Calendar
from engine.errors import InvalidInput

START = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)
"""A week before the clocks go forward."""
WORDS = "10 days from Fri 20 Mar 2026 10:00: Mon 30 Mar 10:00"
SPANS = st.timedeltas(timedelta(0), LONGEST)
PAUSES = st.lists(st.tuples(SPANS, SPANS, SPANS), max_size=6)
"""Of each: how long the clock ran before it, how long it was to last, and how long it lasted in fact at most."""


def lived(left: timedelta, pauses: list[tuple[timedelta, timedelta, timedelta]]) -> list[tuple[Pause, datetime, str]]:
    """A clock through these pauses: each as it ended, with when the clock was due after it and in which words."""
    now, due, words, history = START, START + left, WORDS, []
    for ran, planned, lasted in pauses:
        now += ran
        if due <= now:
            break
        pause, remaining = Pause(now, now + planned), due - now
        due, words = held_back(due, words, pause)
        assert due - pause.ends == remaining
        ended = min(now + lasted, pause.ends)
        due, words = let_go(due, words, pause, ended)
        assert due - ended == remaining
        now = ended
        history.append((Pause(pause.begins, ended, is_over=True), due, words))
    return history


@given(left=SPANS, pauses=PAUSES)
def test_what_was_left_is_left_after_any_number_of_pauses_across_changes_of_the_clocks(
    left: timedelta, pauses: list[tuple[timedelta, timedelta, timedelta]]
) -> None:
    for _, due, _ in (history := lived(left, pauses))[-1:]:
        stood_still = sum((pause.ends - pause.begins for pause, _, _ in history), timedelta())
        assert due == START + left + stood_still
        assert moved_by([pause for pause, _, _ in history], START + left) == stood_still


@given(left=SPANS, pauses=PAUSES)
def test_the_words_tell_every_pause_and_lead_back_to_where_the_clock_was(
    left: timedelta, pauses: list[tuple[timedelta, timedelta, timedelta]]
) -> None:
    for _, due, words in (history := lived(left, pauses))[-1:]:
        assert words.count("; paused from ") == len(history)
        assert before(due, words, [pause for pause, _, _ in history]) == (START + left, WORDS)


@given(due=SPANS, length=SPANS)
def test_what_was_late_when_a_pause_began_is_not_moved_by_it(due: timedelta, length: timedelta) -> None:
    pause = Pause(START, START + length, is_over=True)
    assert moved_by([pause], START - due) == timedelta(0)
    assert not is_held(START - due, pause)


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_whole_seconds_that_are_left_are_never_less_than_what_is_left(left: timedelta) -> None:
    seconds = seconds_left(START + left, START)
    assert timedelta(0) <= timedelta(seconds=seconds) - left < timedelta(seconds=1)


def test_the_words_of_a_pause_that_lasts_say_until_when_at_the_latest() -> None:
    begins, ends = datetime(2026, 12, 28, 10, tzinfo=UTC), datetime(2027, 1, 5, 9, tzinfo=UTC)
    pause = Pause(begins, ends)
    due, words = held_back(begins + timedelta(hours=4), "4 hours from Mon 28 Dec 2026 10:00: Mon 28 Dec 14:00", pause)
    assert words.endswith(
        "; paused from Mon 28 Dec 2026 10:00 until Tue 5 Jan 2027 09:00 at the latest: Tue 5 Jan 13:00"
    )
    _, words = let_go(due, words, pause, begins + timedelta(hours=1))
    assert words == (
        "4 hours from Mon 28 Dec 2026 10:00: Mon 28 Dec 14:00"
        "; paused from Mon 28 Dec 2026 10:00 to Mon 28 Dec 11:00: Mon 28 Dec 15:00"
    )


def test_a_pause_ends_in_the_morning_of_its_last_day_on_the_wall_clock() -> None:
    assert last_moment(date(2026, 3, 27), START, Calendar()) == datetime(2026, 3, 27, 9, tzinfo=UTC)
    summer = last_moment(date(2026, 3, 30), START, Calendar())
    assert summer == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert until_words(summer) == "Mon 30 Mar 2026"


@pytest.mark.parametrize("until", [date(2026, 3, 20), date(2026, 3, 1), date(2026, 6, 21), date.max])
def test_a_pause_until_a_day_that_is_not_ahead_or_too_far_is_refused(until: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        last_moment(until, START, Calendar())
    assert set(refused.value.fields) == {"until"}


def test_the_longest_pause_that_is_offered_is_accepted() -> None:
    with pytest.raises(InvalidInput) as refused:
        last_moment(date(2026, 8, 1), START, Calendar())
    assert refused.value.fields["until"] == "Choose a day up to Fri 19 Jun 2026; it can be paused again then"
    assert last_moment(date(2026, 6, 19), START, Calendar()) - START <= LONGEST


@pytest.mark.parametrize("text", ["", "  ", "x" * 501, "a\x00b"])
def test_a_reason_must_say_something_that_can_be_kept(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_reason(text)
    assert set(refused.value.fields) == {"reason"}


def test_a_reason_is_kept_without_the_blanks_around_it() -> None:
    assert checked_reason("  She is in hospital \n") == "She is in hospital"


def test_the_agencies_that_hold_work_may_pause_else_the_one_that_started_it() -> None:
    housing, food_bank, charity = (UUID(int=number) for number in (1, 2, 3))
    assert holding_agencies([(housing, housing), (food_bank, charity)], charity) == {housing, food_bank, charity}
    assert holding_agencies([(housing, None)], charity) == {housing}
    assert holding_agencies([], charity) == {charity}
