"""Boxed expressions answer as the same expression in one line would."""

from __future__ import annotations

import pytest

from engine.dmn import DecisionResult
from tests.unit.dmn.models import data, decision, literal, model


def boxed(kind: str, **parts: str) -> str:
    inside = "".join(f"<{name}>{literal(text)}</{name}>" for name, text in parts.items())
    variable = ' iteratorVariable="x"' if kind in ("for", "some", "every") else ""
    return f"<{kind}{variable}>{inside}</{kind}>"


def answer(logic: str) -> DecisionResult:
    found = model(data("xs"), decision("d", logic, "in_xs"))
    return found.decide("d", {"xs": [{"a": 1}, {"a": 2}, {"a": None}]}, strict=False)


SOURCES = ["xs.a", "[1, 2, 3]", "[3..1]", "[1..3]", "(1..4)", "5", "null", "[]", '["a".."b"]', "[true, null]", "xs"]
BODIES = ["x", "x > 1", "null", '"text"', "x = 1", "true", "[x]", "x.a"]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("body", BODIES)
def test_loops_answer_as_expressions_do(source: str, body: str) -> None:
    plain = {
        "for": f"for x in {source} return {body}",
        "some": f"some x in {source} satisfies {body}",
        "every": f"every x in {source} satisfies {body}",
    }
    for kind, text in plain.items():
        part = "return" if kind == "for" else "satisfies"
        found = answer(boxed(kind, **{"in": source, part: body}))
        wanted = answer(literal(text))
        assert (found.value, bool(found.notes)) == (wanted.value, bool(wanted.notes)), kind


@pytest.mark.parametrize("source", ["xs", "[1, 2, 3]", "5", "null", "[]", "[[1], [2]]"])
@pytest.mark.parametrize(
    "match", ["item > 1", "a > 1", "item.a = 1", "2", "-1", "5", "null", "true", '"text"', "a = null"]
)
def test_filters_answer_as_expressions_do(source: str, match: str) -> None:
    found = answer(boxed("filter", **{"in": source, "match": match}))
    wanted = answer(literal(f"({source})[{match}]"))
    assert found.value == wanted.value


@pytest.mark.parametrize("condition", ["true", "false", "null", '"text"', "count(xs) = 3"])
def test_conditions_answer_as_expressions_do(condition: str) -> None:
    found = answer(boxed("conditional", **{"if": condition, "then": "1", "else": "2"}))
    assert found.value == answer(literal(f"if {condition} then 1 else 2")).value


def test_loops_see_what_they_collected_so_far() -> None:
    logic = boxed("for", **{"in": "[1, 2, 3]", "return": "sum([x, if count(partial) = 0 then 0 else partial[-1]])"})
    assert answer(logic).value == [1, 3, 6]


def test_a_boxed_function_may_call_itself() -> None:
    function = '<functionDefinition><formalParameter name="n"/>{}</functionDefinition>'.format(
        literal("if n = 0 then 1 else n * f(n - 1)")
    )
    entries = (
        f'<contextEntry><variable name="f"/>{function}</contextEntry><contextEntry>{literal("f(4)")}</contextEntry>'
    )
    assert answer(f"<context>{entries}</context>").value == 24


@pytest.mark.parametrize("logic", ["", "<literalExpression/>", "<literalExpression><text> </text></literalExpression>"])
def test_a_decision_without_logic_is_null_and_says_so(logic: str) -> None:
    result = answer(logic)
    assert result.value is None
    assert result.notes[0].endswith("has no logic.")


def test_every_null_on_the_way_is_told_with_its_place() -> None:
    result = answer(literal('{a: 1 + "x", b: xs[7]}'))
    assert result.value == {"a": None, "b": None}
    assert [note.partition("`: ")[2] for note in result.notes] == [
        'There is no "+" between a number and a string.',
        "The list has 3 items, but no item 7.",
    ]
    assert all(note.startswith('In the decision "d", line ') for note in result.notes)
