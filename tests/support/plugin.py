"""Options, markers and hypothesis profiles for every test, also those beside the pathways."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, settings

from tests.support import postgres, scopes, tck_lines

# The suite must say the same thing on every run and on any machine: no random seed and no stop-watch.
settings.register_profile(
    "suite", derandomize=True, deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("slow", parent=settings.get_profile("suite"), max_examples=500)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run also the tests marked slow, with more examples each")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(tck_lines)
    config.pluginmanager.register(scopes)
    postgres.begin_run()
    settings.load_profile("slow" if config.getoption("--slow") else "suite")


def pytest_collection_finish() -> None:
    """What has been imported and collected stays: looking through it again and again takes a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_unconfigure() -> None:
    postgres.end_run()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without `--slow`, leave the slow tests out: deselected, so that nothing is ever reported as skipped."""
    if config.getoption("--slow"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
