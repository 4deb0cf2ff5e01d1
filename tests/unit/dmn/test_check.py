from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import DecisionModel, Finding, check
from tests.unit.dmn.models import data, decision, literal, model, table_model, tolerant


def messages(found: DecisionModel, severity: str = "") -> list[str]:
    return [finding.message for finding in check(found) if severity in ("", finding.severity)]


def test_a_complete_table_without_overlaps_has_no_findings() -> None:
    rules = [['"high"', "-", "1"], ['"low"', "true", "2"], ['"low"', "false", "3"]]
    found = table_model(["risk", "consent"], rules, allowed=['"low", "high"'], data_types=["string", "boolean"])
    assert check(found) == []


def test_a_gap_is_shown_as_an_example_in_words() -> None:
    rules = [['"18–24"', '"low"', "1"], ['"25+"', "-", "2"]]
    found = table_model(["age band", "risk"], rules, allowed=['"18–24", "25+"', '"low", "high"'])
    (finding,) = check(found)
    assert finding.message == "decision has no rule for age band = 18–24 and risk = high."
    assert (finding.severity, finding.file, finding.element_id) == ("warning", "test.dmn", "table")
    assert finding.line
    assert finding.remedy


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["< 18", "> 18"], ["age = 18"]),
        (["<= 17", ">= 18"], ["age = between 17 and 18"]),
        (["[0..17]", "[17..99]"], ["age = below 0 or above 99"]),
        (["< 18"], ["age = 18 or above 18"]),
        (['< date("2027-01-01")'], ["age = 2027-01-01 or above 2027-01-01"]),
        (['< duration("P5D")'], ["age = P5D or above P5D"]),
        (["true"], ["age = false"]),
        (['"a"'], ["age = any other text"]),
        (["not(5)"], ["age = 5"]),
    ],
)
def test_gaps_of_one_column(cells: list[str], expected: list[str]) -> None:
    found = table_model(["age"], [[cell, str(index)] for index, cell in enumerate(cells)], policy="FIRST")
    gaps = [message for message in messages(found) if "no rule for" in message]
    assert sorted(gaps) == sorted(f"decision has no rule for {place}." for place in expected)


def test_defaults_and_collecting_leave_no_gaps() -> None:
    assert check(table_model(["x"], [["< 5", "1"]], default="0")) == []
    assert check(table_model(["x"], [["< 5", "1"]], policy="COLLECT")) == []


def test_overlaps_of_unique_are_errors_with_an_example() -> None:
    found = table_model(["age", "risk"], [["[10..20]", "-", "1"], ["[20..30]", '"high"', "2"]])
    (overlap,) = messages(found, "error")
    assert overlap == "Rule 1 and rule 2 of decision both match age = 20 and risk = high, but the hit policy is UNIQUE."


def test_overlaps_of_any_are_errors_only_when_answers_differ() -> None:
    same = table_model(["x"], [["< 5", "1"], ["< 9", "1"]], policy="ANY")
    different = table_model(["x"], [["< 5", "1"], ["< 9", "2"]], policy="ANY")
    assert messages(same, "error") == []
    assert len(messages(different, "error")) == 1


def test_rules_that_earlier_ones_hide_are_found() -> None:
    rules = [["< 5", "-", "1"], [">= 5", "true", "2"], [">= 7", "true", "3"], ["-", "false", "4"], ["-", "-", "5"]]
    found = table_model(["x", "y"], rules, policy="FIRST", data_types=["number", "boolean"])
    assert messages(found) == [
        "Rule 3 of decision is never reached: earlier rules match first.",
        "Rule 5 of decision is never reached: earlier rules match first.",
    ]


def test_a_cell_that_covers_nothing_is_an_error() -> None:
    assert messages(table_model(["x"], [["[9..3]", "1"], ["-", "2"]]), "error") == [
        'Rule 1 can never match: its cell for "x" covers no value.'
    ]


@pytest.mark.parametrize(
    ("cell", "kind", "allowed", "expected"),
    [
        ('"5"', "number", "", "expected a number, but 5 is a string"),
        ("< 5", "string", "", "expected a string, but 5 is a number"),
        ('"hgih"', "string", '"low", "high"', "expected one of low, high, but found hgih"),
        ("5", "number", "[0..3]", "expected one of [0..3], but found 5"),
    ],
)
def test_cells_of_the_wrong_type_or_value_are_errors_at_the_cell(
    cell: str, kind: str, allowed: str, expected: str
) -> None:
    (finding,) = check(table_model(["x"], [[cell, "1"]], data_types=[kind], allowed=[allowed]))
    assert expected in finding.message
    assert (finding.severity, finding.element_id) == ("error", "cell_1_1")
    assert finding.line


def test_outputs_outside_their_values_are_errors() -> None:
    found = table_model(["x"], [["-", '"hgih"']], policy="PRIORITY", order=['"high", "low"'])
    assert messages(found) == ['In rule 1, "answer" of "decision": expected one of high, low, but found hgih.']


def test_unknown_names_are_errors_with_a_suggestion() -> None:
    found = model(data("priority"), decision("d", literal("prority + working days(3)"), "in_priority"))
    findings = check(found, functions=["working days"])
    assert [finding.message for finding in findings] == [
        'In the decision "d": there is no "prority". Did you mean "priority"?'
    ]
    assert findings[0].severity == "error"


def test_everything_that_could_not_be_read_is_among_the_findings() -> None:
    found = tolerant(decision("d", literal("1 +")), decision("e", literal("(")))
    assert [finding.element_id for finding in check(found)] == ["d", "e"]


def test_tables_with_computed_cells_are_not_judged() -> None:
    assert check(table_model(["x"], [["> x - 1", "1"], ["even(?)", "2"]])) == []


@pytest.mark.timeout(30)
def test_a_grid_that_is_too_large_ends_with_a_warning() -> None:
    columns = [f"c{index}" for index in range(12)]
    lows = [[(rule * 7 + column * 3) % 50 for column in range(12)] for rule in range(60)]
    rules = [[f"[{low}..{low + 30}]" for low in row] for row in lows]
    found = table_model(columns, [[*cells, "1"] for cells in rules], policy="FIRST")
    started = time.monotonic()
    findings = check(found)
    assert time.monotonic() - started < 20
    assert all(isinstance(finding, Finding) and finding.severity == "warning" for finding in findings)
    assert findings


CELLS = st.sampled_from(["-", "< 3", "[2..4)", "5", "> 4", "not(3)", "1, 6"])


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_gaps_and_overlaps_agree_with_deciding(rules: list[tuple[str, str]]) -> None:
    found = table_model(
        ["a", "b"], [[*cells, str(index)] for index, cells in enumerate(rules)], data_types=["number", "number"]
    )
    counted = table_model(["a", "b"], [[*cells, "1"] for cells in rules], policy="COLLECT", aggregation="COUNT")
    halves = [half / 2 for half in range(16)]
    counts = [counted.decide("decision", {"a": a, "b": b}).value for a in halves for b in halves]
    texts = messages(found)
    assert any("no rule for" in text for text in texts) is (0 in counts)
    assert any("both match" in text for text in texts) is (max(counts) > 1)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_hidden_rules_agree_with_deciding(rules: list[tuple[str, str]]) -> None:
    found = table_model(
        ["a", "b"],
        [[*cells, str(index)] for index, cells in enumerate(rules, 1)],
        policy="FIRST",
        data_types=["number", "number"],
    )
    halves = [half / 2 for half in range(16)]
    answered = {found.decide("decision", {"a": a, "b": b}).value for a in halves for b in halves}
    missing = [index for index in range(1, len(rules) + 1) if index not in answered]
    hidden = {f"Rule {index} of decision is never reached: earlier rules match first." for index in missing}
    assert {text for text in messages(found) if "never reached" in text} == hidden


@pytest.mark.timeout(30)
def test_a_table_with_too_many_values_is_not_judged_and_says_so() -> None:
    rules = [[f"not({low}, {low + 1})", f"< {low}", "1"] for low in range(900)]
    assert messages(table_model(["a", "b"], rules)) == [
        "decision is not checked for overlaps, gaps and rules in vain: it tells too many values apart."
    ]


@pytest.mark.timeout(30)
def test_a_table_of_a_thousand_rules_is_judged() -> None:
    rules = [[f"[{low}..{low + 1})", "1"] for low in range(1_000)]
    assert messages(table_model(["a"], rules)) == ["decision has no rule for a = below 0 or 1000 or above 1000."]
    rules[500] = ["[500.5..501)", "1"]
    assert messages(table_model(["a"], rules)) == [
        "decision has no rule for a = below 0 or 500 or between 500 and 500.5 or others."
    ]
