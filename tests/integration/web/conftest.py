"""An office for every module of tests, and one for those who change a lot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.web.office import Office, open_office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The application with the demonstration partnership."""
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest.fixture
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A new installation with nobody in it."""
    with open_office(tmp_path_factory.mktemp("empty"), empty=True) as opened:
        yield opened
