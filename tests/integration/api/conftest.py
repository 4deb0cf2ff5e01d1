"""The API of a town on both databases: for a module that only reads and asks, and for tests that want their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from engine.testing import House, harness
from tests.integration.api.desk import Api
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database
from tests.integration.town import found
from web.api.app import RATE
from web.api.rate import Rate
from web.app import Composition, create_app
from web.current import EXTENSION

PLENTY = 1_000_000


@pytest.fixture(scope="session")
def kept() -> dict[str, Flask]:
    """The application that towns of their own have one after the other: making one takes longer than their people."""
    return {}


def api_of(house: House, kept: dict[str, Flask]) -> Api:
    config = house.engine.config = replace(house.engine.config, api_requests_per_minute=PLENTY)
    app = kept["app"] = kept.get("app") or create_app(house.engine, config)
    app.extensions[EXTENSION], app.extensions[RATE] = Composition(house.engine, config), Rate(PLENTY)
    return Api(found(house), app)


@pytest.fixture(scope="package", params=DATABASES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A town for all modules, which leave behind nothing that another one counts."""
    with (
        lasting_database(request, tmp_path_factory.mktemp("api")) as urls,
        harness(urls.application, owner_url=urls.owner) as house,
    ):
        yield api_of(house, {})


@pytest.fixture
def api(house: House, kept: dict[str, Flask]) -> Api:
    """A town of its own."""
    return api_of(house, kept)
