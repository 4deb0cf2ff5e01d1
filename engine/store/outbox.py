"""What leaves a unit of work: mail and commands to others, delivered at least once with a stable message id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, Integer, String, Text, Uuid, bindparam, select, text, update

from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

LEASE = timedelta(seconds=60)
BACKOFF_SECONDS = (5, 30, 120, 600, 3600)
MOST_ATTEMPTS = {"command": 8, "notify": 8, "mail": 28, "webhook": 28, "reset": 8}
"""After so many a letter is given up until somebody asks for another try: some 3 hours; for mail and webhooks, whose
server may be down for a night, about a day."""

outbox = table(
    "outbox",
    Column("kind", String(12), nullable=False),
    Column("payload", Text, nullable=False),
    Column("instance_id", Uuid, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("delivered_at", Moment, nullable=True),
    Column("last_error", Text, nullable=True),
    Column("given_up_at", Moment, nullable=True),
    index(
        "ix_outbox_waiting",
        "next_try_at",
        postgresql_where=text("delivered_at IS NULL"),
        sqlite_where=text("delivered_at IS NULL"),
    ),
)


@dataclass(frozen=True, slots=True)
class OutboxRecord:
    """One thing to deliver. `id` is its stable message id; `fence` grows with every claim."""

    id: UUID
    kind: str
    payload: str
    instance_id: UUID | None
    created_at: datetime
    next_try_at: datetime
    attempts: int
    fence: int
    delivered_at: datetime | None
    last_error: str | None
    given_up_at: datetime | None = None


letters = Records(OutboxRecord, outbox)

_by_id = letters.selection(outbox.c.id == bindparam("id"), outbox.c.delivered_at.is_(None))
_waiting = (
    select(outbox.c.id)
    .where(
        letters.mine,
        outbox.c.kind != "webhook",
        outbox.c.delivered_at.is_(None),
        outbox.c.given_up_at.is_(None),
        outbox.c.next_try_at <= bindparam("now"),
    )
    .order_by(outbox.c.next_try_at, outbox.c.id)
    .limit(bindparam("most"))
)
_update = update(outbox).where(
    letters.mine,
    outbox.c.id == bindparam("at_id"),
    outbox.c.delivered_at.is_(None),
    outbox.c.fence == bindparam("seen"),
)


def put(
    tx: Transaction, kind: str, payload: str, instance_id: UUID | None = None, letter_id: UUID | None = None
) -> UUID:
    """Add something to deliver once the unit of work has committed. Returns its message id."""
    chosen = letter_id or tx.new_id()
    letters.add(tx, OutboxRecord(chosen, kind, payload, instance_id, tx.now, tx.now, 0, 0, None, None))
    return chosen


def get(tx: Transaction, letter_id: UUID) -> OutboxRecord | None:
    """The letter as it is now, unless it is delivered."""
    return letters.one(tx, _by_id, id=letter_id)


def payload_place(letter_id: UUID) -> Place:
    """Where the sealed part of a payload stands."""
    return Place("outbox", letter_id, "payload")


def waiting(tx: Transaction, most: int) -> list[UUID]:
    """What is due, but for letters to webhooks: those wait by themselves, so that no foreign system delays others."""
    return list(tx.run(_waiting, partnership(tx, {"now": tx.now, "most": most})).scalars())


def take(tx: Transaction, letter_id: UUID) -> OutboxRecord | None:
    """The letter, locked until the unit of work ends; None when it is delivered or another has it."""
    return letters.one(tx, _by_id.with_for_update(skip_locked=True), id=letter_id)


def is_waiting(tx: Transaction, letter_id: UUID) -> bool:
    """Whether the letter is still to be delivered."""
    return get(tx, letter_id) is not None


def claim(tx: Transaction, letter_id: UUID) -> OutboxRecord | None:
    """Lease the letter for delivery outside a transaction. The returned fence must be shown to settle it."""
    letter = take(tx, letter_id)
    if letter is None or letter.given_up_at is not None or letter.next_try_at > tx.now:
        return None
    fence, attempts = letter.fence + 1, letter.attempts + 1
    statement = _update.values(fence=fence, attempts=attempts, next_try_at=tx.now + LEASE)
    claimed = tx.run(statement, partnership(tx, {"at_id": letter.id, "seen": letter.fence})).rowcount == 1
    values = (letter.id, letter.kind, letter.payload, letter.instance_id, letter.created_at, tx.now + LEASE)
    return OutboxRecord(*values, attempts, fence, None, letter.last_error) if claimed else None


def delivered(tx: Transaction, letter: OutboxRecord) -> bool:
    """Settle a letter. False when the lease was lost and another delivers it."""
    statement = _update.values(delivered_at=tx.now, last_error=None)
    return tx.run(statement, partnership(tx, {"at_id": letter.id, "seen": letter.fence})).rowcount == 1


def failed(tx: Transaction, letter: OutboxRecord, error: str) -> None:
    """Put a letter back, to be tried again later and later."""
    wait = BACKOFF_SECONDS[min(max(letter.attempts, 1), len(BACKOFF_SECONDS)) - 1]
    statement = _update.values(next_try_at=tx.now + timedelta(seconds=wait), last_error=error)
    tx.run(statement, partnership(tx, {"at_id": letter.id, "seen": letter.fence}))


def is_used_up(letter: OutboxRecord) -> bool:
    """Whether it has been tried as often as it is tried unasked."""
    return letter.attempts >= MOST_ATTEMPTS[letter.kind]


def give_up(tx: Transaction, letter: OutboxRecord) -> None:
    """Try the letter no more until it is put back."""
    values = partnership(tx, {"at_id": letter.id, "seen": letter.fence})
    tx.run(_update.values(given_up_at=tx.now, fence=letter.fence + 1), values)


def put_back(tx: Transaction, letter: OutboxRecord) -> None:
    """Try a letter that was given up again, from the beginning."""
    statement = _update.values(given_up_at=None, attempts=0, next_try_at=tx.now, fence=letter.fence + 1)
    tx.run(statement, partnership(tx, {"at_id": letter.id, "seen": letter.fence}))
