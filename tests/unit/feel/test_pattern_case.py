"""The flag "i" of patterns, beside the definition of XPath said over all characters at once.

Two characters are variants of each other when they have the same lower case or the same upper case; what a class of
characters holds is extended by their variants before it is negated or taken away.
"""

from __future__ import annotations

import sys

from hypothesis import example, given
from hypothesis import strategies as st

from engine.feel.pattern import compiled
from engine.feel.pattern_classes import case_variants

CHARACTERS = "aAbBiIıİjJkK\u212asSſßẞåÅ\u212bµμΜσςΣωΩ\u2126ǅǆǄθϑϴΘﬅﬆ\U00010400\U00010428\U0001e900\U0001e9221-_é"
"""Letters with one, two and three forms, ligatures, letters beyond the first plane, and what has no case."""

one = st.sampled_from(CHARACTERS)


def alike(left: str, right: str) -> bool:
    return left.lower() == right.lower() or left.upper() == right.upper()


def extended(chars: set[str]) -> set[str]:
    return {char for char in CHARACTERS if any(alike(char, other) for other in chars)}


def matches(pattern: str, text: str) -> bool:
    return compiled(f"^{pattern}$", "i", lambda _steps: None).search(text, 0, lambda _steps: None) is not None


@given(one, one)
@example("k", "\u212a")
@example("\u212a", "k")
def test_letters_match_their_variants_both_ways(pattern: str, text: str) -> None:
    assert matches(pattern, text) is alike(pattern, text)
    assert matches(pattern, text) is matches(text, pattern)


@given(st.sets(one, min_size=1, max_size=4), st.sets(one, max_size=3), st.booleans(), one)
def test_classes_are_extended_before_they_are_negated_or_taken_away(
    inside: set[str], without: set[str], inverted: bool, text: str
) -> None:
    members = "".join(f"\\{char}" if char in "-^" else char for char in sorted(inside))
    taken = "".join(f"\\{char}" if char in "-^" else char for char in sorted(without))
    pattern = f"[{'^' if inverted else ''}{members}{f'-[{taken}]' if taken else ''}]"
    accepted = (text in extended(inside)) is not inverted and text not in extended(without)
    assert matches(pattern, text) is accepted


@given(one, one, st.booleans(), one)
def test_ranges_are_extended_by_all_they_hold(first: str, last: str, inverted: bool, text: str) -> None:
    low, high = sorted((first, last))
    held = any(alike(text, chr(code)) for code in range(ord(low), min(ord(high), 0x2FFF) + 1)) or any(
        alike(text, char) for char in CHARACTERS if low <= char <= high
    )
    pattern = f"[{'^' if inverted else ''}\\{low}-{high}]" if low == "-" else f"[{'^' if inverted else ''}{low}-{high}]"
    assert matches(pattern, text) is (held is not inverted)


@given(one, one)
def test_a_reference_back_compares_character_by_character(first: str, again: str) -> None:
    assert matches("(.)\\1", first + again) is alike(first, again)


def test_categories_are_not_extended() -> None:
    assert [matches(pattern, text) for pattern in (r"\p{Lu}", r"[\p{Lu}]", r"\P{Ll}") for text in "aA"] == [
        False,
        True,
        False,
        True,
        False,
        True,
    ]


def test_every_character_with_a_case_is_among_the_variants() -> None:
    cased = {char for char in map(chr, range(sys.maxunicode + 1)) if char.lower() != char or char.upper() != char}
    assert {char for char in cased if char in case_variants(char)} == cased
