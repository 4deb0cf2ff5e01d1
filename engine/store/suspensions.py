"""Pauses of referrals: since when, until when at the latest, who asked for it, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Select, Uuid, bindparam, update

from engine.domain.pausing import Pause
from engine.store.keys import Place
from engine.store.records import OfEach, Records, among_few, few, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

suspension = table(
    "suspension",
    Column("instance_id", Uuid, nullable=False),
    Column("suspended_at", Moment, nullable=False),
    Column("suspended_by", Uuid, nullable=True),
    Column("agency_id", Uuid, nullable=True),
    Column("caller_id", Uuid, nullable=True),
    Column("until", Moment, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=True),
    Column("resumed_at", Moment, nullable=True),
    Column("resumed_by", Uuid, nullable=True),
    reference("instance_id", "process_instance"),
    index("ix_suspension_instance", "instance_id", "resumed_at"),
)


@dataclass(frozen=True, slots=True)
class SuspensionRecord:
    """One pause; it lasts while `resumed_at` is None. `agency_id` is that of the manager who asked for it.

    A referral paused together with the one that called it has `caller_id` instead, and no reason of its own: what was
    written about the caller is not for everyone who takes part in the called one.
    """

    id: UUID
    instance_id: UUID
    suspended_at: datetime
    suspended_by: UUID | None
    agency_id: UUID | None
    caller_id: UUID | None
    until: datetime
    reason_sealed: bytes | None
    resumed_at: datetime | None
    resumed_by: UUID | None


suspensions = Records(SuspensionRecord, suspension)

_of_instance = suspensions.selection(suspension.c.instance_id == bindparam("instance_id")).order_by(suspension.c.id)
_current = _of_instance.where(suspension.c.resumed_at.is_(None))
_of_few = suspensions.selection(among_few(suspension.c.instance_id, "id")).order_by(suspension.c.id)
_among = suspensions.selection(among_few(suspension.c.instance_id, "id"), suspension.c.resumed_at.is_(None))
_ending = (
    update(suspension)
    .where(suspensions.mine, suspension.c.instance_id == bindparam("at_instance"), suspension.c.resumed_at.is_(None))
    .values(resumed_at=bindparam("ended_at"), resumed_by=bindparam("by"))
)


def reason_place(suspension_id: UUID) -> Place:
    return Place("suspension", suspension_id, "reason_sealed")


def of_instance(tx: Transaction, instance_id: UUID) -> list[SuspensionRecord]:
    """Every pause of an instance, oldest first."""
    return suspensions.all(tx, _of_instance, instance_id=instance_id)


def current(tx: Transaction, instance_id: UUID) -> SuspensionRecord | None:
    return suspensions.one(tx, _current, instance_id=instance_id)


def pauses_of(tx: Transaction, instance_id: UUID, started_at: datetime) -> list[Pause]:
    """The pauses that a clock of the instance which started then has met, as it saw them, oldest first."""
    found = (
        Pause(row.suspended_at, row.resumed_at or row.until, row.resumed_at is not None)
        for row in of_instance(tx, instance_id)
    )
    return [pause.seen_from(started_at) for pause in found if pause.ends >= started_at]


def current_among(tx: Transaction, instance_ids: Iterable[UUID]) -> dict[UUID, SuspensionRecord]:
    """The pauses that last, of several instances."""
    found = [tx.read(statement, values) for statement, values in asking_current(tx, instance_ids)]
    return {record.instance_id: record for rows in found for record in (SuspensionRecord(*row) for row in rows)}


def asking_current(tx: Transaction, instance_ids: Iterable[UUID]) -> list[tuple[Select[Any], dict[str, Any]]]:
    """What `current_among` asks, to be read together with other things."""
    return [(_among, partnership(tx, ids)) for ids in few("id", sorted(set(instance_ids)))]


of_each = OfEach(_of_instance, _of_few, suspensions.names.index("instance_id"))


def end(tx: Transaction, instance_id: UUID, at: datetime, account_id: UUID | None) -> None:
    """The pause of an instance is over, or has ended together with it."""
    tx.write(_ending, partnership(tx, {"at_instance": instance_id, "ended_at": at, "by": account_id}))
