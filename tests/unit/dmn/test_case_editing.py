"""Examples of decisions as rows: what is read is what is written, and what is typed wrong is said in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import read
from engine.dmn.case_editing import CaseRow, case_sheet, write_cases
from engine.dmn.cases import case_value, read_cases
from engine.dmn.literals import literal, read_literal, toml
from engine.dmn.model import DecisionModel
from engine.errors import DefinitionError, InvalidInput
from engine.feel.values import Months, Value

ROOT = Path(__file__).resolve().parents[3] / "processes"
FILES = sorted(ROOT.glob("*/cases/*.toml"))
PLAIN: st.SearchStrategy[Value] = st.one_of(
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9).map(
        lambda number: number or Decimal("0")
    ),
    st.dates(min_value=date(1900, 1, 1)),
    st.integers(-1000, 1000).map(lambda days: timedelta(days=days)),
    st.integers(-1000, 1000).map(Months),
)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda name: name != "@")
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3))


def model_of(path: Path) -> DecisionModel:
    files = [(each, each.read_bytes()) for each in path.parents[1].glob("*.dmn")]
    models = [read(xml, each.name) for each, xml in files]
    return next(model for model in models if path.stem in model.decisions)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_shipped_examples_written_as_they_are_say_the_same_and_hold(path: Path) -> None:
    model, written = model_of(path), path.read_bytes()
    sheet = case_sheet(model, path.stem, written)
    again = write_cases(sheet.inputs, sheet.answers, sheet.rows)
    assert read_cases(again, "x") == read_cases(written, "x")
    assert [each.message for each in sheet.outcomes] == [""] * len(sheet.rows)
    assert all(each.rules for each in sheet.outcomes)
    assert not sheet.uncovered
    assert not sheet.unknown


@given(VALUES)
def test_a_value_is_read_back_as_it_was_written(value: Value) -> None:
    assert read_literal(literal(value)) == value
    kept = read_cases(f'[[case]]\nname = "a"\ninputs = {{ it = {toml(value)} }}'.encode(), "x")[0]["inputs"]["it"]
    assert case_value(kept) == value


def first_response() -> tuple[DecisionModel, bytes]:
    path = next(path for path in FILES if path.stem == "first_response")
    return model_of(path), path.read_bytes()


def test_what_does_not_hold_any_more_says_what_comes_out_and_by_which_rule() -> None:
    model, written = first_response()
    sheet = case_sheet(model, "first_response", written)
    first = replace(sheet.rows[1], expected=("[]",) if len(sheet.answers) == 1 else sheet.rows[0].expected)
    changed = case_sheet(model, "first_response", write_cases(sheet.inputs, sheet.answers, [sheet.rows[0], first]))
    assert [bool(each.message) for each in changed.outcomes] == [False, True]
    assert changed.outcomes[1].rules
    assert changed.uncovered


@pytest.mark.parametrize("text", ["now", "3 +", '"open', "[1,", "today()", "x" * 5000, "[null]", "{a: null}"])
def test_what_is_no_value_is_refused_in_its_cell(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        write_cases(["danger_now"], ["Answer"], [CaseRow("Danger", (text,), ("true",))])
    assert list(refusal.value.fields) == ["case-1-in-1"]
    assert refusal.value.message.startswith("Example “Danger”, danger_now: ")


def test_an_example_without_a_name_and_too_many_are_refused() -> None:
    row = CaseRow("", ("",), ("",))
    with pytest.raises(InvalidInput):
        write_cases(["a"], ["Answer"], [row])
    with pytest.raises(InvalidInput, match="at most 500"):
        write_cases(["a"], ["Answer"], [replace(row, name="a")] * 501)


def test_inputs_that_the_decision_no_longer_asks_are_shown_and_what_cannot_be_read_is_refused() -> None:
    model, _ = first_response()
    sheet = case_sheet(model, "first_response", b'[[case]]\nname = "Old"\ninputs = { gone = 1 }')
    assert sheet.unknown == {"gone"}
    assert "gone" in sheet.outcomes[0].message
    assert case_sheet(model, "first_response", b"").rows == ()
    with pytest.raises(DefinitionError):
        case_sheet(model, "first_response", b"case = 1")
    with pytest.raises(DefinitionError):
        case_sheet(model, "first_response", b'[[case]]\nname = "a"\ninputs = { danger_now = { "@" = "day" } }')
