"""A migrated database for longer than one test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.conftest import migrate
from tests.support.postgres import DatabaseUrls, Server


@contextmanager
def lasting_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[DatabaseUrls]:
    """Of the kind that the fixture's parameter names, for as long as the block runs."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_template"), folder / "pathways.sqlite3")
        yield DatabaseUrls(f"sqlite:///{path}", f"sqlite:///{path}")
        return
    server = request.getfixturevalue("postgres_server")
    assert isinstance(server, Server)
    urls = server.clone_database(server.template("pathways", migrate))
    yield urls
    server.drop_database(urls)
