from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, compile_expression
from tests.unit.feel.answers import answer, reasons

numbers = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
whole = st.integers(-(10**6), 10**6)
D34 = Context(prec=34, rounding=ROUND_HALF_EVEN)


@given(numbers, numbers)
def test_arithmetic_is_exact_decimal_of_34_digits(a: Decimal, b: Decimal) -> None:
    assert answer("a + b", a=a, b=b) == D34.add(a, b)
    assert answer("a - b", a=a, b=b) == D34.subtract(a, b)
    assert answer("a * b", a=a, b=b) == D34.multiply(a, b)
    assert answer("a / b", a=a, b=b) == (D34.divide(a, b) if b else None)


@given(whole, whole)
def test_comparison_agrees_with_arithmetic(a: int, b: int) -> None:
    for sign, expected in (("<", a < b), ("<=", a <= b), ("=", a == b), (">=", a >= b), (">", a > b)):
        assert answer(f"a {sign} b", a=a, b=b) is expected


@given(whole, st.integers(-1000, 1000).filter(bool))
def test_modulo_has_the_sign_of_the_divisor(a: int, b: int) -> None:
    assert answer("modulo(a, b)", a=a, b=b) == a % b


def test_a_third_has_34_digits() -> None:
    assert answer("1 / 3") == Decimal("0." + "3" * 34)
    assert answer("0.1 + 0.2 = 0.3") is True


def test_floats_and_whole_numbers_from_outside_become_decimals() -> None:
    found = compile_expression("[a, b]").evaluate({"a": 0.1, "b": 3})
    assert found == [Decimal("0.1"), Decimal(3)]
    assert all(type(number) is Decimal for number in found)


@pytest.mark.parametrize(
    "text", ["1 / 0", "0 ** -1", "1E6000 * 1E6000", "sqrt(-1)", "log(0)", "exp(99999)", "modulo(1, 0)"]
)
def test_what_has_no_number_is_null_with_a_reason(text: str) -> None:
    assert answer(text) is None
    assert reasons(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decimal(2.5, 0)", "2"),
        ("decimal(1.115, 2)", "1.12"),
        ("decimal(155, -1)", "160"),
        ("round up(-1.1, 0)", "-2"),
        ("round down(-1.9, 0)", "-1"),
        ("round half up(-2.5, 0)", "-3"),
        ("round half down(2.5, 0)", "2"),
        ("floor(-1.5)", "-2"),
        ("floor(1.56, 1)", "1.5"),
        ("ceiling(1.52, 1)", "1.6"),
        ("abs(-3)", "3"),
        ('number("1.000,5", ".", ",")', "1000.5"),
        ("sum(1, 2, 3)", "6"),
        ("mean([1, 2, 3, 4])", "2.5"),
        ("median([3, 1, 2])", "2"),
        ("product([2, 3])", "6"),
        ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
        ("min([3, 1, 2])", "1"),
        ("max(3, 1, 2)", "3"),
    ],
)
def test_functions_on_numbers(text: str, expected: str) -> None:
    assert answer(text) == Decimal(expected)


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), float("nan"), float("-inf")])
def test_numbers_that_are_not_finite_are_refused(number: object) -> None:
    for context in ({"n": number}, {"n": [number]}):
        with pytest.raises(FeelError, match="finite"):
            compile_expression("n = 1").evaluate(context)


def test_odd_even_and_mode() -> None:
    assert answer("[odd(3), even(3), odd(-1), even(2.5), odd(2.5)]") == [True, False, True, False, False]
    assert answer("mode([6, 1, 9, 6, 1])") == [1, 6]
    assert answer("mode([])") == []


@pytest.mark.parametrize(
    ("text", "expected"), [("string(1.50)", "1.5"), ("string(1E3)", "1000"), ("string(-0.0)", "0")]
)
def test_numbers_as_texts_have_no_exponent_and_no_idle_zeros(text: str, expected: str) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize("text", ['number("1,5")', 'number("x")', 'number("1", ".", ".")', 'number("1", "x", ".")'])
def test_what_is_no_number_gives_null(text: str) -> None:
    assert answer(text) is None
