"""An installed copy is whole: the wheel carries the front end, the pathways and everything else that is not code."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files

PACKAGES = ("engine/", "processes/", "web/")
LEFT_OUT = ("web/frontend/", "web/static/dist/")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in a freshly built wheel."""
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)], cwd=ROOT, check=True)
    [built] = Path(place).glob("referral_pathways-*.whl")
    return frozenset(zipfile.ZipFile(built).namelist())


def test_the_wheel_carries_the_built_front_end(wheel: frozenset[str]) -> None:
    built = {f"web/static/dist/{name}" for name in ("app.css", "app.js", "diagram.js", "govuk.css")}
    assert built <= wheel


def test_the_wheel_carries_every_file_of_the_packages_but_tests_and_sources(wheel: frozenset[str]) -> None:
    ours = {name for name in files() if name.startswith(PACKAGES) and not name.startswith(LEFT_OUT)}
    expected = {name for name in ours if not Path(name).name.startswith("test_")}
    assert expected - wheel == set()


def test_the_wheel_carries_no_tests_and_no_front_end_sources(wheel: frozenset[str]) -> None:
    assert not [name for name in wheel if name.startswith("web/frontend/") or Path(name).name.startswith("test_")]


def test_the_wheel_installs_the_command(wheel: frozenset[str]) -> None:
    assert [name for name in wheel if name.endswith(".dist-info/entry_points.txt")]
