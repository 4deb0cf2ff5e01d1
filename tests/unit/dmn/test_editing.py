"""Decision tables as rows: what is read is what is written, and what stands around them stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.dmn import read
from engine.dmn.editing import SheetRule, sheets, write_rules
from engine.dmn.table import Rule
from engine.errors import InvalidInput, NotFound

FILES = sorted((Path(__file__).resolve().parents[3] / "processes").glob("*/*.dmn"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_rules_written_as_they_are_say_the_same(path: Path) -> None:
    xml = path.read_bytes()
    for sheet in sheets(xml, path.name):
        written = write_rules(xml, path.name, sheet.decision, sheet.rules)
        assert sheets(written, path.name) == sheets(xml, path.name)
        assert read(written, path.name).decisions.keys() == read(xml, path.name).decisions.keys()


def triage() -> tuple[bytes, str]:
    path = next(path for path in FILES if path.name == "triage.dmn")
    return path.read_bytes(), path.name


def test_rules_are_added_changed_moved_and_removed_and_keep_their_ids() -> None:
    xml, file = triage()
    sheet = next(each for each in sheets(xml, file) if each.decision == "first_response")
    first, second, *rest = sheet.rules
    new = SheetRule(("-",) * len(sheet.inputs), first.outputs, 'A "new" <rule>')
    written = write_rules(xml, file, sheet.decision, [second, replace(first, note=""), *rest[1:], new])
    after = next(each for each in sheets(written, file) if each.decision == "first_response")
    assert after.rows == [
        (second.inputs, second.outputs, second.note),
        (first.inputs, first.outputs, ""),
        *((rule.inputs, rule.outputs, rule.note) for rule in rest[1:]),
        (new.inputs, new.outputs, new.note),
    ]
    ids = [rule.id for rule in table_rules(written, file)]
    assert ids[:2] == [rule.id for rule in table_rules(xml, file)][:2][::-1]


def table_rules(xml: bytes, file: str) -> list[Rule]:
    table = read(xml, file).decisions["first_response"].table
    assert table is not None
    return list(table.rules)


def test_a_rule_with_too_few_cells_and_a_table_that_is_not_there_are_refused() -> None:
    xml, file = triage()
    with pytest.raises(InvalidInput, match="in every column"):
        write_rules(xml, file, "first_response", [SheetRule((), (), "")])
    with pytest.raises(NotFound):
        write_rules(xml, file, "no_such_decision", [])
