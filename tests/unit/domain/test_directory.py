"""The service picker: who is offered, who comes first, and why."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.directory import Offer, OpeningHours, Service, read_hours, services_for
from engine.domain.working_days import Calendar
from engine.errors import InvalidInput

LONDON = ZoneInfo("Europe/London")
MONDAY_NOON = datetime(2026, 6, 1, 12, tzinfo=LONDON)
OFFICE = tuple(OpeningHours(day, time(9), time(17)) for day in range(5))
NIGHTS = (OpeningHours(4, time(22), time(3)),)
HOSTEL = Service(UUID(int=1), UUID(int=10), None, "Hostel", "housing", frozenset({"SS1"}), OFFICE, 4, 3)


def offers(*services: Service, area: str | None = "SS1", at: datetime = MONDAY_NOON) -> tuple[Offer, ...]:
    return services_for(services, "housing", area, at, Calendar())


def other(number: int, **changes: object) -> Service:
    return replace(HOSTEL, id=UUID(int=number), name=f"House {number}", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"accepting": False}, "does not accept referrals now"),
        ({"areas": frozenset({"SS2"})}, "does not cover SS1"),
        ({"in_use": 4}, "has no place left"),
        ({"in_use": 9}, "has no place left"),
    ],
)
def test_a_service_that_cannot_take_her_is_shown_with_the_reason(changes: dict[str, object], reason: str) -> None:
    [offer] = offers(other(2, **changes))
    assert (offer.offered, offer.reasons) == (False, (reason,))


def test_every_reason_against_is_given() -> None:
    [offer] = offers(other(2, accepting=False, in_use=4), at=datetime(2026, 6, 1, 18, tzinfo=LONDON))
    assert offer.reasons == ("does not accept referrals now", "has no place left", "closed now, opens Tuesday 09:00")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({}, "1 place left"), ({"in_use": 2}, "2 places left"), ({"capacity": None}, "accepts referrals")],
)
def test_a_service_that_can_take_her_says_its_room(changes: dict[str, object], reason: str) -> None:
    [offer] = offers(other(2, **changes))
    assert (offer.offered, offer.open_now, offer.reasons) == (True, True, (reason,))


def test_a_service_without_areas_covers_all_and_an_unknown_area_excludes_none() -> None:
    assert offers(other(2, areas=frozenset()))[0].offered
    assert offers(HOSTEL, area=None)[0].offered


def test_a_service_without_a_charter_comes_after_those_with_one_and_says_so() -> None:
    ranked = offers(other(2, has_charter=False, capacity=None), other(3, hours=NIGHTS))
    assert [offer.service.name for offer in ranked] == ["House 3", "House 2"]
    assert ranked[1].offered
    assert ranked[1].reasons[1] == "no charter in force, so only somebody in danger now can be referred"


def test_what_speaks_against_a_service_is_told_apart_from_what_is_only_said_of_it() -> None:
    [offer] = offers(other(2, in_use=4, has_charter=False), at=datetime(2026, 6, 1, 18, tzinfo=LONDON))
    assert offer.against == ("has no place left",)
    assert len(offer.reasons) == 3


def test_hours_are_read_by_weekday() -> None:
    assert read_hours({"Mon": ["09:00", "17:00"], "Fri": ["22:00", "03:00"]}) == (OFFICE[0], *NIGHTS)


@pytest.mark.parametrize(
    "hours",
    [{"Monday": ["09:00", "17:00"]}, {"Mon": ["9", "late"]}, {"Mon": ["09:00"]}, {"Mon": "09:00"}, {"Mon": [9, 17]}],
)
def test_hours_that_cannot_be_read_are_refused(hours: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_hours(hours)
    assert "Mon to Sun" in refusal.value.fields["hours"]


def test_services_of_another_kind_are_not_listed() -> None:
    assert offers(other(2, kind="health")) == ()


def test_offered_come_before_not_open_before_closed_roomy_before_full_then_by_name() -> None:
    ranked = offers(
        other(5, accepting=False),
        other(4, hours=(OpeningHours(1, time(9), time(10)),)),
        other(3),
        other(2, in_use=0),
        other(6, capacity=None),
        other(1),
    )
    assert [offer.service.id.int for offer in ranked] == [6, 2, 1, 3, 4, 5]


@pytest.mark.parametrize(
    ("hours", "now", "reasons"),
    [
        (OFFICE, "2026-06-05T17:00", "closed now, opens Monday 09:00"),
        (OFFICE, "2026-06-05T16:59", None),
        (OFFICE, "2026-06-01T08:59", "closed now, opens Monday 09:00"),
        (NIGHTS, "2026-06-06T02:59", None),
        (NIGHTS, "2026-06-06T03:00", "closed now, opens Friday 22:00"),
        ((OpeningHours(0, time(0), time(0)),), "2026-06-01T23:59", None),
        ((), "2026-06-07T03:00", None),
    ],
)
def test_closed_services_say_when_they_open(hours: tuple[OpeningHours, ...], now: str, reasons: str | None) -> None:
    [offer] = offers(other(2, hours=hours), at=datetime.fromisoformat(now).replace(tzinfo=LONDON))
    assert offer.offered
    assert offer.open_now is (reasons is None)
    assert offer.reasons[1:] == ((reasons,) if reasons else ())


HOURS = st.builds(
    OpeningHours, st.integers(0, 6), st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.just(time(12))
)


@given(st.lists(HOURS, min_size=1, max_size=3).map(tuple), st.integers(0, 7 * 24 * 60))
def test_any_hours_at_any_minute_are_open_or_say_when(hours: tuple[OpeningHours, ...], minutes: int) -> None:
    [offer] = offers(other(2, hours=hours), at=MONDAY_NOON + timedelta(minutes=minutes))
    assert offer.open_now is not any("opens" in reason for reason in offer.reasons)
