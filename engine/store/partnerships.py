"""Partnerships: the tenants of an installation. The only table that is read before a partnership is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, String, Table, insert, select

from engine.store.schema import Moment, metadata

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

partnership = Table(
    "partnership",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
)


@dataclass(frozen=True)
class Partnership:
    id: int
    name: str


def add(tx: Transaction, name: str) -> None:
    tx.run(insert(partnership).values(id=tx.partnership_id, name=name, created_at=tx.now))


def everyone(tx: Transaction) -> list[Partnership]:
    return [Partnership(row.id, row.name) for row in tx.run(select(partnership).order_by(partnership.c.id))]
