"""What every test may ask for, and what unit tests may not do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import chromium, isolation, postgres

UNIT = Path(__file__).resolve().parent / "unit"


@pytest.fixture(autouse=True)
def unit_tests_stay_in_memory(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests in tests/unit can open neither a socket nor a database."""
    if UNIT in request.path.parents:
        with isolation.shut():
            yield
    else:
        yield


@pytest.fixture(scope="session")
def postgres_server() -> postgres.Server:
    """The real PostgreSQL of this test run, shared by its workers; take a database of your own from it."""
    return postgres.shared_server()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright starts the Chromium we have instead of one it would download."""
    found = chromium.chromium()
    environment = {**os.environ, **found.environment}
    return {**browser_type_launch_args, "executable_path": str(found.executable), "env": environment}


@pytest.fixture(scope="session", autouse=True)
def playwright_node() -> None:
    """Playwright's own Node.js needs a library that a minimal Debian lacks."""
    node = chromium.node()
    if node is not None:
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node.bin / "node"))
