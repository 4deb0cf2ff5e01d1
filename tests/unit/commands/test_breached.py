"""Passwords from leaks: found in a sorted file of any size, wherever in it they stand."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.commands.breached import BreachedPasswords
from engine.errors import InvalidState


def hashed(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def kept(path: Path, passwords: list[str], after: str = "\n", end: str = "\n") -> BreachedPasswords:
    path.write_text(after.join(sorted(hashed(each) for each in passwords)) + end, encoding="ascii")
    return BreachedPasswords(path)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=1, max_size=40, unique=True), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_all_that_are_in_the_file_are_found_and_no_others(
    tmp_path: Path, passwords: list[str], data: st.DataObject
) -> None:
    ending = data.draw(st.sampled_from(["\n", "\r\n", ":17\n", ":3\r\n"]))
    last = data.draw(st.sampled_from(["", "\n"]))
    listed = kept(tmp_path / "hashes", passwords, ending, last)
    assert all(listed.holds(each) for each in passwords)
    assert not listed.holds("not among them, because it is longer")


def test_a_file_in_lower_case_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "hashes"
    path.write_text("\n".join(sorted(hashed(each) for each in "abcdef")).lower(), encoding="ascii")
    assert BreachedPasswords(path).holds("c")


def test_a_file_that_cannot_be_read_lets_nothing_pass(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name in ("nowhere", "empty"):
        with pytest.raises(InvalidState, match="cannot be read"):
            BreachedPasswords(tmp_path / name).holds("lantern harbour pebble")
