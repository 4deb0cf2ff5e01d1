"""The same tests on both databases: a house (engine, clock, people) on SQLite and on a real PostgreSQL.

On PostgreSQL the engine connects as the application role; the owner only migrates.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store import migrations
from engine.testing import House, harness
from tests.support.postgres import DatabaseUrls, Server

DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


SPARE: list[DatabaseUrls] = []
"""Databases of this worker that are empty again: making one takes longer than most tests."""


def migrate(urls: DatabaseUrls) -> None:
    migrations.upgrade(urls.owner, urls.application)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "pathways.sqlite3"
    migrate(DatabaseUrls(f"sqlite:///{path}", f"sqlite:///{path}"))
    return path


@pytest.fixture(params=DATABASES)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseUrls]:
    """The addresses of an empty, migrated database: for its owner and for the application."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "pathways.sqlite3")
        url = f"sqlite:///{path}"
        yield DatabaseUrls(url, url)
        return
    server: Server = request.getfixturevalue("postgres_server")
    own = SPARE.pop() if SPARE else server.clone_database(server.template("pathways", migrate))
    yield own
    server.clear_database(own)
    SPARE.append(own)


@pytest.fixture
def house(urls: DatabaseUrls) -> Iterator[House]:
    with harness(urls.application, owner_url=urls.owner) as made:
        yield made
