"""Which tests stay together on one worker, and which begin first, so that no worker is left alone at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

TOGETHER = ("tests/integration/canary",)
"""Packages whose modules share a house that takes long to build: they stay together, apart by database."""
ALONE = ("tests/integration/crash",)
"""Modules whose tests share nothing and take long."""
LONGEST_FIRST = (
    "tests/integration/crash",
    "tests/integration/race",
    "tests/integration/canary",
    "tests/e2e",
    "tests/integration/fsck",
    "tests/integration/web",
)
"""What takes longest however few tests it has. Everything else follows, by the number of its tests."""
_DATABASE = re.compile(r"\[(?:.*-)?(sqlite|postgresql)\b")


def scope_of(nodeid: str) -> str:
    """Tests of one scope run one after the other on one worker."""
    module = nodeid.partition("::")[0]
    for package in TOGETHER:
        if module.startswith(package):
            database = _DATABASE.search(nodeid)
            return f"{package} {database.group(1) if database else ''}"
    return nodeid if module.startswith(ALONE) else module


class Scopes(LoadScopeScheduling):  # type: ignore[misc]
    """Hands scopes out in the order in which their tests were collected."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scopes | None:
    return Scopes(config, log) if config.getvalue("dist") == "loadscope" else None


def turn_of(nodeids: Iterable[str]) -> Callable[[str], tuple[int, int, str]]:
    """When each of the tests has its turn: scopes stay whole, and tests within one keep their order."""
    sizes = Counter(map(scope_of, nodeids))

    def turn(nodeid: str) -> tuple[int, int, str]:
        places = (place for place, prefix in enumerate(LONGEST_FIRST) if nodeid.startswith(prefix))
        scope = scope_of(nodeid)
        return next(places, len(LONGEST_FIRST)), -sizes[scope], scope

    return turn


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    turn = turn_of(item.nodeid for item in items)
    items.sort(key=lambda item: turn(item.nodeid))
