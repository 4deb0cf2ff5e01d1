"""A real server on a thread, a clock that the test moves, and people with browsers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine.testing import PASSWORD
from tests.e2e.people import Person
from tests.e2e.stage import Stage, open_stage
from tests.integration.web.office import EMAILS, furnish
from tests.support.chromium import chromium, node

PATIENCE = 10_000
"""Milliseconds to wait for what is about to appear."""
SHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"

# The Node.js inside the playwright wheel needs a library that a minimal machine lacks; the one found here does not.
if found := node():
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(found.bin / "node"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Launch the Chromium that the suite brings."""
    here = chromium()
    return {
        **browser_type_launch_args,
        "executable_path": str(here.executable),
        "env": {**os.environ, **here.environment},
    }


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that every stage copies."""
    return furnish(tmp_path_factory.mktemp("furnished"))


@pytest.fixture
def stage(tmp_path: Path, furnished: Path) -> Iterator[Stage]:
    """The application with a small partnership, on a Tuesday morning."""
    with open_stage(tmp_path, furnished) as opened:
        yield opened


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where screenshots are left to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS


class Cast:
    """Those who play in a test."""

    def __init__(self, browser: Browser, stage: Stage) -> None:
        self._browser = browser
        self._stage = stage
        self._people: list[Person] = []

    def enter(self, name: str, width: int = 1280, script: bool = True) -> Person:
        """A person who has signed in, at a screen of that width."""
        context = self._browser.new_context(
            base_url=self._stage.url, viewport={"width": width, "height": 800}, java_script_enabled=script
        )
        context.set_default_timeout(PATIENCE)
        person = Person(context.new_page(), EMAILS[name], PASSWORD, width)
        self._people.append(person)
        person.sign_in()
        return person

    def leave(self) -> None:
        for person in self._people:
            person.page.context.close()


@pytest.fixture
def people(browser: Browser, stage: Stage) -> Iterator[Cast]:
    """Signs people in, each in a browser of their own."""
    cast = Cast(browser, stage)
    yield cast
    cast.leave()
