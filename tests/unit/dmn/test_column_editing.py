"""Columns of decision tables: the cells go with them, and the decision requires what they look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.dmn import inspect, read
from engine.dmn.column_editing import ColumnRow, Columns, read_columns, write_columns
from engine.dmn.editing import Sheet, sheets
from engine.errors import InvalidInput, NotFound

FILES = sorted((Path(__file__).resolve().parents[3] / "processes").glob("*/*.dmn"))
SLA = next(path for path in FILES if path.name == "sla.dmn").read_bytes()


def sla() -> Columns:
    return read_columns(SLA, "sla.dmn", "sla")


def sheet(xml: bytes) -> Sheet:
    return sheets(xml, "sla.dmn")[0]


def required(xml: bytes) -> list[str]:
    return [each.name for each in read(xml, "sla.dmn").inputs_of("sla")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_columns_written_as_they_are_say_the_same(path: Path) -> None:
    xml = path.read_bytes()
    for each in sheets(xml, path.name):
        known = read_columns(xml, path.name, each.decision)
        after = write_columns(xml, known, known)
        assert read_columns(after, path.name, each.decision) == known
        assert sheets(after, path.name) == sheets(xml, path.name)
        asked = [[one.name for one in read(text, path.name).inputs_of(each.decision)] for text in (xml, after)]
        assert asked[0] == asked[1]


def test_a_new_input_asks_nothing_at_first_and_its_name_is_required() -> None:
    new = ColumnRow("Under 18", "under_18", "string", '"yes", "no"')
    after = write_columns(SLA, sla(), replace(sla(), inputs=(new, *sla().inputs)))
    assert required(after) == ["urgency", "service", "under_18"]
    assert sheet(after).inputs == ("Under 18", "Urgency", "Kind of service")
    assert [rule.inputs for rule in sheet(after).rules] == [("-", *rule.inputs) for rule in sheet(SLA).rules]
    model, findings = inspect(after, "sla.dmn")
    assert model is not None
    assert not findings
    given = {"urgency": "now", "service": {"kind": "housing"}, "under_18": "yes"}
    assert model.decide("sla", given).value == read(SLA, "sla.dmn").decide("sla", given).value
    assert read_columns(after, "sla.dmn", "sla").inputs[0] == replace(new, origin=1)


def test_an_input_taken_out_takes_its_cells_and_what_only_it_required() -> None:
    after = write_columns(SLA, sla(), replace(sla(), inputs=sla().inputs[:1]))
    assert required(after) == ["urgency"]
    assert [rule.inputs for rule in sheet(after).rules] == [rule.inputs[:1] for rule in sheet(SLA).rules]
    assert b'dmnElementRef="service"' not in after
    assert b'dmnElementRef="sla_needs_service"' not in after


def test_outputs_are_renamed_moved_and_added_with_their_cells() -> None:
    first, second, third = sla().outputs
    renamed = replace(third, asks="first_meeting", label="First meeting within", type="string")
    new = ColumnRow("Why", "why", "string", "", '"Not known"', '"Agreed"')
    after = write_columns(SLA, sla(), replace(sla(), outputs=(renamed, first, new)))
    assert sheet(after).outputs == ("First meeting within", "Acknowledge within", "Why")
    told = [(rule.outputs[2], rule.outputs[0], '"Agreed"') for rule in sheet(SLA).rules]
    assert [rule.outputs for rule in sheet(after).rules] == told
    answer = read(after, "sla.dmn").decide("sla", {"urgency": "now", "service": {"kind": "x"}}).value
    assert isinstance(answer, dict)
    assert list(answer) == ["first_meeting", "acknowledge", "why"]
    assert second.asks not in answer


def test_the_way_rules_combine_changes_with_its_aggregation() -> None:
    after = write_columns(SLA, sla(), replace(sla(), policy="COLLECT", outputs=sla().outputs[:1]))
    assert sheet(after).policy == "COLLECT"
    counted = write_columns(SLA, sla(), replace(sla(), policy="COLLECT", aggregation="COUNT"))
    assert sheet(counted).policy == "COLLECT COUNT"
    back = write_columns(counted, sla(), sla())
    assert sheet(back).policy == "UNIQUE"


def test_functions_that_are_called_are_no_inputs() -> None:
    new = ColumnRow("Days", "working days between(urgency, urgency)", "number")
    assert required(write_columns(SLA, sla(), replace(sla(), inputs=(*sla().inputs, new)))) == ["urgency", "service"]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(sla(), outputs=()),
        replace(sla(), policy="SOMETIMES"),
        replace(sla(), aggregation="SUM"),
        replace(sla(), policy="COLLECT", aggregation="MEAN"),
        replace(sla(), inputs=(ColumnRow("Empty", ""),)),
        replace(sla(), inputs=(ColumnRow("Of no type", "a", "texts"),)),
        replace(sla(), inputs=(ColumnRow("Many", "a"),) * 51),
        replace(sla(), outputs=(*sla().outputs, ColumnRow("New", "new"))),
        replace(sla(), outputs=(*sla().outputs, ColumnRow("Twice", "decide", fill="1"))),
        replace(sla(), outputs=(*sla().outputs, ColumnRow("Nameless", "", fill="1"))),
    ],
    ids=lambda columns: "",
)
def test_a_table_that_cannot_be_is_refused(wrong: Columns) -> None:
    with pytest.raises(InvalidInput):
        write_columns(SLA, sla(), wrong)


def test_a_table_that_is_gone_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_columns(SLA, "sla.dmn", "no_such_decision")
