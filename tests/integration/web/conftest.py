"""An office for every module of tests, and an empty one for those who begin from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.bootstrap import build
from tests.integration.web.office import Office, furnish, open_office, settings
from web.app import create_app


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that every office copies."""
    return furnish(tmp_path_factory.mktemp("furnished"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Office]:
    """The application with a small partnership, shared by the tests of a module."""
    with open_office(tmp_path_factory.mktemp("office"), furnished) as opened:
        yield opened


@pytest.fixture
def own_office(tmp_path: Path, furnished: Path) -> Iterator[Office]:
    """The same for a test that moves its clock or shuts doors behind it."""
    with open_office(tmp_path, furnished) as opened:
        yield opened


@pytest.fixture
def empty_office(tmp_path: Path) -> Iterator[Office]:
    """A new installation with nobody in it."""
    with open_office(tmp_path, None) as opened:
        yield opened


@pytest.fixture
def strict(own_office: Office, tmp_path: Path) -> Iterator[Office]:
    """The same office, where a password alone is not enough."""
    config = replace(settings(tmp_path), require_second_factor=True, smtp_url="smtp://localhost")
    engine = build(config, own_office.clock, durable=False)
    yield Office(create_app(engine, config), engine, own_office.clock)
    engine.close()
