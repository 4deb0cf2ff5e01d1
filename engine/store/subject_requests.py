"""Her requests to see what is kept about her, with what is left out of the answer and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Text, Uuid, bindparam, update

from engine.errors import Conflict
from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

OPEN, READY, ANSWERED, WITHDRAWN = "open", "ready", "answered", "withdrawn"

subject_request = table(
    "subject_request",
    Column("case_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("arithmetic", Text, nullable=False),
    Column("identity_checked_on", Date, nullable=True),
    Column("identity_check", String(20), nullable=True),
    Column("extended_on", Date, nullable=True),
    Column("extension_sealed", LargeBinary, nullable=True),
    Column("redactions_sealed", LargeBinary, nullable=True),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", Uuid, nullable=False),
    Column("looked_at", Moment, nullable=True),
    Column("looked_by", Uuid, nullable=True),
    Column("answered_at", Moment, nullable=True),
    Column("answered_by", Uuid, nullable=True),
    reference("case_id", "case_file"),
    reference("agency_id", "agency"),
    reference("opened_by", "account"),
    reference("looked_by", "account"),
    reference("answered_by", "account"),
    index("ix_subject_request_case", "case_id"),
)


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request. `state` is open, ready (a second person has looked), answered, or withdrawn.

    `redactions_sealed` is JSON: the key of what is left out, and the reason. `version` counts its changes.
    """

    id: UUID
    case_id: UUID
    agency_id: UUID
    received_on: date
    due_on: date
    arithmetic: str
    identity_checked_on: date | None
    identity_check: str | None
    extended_on: date | None
    extension_sealed: bytes | None
    redactions_sealed: bytes | None
    state: str
    version: int
    opened_at: datetime
    opened_by: UUID
    looked_at: datetime | None = None
    looked_by: UUID | None = None
    answered_at: datetime | None = None
    answered_by: UUID | None = None


requests = Records(RequestRecord, subject_request)

_by_id = requests.selection(subject_request.c.id == bindparam("id"))
_of_agencies = requests.selection(
    subject_request.c.agency_id.in_(bindparam("agencies", expanding=True)),
    subject_request.c.state.in_(bindparam("states", expanding=True)),
).order_by(subject_request.c.due_on, subject_request.c.id)


def place(request_id: UUID, column: str) -> Place:
    return Place("subject_request", request_id, column)


def get(tx: Transaction, request_id: UUID) -> RequestRecord | None:
    return requests.one(tx, _by_id, id=request_id)


def of_agencies(tx: Transaction, agencies: Iterable[UUID], *states: str) -> list[RequestRecord]:
    """The requests to these agencies in one of the states, those due first at the top."""
    return requests.all(tx, _of_agencies, agencies=list(agencies), states=list(states))


def change(tx: Transaction, record: RequestRecord, **changes: Any) -> None:
    """Change the request as it was read. Raises Conflict when somebody else has changed it since."""
    statement = update(subject_request).where(
        requests.mine, subject_request.c.id == bindparam("at_id"), subject_request.c.version == bindparam("seen")
    )
    values = partnership(tx, {"at_id": record.id, "seen": record.version})
    if tx.run(statement.values(version=record.version + 1, **changes), values).rowcount != 1:
        raise Conflict("Expected the request as you saw it, but somebody has changed it since. Look at it again.")
