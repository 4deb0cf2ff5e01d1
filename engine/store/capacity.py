"""The places of services: which referral holds one, from acceptance until the service's part in it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, UniqueConstraint, Uuid, bindparam, func, select, text, update

from engine.store import agencies
from engine.store.agencies import DirectoryRecord, directory_service
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

service_place = table(
    "service_place",
    Column("service_id", Uuid, nullable=False),
    Column("instance_id", Uuid, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("freed_at", Moment, nullable=True),
    UniqueConstraint("partnership_id", "instance_id", "service_id"),
    reference("service_id", "directory_service"),
    reference("instance_id", "process_instance"),
    index(
        "ix_service_place_taken",
        "service_id",
        postgresql_where=text("freed_at IS NULL"),
        sqlite_where=text("freed_at IS NULL"),
    ),
)


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A referral's place in a service."""

    id: UUID
    service_id: UUID
    instance_id: UUID
    taken_at: datetime
    freed_at: datetime | None


places = Records(PlaceRecord, service_place)

_taken = (
    select(service_place.c.service_id, func.count())
    .where(places.mine, service_place.c.freed_at.is_(None))
    .group_by(service_place.c.service_id)
)
_held = places.selection(
    service_place.c.instance_id == bindparam("instance_id"), service_place.c.service_id == bindparam("service_id")
)
_service = agencies.directory.selection(directory_service.c.id == bindparam("id")).with_for_update()
_free = (
    update(service_place)
    .where(places.mine, service_place.c.instance_id == bindparam("at_instance"), service_place.c.freed_at.is_(None))
    .values(freed_at=bindparam("now"))
)
_free_one = _free.where(service_place.c.service_id == bindparam("at_service"))
_take_again = (
    update(service_place)
    .where(places.mine, service_place.c.id == bindparam("at_id"))
    .values(taken_at=bindparam("now"), freed_at=None)
)


def taken(tx: Transaction) -> dict[UUID, int]:
    """How many referrals hold a place now, by service; services in which nobody does are left out."""
    return {row[0]: row[1] for row in tx.read(_taken, partnership(tx, {}))}


def lock_service(tx: Transaction, service_id: UUID) -> DirectoryRecord | None:
    """The service, with nobody else taking a place in it until this unit of work ends."""
    return agencies.directory.one(tx, _service, id=service_id)


def take(tx: Transaction, service_id: UUID, instance_id: UUID) -> None:
    """The referral holds a place in the service from now on; nothing changes when it does already."""
    held = places.one(tx, _held, instance_id=instance_id, service_id=service_id)
    if held is None:
        places.add(tx, PlaceRecord(tx.new_id(), service_id, instance_id, tx.now, None))
    elif held.freed_at is not None:
        tx.write(_take_again, partnership(tx, {"at_id": held.id, "now": tx.now}))


def free(tx: Transaction, instance_id: UUID, service_id: UUID | None = None) -> None:
    """The referral holds no place any more: in that service, or in any."""
    values = {"at_instance": instance_id, "now": tx.now}
    if service_id is None:
        tx.write(_free, partnership(tx, values))
    else:
        tx.write(_free_one, partnership(tx, {**values, "at_service": service_id}))
