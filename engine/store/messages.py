"""Messages and signals: which instance waits for which, and those that came before anyone waited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Uuid, bindparam, delete, text

from engine.store.keys import Place
from engine.store.records import OfEach, Records, among_few, partnership
from engine.store.schema import Moment, index, keyed_table, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_is_awaited = text("NOT beside")
_is_awaited_sqlite = text("beside = 0")

message_wait = keyed_table(
    "message_wait",
    Column("instance_id", Uuid, primary_key=True),
    Column("token", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", String(120), nullable=False),
    Column("element_id", String(120), nullable=False),
    Column("lane", String(80), nullable=True),
    Column("beside", Boolean, nullable=False),
    reference("instance_id", "process_instance"),
    index("ix_message_wait_name", "kind", "name"),
    index("ix_message_wait_awaited", "instance_id", postgresql_where=_is_awaited, sqlite_where=_is_awaited_sqlite),
)

message_inbox = table(
    "message_inbox",
    Column("instance_id", Uuid, nullable=False),
    Column("name", String(120), nullable=False),
    Column("payload_sealed", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("thrown_in", Uuid, nullable=True),
    reference("instance_id", "process_instance"),
    index("ix_message_inbox_instance", "instance_id", "name"),
)


@dataclass(frozen=True, slots=True)
class MessageWaitRecord:
    """An instance waits at `token` for a message or signal called `name`, at a step of `lane`.

    `beside`: it may come while the instance waits for something else, and changes what that leads to.
    """

    instance_id: UUID
    token: int
    kind: str
    name: str
    element_id: str
    lane: str | None
    beside: bool


@dataclass(frozen=True, slots=True)
class InboxRecord:
    """A message that came before the instance waited for it, or a message or signal that came while it was paused.

    `thrown_in` is the letter of what was thrown to all that wait for it: it is kept once, however many wait.
    """

    id: UUID
    instance_id: UUID
    name: str
    payload_sealed: bytes
    received_at: datetime
    kind: str = "message"
    thrown_in: UUID | None = None


message_waits = Records(MessageWaitRecord, message_wait)
inbox = Records(InboxRecord, message_inbox)


def inbox_place(inbox_id: UUID) -> Place:
    return Place("message_inbox", inbox_id, "payload_sealed")


_waits_of = message_waits.selection(message_wait.c.instance_id == bindparam("instance_id"))
_waits_by_name = message_waits.selection(
    message_wait.c.kind == bindparam("kind"), message_wait.c.name == bindparam("name")
)


def waits_of(tx: Transaction, instance_id: UUID) -> list[MessageWaitRecord]:
    return message_waits.all(tx, _waits_of, instance_id=instance_id)


waits_of_each = OfEach(
    _waits_of,
    message_waits.selection(among_few(message_wait.c.instance_id, "id")),
    message_waits.names.index("instance_id"),
)


def waits_for(tx: Transaction, kind: str, name: str) -> list[MessageWaitRecord]:
    """All instances of the partnership that wait for a message or signal of that name."""
    return message_waits.all(tx, _waits_by_name, kind=kind, name=name)


def forget_waits(tx: Transaction, instance_id: UUID, tokens: Iterable[int]) -> None:
    statement = delete(message_wait).where(
        message_waits.mine,
        message_wait.c.instance_id == bindparam("instance_id"),
        message_wait.c.token.in_(bindparam("tokens", expanding=True)),
    )
    tx.run(statement, partnership(tx, {"instance_id": instance_id, "tokens": list(tokens)}))


def buffered(tx: Transaction, instance_id: UUID, names: Sequence[str]) -> list[InboxRecord]:
    """Messages that came before the instance waited for them, oldest first."""
    selection = inbox.selection(
        message_inbox.c.instance_id == bindparam("instance_id"),
        message_inbox.c.kind == "message",
        message_inbox.c.name.in_(bindparam("names", expanding=True)),
    ).order_by(message_inbox.c.received_at, message_inbox.c.id)
    return inbox.all(tx, selection, instance_id=instance_id, names=list(names))


_kept = inbox.selection(message_inbox.c.instance_id == bindparam("instance_id")).order_by(
    message_inbox.c.received_at, message_inbox.c.id
)


def kept(tx: Transaction, instance_id: UUID) -> list[InboxRecord]:
    """Everything that came for an instance and has not been handed to it, oldest first."""
    return inbox.all(tx, _kept, instance_id=instance_id)


_thrown = inbox.selection(
    message_inbox.c.instance_id == bindparam("instance_id"), message_inbox.c.thrown_in == bindparam("thrown_in")
)


def is_kept(tx: Transaction, instance_id: UUID, thrown_in: UUID) -> bool:
    """Whether what was thrown in that letter is kept for the instance already."""
    return inbox.one(tx, _thrown, instance_id=instance_id, thrown_in=thrown_in) is not None


def forget_buffered(tx: Transaction, inbox_id: UUID) -> None:
    tx.run(
        delete(message_inbox).where(inbox.mine, message_inbox.c.id == bindparam("id")),
        partnership(tx, {"id": inbox_id}),
    )


_forget_all = delete(message_wait).where(message_waits.mine, message_wait.c.instance_id == bindparam("at_instance"))


def forget_all(tx: Transaction, instance_id: UUID) -> None:
    """Forget every wait of an instance that has ended."""
    tx.write(_forget_all, partnership(tx, {"at_instance": instance_id}))
