"""Values of parameters that somebody has proposed, and what a second person decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, Date, String, Text, Uuid, bindparam, text, update

from engine.errors import EngineError
from engine.store.definitions import ParameterRecord
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

WAITING, APPROVED, DECLINED, WITHDRAWN = "waiting", "approved", "declined", "withdrawn"
_IS_WAITING = text(f"state = '{WAITING}'")

parameter_proposal = table(
    "parameter_proposal",
    Column("name", String(80), nullable=False),
    Column("value", String(200), nullable=False),
    Column("parameter_class", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("proposed_by", Uuid, nullable=False),
    Column("state", String(12), nullable=False),
    Column("decided_at", Moment, nullable=True),
    Column("decided_by", Uuid, nullable=True),
    Column("reason", Text, nullable=True),
    reference("proposed_by", "account"),
    reference("decided_by", "account"),
    index("ix_parameter_proposal_name", "name", "proposed_at"),
    index(
        "ix_parameter_proposal_waiting",
        "name",
        "valid_from",
        unique=True,
        postgresql_where=_IS_WAITING,
        sqlite_where=_IS_WAITING,
    ),
)


@dataclass(frozen=True, slots=True)
class ValueRecord:
    """A proposed value. `state`: waiting, approved, declined or withdrawn; of one day at most one waits.

    `note` says why it is proposed, `reason` why it was declined.
    """

    id: UUID
    name: str
    value: str
    parameter_class: str
    source: str
    valid_from: date
    note: str
    proposed_at: datetime
    proposed_by: UUID
    state: str
    decided_at: datetime | None
    decided_by: UUID | None
    reason: str | None


proposals = Records(ValueRecord, parameter_proposal)

_by_id = proposals.selection(parameter_proposal.c.id == bindparam("id"))
_every = proposals.selection().order_by(parameter_proposal.c.proposed_at.desc(), parameter_proposal.c.id.desc())
_waiting = _every.where(parameter_proposal.c.state == WAITING)
_of_parameter = _every.where(parameter_proposal.c.name == bindparam("name"))
_approved = _every.where(parameter_proposal.c.state == APPROVED)
_deciding = (
    update(parameter_proposal)
    .where(proposals.mine, parameter_proposal.c.id == bindparam("at_id"), parameter_proposal.c.state == WAITING)
    .values(
        state=bindparam("to_state"),
        decided_at=bindparam("to_decided_at"),
        decided_by=bindparam("to_decided_by"),
        reason=bindparam("to_reason"),
    )
)


def get(tx: Transaction, proposal_id: UUID) -> ValueRecord | None:
    return proposals.one(tx, _by_id, id=proposal_id)


def waiting(tx: Transaction) -> list[ValueRecord]:
    """All that wait for a decision, the newest first."""
    return proposals.all(tx, _waiting)


def of_parameter(tx: Transaction, name: str) -> list[ValueRecord]:
    """All that were ever proposed for it, the newest first."""
    return proposals.all(tx, _of_parameter, name=name)


def approved(tx: Transaction) -> list[ValueRecord]:
    """All that took effect, the newest first."""
    return proposals.all(tx, _approved)


def decide(
    tx: Transaction, proposal_id: UUID, state: str, decided_by: UUID, reason: str | None, refusal: EngineError
) -> None:
    """Write down what became of it, once."""
    values = {"to_state": state, "to_decided_at": tx.now, "to_decided_by": decided_by, "to_reason": reason}
    tx.write_one(_deciding, partnership(tx, {"at_id": proposal_id, **values}), refusal)


def print_of(rows: Iterable[ParameterRecord]) -> str:
    """Stands for exactly these values, so that a decision counts only against those that were seen."""
    seen = sorted([row.valid_from.isoformat(), row.value, row.parameter_class, row.source] for row in rows)
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()
