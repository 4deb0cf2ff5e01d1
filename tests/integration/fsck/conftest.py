"""The busy partnership on both databases, made once: every test puts back what it breaks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from engine.testing import harness
from tests.integration.conftest import DATABASES, migrate
from tests.integration.fsck.lived import Lived, live
from tests.integration.fsck.spoiling import Vandal
from tests.support.postgres import DatabaseUrls, Server


@pytest.fixture(scope="package", params=DATABASES)
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """A month of everything."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("lived") / "pathways.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        urls, server = DatabaseUrls(f"sqlite:///{path}", f"sqlite:///{path}"), None
    else:
        server = request.getfixturevalue("postgres_server")
        assert isinstance(server, Server)
        urls = server.clone_database(server.template("pathways", migrate))
    with harness(urls.application, owner_url=urls.owner) as house:
        yield Lived(live(house), urls)
    if server is not None:
        server.drop_database(urls)


@pytest.fixture(scope="package")
def vandal(lived: Lived) -> Iterator[Vandal]:
    """Somebody who breaks things behind the engine's back."""
    made = Vandal(lived)
    yield made
    made.database.close()
