"""A real PostgreSQL for tests and benchmarks, started when first asked for and gone when the run ends.

One server serves all workers of a test run; each test makes its own database, by cloning one that was migrated once.
Two roles exist, as in production: `pathways_owner`, who owns the databases and migrates them, and `pathways_app`,
as whom everything else connects. Neither is a superuser, may create databases or roles, or bypasses row security.

`$TEST_DATABASE_URL` names a server to use instead: the URL of a superuser's database there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.support.locking import exclusive
from tests.support.postgres_process import ADMINISTRATOR, NoPostgres

ROOT = Path(__file__).resolve().parents[2]
OWNER, APPLICATION = "pathways_owner", "pathways_app"
# The server is reachable through a socket in a temporary folder only; the password is for $TEST_DATABASE_URL.
PASSWORD = "pathways"
RUN = "PATHWAYS_TEST_RUN"
# Kept, because a process that is forgotten while it runs is reported as a leak.
keepers: list[subprocess.Popen[str]] = []


class DatabaseUrls(NamedTuple):
    """One database, as its owner (who migrates) and as the application (everybody else) connect to it."""

    owner: str
    application: str

    @property
    def name(self) -> str:
        return urlsplit(self.owner).path.removeprefix("/")


_NOBODY_ELSE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_NO_ROWS = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$
"""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL. `administrator` is the URL of a superuser; tests connect by DatabaseUrls only."""

    administrator: str
    place: Path

    def create_database(self) -> DatabaseUrls:
        """A new empty database."""
        return self._create(sql.Identifier("template0"))

    def clone_database(self, template: DatabaseUrls) -> DatabaseUrls:
        """A new database with everything that is in `template`, to which nobody may be connected."""
        return self._create(sql.Identifier(template.name))

    def template(self, name: str, fill: Callable[[DatabaseUrls], None]) -> DatabaseUrls:
        """The database `name`, made and filled by whichever worker asks first; `fill` must close its connections."""
        urls = self.urls(f"template_{name}")
        done = self.place / f"{urls.name}.done"
        with exclusive(self.place / f"{urls.name}.lock"):
            if not done.exists():
                self._run(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(urls.name)))
                self._create(sql.Identifier("template0"), urls.name)
                fill(urls)
                done.touch()
        return urls

    def clear_database(self, urls: DatabaseUrls) -> None:
        """Every row of a migrated database, to which nobody is connected any more, is gone; its tables stay."""
        parts = urlsplit(self.administrator.replace("postgresql+psycopg://", "postgresql://"))
        with psycopg.connect(urlunsplit(parts._replace(path=f"/{urls.name}")), autocommit=True) as connection:
            connection.execute(_NOBODY_ELSE)
            connection.execute(_NO_ROWS)

    def drop_database(self, urls: DatabaseUrls) -> None:
        """Remove a database, also under those who are still connected."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(urls.name)))

    def urls(self, name: str) -> DatabaseUrls:
        return DatabaseUrls(self._url(OWNER, name), self._url(APPLICATION, name))

    def make_roles(self) -> None:
        """Make the two roles, unless they are there."""
        for role in (OWNER, APPLICATION):
            if not self._run(sql.SQL("SELECT 1 FROM pg_roles WHERE rolname = {}").format(role)):
                self._run(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), PASSWORD))

    def _create(self, template: sql.Identifier, name: str | None = None) -> DatabaseUrls:
        urls = self.urls(name or f"test_{uuid4().hex}")
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        self._run(statement.format(sql.Identifier(urls.name), sql.Identifier(OWNER), template))
        return urls

    def _run(self, statement: sql.Composed) -> list[tuple[object, ...]]:
        plain = self.administrator.replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(plain, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _url(self, role: str, name: str) -> str:
        parts = urlsplit(self.administrator)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit(("postgresql+psycopg", f"{role}:{PASSWORD}@{host}", f"/{name}", parts.query, ""))


def shared_server() -> Server:
    """The server of this test run, the same for all its workers; the first to ask starts it."""
    place = _place_of_run()
    with exclusive(place / "server.lock"):
        started = place / "server"
        server = Server(_given() or _url(place), place)
        if not started.exists():
            if not _given():
                keepers.append(_start(place, owner=_beginner()))
            server.make_roles()
            started.touch()
    return server


@contextmanager
def own_server(*, fsync: bool = True) -> Iterator[Server]:
    """A server for the caller alone, for benchmarks and crash tests; `fsync` as in production, or off for speed."""
    place = Path(tempfile.mkdtemp(prefix="pathways-", dir=_temporary()))
    keeper = _start(place, owner=os.getpid(), fsync=fsync)
    try:
        server = Server(_url(place), place)
        server.make_roles()
        yield server
    finally:
        keeper.terminate()
        keeper.wait()


def begin_run() -> None:
    """Name this test run, in the environment, so that its workers find each other."""
    os.environ.setdefault(RUN, f"{os.getpid()}-{uuid4().hex[:8]}")


def end_run() -> None:
    """Remove what the run left on disk, if this process began it. The keeper of a server does that itself."""
    if _given() and _beginner() == os.getpid():
        shutil.rmtree(_place_of_run(), ignore_errors=True)


def _given() -> str | None:
    return os.environ.get("TEST_DATABASE_URL") or None


def _beginner() -> int:
    return int(os.environ[RUN].partition("-")[0])


def _place_of_run() -> Path:
    return _temporary() / f"pathways-{os.environ[RUN]}"


def _temporary() -> Path:
    # $TMPDIR may be private, or too long for the name of a socket.
    return next(path for path in (Path("/tmp"), Path(tempfile.gettempdir())) if path.is_dir())


def _url(place: Path) -> str:
    return f"postgresql+psycopg://{ADMINISTRATOR}@/postgres?host={place / 'run'}"


def _start(place: Path, *, owner: int, fsync: bool = False) -> subprocess.Popen[str]:
    place.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.support.postgres_process", str(place), str(owner)]
    keeper = subprocess.Popen(
        [*command, "--fsync"] if fsync else command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # of its own: whoever reads ours to the end must not wait for the server
        text=True,
        start_new_session=True,
    )
    assert keeper.stdout is not None
    with keeper.stdout as said:
        first = said.readline()
        if first.strip() != "ready":
            raise NoPostgres(first + said.read())
    return keeper
