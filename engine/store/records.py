"""Rows as frozen dataclasses: one description of the columns, used to write and to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Insert, Select, Table, and_, bindparam, insert, select

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

Record = TypeVar("Record")
AT_ONCE = 8


class Records(Generic[Record]):
    """The rows of `table`, each as a `kind` whose fields are named like the columns (all but `partnership_id`)."""

    def __init__(self, kind: type[Record], table: Table) -> None:
        self.kind = kind
        self.table = table
        self.names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
        self.columns: tuple[Column[Any], ...] = tuple(table.c[name] for name in self.names)
        self._insertions = {1: insert(table)}
        self.mine = table.c.partnership_id == bindparam("in_partnership")

    def add(self, tx: Transaction, *records: Record) -> None:
        """Insert the records; nothing happens when there are none."""
        for first in range(0, len(records), AT_ONCE):
            some = records[first : first + AT_ONCE]
            rows = [self._row(tx, record) for record in some]
            tx.write(self._inserting(len(rows)), rows[0] if len(rows) == 1 else _numbered(rows))

    def _inserting(self, count: int) -> Insert:
        """Inserts so many rows at once; made when it is wanted first."""
        if count not in self._insertions:
            rows = [
                {
                    name: bindparam(f"{name}_{place}", type_=self.table.c[name].type)
                    for name in ("partnership_id", *self.names)
                }
                for place in range(count)
            ]
            self._insertions[count] = insert(self.table).values(rows)
        return self._insertions[count]

    def selection(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        """Rows of the transaction's partnership that meet `conditions`."""
        return select(*self.columns).where(and_(self.mine, *conditions))

    def all(self, tx: Transaction, selection: Select[Any], **values: Any) -> list[Record]:
        return [self.kind(*row) for row in tx.read(selection, partnership(tx, values))]

    def one(self, tx: Transaction, selection: Select[Any], **values: Any) -> Record | None:
        rows = tx.read(selection, partnership(tx, values))
        return self.kind(*rows[0]) if rows else None

    def _row(self, tx: Transaction, record: Record) -> dict[str, Any]:
        row = {name: getattr(record, name) for name in self.names}
        row["partnership_id"] = tx.partnership_id
        return row


def _numbered(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {f"{name}_{place}": value for place, row in enumerate(rows) for name, value in row.items()}


@dataclass(frozen=True, slots=True)
class OfEach:
    """A selection of the rows of one instance (`instance_id`), and the same of a few (`among_few` as `id`).

    `place` is that of the instance's id in a row.
    """

    one: Select[Any]
    some: Select[Any]
    place: int


def partnership(tx: Transaction, values: dict[str, Any]) -> dict[str, Any]:
    """Values to bind in a statement that is limited to the transaction's partnership."""
    return {"in_partnership": tx.partnership_id, **values}


def among_few(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column is one of a few values, given by `few`; the text is the same however many they are."""
    return column.in_([bindparam(f"{name}_{place}", type_=column.type) for place in range(AT_ONCE)])


def few(name: str, wanted: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The values for `among_few`, as many at once as it takes; the last stands for those that are missing."""
    waiting = list(wanted)
    while waiting:
        now, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        now += now[-1:] * (AT_ONCE - len(now))
        yield {f"{name}_{place}": value for place, value in enumerate(now)}
