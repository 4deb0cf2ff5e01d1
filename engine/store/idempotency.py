"""Answers already given: the same key returns the first answer and has one effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, Text, Uuid, bindparam, delete

from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, keyed_table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

idempotency = keyed_table(
    "idempotency",
    Column("account_id", Uuid, primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("command", String(40), nullable=False),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("answer", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    index("ix_idempotency_created", "created_at"),
)


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    account_id: UUID
    key: str
    command: str
    fingerprint: bytes
    answer: str
    created_at: datetime


answers = Records(AnswerRecord, idempotency)

_by_key = answers.selection(idempotency.c.account_id == bindparam("account_id"), idempotency.c.key == bindparam("key"))


def get(tx: Transaction, account_id: UUID, key: str) -> AnswerRecord | None:
    return answers.one(tx, _by_key, account_id=account_id, key=key)


def forget_before(tx: Transaction, moment: datetime) -> None:
    tx.run(
        delete(idempotency).where(answers.mine, idempotency.c.created_at < bindparam("before")),
        partnership(tx, {"before": moment}),
    )
