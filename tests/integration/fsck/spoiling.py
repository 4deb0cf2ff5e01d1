"""Breaking one value of one row behind the engine's back, and putting it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Table, Uuid, select, text, update

from engine.queries.fsck import Problem, fsck
from engine.shelf import Shelf
from engine.store.schema import Moment
from engine.store.tables import metadata
from engine.store.unit_of_work import Database, Transaction
from tests.integration.fsck.lived import Lived


class PutBack(Exception):
    """Ends a unit of work without keeping anything of it."""


class Vandal:
    """Somebody with the owner's password and a few minutes."""

    def __init__(self, lived: Lived) -> None:
        self.now = lived.house.clock.now()
        self.database = Database(lived.urls.owner, lived.house.engine.database.keys)
        self.shelf = Shelf()

    @contextmanager
    def breaking(self) -> Iterator[Transaction]:
        """A unit of work of the owner that is undone at the end."""
        try:
            with self.database.write(1, self.now) as tx:
                disarm(tx)
                yield tx
                raise PutBack
        except PutBack:
            return

    def check(self, tx: Transaction, *only: UUID) -> list[Problem]:
        """What the check finds, of the instances just those given."""
        return fsck(tx, self.shelf, only)


def disarm(tx: Transaction) -> None:
    """Take away what refuses to change audit rows: whoever owns the database can. Undone with the unit of work."""
    if not tx.is_postgresql:
        for name in tx.run(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            tx.run(text(f"DROP TRIGGER {name}"))


def table(name: str) -> Table:
    return metadata.tables[name]


def a_row(tx: Transaction, of: Table, condition: str) -> dict[str, Any]:
    """The first row that meets the condition; that there is one is part of the proof."""
    statement = select(of).order_by(*of.primary_key.columns).limit(1)
    if condition:
        statement = statement.where(text(condition))
    found = tx.run(statement).mappings().first()
    assert found is not None, f"no row of {of.name} where {condition}"
    return dict(found)


def spoil(tx: Transaction, of: Table, name: str, row: dict[str, Any]) -> None:
    change(tx, of, row, **{name: spoilt(tx, of, of.c[name], row[name])})


def change(tx: Transaction, of: Table, row: dict[str, Any], **values: Any) -> None:
    statement = update(of).values(values)
    for key in of.primary_key.columns:
        statement = statement.where(key == row[key.name])
    assert tx.run(statement).rowcount == 1


def spoilt(tx: Transaction, of: Table, column: Column[Any], value: Any) -> Any:
    """Another value of the same type, which the database accepts."""
    referred = foreign(column)
    if referred is not None:
        others = [found[0] for found in tx.run(select(referred).order_by(referred)) if found[0] != value]
        return others[0]
    for kind, other in OTHERS:
        if isinstance(column.type, kind):
            return other(value, column)
    raise AssertionError(f"no way to spoil {of.name}.{column.name}")


def foreign(column: Column[Any]) -> Column[Any] | None:
    for key in column.foreign_keys:
        return key.column
    return None


def _text(value: str | None, column: Column[Any]) -> str:
    written = f"x{value or ''}"
    length = getattr(column.type, "length", None)
    return written[:length] if length else written


def _moment(value: datetime | None, _: Column[Any]) -> datetime:
    assert value is not None
    return value + timedelta(hours=25)


def _bytes(value: bytes | None, _: Column[Any]) -> bytes:
    return bytes(value[:-1]) + bytes([value[-1] ^ 1]) if value else b"x" * 32


def _number(value: int | None, _: Column[Any]) -> int:
    return 1_000 if value is None else value + 1_000


def _uuid(_: UUID | None, __: Column[Any]) -> UUID:
    return uuid4()


OTHERS: tuple[tuple[Any, Any], ...] = (
    (Boolean, lambda value, _: not value),
    (Integer, _number),
    (Moment, _moment),
    (LargeBinary, _bytes),
    (Uuid, _uuid),
    (String, _text),
)


def instance_of(of: Table, row: dict[str, Any]) -> list[UUID]:
    """The instance that a row says something about."""
    return [row["id"]] if of.name == "process_instance" else [row["instance_id"]] if "instance_id" in row else []


def name_of(of: Table, row: dict[str, Any]) -> str:
    """How the check names a row: by its id, or by the instance and what counts within it."""
    keys = [key.name for key in of.primary_key.columns if key.name != "partnership_id"]
    return "/".join(str(row[key]) for key in keys)
