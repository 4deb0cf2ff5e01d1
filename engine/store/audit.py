"""The audit trail: who did or read what. Rows are written with a keyed hash and never changed.

The sealer gives each row its place in a gap-free chain afterwards, in a table of its own, so that writers never queue
behind each other and the application role needs no right to update.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Column,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    exists,
    func,
    select,
    union_all,
)

from engine.store.cases import case_file
from engine.store.records import Records
from engine.store.schema import Moment, index, keyed_table, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

SEALER_LOCK = 7_265_661
"""Names the sealer among PostgreSQL's advisory locks."""
CHAIN_START = b"\0" * 32
LATE_COMMITS = timedelta(hours=1)
"""How far back the sealer looks for rows whose unit of work committed after younger ones were sealed."""

audit_event = table(
    "audit_event",
    Column("at", Moment, nullable=False),
    Column("account_id", Uuid, nullable=True),
    Column("action", String(40), nullable=False),
    Column("record_type", String(20), nullable=True),
    Column("record_id", Uuid, nullable=True),
    Column("case_id", Uuid, nullable=True),
    Column("detail", Text, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
    index("ix_audit_event_case", "case_id", "at"),
    index("ix_audit_event_account", "account_id", "id"),
)

audit_seal = keyed_table(
    "audit_seal",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("audit_id", Uuid, nullable=False),
    Column("previous_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("sealed_at", Moment, nullable=False),
    Column("code", LargeBinary(32), nullable=True),
    UniqueConstraint("partnership_id", "audit_id"),
)


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who did or read what. `detail` is JSON without personal data; `mac` is the keyed hash of all the rest."""

    id: UUID
    at: datetime
    account_id: UUID | None
    action: str
    record_type: str | None
    record_id: UUID | None
    case_id: UUID | None
    detail: str
    mac: bytes


@dataclass(frozen=True, slots=True)
class SealRecord:
    """A row's place in the chain. `code` is the keyed hash of all the rest, so that nobody without the key can make
    another chain; None in what was sealed before there were codes.
    """

    number: int
    audit_id: UUID
    previous_hash: bytes
    hash: bytes
    sealed_at: datetime
    code: bytes | None = None


audit_events = Records(AuditRecord, audit_event)
seals = Records(SealRecord, audit_seal)

_sealed = exists().where(
    audit_seal.c.partnership_id == audit_event.c.partnership_id, audit_seal.c.audit_id == audit_event.c.id
)
_unsealed = audit_events.selection(~_sealed, audit_event.c.id > bindparam("after")).order_by(audit_event.c.id)
_last = seals.selection().order_by(audit_seal.c.number.desc()).limit(1)
_this: BindParameter[UUID] = bindparam("case_id", type_=Uuid())
case_and_merged = union_all(
    select(_this),
    select(case_file.c.id).where(
        case_file.c.partnership_id == bindparam("in_partnership"), case_file.c.merged_into == _this
    ),
)
_of_case = audit_events.selection(audit_event.c.case_id.in_(case_and_merged)).order_by(
    audit_event.c.at, audit_event.c.id
)
_of_record = _of_case.where(
    audit_event.c.record_id == bindparam("record_id"),
    audit_event.c.action.in_(bindparam("actions", expanding=True)),
)


def record(
    tx: Transaction,
    account_id: UUID | None,
    action: str,
    record_type: str | None = None,
    record_id: UUID | None = None,
    case_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Write one audit row. `detail` must hold no personal data: identifiers, counts and codes only."""
    written = json.dumps(detail, separators=(",", ":"), sort_keys=True) if detail else ""
    unsigned = AuditRecord(tx.new_id(), tx.now, account_id, action, record_type, record_id, case_id, written, b"")
    mac = tx.keys.audit_code(content(tx.partnership_id, unsigned))
    audit_events.add(
        tx, AuditRecord(unsigned.id, tx.now, account_id, action, record_type, record_id, case_id, written, mac)
    )


def content(partnership_id: int, row: AuditRecord) -> bytes:
    """What the keyed hash of a row is made of."""
    parts = (partnership_id, row.id, row.at.isoformat(), row.account_id, row.action)
    rest = (row.record_type, row.record_id, row.case_id, row.detail)
    return "\x1f".join(str(part) for part in (*parts, *rest)).encode()


def may_seal(tx: Transaction) -> bool:
    """Whether this unit of work is the only sealer of the partnership now; it is until it ends."""
    if not tx.is_postgresql:
        return True  # writers of SQLite are alone anyway
    return bool(tx.run(select(func.pg_try_advisory_xact_lock(SEALER_LOCK, tx.partnership_id))).scalar_one())


def seal(tx: Transaction, most: int) -> int:
    """Give up to `most` unsealed rows their place in the chain, oldest first. Returns how many."""
    last = head(tx)
    number, previous = (last.number, last.hash) if last else (0, CHAIN_START)
    sealed = []
    for row in audit_events.all(tx, _unsealed.limit(most), after=horizon(last)):
        number += 1
        place = SealRecord(number, row.id, previous, chained(previous, row.mac, number), tx.now)
        sealed.append(replace(place, code=tx.keys.audit_code(content_of_seal(tx.partnership_id, place))))
        previous = place.hash
    seals.add(tx, *sealed)
    return len(sealed)


def chained(previous: bytes, mac: bytes, number: int) -> bytes:
    """The hash of a place in the chain: of the place before, the row's keyed hash, and the number."""
    return hashlib.sha256(previous + mac + number.to_bytes(8, "big")).digest()


def content_of_seal(partnership_id: int, seal: SealRecord) -> bytes:
    """What the keyed hash of a place in the chain is made of."""
    hashes = (seal.previous_hash.hex(), seal.hash.hex())
    parts = ("seal", partnership_id, seal.number, seal.audit_id, *hashes, seal.sealed_at.isoformat())
    return "\x1f".join(str(part) for part in parts).encode()


def head(tx: Transaction) -> SealRecord | None:
    """The last place in the chain; None when nothing is sealed."""
    return seals.one(tx, _last)


def oldest_unsealed(tx: Transaction) -> datetime | None:
    """When the oldest row was written that the sealer has not reached; None when it has reached all."""
    row = audit_events.one(tx, _unsealed.limit(1), after=horizon(head(tx)))
    return row.at if row else None


def horizon(last: SealRecord | None) -> UUID:
    """Before which identifier the sealer looks no more, once it has come to `last`.

    By when that row was written, not only by when it was sealed: a sealer that stood still comes to old rows late.
    """
    if last is None:
        return UUID(int=0)
    sealed = int(last.sealed_at.timestamp() * 1000)
    late = int(LATE_COMMITS.total_seconds() * 1000)
    return UUID(int=max(0, min(sealed, last.audit_id.int >> 80) - late) << 80)


def everything(tx: Transaction) -> list[AuditRecord]:
    return audit_events.all(tx, audit_events.selection().order_by(audit_event.c.id))


def of_case(tx: Transaction, case_id: UUID) -> list[AuditRecord]:
    """What was done to a case, or read of it, and to those merged into it, whose rows stay as they were."""
    return audit_events.all(tx, _of_case, case_id=case_id)


def of_record(tx: Transaction, case_id: UUID, record_id: UUID, actions: Iterable[str]) -> list[AuditRecord]:
    """What of these actions was done to one record of a case, or of one merged into it; oldest first."""
    return audit_events.all(tx, _of_record, case_id=case_id, record_id=record_id, actions=list(actions))
