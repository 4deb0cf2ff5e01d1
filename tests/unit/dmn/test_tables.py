from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import DecisionError
from engine.feel import FeelFunction, Value, compile_unary_tests
from tests.unit.dmn.models import data, decision, model, table, table_model

SEVERAL = [["< 10", '"low"', "1"], ["< 20", '"mid"', "2"], ["< 30", '"low"', "3"]]


def decide(policy: str, age: int, **options: object) -> object:
    rules = [[cell, answer] for cell, answer, _points in SEVERAL]
    return table_model(["age"], rules, policy=policy, **options).decide("decision", {"age": age}).value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("policy", "age", "expected"),
    [
        ("UNIQUE", 25, "low"),
        ("FIRST", 5, "low"),
        ("FIRST", 15, "mid"),
        ("ANY", 25, "low"),
        ("PRIORITY", 15, "mid"),
        ("RULE ORDER", 5, ["low", "mid", "low"]),
        ("OUTPUT ORDER", 5, ["mid", "low", "low"]),
        ("COLLECT", 15, ["mid", "low"]),
        ("COLLECT", 99, []),
        ("RULE ORDER", 99, []),
        ("UNIQUE", 99, None),
        ("FIRST", 99, None),
    ],
)
def test_hit_policies(policy: str, age: int, expected: object) -> None:
    assert decide(policy, age, order=['"mid", "low"']) == expected


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_aggregations(aggregation: str, expected: int) -> None:
    rules = [[cell, points] for cell, _answer, points in SEVERAL]
    found = table_model(["age"], rules, policy="COLLECT", aggregation=aggregation)
    assert found.decide("decision", {"age": 5}).value == expected
    assert found.decide("decision", {"age": 99}).value == (0 if aggregation == "COUNT" else None)


def test_several_matches_of_a_unique_table_are_refused_by_name() -> None:
    with pytest.raises(DecisionError) as refusal:
        decide("UNIQUE", 15)
    assert refusal.value.rules == ("rule 2", "rule 3")
    assert "test.dmn" in refusal.value.message
    assert 'decision "decision"' in refusal.value.message
    assert "rule 2, rule 3 match" in refusal.value.message


def test_any_refuses_different_answers_and_allows_equal_ones() -> None:
    assert table_model(["x"], [["1", "5"], ["< 2", "2 + 3"]], policy="ANY").decide("decision", {"x": 1}).value == 5
    with pytest.raises(DecisionError, match="different answers"):
        decide("ANY", 15)


def test_not_strict_gives_null_with_a_note_as_the_standard_has_it() -> None:
    result = table_model(["x"], [["1", "5"], ["< 2", "6"]]).decide("decision", {"x": 1}, strict=False)
    assert result.value is None
    assert "rule 1, rule 2 match" in result.notes[0]


def test_several_outputs_give_a_context_and_defaults_fill_in() -> None:
    found = table_model(["x"], [["1", '"a"', "2"]], outputs=["band", "days"], default="0")
    assert found.decide("decision", {"x": 1}).value == {"band": "a", "days": 2}
    assert found.decide("decision", {"x": 9}).value == {"band": 0, "days": 0}


def test_priority_of_several_outputs_goes_from_left_to_right() -> None:
    rules = [["-", '"b"', "1"], ["-", '"a"', "2"], ["-", '"a"', "1"]]
    orders = ['"a", "b"', "1, 2"]
    found = table_model(["x"], rules, policy="OUTPUT ORDER", outputs=["l", "n"], order=orders)
    values = found.decide("decision", {"x": 0}).value
    assert [(value["l"], value["n"]) for value in values] == [("a", 1), ("a", 2), ("b", 1)]


def test_the_trace_tells_inputs_rules_and_answer_as_json() -> None:
    result = table_model(["age", "risk"], [["< 18", '"high"', "2.5"], [">= 18", "-", "1"]]).decide(
        "decision", {"age": 17, "risk": "high", "unrelated": object()}
    )
    assert json.loads(json.dumps(result.trace)) == [
        {
            "decision": "decision",
            "name": "decision",
            "policy": "UNIQUE",
            "inputs": [{"label": "age", "value": 17}, {"label": "risk", "value": "high"}],
            "rules": [{"index": 1, "id": "rule_1", "annotation": "why 1"}],
            "value": {"@": "number", "value": "2.5"},
        }
    ]


def test_functions_of_the_engine_are_called_in_cells() -> None:
    found = table_model(["n"], [["> limit(2)", "limit(n)"]])
    functions = {"limit": FeelFunction(("n",), lambda n: n * 10)}
    assert found.decide("decision", {"n": 21}, functions).value == 210
    assert found.decide("decision", {"n": 20}, functions).value is None


def test_values_that_a_column_does_not_allow_are_refused() -> None:
    found = table_model(["risk"], [["-", "1"]], allowed=['"low", "high"'])
    assert found.decide("decision", {"risk": "low"}).value == 1
    assert found.decide("decision", {"risk": None}).value == 1
    with pytest.raises(DecisionError, match='one of "low", "high", but it is "odd"'):
        found.decide("decision", {"risk": "odd"})


def test_a_cell_that_fails_names_rule_column_and_line() -> None:
    found = table_model(["x"], [["> limmit", "1"]])
    with pytest.raises(DecisionError, match=r'rule 1, "x", line \d+.*there is no "limmit"'):
        found.decide("decision", {"x": 1})


NUMBERS = ["1", "1, 3", "[1..3]", "(1..3)", "< 2", ">= 2", "not(2)", "not([1..2], 4)", "[1..2], [2..4)", "[4..1]"]
OTHERS = ["-", "null", "true", '"a"', '"a", 2', '> "a"', '["a".."c"]', 'date("2027-01-01")', '>= date("2027-01-01")']
CELLS = st.sampled_from([*NUMBERS, *OTHERS, "? != 2", "even(?)", "1 + 1"])
VALUES = st.sampled_from(
    [None, 0, 1, 2, 3, 4, Decimal("2.5"), True, False, "a", "b", "", date(2027, 1, 1), date(2028, 1, 1), [1], {"a": 1}]
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), VALUES, VALUES)
def test_indexed_columns_agree_with_cells_tested_one_by_one(
    rules: list[tuple[str, str]], first: object, second: object
) -> None:
    found = table_model(["a", "b"], [[*cells, str(index)] for index, cells in enumerate(rules)], policy="RULE ORDER")
    expected = [
        index
        for index, (one, other) in enumerate(rules)
        if compile_unary_tests(one).matches(first, {"a": first, "b": second})
        and compile_unary_tests(other).matches(second, {"a": first, "b": second})
    ]
    assert found.decide("decision", {"a": first, "b": second}).value == expected


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12), st.integers(-1, 10))
def test_ranges_in_a_column_agree_with_comparisons(bounds: list[tuple[int, int]], value: int) -> None:
    rules = [[f"[{low}..{high})", str(index)] for index, (low, high) in enumerate(bounds)]
    found = table_model(["x"], rules, policy="COLLECT").decide("decision", {"x": value}).value
    assert found == [index for index, (low, high) in enumerate(bounds) if low <= value < high]


def test_an_input_that_its_column_does_not_allow_has_no_answer_though_a_rule_would_take_anything() -> None:
    found = table_model(["x"], [["-", "5"]], allowed=['"a","b"'])
    assert found.decide("decision", {"x": "a"}).value == 5
    assert found.decide("decision", {"x": None}).value == 5
    with pytest.raises(DecisionError, match="Expected x to be one of"):
        found.decide("decision", {"x": "c"})
    result = found.decide("decision", {"x": "c"}, strict=False)
    assert (result.value, len(result.notes)) == (None, 1)


def test_priority_is_that_of_the_type_when_the_output_lists_no_values() -> None:
    allowed = '<allowedValues><text>"high","low"</text></allowedValues>'
    band = f'<itemDefinition name="tBand"><typeRef>string</typeRef>{allowed}</itemDefinition>'
    rules = table(["x"], [["-", '"low"'], ["> 3", '"high"']], policy="PRIORITY")
    typed = rules.replace('name="answer"', 'name="answer" typeRef="tBand"')
    found = model(band, data("x"), decision("d", typed, "in_x"))
    assert found.decide("d", {"x": 1}).value == "low"
    assert found.decide("d", {"x": 4}).value == "high"


@pytest.mark.parametrize(("aggregation", "value"), [("SUM", {"a": 4, "b": 6}), ("MIN", {"a": 1, "b": 2}), ("COUNT", 2)])
def test_each_output_of_a_compound_table_is_aggregated_for_itself(aggregation: str, value: Value) -> None:
    rules = [["> 1", "1", "2"], ["> 2", "3", "4"]]
    found = table_model(["x"], rules, policy="COLLECT", outputs=["a", "b"], aggregation=aggregation)
    assert found.decide("decision", {"x": 5}).value == value
