from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import compile_expression
from tests.unit.feel.answers import answer

truths = st.sampled_from([True, False, None])
AND = compile_expression("a and b")
OR = compile_expression("a or b")


def conjunction(a: object, b: object) -> object:
    return AND.evaluate({"a": a, "b": b})


def disjunction(a: object, b: object) -> object:
    return OR.evaluate({"a": a, "b": b})


def negation(a: object) -> object:
    return answer("not(a)", a=a)


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_the_table_of_three_valued_logic(a: object, b: object, both: object, either: object) -> None:
    assert conjunction(a, b) is both
    assert conjunction(b, a) is both
    assert disjunction(a, b) is either
    assert disjunction(b, a) is either


@given(truths, truths)
def test_de_morgan_holds(a: object, b: object) -> None:
    assert negation(conjunction(a, b)) is disjunction(negation(a), negation(b))
    assert negation(disjunction(a, b)) is conjunction(negation(a), negation(b))


@given(truths, truths, truths)
def test_and_or_are_associative_and_distributive(a: object, b: object, c: object) -> None:
    assert conjunction(conjunction(a, b), c) is conjunction(a, conjunction(b, c))
    assert disjunction(disjunction(a, b), c) is disjunction(a, disjunction(b, c))
    assert conjunction(a, disjunction(b, c)) is disjunction(conjunction(a, b), conjunction(a, c))


@pytest.mark.parametrize("other", ["1", '"true"', "[]", "{}"])
def test_what_is_not_boolean_counts_as_unknown(other: str) -> None:
    assert answer(f"true and {other}") is None
    assert answer(f"false and {other}") is False
    assert answer(f"true or {other}") is True
    assert answer(f"false or {other}") is None


@pytest.mark.parametrize(("condition", "expected"), [("true", "yes"), ("false", "no"), ("null", "no"), ("1", "no")])
def test_if_takes_the_first_answer_only_when_true(condition: str, expected: str) -> None:
    assert answer(f'if {condition} then "yes" else "no"') == expected


@given(st.lists(truths, max_size=5))
def test_some_and_every_agree_with_or_and_and(items: list[object]) -> None:
    some, every = False, True
    for item in items:
        some, every = disjunction(some, item), conjunction(every, item)  # type: ignore[assignment]
    assert answer("some x in items satisfies x", items=items) is some
    assert answer("every x in items satisfies x", items=items) is every


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null = null", True),
        ("1 = null", False),
        ('1 = "1"', None),
        ("1 != 2", True),
        ("[1, [2]] = [1, [2]]", True),
        ('[1] = ["1"]', False),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 1, b: null}", False),
        ("[1..3] = [1..3)", False),
        ("1 < null", None),
        ("true < false", None),
        ('"a" < "b"', True),
    ],
)
def test_comparing_values(text: str, expected: object) -> None:
    assert answer(text) is expected
