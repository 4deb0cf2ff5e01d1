"""What is said about expressions that other languages would take, and about names that are nearly right."""

from __future__ import annotations

import pytest

from engine.feel import FeelError, FeelFunction, compile_expression

FUNCTIONS = {"working days": FeelFunction(("n",), lambda days: days)}


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("age == 3", 5, 'Compare with one "=".'),
        ("age <> 3", 5, 'Write "!=".'),
        ("age && 3", 4, 'Write "and".'),
        ("age || 3", 4, 'Write "or".'),
        ("!age", 0, 'Write "not(…)" or "!=".'),
        ("'high'", 0, 'Write texts in quotation marks (").'),
        ("risk = “high”", 7, 'Write texts in straight quotation marks (").'),
        ("age instance of nubmer", 4, 'Did you mean "number"?'),
        ("1 + agee", 4, 'Did you mean "age"?'),
        ("1 + Age", 4, 'Did you mean "age"?'),
        ("cuont([age])", 0, 'Did you mean "count"?'),
        ("workng days(3)", 0, 'Did you mean "working days"?'),
        ("True", 0, 'Did you mean "true"?'),
    ],
)
def test_what_was_meant_is_told_with_the_character(text: str, position: int, said: str) -> None:
    with pytest.raises(FeelError) as refusal:
        compile_expression(text).evaluate({"age": 3, "risk": "high"}, FUNCTIONS)
    assert said in refusal.value.message
    assert f"(character {position + 1})" in refusal.value.message
    assert refusal.value.position == position


def test_among_thousands_of_names_the_nearest_is_found() -> None:
    names = {f"name{index}": index for index in range(5_000)}
    with pytest.raises(FeelError, match='Did you mean "name1"'):
        compile_expression("nam1").evaluate(names)
