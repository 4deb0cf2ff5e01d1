"""An office for every module of tests, and an empty one for those who begin from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.web.office import Office, furnish, open_office


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
