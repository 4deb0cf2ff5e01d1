"""Where the contenders keep their cases: PostgreSQL with fsync on, and SQLite in both journal modes, never relaxed."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import psycopg

from tests.support.postgres import DatabaseUrls, Server, own_server

_SQLITE = "sqlite:///"


class Place(Protocol):
    """Somewhere to make databases."""

    @property
    def name(self) -> str: ...

    def empty(self) -> DatabaseUrls:
        """A new database with nothing in it."""
        ...

    def copy(self, urls: DatabaseUrls) -> DatabaseUrls:
        """A new database with all that is in another, to which nobody may be connected."""
        ...


@dataclass(frozen=True)
class Postgres:
    server: Server
    name: str = "postgresql"

    def empty(self) -> DatabaseUrls:
        return self.server.create_database()

    def copy(self, urls: DatabaseUrls) -> DatabaseUrls:
        return self.server.clone_database(urls)


@dataclass(frozen=True)
class Sqlite:
    """Files in `folder`, with the rollback journal (`delete`) or the write-ahead log (`wal`)."""

    folder: Path
    journal: str

    @property
    def name(self) -> str:
        return "sqlite" if self.journal == "delete" else f"sqlite_{self.journal}"

    def empty(self) -> DatabaseUrls:
        file = self._file()
        connection = sqlite3.connect(file)
        connection.execute(f"PRAGMA journal_mode = {self.journal}")
        connection.close()
        return DatabaseUrls(f"{_SQLITE}{file}", f"{_SQLITE}{file}")

    def copy(self, urls: DatabaseUrls) -> DatabaseUrls:
        file = self._file()
        shutil.copyfile(urls.owner.removeprefix(_SQLITE), file)
        return DatabaseUrls(f"{_SQLITE}{file}", f"{_SQLITE}{file}")

    def _file(self) -> Path:
        return self.folder / f"{uuid4().hex}.sqlite3"


@contextmanager
def postgres() -> Iterator[Place]:
    """A PostgreSQL of its own, as durable as in production."""
    with own_server(fsync=True) as server:
        yield Postgres(server)


@contextmanager
def sqlite(journal: str = "delete") -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="pathways-", dir=_on_disk()) as folder:
        yield Sqlite(Path(folder), journal)


def _on_disk() -> str | None:
    """A temporary folder that is not held in memory, where every commit would be free."""
    return "/var/tmp" if Path("/var/tmp").is_dir() else None


def connect(url: str) -> Any:
    """The driver's own connection, without SQLAlchemy, as durable as the engine's."""
    if not url.startswith(_SQLITE):
        return psycopg.connect(url.replace("+psycopg", "", 1))
    connection = sqlite3.connect(url.removeprefix(_SQLITE), isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def is_sqlite(url: str) -> bool:
    return url.startswith(_SQLITE)


def size(owner: str) -> int:
    """Bytes in tables and indexes, vacuumed first. The maps of free space, which come in steps, are left out."""
    connection = connect(owner)
    try:
        return _size_of_file(connection) if is_sqlite(owner) else _size_of_relations(connection)
    finally:
        connection.close()


def _size_of_file(connection: Any) -> int:
    pages, bytes_each = (connection.execute(f"PRAGMA page_{what}").fetchone()[0] for what in ("count", "size"))
    return int(pages * bytes_each)


def _size_of_relations(connection: Any) -> int:
    connection.autocommit = True
    connection.execute("VACUUM")
    statement = (
        "SELECT sum(pg_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'i', 't') AND n.nspname IN ('public', 'pg_toast')"
    )
    return int(connection.execute(statement).fetchone()[0])
