"""Small numbers are not told to those who see numbers only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.suppression import small, total


def test_none_a_few_and_enough() -> None:
    assert [small(count) for count in (0, 1, 4, 5, 17)] == ["0", "fewer than 5", "fewer than 5", "5", "17"]


@pytest.mark.parametrize(
    ("count", "parts", "words"),
    [
        (0, [], "0"),
        (3, [3], "some"),
        (12, [5, 7], "12"),
        (13, [5, 7], "12 or more"),
        (20, [5, 7], "20"),
        (15, [5, 7, 3], "12 or more"),
    ],
)
def test_a_sum_is_told_only_where_it_gives_nothing_away(count: int, parts: list[int], words: str) -> None:
    assert total(count, parts) == words


@given(st.lists(st.integers(0, 40), max_size=5), st.integers(1, 4), st.integers(1, 4), st.integers(0, 20))
def test_the_sum_is_the_same_whatever_a_small_part_is(parts: list[int], one: int, other: int, besides: int) -> None:
    around = sum(parts) + besides
    assert total(around + one, [*parts, one]) == total(around + other, [*parts, other])
