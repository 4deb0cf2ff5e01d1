"""What people write on a case: contact notes, her goals, comments and attached files, sealed under her key.

All four are entries of one table, so that the case page reads them together and one scope holds for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Select, String, Uuid, bindparam, delete, update

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

case_entry = table(
    "case_entry",
    Column("case_id", Uuid, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("audience", String(12), nullable=False),
    Column("instance_id", Uuid, nullable=True),
    Column("agency_id", Uuid, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("written_by", Uuid, nullable=False),
    Column("state", String(12), nullable=False),
    Column("closed_at", Moment, nullable=True),
    Column("closed_by", Uuid, nullable=True),
    reference("case_id", "case_file"),
    reference("instance_id", "process_instance"),
    reference("agency_id", "agency"),
    reference("written_by", "account"),
    index("ix_case_entry_case", "case_id", "kind"),
)

case_attachment = table(
    "case_attachment",
    Column("content_sealed", LargeBinary, nullable=False),
    reference("id", "case_entry"),
)


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One entry. `kind`: note, goal, comment, file. `audience`: case, agency, referral (then `instance_id` is set).

    `state` is open until it is closed: a goal reached or dropped, a file removed.
    """

    id: UUID
    case_id: UUID
    kind: str
    audience: str
    instance_id: UUID | None
    agency_id: UUID
    body_sealed: bytes
    written_at: datetime
    written_by: UUID
    state: str = "open"
    closed_at: datetime | None = None
    closed_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class ContentRecord:
    """The bytes of a file, sealed. Its id is that of its entry."""

    id: UUID
    content_sealed: bytes


entries = Records(EntryRecord, case_entry)
contents = Records(ContentRecord, case_attachment)


def body_place(entry_id: UUID) -> Place:
    return Place("case_entry", entry_id, "body_sealed")


def content_place(entry_id: UUID) -> Place:
    return Place("case_attachment", entry_id, "content_sealed")


@lru_cache(maxsize=2048)
def _one(actor: Actor) -> Select[Any]:
    return entries.selection(
        case_entry.c.id == bindparam("id"),
        case_entry.c.case_id == bindparam("case_id"),
        scope.entries(actor, case_entry),
    )


@lru_cache(maxsize=2048)
def _latest(actor: Actor, kind: str, is_later: bool, limit: int) -> Select[Any]:
    conditions = [case_entry.c.case_id == bindparam("case_id"), scope.entries(actor, case_entry)]
    conditions += [case_entry.c.kind == kind] if kind else []
    conditions += [case_entry.c.id < bindparam("before")] if is_later else []
    return entries.selection(*conditions).order_by(case_entry.c.id.desc()).limit(limit)


_content = contents.selection(case_attachment.c.id == bindparam("id"))
_forgetting = delete(case_attachment).where(contents.mine, case_attachment.c.id == bindparam("at_id"))
_closing = (
    update(case_entry)
    .where(entries.mine, case_entry.c.id == bindparam("at_id"))
    .values(state=bindparam("to_state"), closed_at=bindparam("now"), closed_by=bindparam("by"))
)


def get(tx: Transaction, actor: Actor, case_id: UUID, entry_id: UUID) -> EntryRecord | None:
    """An entry of the case that the actor may read."""
    return entries.one(tx, _one(actor), case_id=case_id, id=entry_id)


def asking_latest(actor: Actor, limit: int) -> Select[Any]:
    """What `latest` asks for all kinds, to be read together with other things."""
    return _latest(actor, "", False, limit)


def latest(
    tx: Transaction, actor: Actor, case_id: UUID, kind: str, limit: int, before: UUID | None = None
) -> list[EntryRecord]:
    """The entries of the case that the actor may read, newest first: of one kind, or of all when it is empty."""
    values = {"case_id": case_id} | ({"before": before} if before else {})
    return entries.all(tx, _latest(actor, kind, before is not None, limit), **values)


def content(tx: Transaction, entry_id: UUID) -> bytes | None:
    """The sealed bytes of a file; None when it was removed."""
    found = contents.one(tx, _content, id=entry_id)
    return found.content_sealed if found else None


def close(tx: Transaction, entry_id: UUID, state: str, by: UUID) -> None:
    tx.run(_closing, partnership(tx, {"at_id": entry_id, "to_state": state, "now": tx.now, "by": by}))


def forget_content(tx: Transaction, entry_id: UUID) -> None:
    """Remove the bytes of a file; that it was there stays on the record."""
    tx.run(_forgetting, partnership(tx, {"at_id": entry_id}))
