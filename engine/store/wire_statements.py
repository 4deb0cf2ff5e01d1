"""Statements that are compiled once and then only filled with their values.

Describing, compiling and answering a statement takes SQLAlchemy several times as long as the driver takes to send it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Delete, Executable, Insert, Table, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import visitors

from engine.errors import EngineError
from engine.store.wire_values import Processor, into, out_of

Values: TypeAlias = Mapping[str, Any]

_NAMED = re.compile(r"%\((\w+)\)s|%%")


@dataclass(frozen=True, slots=True)
class Reach:
    """The tables that a statement looks at, and the one that it writes (`insert`, `update`, `delete`), if any."""

    read: frozenset[str]
    written: str = ""
    how: str = ""

    def meets(self, earlier: Reach) -> bool:
        """Whether it could find other rows once the `earlier` one is done. What only adds rows meets no added ones."""
        if earlier.written == self.written and not (self.how == "insert" and earlier.how in ("insert", "update")):
            return bool(self.written)
        return earlier.written in self.read


@dataclass(frozen=True, slots=True)
class Said:
    """A statement filled with its values. With a `refusal` it must change exactly one row."""

    text: str
    values: Sequence[Any]
    reach: Reach = Reach(frozenset())
    refusal: EngineError | None = None


class Prepared:
    """A compiled statement: its text, how values go into it and how columns come out."""

    def __init__(self, statement: Any, dialect: Dialect, names: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=sorted(names))
        self.is_fixed = not compiled.post_compile_params
        self._reach = _reach(statement)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        values = compiled.construct_params(None, _check=False)
        self._own = {name: values[name] for name, bind in binds.items() if not bind.required}
        order: Sequence[str] | None = compiled.positiontup
        written: tuple[str, Sequence[str]] = (compiled.string, order) if order else _by_number(compiled.string)
        self.text, names = written
        self._into: list[tuple[str, Processor]] = [(name, into(binds[name].type, dialect)) for name in names]
        columns = getattr(statement, "selected_columns", ())
        self._out: tuple[Processor, ...] = tuple(out_of(column.type, dialect) for column in columns)

    def say(self, values: Values, refusal: EngineError | None = None) -> Said:
        """The statement with its values as the driver takes them."""
        given = {**self._own, **values} if self._own else values
        filled = [given[name] if change is None else change(given[name]) for name, change in self._into]
        return Said(self.text, filled, self._reach, refusal)

    def read(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Rows of the driver with every value as its column declares it."""
        return [
            tuple(value if change is None else change(value) for value, change in zip(row, self._out, strict=True))
            for row in rows
        ]


def _reach(statement: Any) -> Reach:
    tables = frozenset(str(part) for part in visitors.iterate(statement) if isinstance(part, Table))
    if not isinstance(statement, Insert | Update | Delete):
        return Reach(tables)
    written = str(statement.table)
    if isinstance(statement, Insert) and statement.select is None:
        return Reach(frozenset(), written, "insert")
    return Reach(tables - {written} if not isinstance(statement, Insert) else tables, written, statement.__visit_name__)


def _by_number(text: str) -> tuple[str, list[str]]:
    """A text with its values named, as SQLAlchemy writes it for psycopg, as PostgreSQL itself takes it; and the names.

    psycopg then has nothing to translate each time.
    """
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _NAMED.sub(number, text), names


class Statements:
    """The statements of a dialect that have been said before. One that is made anew each time is never kept."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Executable, Prepared | None] = WeakKeyDictionary()

    def find(self, statement: Executable, values: Values, dialect: Dialect) -> Prepared | None:
        """The compiled statement; None the first time, and for one whose text depends on its values.

        `dialect` is that of an open connection: until then it does not know how its server takes text.
        """
        if statement not in self._known:
            self._known[statement] = None
            return None
        prepared = self._known[statement]
        if prepared is None:
            self._known[statement] = prepared = Prepared(statement, dialect, list(values))
        return prepared if prepared.is_fixed else None


@lru_cache
def statements_in(dialect: str) -> Statements:
    """Those of every database of this process that speaks the dialect (`postgresql+psycopg`, `sqlite`)."""
    return Statements()
