from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Budget, FeelError, compile_expression, compile_unary_tests
from tests.unit.feel.answers import answer

DOUBLING = "{a: [1, 1, 1, 1], b: [a, a, a, a], c: [b, b, b, b], d: [c, c, c, c], e: [d, d, d, d], f: [e, e, e, e]"

ENDLESS = [
    "for i in 1..1000000000 return i",
    "for i in 1..99999 return for j in 1..99999 return 1",
    "count(for a in 1..50, b in 1..50, c in 1..50, d in 1..50 return 1)",
    "some a in 1..9999 satisfies every b in 1..9999 satisfies a + b < 0",
    "{f: function(x) x(x), g: f(f)}.g",
    "{f: function(x, n) if n = 0 then 0 else x(x, n - 1) + x(x, n - 1), g: f(f, 30)}.g",
    "for i in 1..40 return partial",
    DOUBLING + ", g: [f, f, f, f], h: [g, g, g, g], i: [h, h, h, h]}",
    DOUBLING + ", g: [f, f, f, f], h: [g, g, g, g], i: string([h, h])}",
    DOUBLING + ", g: [f, f, f, f], h: [g, g, g, g], i: flatten([h, h])}",
    DOUBLING + ", g: [f, f, f, f], h: [g, g, g, g], i: [h, h, h, h] = [h, h, h, h]}",
    "distinct values(for i in 1..9000 return i)",
    "sort(for i in 1..60000 return -i)",
    'string join(for i in 1..20000 return "0123456789")',
    'for i in 1..9999 return string join(for j in 1..100 return "0123456789")',
    'replace("' + "a" * 5000 + '", "a", "' + "b" * 5000 + '")',
    'matches("' + "ab" * 5000 + '", "((a|b)?){200}c")',
]


@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_what_would_run_or_grow_for_ever_is_refused(text: str) -> None:
    with pytest.raises(FeelError, match="Expected"):
        answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 9000,
        "[" * 9000 + "1",
        "{a:" * 5000 + "1",
        "-" * 9000 + "1",
        "not(" * 4000 + "true" + ")" * 4000,
        "if true then " * 1000 + "1",
        "[1.." * 3000 + "1",
        "function(x) " * 1000 + "1",
        "a" + ".b" * 9000,
        "a" + "[1]" * 6000,
        "1 = 1" * 4000,
        "for x in " * 1000 + "1",
        "[1..a[" * 300,
        "x" * 20_001,
        "for " + ", ".join(f"a{index} in [1, 2]" for index in range(40)) + " return 1",
    ],
    ids=range(15),
)
def test_texts_that_are_too_long_or_too_deep_are_refused(text: str) -> None:
    with pytest.raises(FeelError, match="Expected"):
        compile_expression(text)
    with pytest.raises(FeelError, match="Expected"):
        compile_unary_tests(text)


def test_long_flat_expressions_are_fine() -> None:
    assert answer("1" + " + 1" * 4000) == 4001
    assert answer("true" + " and true" * 1500) is True
    assert answer("count([" + "1, " * 4000 + "1])") == 4001


def test_budgets_can_be_set_by_the_caller() -> None:
    expression = compile_expression("for i in 1..100 return i")
    assert len(expression.evaluate({})) == 100
    with pytest.raises(FeelError, match="budget of steps"):
        expression.evaluate({}, budget=Budget(steps=50))
    with pytest.raises(FeelError, match="at most 10"):
        expression.evaluate({}, budget=Budget(size=10))


def test_values_from_outside_that_are_too_deep_are_refused() -> None:
    value: object = 1
    for _level in range(500):
        value = [value]
    with pytest.raises(FeelError, match="deep"):
        answer("x", x=value)


def test_large_exponents_answer_at_once() -> None:
    assert answer("9 ** 9 ** 9 ** 9") > Decimal(10) ** 600
    assert answer("10 ** 100000000") is None


@pytest.mark.parametrize(
    "text",
    [
        "x.__class__",
        "x.__class__.__base__.__subclasses__()",
        '"".__class__',
        "[].append",
        "{}.keys()",
        "string.__globals__",
        "f.call",
        "f.__closure__",
        "x.real",
        "(function(a) a).call",
    ],
)
def test_no_path_leads_to_attributes_of_python(text: str) -> None:
    found = compile_expression(text).evaluate({"x": 1, "f": 2}, strict=False)
    assert found in (None, [])


@pytest.mark.parametrize(
    "text", ['__import__("os")', 'open("/etc/passwd")', 'eval("1")', "globals()", 'getattr(x, "real")']
)
def test_no_function_of_python_can_be_called(text: str) -> None:
    with pytest.raises(FeelError, match="known name"):
        answer(text, x=1)


WORDS = "if then else for in return some every satisfies between instance of null true and or not( sum( sort( function("
SIGNS = "1 a ( ) [ ] { } : , .. . + - * / ** < = != ? list< a.b"
FRAGMENTS = st.lists(st.sampled_from([*WORDS.split(), *SIGNS.split(), '"x"', '@"P1D"']), max_size=14).map(" ".join)


def refusal_of(use: Callable[[], object]) -> FeelError | None:
    try:
        use()
    except FeelError as refusal:
        return refusal
    return None


@given(FRAGMENTS | st.text(max_size=40))
def test_any_text_is_answered_or_refused_with_a_sentence(text: str) -> None:
    refusal = refusal_of(lambda: compile_expression(text).evaluate({"a": {"b": 1}}, strict=False))
    assert refusal is None or refusal.message.startswith("Expected")
    assert refusal is None or 0 <= refusal.position <= len(text)


@given(FRAGMENTS)
def test_every_expression_that_can_be_read_can_be_described(text: str) -> None:
    refusal = refusal_of(lambda: compile_expression(text))
    assert refusal is not None or compile_expression(text).description


@given(FRAGMENTS | st.text(max_size=40))
def test_any_cell_is_answered_or_refused_with_a_sentence(text: str) -> None:
    refusal = refusal_of(lambda: compile_unary_tests(text).matches(1, {"a": {"b": 1}}, strict=False))
    assert refusal is None or refusal.message.startswith("Expected")
