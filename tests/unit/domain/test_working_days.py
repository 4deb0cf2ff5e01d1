"""Working days agree with the published bank holidays, with a day-by-day count, and across both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.working_days import FIRST_YEAR, LAST_YEAR, Calendar, bank_holidays
from engine.errors import DefinitionError, InvalidInput

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar()
CLOSED_ON_CHRISTMAS_EVE = Calendar(closed_days=frozenset({date(2026, 12, 24)}))


def london(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold)


def due(start: str, days: int, calendar: Calendar = CALENDAR) -> str:
    return calendar.add_working_days(london(start), days).at.astimezone(LONDON).strftime("%a %d %b %Y %H:%M")


def published() -> set[date]:
    source = BankHolidays(use_cached_holidays=True)
    return {item["date"] for item in source.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)}


def test_bank_holidays_are_the_published_ones_for_their_whole_range() -> None:
    expected = published()
    years = range(min(expected).year, max(expected).year + 1)
    ours = {day for year in years for day in bank_holidays(year) if day.weekday() < 5}
    assert len(years) >= 15
    assert ours == expected


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_years_whose_bank_holidays_are_not_known_are_refused(year: int) -> None:
    with pytest.raises(InvalidInput, match="Expected a year from 1975 to 2100, but got"):
        bank_holidays(year)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-12-23T16:10", 3, "Wed 30 Dec 2026 17:00"),
        ("2026-12-23T17:00", 3, "Wed 30 Dec 2026 17:00"),
        ("2026-12-23T17:00:00.000001", 3, "Thu 31 Dec 2026 17:00"),
        ("2026-12-26T09:00", 1, "Wed 30 Dec 2026 17:00"),
        ("2026-06-01T09:00", 0, "Mon 01 Jun 2026 17:00"),
        ("2026-06-01T18:00", 0, "Tue 02 Jun 2026 17:00"),
        ("2026-06-06T10:00", 0, "Mon 08 Jun 2026 17:00"),
        ("2027-03-24T12:00", 3, "Wed 31 Mar 2027 17:00"),
        ("2026-10-23T12:00", 1, "Mon 26 Oct 2026 17:00"),
    ],
)
def test_due_is_the_cut_off_of_the_nth_working_day_after_receipt(start: str, days: int, expected: str) -> None:
    assert due(start, days) == expected


def test_closure_days_of_the_agency_are_skipped() -> None:
    assert due("2026-12-23T16:10", 1, CLOSED_ON_CHRISTMAS_EVE) == "Tue 29 Dec 2026 17:00"


def test_the_cut_off_is_the_calendars_own() -> None:
    assert due("2026-06-01T12:30", 1, Calendar(cut_off=time(12))) == "Wed 03 Jun 2026 12:00"


def test_what_was_skipped_is_told() -> None:
    answer = CALENDAR.add_working_days(london("2026-12-23T16:10"), 3)
    assert answer.received == date(2026, 12, 23)
    assert answer.skipped == tuple(date(2026, 12, day) for day in (25, 26, 27, 28))


@pytest.mark.parametrize("days", [-1, 13_001])
def test_a_number_of_working_days_out_of_range_is_refused(days: int) -> None:
    with pytest.raises(DefinitionError, match="Expected 0 to 13,000 working days, but got"):
        CALENDAR.add_working_days(london("2026-06-01T09:00"), days)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        CALENDAR.add_working_days(datetime.fromisoformat("2026-06-01T09:00"), 1)


START, END = datetime.fromisoformat("2012-01-01"), datetime.fromisoformat("2028-06-01")
MOMENTS = st.datetimes(START, END, timezones=st.just(UTC))
COUNTS = st.integers(0, 40)
CALENDARS = st.builds(
    Calendar,
    closed_days=st.frozensets(st.dates(date(2012, 1, 1), date(2028, 12, 31)), max_size=5),
    cut_off=st.sampled_from([time(12), time(17), time(23, 59)]),
)
PUBLISHED = published()


def counted_day_by_day(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The rule by brute force over the published list, hour hands and all."""

    def is_open(day: date) -> bool:
        return day.strftime("%a") not in ("Sat", "Sun") and day not in PUBLISHED and day not in calendar.closed_days

    local = start.astimezone(LONDON)
    day = local.date()
    if local.replace(tzinfo=None) > datetime.combine(day, calendar.cut_off):
        day += timedelta(days=1)
    while not is_open(day):
        day += timedelta(days=1)
    while days:
        day += timedelta(days=1)
        days -= is_open(day)
    return datetime.combine(day, calendar.cut_off, LONDON).astimezone(UTC)


@given(MOMENTS, COUNTS, CALENDARS)
def test_due_agrees_with_counting_day_by_day(start: datetime, days: int, calendar: Calendar) -> None:
    assert calendar.add_working_days(start, days).at == counted_day_by_day(start, days, calendar)


@given(MOMENTS, COUNTS, CALENDARS)
def test_due_is_never_on_a_closed_day_and_never_before_the_start(
    start: datetime, days: int, calendar: Calendar
) -> None:
    answer = calendar.add_working_days(start, days)
    local = answer.at.astimezone(LONDON)
    assert calendar.is_working_day(local.date())
    assert local.time() == calendar.cut_off
    assert answer.at >= start
    assert not any(calendar.is_working_day(day) for day in answer.skipped)


@given(MOMENTS, MOMENTS, COUNTS, COUNTS)
def test_later_work_or_more_days_are_never_due_earlier(one: datetime, two: datetime, few: int, many: int) -> None:
    (earlier, later), (few, many) = sorted((one, two)), sorted((few, many))
    assert CALENDAR.add_working_days(earlier, few).at <= CALENDAR.add_working_days(later, many).at


@given(MOMENTS, COUNTS)
def test_working_days_between_receipt_and_due_are_the_days_added(start: datetime, days: int) -> None:
    answer = CALENDAR.add_working_days(start, days)
    received = CALENDAR.from_wall(datetime.combine(answer.received, time(9)))
    assert CALENDAR.working_days_between(received, answer.at) == days
    assert CALENDAR.working_days_between(answer.at, received) == -days


@pytest.mark.parametrize(
    ("start", "step", "expected"),
    [
        ("2027-03-27T16:00", {"days": 1}, "2027-03-28T15:00"),
        ("2027-03-27T16:00", {"seconds": 86_400}, "2027-03-28T16:00"),
        ("2027-10-30T16:00", {"days": 1}, "2027-10-31T16:00"),
        ("2027-10-30T16:00", {"seconds": 86_400}, "2027-10-31T15:00"),
        ("2027-03-27T01:30", {"days": 1}, "2027-03-28T01:00"),
        ("2027-10-30T01:30", {"days": 1}, "2027-10-31T00:30"),
        ("2027-01-31T09:00", {"months": 1}, "2027-02-28T09:00"),
        ("2028-02-29T09:00", {"years": 1}, "2029-02-28T09:00"),
        ("2027-11-30T09:00", {"months": 3, "days": 1}, "2028-03-01T09:00"),
        ("2027-03-27T16:00", {"days": 1, "seconds": 1.5}, "2027-03-28T15:00:01.500000"),
    ],
)
def test_date_parts_go_by_the_wall_and_seconds_by_elapsed_time(start: str, step: dict[str, int], expected: str) -> None:
    assert CALENDAR.add_calendar(london(start), **step) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_elapsed_time_alone_keeps_to_the_second_of_a_repeated_hour() -> None:
    second_half_past_one = london("2027-10-31T01:30", fold=1)
    assert CALENDAR.add_calendar(second_half_past_one, seconds=60) == datetime(2027, 10, 31, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize("wall", ["01:00", "01:01", "01:30", "01:59"])
def test_a_skipped_wall_time_becomes_the_first_that_exists(wall: str) -> None:
    skipped = datetime.fromisoformat(f"2027-03-28T{wall}")
    assert CALENDAR.from_wall(skipped) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


@given(st.datetimes(START, END))
def test_a_wall_time_is_shown_again_unless_the_clocks_skip_it(wall: datetime) -> None:
    shown = CALENDAR.from_wall(wall).astimezone(LONDON).replace(tzinfo=None)
    assert shown == wall or (shown > wall and shown - wall <= timedelta(hours=1) and shown.minute == 0)
