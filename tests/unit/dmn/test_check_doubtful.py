"""What is still told of a table of which a part is wrong: overlaps and rules in vain among the others; no gaps."""

from __future__ import annotations

import pytest

from engine.dmn import DecisionModel, check
from tests.unit.dmn.models import table_model

OVERLAP = "Rule 2 and rule 3 of decision both match x = 5, but the hit policy is UNIQUE."


def messages(found: DecisionModel) -> list[str]:
    return [finding.message for finding in check(found)]


@pytest.mark.parametrize(
    ("cell", "kind", "told"),
    [
        ("< <", "number", "`< <`"),
        ('"five"', "number", "expected a number, but five is a string"),
        ("< today() - 1", "number", 'there is no "-" between'),
        ("9", "number", "expected one of [0..7], but found 9"),
    ],
)
def test_one_wrong_input_cell_hides_no_overlap_of_others(cell: str, kind: str, told: str) -> None:
    rules = [[cell, "1"], ["[1..5]", "2"], ["[5..7]", "3"]]
    found = messages(table_model(["x"], rules, data_types=[kind], allowed=["[0..7]"]))
    assert OVERLAP in found
    assert [message for message in found if told in message]


@pytest.mark.parametrize("cell", ["< <", '"five"'])
def test_a_wrong_input_cell_is_itself_in_no_overlap_and_leaves_no_gap_to_tell(cell: str) -> None:
    found = messages(table_model(["x"], [[cell, "1"], ["5", "2"]], data_types=["number"]))
    assert len(found) == 1


def test_a_wrong_answer_hides_neither_overlaps_nor_gaps() -> None:
    rules = [["< 3", "1 +"], ["[4..5]", "2"], ["[5..7]", "3"]]
    found = messages(table_model(["x"], rules, data_types=["number"]))
    assert OVERLAP in found
    assert "decision has no rule for x = 3 or between 3 and 4 or above 7." in found
    assert len(found) == 3


def test_a_wrong_rule_hides_no_rule_and_others_are_still_found_in_vain() -> None:
    rules = [["-", "< <", "1"], ["< 5", "-", "2"], ["< 3", "-", "3"]]
    found = messages(table_model(["x", "y"], rules, policy="FIRST", data_types=["number", "number"]))
    assert [message for message in found if "never reached" in message] == [
        "Rule 3 of decision is never reached: earlier rules match first."
    ]


def test_a_wrong_cell_of_one_rule_does_not_hide_that_another_covers_nothing() -> None:
    found = messages(table_model(["x"], [["< <", "1"], ["[9..3]", "2"]], data_types=["number"]))
    assert 'Rule 2 can never match: its cell for "x" covers no value.' in found


@pytest.mark.parametrize("column", ["x /*", "x"])
def test_a_column_that_cannot_be_read_stops_the_comparison(column: str) -> None:
    allowed = [""] if column != "x" else ["< <"]
    found = messages(table_model([column], [["[1..5]", "2"], ["[5..7]", "3"]], allowed=allowed))
    assert not [message for message in found if "both match" in message or "no rule" in message]
    assert found
