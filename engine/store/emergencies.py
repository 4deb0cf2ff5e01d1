"""Emergency access: a case opened for a few hours, for reading, by somebody who takes no part in it.

Governance rule 8. It ends by itself; whoever looks is on the audit trail as having looked in an emergency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, Text, Uuid, bindparam, select, text, update

from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_unreviewed = text("reviewed_at IS NULL")

emergency_access = table(
    "emergency_access",
    Column("case_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_by", Uuid, nullable=True),
    Column("due_at", Moment, nullable=False),
    Column("arithmetic", Text, nullable=False),
    Column("reviewed_at", Moment, nullable=True),
    Column("reviewed_by", Uuid, nullable=True),
    Column("finding", String(20), nullable=True),
    Column("finding_sealed", LargeBinary, nullable=True),
    Column("escalated_at", Moment, nullable=True),
    reference("case_id", "case_file"),
    reference("account_id", "account"),
    reference("agency_id", "agency"),
    index("ix_emergency_access_account", "account_id", "ends_at"),
    index("ix_emergency_access_case", "case_id"),
    index("ix_emergency_access_open", "due_at", postgresql_where=_unreviewed, sqlite_where=_unreviewed),
)


@dataclass(frozen=True, slots=True)
class EmergencyRecord:
    """A case opened in an emergency until `ends_at`, which somebody may have brought forward (`ended_by`).

    It is to be reviewed by `due_at`. `finding` is justified or not justified. `escalated_at`: nobody has in time.
    """

    id: UUID
    case_id: UUID
    account_id: UUID
    agency_id: UUID
    reason_sealed: bytes
    opened_at: datetime
    ends_at: datetime
    due_at: datetime
    arithmetic: str
    ended_by: UUID | None = None
    reviewed_at: datetime | None = None
    reviewed_by: UUID | None = None
    finding: str | None = None
    finding_sealed: bytes | None = None
    escalated_at: datetime | None = None


emergencies = Records(EmergencyRecord, emergency_access)
_by_id = emergencies.selection(emergency_access.c.id == bindparam("id"))
_locked = _by_id.with_for_update(of=emergency_access)
_of_case = emergencies.selection(emergency_access.c.case_id == bindparam("case_id")).order_by(
    emergency_access.c.id.desc()
)
_unreviewed_first = emergencies.selection(emergency_access.c.reviewed_at.is_(None)).order_by(
    emergency_access.c.due_at, emergency_access.c.id
)
_late = emergencies.selection(
    emergency_access.c.reviewed_at.is_(None),
    emergency_access.c.escalated_at.is_(None),
    emergency_access.c.due_at < bindparam("now"),
).order_by(emergency_access.c.id)
selecting_open = select(emergency_access.c.case_id).where(
    emergency_access.c.partnership_id == bindparam("in_partnership"),
    emergency_access.c.account_id == bindparam("account_id"),
    emergency_access.c.ends_at > bindparam("now"),
)
"""The cases that somebody (`account_id`) has open in an emergency now (`now`)."""


def reason_place(emergency_id: UUID) -> Place:
    return Place("emergency_access", emergency_id, "reason_sealed")


def finding_place(emergency_id: UUID) -> Place:
    return Place("emergency_access", emergency_id, "finding_sealed")


def get(tx: Transaction, emergency_id: UUID) -> EmergencyRecord | None:
    return emergencies.one(tx, _by_id, id=emergency_id)


def lock(tx: Transaction, emergency_id: UUID) -> EmergencyRecord | None:
    return emergencies.one(tx, _locked, id=emergency_id)


def of_case(tx: Transaction, case_id: UUID) -> list[EmergencyRecord]:
    """Newest first."""
    return emergencies.all(tx, _of_case, case_id=case_id)


def unreviewed(tx: Transaction) -> list[EmergencyRecord]:
    """Those that nobody has reviewed, nearest date first."""
    return emergencies.all(tx, _unreviewed_first)


def late(tx: Transaction) -> list[EmergencyRecord]:
    """Those that nobody has reviewed in time, and of which nobody has been told so."""
    return emergencies.all(tx, _late, now=tx.now)


def change(tx: Transaction, emergency_id: UUID, **changes: Any) -> None:
    statement = update(emergency_access).where(emergencies.mine, emergency_access.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": emergency_id}))
