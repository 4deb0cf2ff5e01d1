"""The service directory as it stands now: each service with its places in use, whether it can be chosen, and why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from engine.domain.directory import Offer, Service, read_hours, services_for
from engine.domain.working_days import Calendar
from engine.store import agencies, capacity
from engine.store.agencies import AgencyRecord, DirectoryRecord

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Listed:
    """A service of the directory: what its agency entered, and what is offered of it now."""

    record: DirectoryRecord
    agency: AgencyRecord
    offer: Offer

    @property
    def words(self) -> str:
        """What people read: agency, service and areas."""
        where = f" ({', '.join(self.record.areas)})" if self.record.areas else ""
        return f"{self.agency.name}: {self.record.name}{where}"


def listed(tx: Transaction, past: bool = False, area: str | None = None) -> list[Listed]:
    """The services of agencies that take part (`past`: of all): those offered first, by kind, the best of a kind first.

    Places in use are those of referrals that were accepted and still run. They are information for whoever sends:
    sending takes no place, because the receiver may say no, and only acceptance does. With the `area` in which she
    wants help, those that do not cover it come later and say so. An area hides nobody and refuses nobody: whether she
    goes elsewhere is for her to say.
    """
    known = {agency.id: agency for agency in agencies.all_agencies(tx)}
    today = Calendar().local(tx.now).date()
    signed = {row.agency_id for row in agencies.all_agreements(tx) if row.is_in_force(today)}
    in_use = capacity.taken(tx)
    records = {record.id: record for record in agencies.all_services(tx) if past or known[record.agency_id].is_active}
    services = [_service(record, record.agency_id in signed, in_use) for record in records.values()]
    kinds = sorted({service.kind for service in services})
    ranked = chain.from_iterable(services_for(services, kind, area, tx.now, Calendar()) for kind in kinds)
    found = [Listed(records[offer.service.id], known[offer.service.agency_id], offer) for offer in ranked]
    return sorted(found, key=lambda item: not item.offer.offered)


def areas(tx: Transaction, past: bool = False) -> list[str]:
    """The areas that services of agencies that take part (`past`: of all) name, in alphabetical order."""
    active = {agency.id for agency in agencies.all_agencies(tx) if past or agency.is_active}
    return sorted({area for record in agencies.all_services(tx) if record.agency_id in active for area in record.areas})


def _service(record: DirectoryRecord, has_charter: bool, in_use: dict[UUID, int]) -> Service:
    return Service(
        id=record.id,
        agency_id=record.agency_id,
        team_id=record.team_id,
        name=record.name,
        kind=record.kind,
        areas=frozenset(record.areas),
        hours=read_hours(record.hours),
        capacity=record.capacity,
        in_use=in_use.get(record.id, 0),
        accepting=record.is_accepting,
        has_charter=has_charter,
    )
