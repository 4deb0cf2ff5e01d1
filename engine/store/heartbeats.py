"""The pulse of the worker, by which `/ready` knows that timers are watched."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, String, bindparam, insert, select, update

from engine.store.records import partnership
from engine.store.schema import Moment, keyed_table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

heartbeat = keyed_table(
    "heartbeat",
    Column("name", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)


_mine = heartbeat.c.partnership_id == bindparam("in_partnership")


def beat(tx: Transaction, name: str) -> None:
    statement = update(heartbeat).where(_mine, heartbeat.c.name == bindparam("at_name")).values(at=tx.now)
    if tx.run(statement, partnership(tx, {"at_name": name})).rowcount == 0:
        tx.run(insert(heartbeat).values(partnership_id=tx.partnership_id, name=name, at=tx.now))


def last(tx: Transaction, name: str) -> datetime | None:
    statement = select(heartbeat.c.at).where(_mine, heartbeat.c.name == bindparam("at_name"))
    return tx.run(statement, partnership(tx, {"at_name": name})).scalar()
