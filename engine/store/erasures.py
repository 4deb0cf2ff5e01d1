"""Decisions that a person's record is erased, and the holds that keep it. What is left of an erasure names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, Text, Uuid, bindparam, update

from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

APPROVED, DONE, KEPT = "approved", "done", "kept"

erasure = table(
    "erasure",
    Column("case_id", Uuid, nullable=True),
    Column("agency_id", Uuid, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("rule", Text, nullable=False),
    Column("approved_at", Moment, nullable=False),
    Column("approved_by", Uuid, nullable=False),
    Column("state", String(12), nullable=False),
    Column("erased_at", Moment, nullable=True),
    Column("removed", Text, nullable=True),
    reference("agency_id", "agency"),
    reference("approved_by", "account"),
    index("ix_erasure_case", "case_id"),
)

legal_hold = table(
    "legal_hold",
    Column("case_id", Uuid, nullable=False),
    Column("ground", String(20), nullable=False),
    Column("why_sealed", LargeBinary, nullable=False),
    Column("placed_at", Moment, nullable=False),
    Column("placed_by", Uuid, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("ended_by", Uuid, nullable=True),
    reference("case_id", "case_file"),
    reference("placed_by", "account"),
    reference("ended_by", "account"),
    index("ix_legal_hold_case", "case_id"),
)


@dataclass(frozen=True, slots=True)
class ErasureRecord:
    """That a record is erased: by what rule, approved by whom.

    `state` is approved, done, or kept (a hold was placed before the worker came). Once it is done `case_id` is empty
    and `removed` says, as JSON, how many rows of which table there were.
    """

    id: UUID
    case_id: UUID | None
    agency_id: UUID
    kind: str
    rule: str
    approved_at: datetime
    approved_by: UUID
    state: str
    erased_at: datetime | None = None
    removed: str | None = None


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """That a record is kept beyond its time, on what ground, and by whom. It ends by hand only."""

    id: UUID
    case_id: UUID
    ground: str
    why_sealed: bytes
    placed_at: datetime
    placed_by: UUID
    ended_at: datetime | None = None
    ended_by: UUID | None = None


erasures = Records(ErasureRecord, erasure)
holds = Records(HoldRecord, legal_hold)

_by_id = erasures.selection(erasure.c.id == bindparam("id"))
_approved = erasures.selection(erasure.c.state == APPROVED).order_by(erasure.c.id)
_waiting_for = _approved.where(erasure.c.case_id == bindparam("case_id"))
_of_agencies = erasures.selection(erasure.c.agency_id.in_(bindparam("agencies", expanding=True))).order_by(
    erasure.c.id.desc()
)
_held = holds.selection(
    legal_hold.c.case_id.in_(bindparam("cases", expanding=True)), legal_hold.c.ended_at.is_(None)
).order_by(legal_hold.c.id)
_hold = holds.selection(legal_hold.c.id == bindparam("id"))


def why_place(hold_id: UUID) -> Place:
    return Place("legal_hold", hold_id, "why_sealed")


def get(tx: Transaction, erasure_id: UUID) -> ErasureRecord | None:
    return erasures.one(tx, _by_id, id=erasure_id)


def approved(tx: Transaction) -> list[ErasureRecord]:
    """What the worker is to erase, the oldest decision first."""
    return erasures.all(tx, _approved)


def waiting_for(tx: Transaction, case_id: UUID) -> ErasureRecord | None:
    """The decision that the worker has not carried out yet."""
    return erasures.one(tx, _waiting_for, case_id=case_id)


def of_agencies(tx: Transaction, agencies: Iterable[UUID]) -> list[ErasureRecord]:
    """The decisions taken in these agencies, the newest first."""
    return erasures.all(tx, _of_agencies, agencies=list(agencies))


def change(tx: Transaction, erasure_id: UUID, **changes: Any) -> None:
    statement = update(erasure).where(erasures.mine, erasure.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": erasure_id}))


def holding(tx: Transaction, case_ids: Iterable[UUID]) -> list[HoldRecord]:
    """The holds that keep these cases now."""
    return holds.all(tx, _held, cases=list(case_ids))


def get_hold(tx: Transaction, hold_id: UUID) -> HoldRecord | None:
    return holds.one(tx, _hold, id=hold_id)


def end_hold(tx: Transaction, hold_id: UUID, by: UUID) -> None:
    statement = update(legal_hold).where(holds.mine, legal_hold.c.id == bindparam("at_id"))
    tx.run(statement.values(ended_at=tx.now, ended_by=by), partnership(tx, {"at_id": hold_id}))
