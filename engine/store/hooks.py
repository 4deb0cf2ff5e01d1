"""Webhooks: where another system wants to be told what happens, and how far it has been told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, Integer, String, Text, Uuid, bindparam, select, update

from engine.store.keys import Keyring
from engine.store.outbox import BACKOFF_SECONDS, outbox
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

webhook = table(
    "webhook",
    Column("token_id", Uuid, nullable=False),
    Column("url", String(500), nullable=False),
    Column("names", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment, nullable=True),
    Column("delivered_at", Moment, nullable=True),
    Column("failed_at", Moment, nullable=True),
    Column("failures", Integer, nullable=False),
    Column("resting_until", Moment, nullable=True),
    reference("token_id", "access_token"),
    index("ix_webhook_token", "token_id"),
)


@dataclass(frozen=True, slots=True)
class HookRecord:
    """A webhook of a token, and as far-reaching as it. `names` of events are separated by spaces; empty: all.

    `number` is that of the last event it was told; after failures in a row it rests for a while.
    """

    id: UUID
    token_id: UUID
    url: str
    names: str
    number: int
    created_at: datetime
    removed_at: datetime | None
    delivered_at: datetime | None
    failed_at: datetime | None
    failures: int
    resting_until: datetime | None


hooks = Records(HookRecord, webhook)

_in_use = hooks.selection(webhook.c.removed_at.is_(None)).order_by(webhook.c.id)
_by_id = _in_use.where(webhook.c.id == bindparam("id"))
_of_token = _in_use.where(webhook.c.token_id == bindparam("token_id"))
_waiting = (
    select(outbox.c.id)
    .where(
        outbox.c.partnership_id == bindparam("in_partnership"),
        outbox.c.kind == "webhook",
        outbox.c.delivered_at.is_(None),
        outbox.c.given_up_at.is_(None),
        outbox.c.next_try_at <= bindparam("now"),
    )
    .order_by(outbox.c.next_try_at, outbox.c.id)
    .limit(bindparam("most"))
)


def secret(keys: Keyring, hook_id: UUID) -> bytes:
    """What signs the messages of a webhook: made from the master key each time, kept nowhere."""
    return keys.mark("webhook", str(hook_id))


def get(tx: Transaction, hook_id: UUID) -> HookRecord | None:
    """The webhook, unless it has been removed."""
    return hooks.one(tx, _by_id, id=hook_id)


def in_use(tx: Transaction) -> list[HookRecord]:
    return hooks.all(tx, _in_use)


def of_token(tx: Transaction, token_id: UUID) -> list[HookRecord]:
    return hooks.all(tx, _of_token, token_id=token_id)


def change(tx: Transaction, hook_id: UUID, **changes: Any) -> None:
    statement = update(webhook).where(hooks.mine, webhook.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": hook_id}))


def succeeded(tx: Transaction, hook: HookRecord) -> None:
    change(tx, hook.id, delivered_at=tx.now, failures=0, resting_until=None)


def failed(tx: Transaction, hook: HookRecord) -> None:
    """Let it rest, longer after each failure in a row, so that one that is down delays no other."""
    wait = BACKOFF_SECONDS[min(hook.failures, len(BACKOFF_SECONDS) - 1)]
    resting_until = tx.now + timedelta(seconds=wait)
    change(tx, hook.id, failed_at=tx.now, failures=hook.failures + 1, resting_until=resting_until)


def waiting(tx: Transaction, most: int) -> list[UUID]:
    """The letters to webhooks that are due."""
    return list(tx.run(_waiting, partnership(tx, {"now": tx.now, "most": most})).scalars())
