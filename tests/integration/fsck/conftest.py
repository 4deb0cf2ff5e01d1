"""The busy partnership on both databases, made once: every test puts back what it breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.testing import harness
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database
from tests.integration.fsck.lived import Lived, live
from tests.integration.fsck.spoiling import Vandal


@pytest.fixture(scope="package", params=DATABASES)
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """A month of everything."""
    with (
        lasting_database(request, tmp_path_factory.mktemp("lived")) as urls,
        harness(urls.application, owner_url=urls.owner) as house,
    ):
        yield Lived(live(house), urls)


@pytest.fixture(scope="package")
def vandal(lived: Lived) -> Iterator[Vandal]:
    """Somebody who breaks things behind the engine's back."""
    made = Vandal(lived)
    yield made
    made.database.close()
