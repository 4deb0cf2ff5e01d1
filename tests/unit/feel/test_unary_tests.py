from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, Value, compile_unary_tests


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("-", None, True),
        ("-", 5, True),
        ('"a"', "a", True),
        ('"a", "b"', "b", True),
        ('"a", "b"', "c", False),
        ('not("a", "b")', "c", True),
        ('not("a", "b")', "a", False),
        ("< 5", 4, True),
        (">= 5, 1", 1, True),
        ("[18..25)", 25, False),
        ("(18..25]", 25, True),
        ("-5", -5, True),
        ("null", None, True),
        ("not(null)", 5, True),
        ("< 5", None, None),
        ("< 5", "a", None),
        ("true", True, True),
        ("false", True, False),
        ("? > 3 and ? < 5", 4, True),
        ('contains(?, "ous")', "housing", True),
        ("limit", 5, True),
        ("> limit * 2", 11, True),
        ("list", 2, True),
        ("not(?) or ? = true", True, True),
        ("not(list)", 7, True),
        ('date("2027-01-31")', None, False),
        ("count(?) > 1", [1, 2], True),
    ],
)
def test_cells(text: str, value: object, expected: bool | None) -> None:
    assert compile_unary_tests(text).matches(value, {"limit": 5, "list": [1, 2]}) is expected


def test_the_tested_value_is_not_a_name_from_outside() -> None:
    assert compile_unary_tests("? > limit").names == {"limit"}


@pytest.mark.parametrize("text", ["", "< ", '"a",', "not(", "1 2", "-,"])
def test_cells_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(FeelError, match=r"^Expected"):
        compile_unary_tests(text)


@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9))
def test_not_is_the_complement(value: int, low: int, high: int) -> None:
    inside = compile_unary_tests(f"[{low}..{high}]").matches(value, {})
    assert inside is (low <= value <= high)
    assert compile_unary_tests(f"not([{low}..{high}])").matches(value, {}) is (not inside)


def test_cells_in_plain_words() -> None:
    assert compile_unary_tests("[18..25)").description("age") == "age is at least 18 and below 25"
    assert compile_unary_tests('"a", "b"').description("risk") == 'risk is "a" or is "b"'
    assert compile_unary_tests("-").description("risk") == "risk is anything"


@pytest.mark.parametrize(
    ("cell", "value", "passes"),
    [
        ("limit > 3", Decimal(1), True),
        ("limit > 9", Decimal(1), False),
        ("limit = 5", True, True),
        ("limit = 5", False, False),
        ("limit = 6", False, True),
        ("not(limit > 3)", Decimal(1), False),
        ("true", Decimal(1), None),
        ("limit", Decimal(5), True),
        ("[limit, 6]", Decimal(6), True),
        ("if ? > 1 then [2, 3] else []", Decimal(3), True),
        ("if ? > 1 then [2, 3] else []", Decimal(4), False),
    ],
)
def test_a_cell_that_answers_true_or_false_decides_by_that(cell: str, value: Value, passes: bool | None) -> None:
    assert compile_unary_tests(cell).matches(value, {"limit": Decimal(5)}) is passes
