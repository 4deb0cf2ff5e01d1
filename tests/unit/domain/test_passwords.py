"""Which passwords are taken: long ones that are not made of what is tried first, whatever their characters."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.domain.common_passwords import COMMON
from engine.domain.passwords import LONGEST, SHORTEST, TOO_COMMON, TOO_FEW, TOO_NEAR, password_problem

NAMES = ("Robin Smith", "robin.smith@harbour.example.org", "Example Town partnership", "Harbour Outreach")


@pytest.mark.parametrize(
    "password",
    [
        "lantern harbour pebble",
        "zebra lamp 77 kite",
        "93817465029384",
        "K#9$x!2@p%4^v&7*",
        "ÄÖÜ grün über Straße",
        "only lower case words",
        "☂☀☃★☎☏☢☣☮☯☸☹",
    ],
)
def test_any_kind_of_characters_will_do(password: str) -> None:
    assert password_problem(password) == ""


@pytest.mark.parametrize(
    "password",
    [
        "Password1234!",
        "P@ssw0rd12345",
        "P@ssword!!!!!!",
        "pass-word pass-word",
        "qwertyuiop123",
        "1234567890123456",
        "abcdefghijkl",
        "liverpool2026!",
        "Winter2026Winter",
        "iloveyou1234",
    ],
)
def test_what_is_tried_first_is_refused_in_any_disguise(password: str) -> None:
    assert password_problem(password) == TOO_COMMON


@pytest.mark.parametrize(
    "password", ["robin.smith2026", "SmithRobin123", "Harbour-Outreach", "Referral Pathways 1", "ExampleTown2026"]
)
def test_what_others_can_guess_of_her_is_refused(password: str) -> None:
    assert password_problem(password, NAMES) == TOO_NEAR


def test_a_few_characters_over_and_over_are_refused() -> None:
    assert password_problem("abababababababab") == TOO_FEW


@given(st.text(st.characters(codec="utf-8"), max_size=LONGEST + 5))
def test_length_is_measured_in_characters_and_nothing_else_about_them(password: str) -> None:
    fits = SHORTEST <= len(password) <= LONGEST
    assert password_problem(password).startswith("Password must be between") is not fits


@given(st.sampled_from(sorted(COMMON)), st.sampled_from(sorted(COMMON)), st.integers(0, 9999))
def test_two_common_words_and_a_year_are_refused(first: str, second: str, number: int) -> None:
    password = f"{first.capitalize()}{second}{number}"
    assume(len(password) >= SHORTEST)
    assert password_problem(password) in (TOO_COMMON, TOO_FEW)


@given(st.lists(st.sampled_from(string.ascii_lowercase), min_size=16, max_size=16, unique=True))
def test_letters_by_chance_are_taken(letters: list[str]) -> None:
    password = "".join(letters)
    assume(not any(word in password for word in COMMON))
    assert password_problem(password) == ""
