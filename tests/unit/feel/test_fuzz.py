"""Any text as an expression gives a value or a clear error within its budget: no crash, no hang, no escape."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn.telling import written
from engine.feel import (
    Budget,
    FeelError,
    FeelFunction,
    Range,
    Value,
    compile_expression,
    compile_unary_tests,
    from_json,
    to_json,
)
from engine.feel.values import PLAIN
from tests.unit.feel.grammar import Grammar, any_text

NAMES = ("follow-up date", "working days")
BUDGET = Budget(steps=20_000, size=20_000)
CHUNK, CHUNKS, QUICK = 5_000, 20, 1_500
FUNCTIONS = {
    "working days": FeelFunction(("n",), lambda days: days, name="working days"),
    "g": FeelFunction(("a", "b"), lambda one, other: [one, other], optional=1, name="g"),
}


def _value(text: str) -> Value:
    return compile_expression(text).evaluate({})


CONTEXT: Mapping[str, Value] = {
    "age": _value("17"),
    "risk": "high",
    "seen": _value('@"2027-01-31"'),
    "follow-up date": _value('@"2027-02-28T17:00:00@Europe/London"'),
    "items": _value('[1, {a: 2, "b c": 3}, null, "x", [1..5]]'),
    "person": _value('{a: {a: 1}, "b c": [1, 2], f: function(a) a}'),
    "f": _value("function(a, b) if a = null then b else a"),
}


def survives(text: str) -> None:
    """The text gives a value that can be written and kept, or a sentence with a place inside the text."""
    for compiled in (_expression, _cell):
        refusal = _refusal(compiled, text)
        if refusal is not None:
            assert refusal.message.startswith("Expected")
            assert 0 <= refusal.position <= len(text)


def _refusal(action: Callable[[str], object], text: str) -> FeelError | None:
    try:
        action(text)
    except FeelError as refusal:
        return refusal
    return None


def _expression(text: str) -> None:
    expression = compile_expression.__wrapped__(text, NAMES)
    assert isinstance(expression.description, str)
    for context in (CONTEXT, {}):
        outcome = expression.explain(context, FUNCTIONS, BUDGET, strict=False)
        assert all(reason.message for reason in outcome.reasons)
        _kept(outcome.value)
    expression.evaluate(CONTEXT, FUNCTIONS, BUDGET)


def _kept(value: Value) -> None:
    assert type(value) in PLAIN | {list, dict, Range} or isinstance(value, FeelFunction)
    json.loads(written(value), parse_float=Decimal)
    if not _has_function(value):
        from_json(json.loads(json.dumps(to_json(value))))


def _has_function(value: Value) -> bool:
    if isinstance(value, (list, dict)):
        return any(map(_has_function, value.values() if isinstance(value, dict) else value))
    return isinstance(value, FeelFunction)


def _cell(text: str) -> None:
    tests = compile_unary_tests.__wrapped__(text, NAMES)
    assert isinstance(tests.description("it"), str)
    for value in CONTEXT.values():
        assert tests.matches(value, CONTEXT, FUNCTIONS, BUDGET, strict=False) in (True, False, None)


@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_expressions_of_the_grammar_survive(random: Random, depth: int) -> None:
    survives(Grammar(random).expression(depth))


@given(st.text(max_size=200))
def test_texts_survive(text: str) -> None:
    survives(text)


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "latin-1", "utf-16-le"]))
def test_bytes_survive(data: bytes, encoding: str) -> None:
    survives(data.decode(encoding, "replace"))


def test_many_texts_survive() -> None:
    for seed in range(QUICK):
        survives(any_text(seed))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_hundred_thousand_texts_survive(chunk: int) -> None:
    for seed in range(QUICK + chunk * CHUNK, QUICK + (chunk + 1) * CHUNK):
        survives(any_text(seed))


COSTLY = [
    "{l: for i in 1..9000 return i, m: for i in 1..5000 return l = l}",
    "{l: context(for i in 1..3000 return {key: string(i), value: i}), m: for i in 1..5000 return l = l}",
    'for i in 1..60000 return replace("abc", "x{1,999}y{1,999}", "")',
    'for i in 1..60000 return matches("a", "a{1," + string(i) + "}")',
    'for i in 1..2000 return matches("a", "(b{1,90}){1,9}" + string(i))',
    'matches("' + "ab" * 2000 + '", "(' + "(a?)" * 300 + 'b)*c")',
    'matches("' + "a" * 3000 + '", "(a*)*\\\\1b")',
]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", COSTLY, ids=range(len(COSTLY)))
def test_what_costs_more_than_its_steps_would_tell_is_refused(text: str) -> None:
    with pytest.raises(FeelError, match="budget"):
        compile_expression(text).evaluate({})
