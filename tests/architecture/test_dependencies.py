"""What is installed is pinned and hashed, everything that is declared, and from nowhere in particular."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.source import ROOT
from web.frontend import hatch_hook

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lock: str) -> dict[str, str]:
    """Every package in `lock` with the version it is pinned to."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {
        normal(name): version for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[~=<>; ]", requirement)[0]) for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_its_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    assert entries
    assert not [entry for entry in entries if "==" not in entry.splitlines()[0] or "--hash=sha256:" not in entry]
    assert "://" not in text


def test_the_locks_hold_everything_that_is_declared() -> None:
    declared = names(PROJECT["project"]["dependencies"])
    development = names(PROJECT["dependency-groups"]["dev"])
    assert declared <= pins("requirements.lock").keys()
    assert declared | development <= pins("requirements-dev.lock").keys()


def test_tests_run_with_the_versions_that_are_served() -> None:
    development = pins("requirements-dev.lock")
    assert {name: development.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


def test_the_workflow_core_is_pinned_exactly() -> None:
    assert "SpiffWorkflow==3.2.0" in PROJECT["project"]["dependencies"]


def test_the_wheel_is_built_with_the_node_that_is_locked() -> None:
    name, _, version = hatch_hook.NODE_WHEEL.partition("==")
    assert pins("requirements-node.lock")[name] == version
