"""A house on each database for what is refused: since nothing is stored, many tests can share it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.testing import House, harness
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database


@pytest.fixture(scope="package", params=DATABASES)
def firm_house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which nothing is left behind."""
    with (
        lasting_database(request, tmp_path_factory.mktemp("firm")) as urls,
        harness(urls.application, owner_url=urls.owner) as house,
    ):
        yield house
