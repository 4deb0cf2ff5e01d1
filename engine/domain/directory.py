"""The choice of a receiving service: who is offered, in which order, and why someone is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from engine.domain.wording import DAYS
from engine.domain.working_days import Calendar


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Open on `weekday` (Monday 0) from `opens` to `closes`; past midnight when it closes before it opens."""

    weekday: int
    opens: time
    closes: time

    def length(self) -> timedelta:
        span = _since_midnight(self.closes) - _since_midnight(self.opens)
        return span if span > timedelta(0) else span + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Service:
    """An entry of the directory. No `areas`: everywhere. No `hours`: always open. `capacity` None: not limited."""

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


def services_for(
    directory: Iterable[Service], kind: str, area: str | None, at: datetime, calendar: Calendar
) -> tuple[Offer, ...]:
    """Every service of the kind, best first.

    Offered are those that accept referrals, cover the area (all do when none is known) and have a place left. Among
    them the open ones come first, then those with most places, then by name. Being closed at this hour only ranks a
    service lower: a referral sent at night is waiting for it in the morning.
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
    if opening is not None:
        reasons.append(f"closed now, opens {DAYS[opening.weekday()]} {opening:%H:%M}")
    return Offer(service, not against, open_now, tuple(reasons))


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


def _rank(offer: Offer) -> tuple[bool, bool, float, str, UUID]:
    places = offer.service.places_left
    room = float("inf") if places is None else places
    return (not offer.offered, not offer.open_now, -room, offer.service.name, offer.service.id)
