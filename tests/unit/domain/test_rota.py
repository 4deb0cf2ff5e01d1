"""Who is on duty at a moment, by the turns of a team."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.rota import Turn, on_duty

ANNA, BEA, CORA = (UUID(int=number) for number in (1, 2, 3))
LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 23)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def weekly(who: UUID, weekday: int, begins: time = time(0), ends: time = time(0)) -> Turn:
    return Turn(who, weekday, None, begins, ends)


def once(who: UUID, day: date, begins: time = time(0), ends: time = time(0)) -> Turn:
    return Turn(who, None, day, begins, ends)


def test_a_team_without_turns_keeps_to_its_standing_marks() -> None:
    assert on_duty([], at(MONDAY, 12)) is None


def test_a_team_with_weekly_turns_is_held_to_them_also_when_it_is_nobodys_turn() -> None:
    turns = [weekly(ANNA, 0, time(9), time(17))]
    assert on_duty(turns, at(MONDAY, 9)) == frozenset({ANNA})
    assert on_duty(turns, at(MONDAY, 17)) == frozenset()
    assert on_duty(turns, at(MONDAY + timedelta(days=1), 12)) == frozenset()


def test_a_turn_that_ends_before_it_begins_goes_on_past_midnight() -> None:
    turns = [weekly(ANNA, 0, time(20), time(2)), weekly(BEA, 1, time(20), time(2))]
    tuesday = MONDAY + timedelta(days=1)
    assert on_duty(turns, at(MONDAY, 19, 59)) == frozenset()
    assert on_duty(turns, at(MONDAY, 23)) == frozenset({ANNA})
    assert on_duty(turns, at(tuesday, 1, 59)) == frozenset({ANNA})
    assert on_duty(turns, at(tuesday, 2)) == frozenset()


def test_what_is_written_for_a_date_stands_in_place_of_the_week() -> None:
    turns = [weekly(ANNA, 0), once(BEA, MONDAY)]
    assert on_duty(turns, at(MONDAY, 12)) == frozenset({BEA})
    assert on_duty(turns, at(MONDAY + timedelta(days=7), 12)) == frozenset({ANNA})


def test_a_date_alone_leaves_the_other_days_to_the_standing_marks() -> None:
    turns = [once(BEA, MONDAY)]
    assert on_duty(turns, at(MONDAY, 12)) == frozenset({BEA})
    assert on_duty(turns, at(MONDAY + timedelta(days=1), 12)) is None


def test_several_may_be_on_duty_together() -> None:
    turns = [weekly(ANNA, 0, time(8), time(14)), weekly(BEA, 0, time(12), time(20)), weekly(CORA, 1)]
    assert on_duty(turns, at(MONDAY, 13)) == frozenset({ANNA, BEA})


def test_a_turn_keeps_to_the_clock_on_the_wall_when_the_clocks_change() -> None:
    sunday = date(2026, 10, 25)
    turns = [weekly(ANNA, 6, time(9), time(17))]
    assert on_duty(turns, at(sunday, 9)) == frozenset({ANNA})
    assert on_duty(turns, at(sunday, 16, 59)) == frozenset({ANNA})
    assert on_duty(turns, at(sunday, 8, 59)) == frozenset()


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.times(), st.times())
def test_seven_equal_turns_leave_out_exactly_the_hours_between_them(wall: datetime, begins: time, ends: time) -> None:
    turns = [weekly(ANNA, weekday, begins, ends) for weekday in range(7)]
    clock = wall.time()
    covered = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    assert on_duty(turns, wall.replace(tzinfo=LONDON)) == (
        frozenset({ANNA}) if covered or begins == ends else frozenset()
    )
