"""What no file of the project says: where it was made, where packages come from, or that it is unfinished."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.architecture.source import ROOT, files

# Put together here, so that this file does not say them either.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com")
HOMES = ("ho" + "me/", "ro" + "ot/", "wo" + "rk/", "Us" + "ers/")
UNFINISHED = (
    "TO" + "DO",
    "FIX" + "ME",
    "XX" + "X",
    "NotImplemented" + "Error",
    "pytest.mark." + "xfail",
)
MACHINE_PATH = re.compile(rf"(?<![\w.\-~}}])/(?:{'|'.join(HOMES)})[a-z]")


@cache
def lines() -> tuple[tuple[str, str], ...]:
    """Every line of every text file, with where it stands."""
    found = []
    for name in files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(f"{name}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    return tuple(found)


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert not [place for place, line in lines() if host in line]


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert not [f"{place} {line.strip()[:80]}" for place, line in lines() if MACHINE_PATH.search(line)]


@pytest.mark.parametrize("word", UNFINISHED)
def test_no_code_says_that_it_is_unfinished(word: str) -> None:
    code = re.compile(r"\.(py|js|mjs|html|css|scss)$")
    said = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    assert not [place for place, line in lines() if code.search(place.partition(":")[0]) and said.search(line)]
