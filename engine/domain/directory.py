"""The choice of a receiving service: who is offered, in which order, and why someone is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from engine.domain.wording import DAYS, WEEKDAYS
from engine.domain.working_days import Calendar
from engine.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Open on `weekday` (Monday 0) from `opens` to `closes`; past midnight when it closes before it opens."""

    weekday: int
    opens: time
    closes: time

    def length(self) -> timedelta:
        span = _since_midnight(self.closes) - _since_midnight(self.opens)
        return span if span > timedelta(0) else span + timedelta(days=1)


def read_hours(hours: Mapping[str, Sequence[str]]) -> tuple[OpeningHours, ...]:
    """Opening hours as a directory keeps them: weekday (`Mon` … `Sun`) → opens and closes, as `09:00`.

    Refuses, with InvalidInput for the field `hours`, what is no weekday or no time.
    """
    return tuple(_day(day, times) for day, times in hours.items())


def _day(day: str, times: Sequence[str]) -> OpeningHours:
    try:
        opens, closes = (time.fromisoformat(text) for text in times)
        return OpeningHours(DAYS.index(day), opens, closes)
    except (TypeError, ValueError):
        words = "Enter each day as Mon to Sun with two times, such as 09:00 and 17:00"
        raise InvalidInput("Expected opening hours by weekday, but some cannot be read.", {"hours": words}) from None


@dataclass(frozen=True, slots=True)
class Service:
    """An entry of the directory. No `areas`: everywhere. No `hours`: always open. `capacity` None: not limited.

    `has_charter`: its agency's agreement is in force. Without, the share gate lets something through only in danger.
    """

    id: UUID
    agency_id: UUID
    team_id: UUID | None
    name: str
    kind: str
    areas: frozenset[str] = frozenset()
    hours: tuple[OpeningHours, ...] = ()
    capacity: int | None = None
    in_use: int = 0
    accepting: bool = True
    has_charter: bool = True

    @property
    def places_left(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.in_use)


@dataclass(frozen=True, slots=True)
class Offer:
    """A service with whether it is offered, and the reasons in words, shown beside its name."""

    service: Service
    offered: bool
    open_now: bool
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()
    """Those of the reasons for which it is not offered."""


def services_for(
    directory: Iterable[Service], kind: str, area: str | None, at: datetime, calendar: Calendar
) -> tuple[Offer, ...]:
    """Every service of the kind, best first.

    Offered are those that accept referrals, cover the area (all do when none is known) and have a place left. Among
    them those with an agreement in force come first, then the open ones, then those with most places, then by name.
    Being closed at this hour only ranks a service lower: a referral sent at night is waiting for it in the morning.
    Being without an agreement does too: whether something may be shared all the same, the share gate decides.
    """
    offers = [_offer(service, area, calendar.local(at)) for service in directory if service.kind == kind]
    return tuple(sorted(offers, key=_rank))


def _offer(service: Service, area: str | None, wall: datetime) -> Offer:
    against = _against(service, area)
    opening = _next_opening(service, wall)
    open_now = opening is None
    reasons = list(against)
    if not against:
        places = service.places_left
        reasons.append("accepts referrals" if places is None else f"{places} place{'' if places == 1 else 's'} left")
    if not service.has_charter:
        reasons.append("no charter in force, so only somebody in danger now can be referred")
    if opening is not None:
        reasons.append(f"closed now, opens {WEEKDAYS[opening.weekday()]} {opening:%H:%M}")
    return Offer(service, not against, open_now, tuple(reasons), tuple(against))


def _against(service: Service, area: str | None) -> list[str]:
    against = []
    if not service.accepting:
        against.append("does not accept referrals now")
    if area is not None and service.areas and area not in service.areas:
        against.append(f"does not cover {area}")
    if service.places_left == 0:
        against.append("has no place left")
    return against


def _next_opening(service: Service, wall: datetime) -> datetime | None:
    """When the service opens next; None when it is open, or is always open."""
    if not service.hours:
        return None
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    now = wall.replace(tzinfo=None)
    starts = []
    for ahead in range(-1, 8):
        day = midnight + timedelta(days=ahead)
        for hours in service.hours:
            if hours.weekday == day.weekday():
                begins = day + _since_midnight(hours.opens)
                if begins <= now < begins + hours.length():
                    return None
                starts.append(begins)
    return min(begins for begins in starts if begins > now)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)


def _rank(offer: Offer) -> tuple[bool, bool, bool, float, str, UUID]:
    places = offer.service.places_left
    room = float("inf") if places is None else places
    return (
        not offer.offered,
        not offer.service.has_charter,
        not offer.open_now,
        -room,
        offer.service.name,
        offer.service.id,
    )
