"""Notices inside the application: that there is something to see, never what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, String, Uuid, bindparam, func, select, update

from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

notice = table(
    "notice",
    Column("account_id", Uuid, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("task_id", Uuid, nullable=True),
    Column("case_id", Uuid, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("read_at", Moment, nullable=True),
    reference("account_id", "account"),
    index("ix_notice_account", "account_id", "created_at"),
)


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    id: UUID
    account_id: UUID
    kind: str
    task_id: UUID | None
    case_id: UUID | None
    created_at: datetime
    read_at: datetime | None


notices = Records(NoticeRecord, notice)

_of_account = (
    notices.selection(notice.c.account_id == bindparam("account_id"))
    .order_by(notice.c.created_at.desc(), notice.c.id.desc())
    .limit(100)
)
_unread = select(func.count()).where(
    notices.mine, notice.c.account_id == bindparam("account_id"), notice.c.read_at.is_(None)
)
_reading = update(notice).where(
    notices.mine, notice.c.account_id == bindparam("at_account"), notice.c.read_at.is_(None)
)


def of_account(tx: Transaction, account_id: UUID) -> list[NoticeRecord]:
    return notices.all(tx, _of_account, account_id=account_id)


def count_unread(tx: Transaction, account_id: UUID) -> int:
    return int(tx.run(_unread, partnership(tx, {"account_id": account_id})).scalar_one())


def mark_read(tx: Transaction, account_id: UUID) -> None:
    tx.run(_reading.values(read_at=tx.now), partnership(tx, {"at_account": account_id}))
