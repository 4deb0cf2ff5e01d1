"""Where a running clock goes when the value of its parameter has changed, and how that is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.parameters import DeadlineClass, Parameter
from engine.domain.pausing import Pause, before, moved_by
from engine.domain.redating import fingerprint, redated, without_note
from engine.domain.working_days import Calendar

START = datetime(2026, 12, 21, 10, 0, tzinfo=UTC)
"""The Monday before Christmas."""
DAYS = st.integers(0, 60)


def worth(value: str) -> Parameter:
    return Parameter("p", value, DeadlineClass.STANDARD, "Policy", date(2026, 1, 1))


def test_a_clock_is_counted_anew_from_when_it_started_and_says_when_it_was_re_dated() -> None:
    to = redated(START, False, worth("3 working days"), Calendar(), [], START + timedelta(days=1))
    assert to.at == datetime(2026, 12, 24, 17, tzinfo=UTC)
    assert to.arithmetic == (
        "3 working days from Mon 21 Dec 2026 10:00: Thu 24 Dec 17:00; re-dated on Tue 22 Dec 2026 10:00"
    )
    assert not to.is_past


def test_a_moment_that_is_behind_is_said_to_be() -> None:
    to = redated(START, False, worth("1 day"), Calendar(), [], START + timedelta(days=3))
    assert to.is_past
    assert to.arithmetic.endswith("; re-dated on Thu 24 Dec 2026 10:00, when that had passed already")


def test_a_cycle_gets_its_new_rhythm() -> None:
    to = redated(START, True, worth("P14D"), Calendar(), [], START)
    assert (to.at, to.cycle) == (START + timedelta(days=14), "R/P14D")


@given(days=DAYS, pauses=st.lists(st.tuples(DAYS, DAYS), max_size=4))
def test_the_pauses_it_has_met_move_the_new_moment_too(days: int, pauses: list[tuple[int, int]]) -> None:
    met, at = [], START
    for ran, lasted in pauses:
        begins = at + timedelta(days=ran)
        at = begins + timedelta(days=lasted)
        met.append(Pause(begins, at, is_over=True))
    bare = redated(START, False, worth(f"{days} days"), Calendar(), [], at)
    to = redated(START, False, worth(f"{days} days"), Calendar(), met, at)
    assert to.at == bare.at + moved_by(met, bare.at)
    assert to.is_past == (to.at <= at)
    assert before(to.at, without_note(to.arithmetic), met) == (bare.at, without_note(bare.arithmetic))


@pytest.mark.parametrize("other", [("b", 1, False), ("a", 2, False), ("a", 1, True)])
def test_a_fingerprint_stands_for_exactly_these_moves(other: tuple[str, int, bool]) -> None:
    def move(clock: str, days: int, is_past: bool) -> tuple[str, datetime, datetime, bool]:
        return clock, START, START + timedelta(days=days), is_past

    assert fingerprint([move("a", 1, False)]) != fingerprint([move(*other)])
    two = [move("a", 1, False), move("c", 1, False)]
    assert fingerprint(two) == fingerprint(reversed(two))
