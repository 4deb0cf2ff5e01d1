"""Repetitions of what may match nothing.

Whether a pattern matches never depends on how rounds are counted. Where a match ends does: a round that reads nothing
is not taken while another can read on.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.pattern import compiled
from tests.unit.feel.answers import answer

GREEDY = ("*", "+", "?", "{0,2}", "{2}")
RELUCTANT = ("*?", "+?", "??", "{1,2}?")


def patterns(signs: tuple[str, ...]) -> st.SearchStrategy[str]:
    def more(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        repeated = st.builds("({}){}".format, inside, st.sampled_from(signs))
        return repeated | st.builds("({}|{})".format, inside, inside) | st.builds("{}{}".format, inside, inside)

    return st.recursive(st.sampled_from(["a", "b", "(|a)"]), more, max_leaves=5)


def found(pattern: str, text: str) -> tuple[int, int] | None:
    match = compiled(pattern, "", lambda _steps: None).search(text, 0, lambda _steps: None)
    return (match.start, match.end) if match else None


TEXTS = st.text(alphabet="ab", max_size=6)


@given(patterns(GREEDY + RELUCTANT), TEXTS)
def test_whether_a_whole_text_matches_is_the_same_as_in_python(pattern: str, text: str) -> None:
    assert (found(f"^(?:{pattern})$", text) is not None) is (re.fullmatch(pattern, text) is not None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('replace("xaab", "x((a)??)*", "-")', "-b"),
        ('replace("xaab", "x((a)?)*", "-")', "-b"),
        ('replace("xaab", "x((a)??)*", "[$1|$2]")', "[a|a]b"),
        ('replace("xaab", "x((a)?)*", "[$1|$2]")', "[a|a]b"),
        ('split("1xaa2", "x((a)??)*")', ["1", "2"]),
        ('replace("aab", "((a)??)*", "-")', None),
        ('split("aab", "((a)??)*")', None),
    ],
)
def test_a_repetition_reads_on_while_a_round_can(text: str, expected: object) -> None:
    assert answer(text) == expected
