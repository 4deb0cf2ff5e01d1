"""How statements reach the driver: compiled once, and writes sent together.

Describing, compiling and answering a statement takes SQLAlchemy several times as long as the driver takes to send it,
and on PostgreSQL each is a journey of its own. So a statement that is said again is only filled with its values, and
writes wait until something is read or the unit of work ends; then they go together, on PostgreSQL in one round trip.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from weakref import WeakKeyDictionary

from psycopg import RawCursor
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Dialect

from engine.errors import EngineError
from engine.store.wire_values import Processor, into, out_of

Values: TypeAlias = Mapping[str, Any]

_NAMED = re.compile(r"%\((\w+)\)s|%%")


class Prepared:
    """A compiled statement: its text, how values go into it and how columns come out."""

    def __init__(self, statement: Any, dialect: Dialect, names: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=sorted(names))
        self.is_fixed = not compiled.post_compile_params
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        values = compiled.construct_params(None, _check=False)
        self._own = {name: values[name] for name, bind in binds.items() if not bind.required}
        order: Sequence[str] | None = compiled.positiontup
        written: tuple[str, Sequence[str]] = (compiled.string, order) if order else _by_number(compiled.string)
        self.text, names = written
        self._into: list[tuple[str, Processor]] = [(name, into(binds[name].type, dialect)) for name in names]
        columns = getattr(statement, "selected_columns", ())
        self._out: tuple[Processor, ...] = tuple(out_of(column.type, dialect) for column in columns)

    def fill(self, values: Values) -> list[Any]:
        """The values as the driver takes them."""
        given = {**self._own, **values} if self._own else values
        return [given[name] if change is None else change(given[name]) for name, change in self._into]

    def read(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Rows of the driver with every value as its column declares it."""
        return [
            tuple(value if change is None else change(value) for value, change in zip(row, self._out, strict=True))
            for row in rows
        ]


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
    """The statements of one database that have been said before. One that is made anew each time is never kept."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: WeakKeyDictionary[Executable, Prepared | None] = WeakKeyDictionary()

    def find(self, statement: Executable, values: Values) -> Prepared | None:
        """The compiled statement; None the first time, and for one whose text depends on its values."""
        if statement not in self._known:
            self._known[statement] = None
            return None
        prepared = self._known[statement]
        if prepared is None:
            self._known[statement] = prepared = Prepared(statement, self._dialect, list(values))
        return prepared if prepared.is_fixed else None


@dataclass(frozen=True, slots=True)
class Said:
    """A statement filled with its values. With a `refusal` it must change exactly one row."""

    text: str
    values: Any
    refusal: EngineError | None = None


class Listener(Protocol):
    """Hears what is said to the database, to measure it."""

    def sent(self, said: Sequence[Said]) -> None:
        """This has gone to the database, in one round trip."""
        ...


class Wire:
    """One connection in one unit of work."""

    def __init__(self, connection: Connection, statements: Statements, listener: Listener | None = None) -> None:
        self._connection = connection
        self._statements = statements
        self._listener = listener
        self._raw: Any = connection.connection.driver_connection
        self._pipelines = connection.dialect.name == "postgresql"
        self._waiting: list[Said] = []

    def write(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Write, at the latest when the unit of work ends."""
        prepared = self._statements.find(statement, rows[0])
        if prepared is None:
            self.flush()
            self._connection.execute(statement, rows)
            return
        self._waiting += (Said(prepared.text, prepared.fill(row)) for row in rows)

    def write_one(self, statement: Executable, values: Values, refusal: EngineError) -> None:
        """Write, at the latest when the unit of work ends; raises `refusal` then unless it changed exactly one row."""
        prepared = self._statements.find(statement, values)
        if prepared is not None:
            self._waiting.append(Said(prepared.text, prepared.fill(values), refusal))
            return
        self.flush()
        if self._connection.execute(statement, values).rowcount != 1:
            raise refusal

    def read(self, *questions: tuple[Executable, Values]) -> list[Sequence[Sequence[Any]]]:
        """The rows that each selection finds. They are asked one after the other, on PostgreSQL in one round trip."""
        found = [self._statements.find(statement, values) for statement, values in questions]
        prepared = [statement for statement in found if statement is not None]
        if len(prepared) < len(questions):
            self.flush()
            return [self._connection.execute(statement, values).all() for statement, values in questions]
        filled = [one.fill(values) for one, (_, values) in zip(prepared, questions, strict=True)]
        cursors = self._send([Said(one.text, values) for one, values in zip(prepared, filled, strict=True)])
        return [one.read(cursor.fetchall()) for one, cursor in zip(prepared, cursors, strict=True)]

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            self._send([])

    def _send(self, questions: Sequence[Said]) -> list[Any]:
        """Send what waits and then the questions; the cursors of these."""
        waiting, self._waiting = self._waiting, []
        if self._listener is not None:
            self._listener.sent([*waiting, *questions])
        together = self._pipelines and (
            len(waiting) + len(questions) > 1 or self._raw.info.transaction_status is TransactionStatus.IDLE
        )
        writer = self._cursor()
        with self._raw.pipeline() if together else nullcontext():
            written = [(said, self._say(said, self._cursor() if said.refusal else writer)) for said in waiting]
            answers = [self._say(said, self._cursor()) for said in questions]
        for said, cursor in written:
            if said.refusal is not None and cursor.rowcount != 1:
                raise said.refusal
        return answers

    def _cursor(self) -> Any:
        return RawCursor(self._raw) if self._pipelines else self._raw.cursor()

    def _say(self, said: Said, cursor: Any) -> Any:
        cursor.execute(said.text, said.values)
        return cursor
