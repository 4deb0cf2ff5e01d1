"""What is told of the place where somebody is signed in, and how codes are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.sign_in import LONGEST_NAME, browser_words, folded_code, network_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (WINDOWS, "Chrome on Windows"),
        (f"{WINDOWS} Edg/120.0", "Edge on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox on Linux"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_told_as_people_know_it(sent: str, told: str) -> None:
    assert browser_words(sent) == told


@given(st.text(max_size=300))
def test_nothing_of_what_a_browser_sends_is_repeated(sent: str) -> None:
    told = browser_words(sent)
    assert len(told) <= LONGEST_NAME
    assert all(character.isalpha() or character == " " for character in told)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:aa:bb::1", "2001:db8:aa::/48"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_place_is_told_roughly(address: str, told: str) -> None:
    assert network_words(address) == told


def test_a_code_may_be_typed_as_it_comes() -> None:
    assert folded_code(" ABCDE-fgh10 ") == folded_code("abcdefghlo")
