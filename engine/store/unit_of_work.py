"""The only place that begins and commits. One command, one unit of work, one commit.

PostgreSQL: row locks with a time limit, and row-level security bound to the partnership of the unit of work.
SQLite: `BEGIN IMMEDIATE` for writers, so that they queue at the start and never fail half-way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection, CursorResult, Executable, create_engine, event
from sqlalchemy.engine import Engine as SqlEngine
from sqlalchemy.exc import IntegrityError, OperationalError

from engine.domain.actors import Actor
from engine.errors import Conflict, EngineError
from engine.store.identifiers import new_id
from engine.store.keys import Keyring
from engine.store.wire import Listener, Wire
from engine.store.wire_statements import statements_in

READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
COMMIT = "COMMIT"
LOCK_TIMEOUT_MS = 5_000
IDLE_IN_TRANSACTION_MS = 60_000
SQLITE_BUSY_MS = 20_000
_UNIQUE_VIOLATION = "23505"
_LOCK_NOT_AVAILABLE = {"55P03", "40P01", "40001"}


DATABASE_BUSY: tuple[type[Exception], ...] = (
    OperationalError,
    IntegrityError,
    psycopg.OperationalError,
    psycopg.IntegrityError,
    sqlite3.OperationalError,
    sqlite3.IntegrityError,
)
"""What the database refuses because of others, or because it is not there: no fault of what was asked of it."""


class UniqueViolation(EngineError):
    """Another unit of work has written the same key first."""


class Transaction:
    """An open unit of work in one partnership at one moment."""

    def __init__(self, connection: Connection, wire: Wire, partnership_id: int, now: datetime, keys: Keyring) -> None:
        self._connection = connection
        self._wire = wire
        self.partnership_id = partnership_id
        self.now = now
        self.keys = keys
        self.is_postgresql = connection.dialect.name == "postgresql"
        self.seen: dict[Any, Any] = {}
        """What of directory and settings was read already, by id or by kind and name; who changes it takes it out."""
        self._ahead: dict[Any, Sequence[Sequence[Any]]] = {}

    def run(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Execute any statement, after what waits."""
        self._wire.flush()
        return self._connection.execute(statement, values)

    def read(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows that a selection finds. Quick for one that is kept and used again."""
        if self._ahead and (known := self._ahead.get(_question(statement, values))) is not None:
            return known
        return self._wire.read((statement, values))[0]

    def read_together(self, *questions: tuple[Executable, Mapping[str, Any]]) -> list[Sequence[Sequence[Any]]]:
        """The rows that each selection finds, asked in this order, in one round trip where there are any."""
        return self._wire.read(*questions)

    def expect(self, statement: Executable, values: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> None:
        """Keep the answer to a selection that will be asked with these values, when it was read together with others.

        For a reading only: what is written afterwards would not show.
        """
        self._ahead[_question(statement, values)] = rows

    def write(self, statement: Executable, *rows: Mapping[str, Any]) -> None:
        """Execute, once for each row of values, before the next reading or the end of the unit of work."""
        if rows:
            self._wire.write(statement, rows)

    def write_one(self, statement: Executable, values: Mapping[str, Any], refusal: EngineError) -> None:
        """As `write`, but the unit of work ends with `refusal` unless exactly one row changes."""
        self._wire.write_one(statement, values, refusal)

    def new_id(self) -> UUID:
        return new_id(self.now)


class Database:
    """A database and the keys to what is sealed in it."""

    def __init__(self, url: str, keys: Keyring, durable: bool = True, **options: Any) -> None:
        self.keys = keys
        self.sql = _connectable(url, durable, **options)
        self.is_postgresql = self.sql.dialect.name == "postgresql"
        self.listener: Listener | None = None
        self._statements = statements_in(self.sql.url.drivername)
        self._driver: Any = self.sql.dialect.loaded_dbapi

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL, and in memory."""
        name = self.sql.url.database
        return Path(name) if not self.is_postgresql and name and name != ":memory:" else None

    @contextmanager
    def write(self, partnership_id: int, now: datetime) -> Iterator[Transaction]:
        """A unit of work that commits when the block ends and rolls back when it raises."""
        with self.sql.connect() as connection:
            try:
                self._enter(connection, partnership_id, "BEGIN IMMEDIATE")
                wire = self._wire(connection, (WRITING,))
                yield Transaction(connection, wire, partnership_id, now, self.keys)
                wire.finish(COMMIT)
                connection.commit()
            except (OperationalError, self._driver.OperationalError) as error:
                connection.rollback()
                raise _lock_refusal(error) from error
            except (IntegrityError, self._driver.IntegrityError) as error:
                connection.rollback()
                raise _key_refusal(error) from error
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def read(self, partnership_id: int, now: datetime, actor: Actor | None = None) -> Iterator[Transaction]:
        """A consistent view that changes nothing. With an actor, PostgreSQL keeps from her what she is barred from."""
        with self.sql.connect() as connection:
            self._enter(connection, partnership_id, "BEGIN")
            wire = self._wire(connection, (READING, *_as_read_by(actor)))
            try:
                yield Transaction(connection, wire, partnership_id, now, self.keys)
                connection.commit()
            finally:
                connection.rollback()

    def _enter(self, connection: Connection, partnership_id: int, begin: str) -> None:
        if not self.is_postgresql:
            connection.exec_driver_sql(begin)
        elif connection.info.get("partnership_id") != partnership_id:
            connection.exec_driver_sql(
                "SELECT set_config('pathways.partnership', %(id)s, false)", {"id": str(partnership_id)}
            )
            connection.commit()
            connection.info["partnership_id"] = partnership_id

    def _wire(self, connection: Connection, begin: Sequence[str]) -> Wire:
        if not connection.in_transaction():
            connection.begin()  # what the wire sends begins nothing that SQLAlchemy would know to end
        return Wire(connection, self._statements, begin, self.listener)

    def close(self) -> None:
        self.sql.dispose()


def _as_read_by(actor: Actor | None) -> tuple[str, ...]:
    """Who reads, for row-level security until the transaction ends; identifiers only, so nothing is to be escaped."""
    if actor is None:
        return ()
    teams = ",".join(str(team_id) for team_id in sorted(actor.all_team_ids))
    return f"SET LOCAL pathways.account = '{actor.account_id}'", f"SET LOCAL pathways.teams = '{teams}'"


def _question(statement: Executable, values: Mapping[str, Any]) -> Any:
    plain = ((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())
    return id(statement), frozenset(plain)


def _connectable(url: str, durable: bool, **options: Any) -> SqlEngine:
    options = {"hide_parameters": True, **options}  # what an error says may be logged; what was written may not
    if url.startswith("sqlite"):
        sql = create_engine(url, connect_args={"timeout": SQLITE_BUSY_MS / 1000}, **options)
        event.listen(sql, "connect", partial(_prepare_sqlite, durable))
        return sql
    settings = (
        f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT_MS}"
        f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_MS}"
        " -c jit=off"  # it compiles a list of many conditions for seconds, to read some rows in milliseconds
    )
    # psycopg prepares nothing itself: it would discard what the wire has prepared after each rollback
    return create_engine(url, connect_args={"options": settings, "prepare_threshold": None}, **options)


def _prepare_sqlite(durable: bool, connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own transaction control would begin too late
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is not left behind in the file
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")


def _key_refusal(error: Exception) -> Exception:
    cause = getattr(error, "orig", error)
    unique = getattr(cause, "sqlstate", None) == _UNIQUE_VIOLATION or "UNIQUE constraint" in str(cause)
    return UniqueViolation("Expected the record to be new, but it is there already.") if unique else error


def _lock_refusal(error: Exception) -> Exception:
    cause = getattr(error, "orig", error)
    state = getattr(cause, "sqlstate", None)
    locked = state in _LOCK_NOT_AVAILABLE or "database is locked" in str(cause)
    if locked:
        return Conflict("Expected the record to be free, but someone else is changing it. Try again.")
    return error
