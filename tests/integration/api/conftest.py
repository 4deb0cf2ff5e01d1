"""The API of a town on both databases: for a module that only reads and asks, and for tests that want their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.testing import House, harness
from tests.integration.api.desk import Api
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database
from tests.integration.town import found

PLENTY = 1_000_000


def api_of(house: House) -> Api:
    house.engine.config = replace(house.engine.config, api_requests_per_minute=PLENTY)
    return Api(found(house))


@pytest.fixture(scope="package", params=DATABASES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A town for all modules, which leave behind nothing that another one counts."""
    with (
        lasting_database(request, tmp_path_factory.mktemp("api")) as urls,
        harness(urls.application, owner_url=urls.owner) as house,
    ):
        yield api_of(house)


@pytest.fixture
def api(house: House) -> Api:
    """A town of its own."""
    return api_of(house)
