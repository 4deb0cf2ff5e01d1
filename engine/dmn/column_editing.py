"""The columns of a decision table and how its rules combine, as rows that a person can change.

The cells of the rules go with their columns. What an input looks at becomes something the decision requires; what no
column looks at any more is required no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from engine.dmn.editing import ANY, find_table, set_text, tag_in, written
from engine.dmn.policies import AGGREGATIONS, HitPolicy
from engine.dmn.reading import BUILT_IN, Element, part, parts, plain_type, text_of
from engine.dmn.requirements import require_names
from engine.dmn.secure_xml import parse_xml
from engine.errors import InvalidInput

MOST_COLUMNS = 50
ANY_TYPE = "Any"
_SPELT_TWICE = {"dateTime", "dayTimeDuration", "yearMonthDuration", "Null", "function"}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column. `origin` is its number among the inputs or outputs as they are, from 1; None for a new one.

    `asks` is what an input looks at, in FEEL, or the name of an output. `allowed` are the values it may have, as in a
    cell. `default` is what an output gives when no rule fits; `fill` what a new output gives in every rule at first.
    """

    label: str
    asks: str
    type: str = ANY_TYPE
    allowed: str = ""
    default: str = ""
    fill: str = ""
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table. `types` are those to choose from: of the language, then of the file."""

    decision: str
    name: str
    file: str
    policy: str
    aggregation: str
    inputs: tuple[ColumnRow, ...]
    outputs: tuple[ColumnRow, ...]
    types: tuple[str, ...]


def read_columns(xml: bytes, file: str, decision: str) -> Columns:
    """The columns of a table. Raises NotFound when the file has none of that id, DefinitionError when it is no XML."""
    root = parse_xml(xml, file)
    element, table = find_table(root, decision)
    own = tuple(each.get("name", "") for each in parts(root, "itemDefinition") if each.get("name"))
    built_in = tuple(name for name in BUILT_IN if name not in _SPELT_TWICE)
    return Columns(
        decision,
        element.get("name") or decision,
        file,
        table.get("hitPolicy", HitPolicy.UNIQUE.value),
        table.get("aggregation", ""),
        tuple(_input(each, number) for number, each in enumerate(parts(table, "input"), 1)),
        tuple(_output(each, number) for number, each in enumerate(parts(table, "output"), 1)),
        (ANY_TYPE, *built_in, *own),
    )


def _input(element: Element, number: int) -> ColumnRow:
    expression = part(element, "inputExpression")
    type_ = plain_type(expression.get("typeRef") if expression is not None else "") or ANY_TYPE
    asks, allowed = text_of(expression), text_of(part(element, "inputValues"))
    return ColumnRow(element.get("label", ""), asks, type_, allowed, origin=number)


def _output(element: Element, number: int) -> ColumnRow:
    type_ = plain_type(element.get("typeRef")) or ANY_TYPE
    allowed, default = text_of(part(element, "outputValues")), text_of(part(element, "defaultOutputEntry"))
    return ColumnRow(element.get("label", ""), element.get("name", ""), type_, allowed, default, origin=number)


def write_columns(xml: bytes, before: Columns, after: Columns) -> bytes:
    """The file with these columns. Refuses, with InvalidInput, a table that cannot be.

    Whether expressions and types go together is for the checks to say.
    """
    _check(after)
    root = parse_xml(xml, after.file)
    decision, table = find_table(root, after.decision)
    table.set("hitPolicy", after.policy)
    table.attrib.pop("aggregation", None)
    if after.aggregation:
        table.set("aggregation", after.aggregation)
    for local, rows in (("input", after.inputs), ("output", after.outputs)):
        _move_cells(table, local, rows)
        _place(table, local, [_column(table, local, row) for row in rows])
    _untype(root, decision, before, after)
    gone = tuple(each.asks for each in before.inputs if each.asks not in {row.asks for row in after.inputs})
    require_names(root, decision, [(row.asks, row.type) for row in after.inputs], gone)
    return written(root)


def _check(after: Columns) -> None:
    if not after.outputs:
        raise InvalidInput("Expected at least one column that the decision gives, but there is none.")
    if len(after.inputs) + len(after.outputs) > MOST_COLUMNS:
        raise InvalidInput(f"Expected at most {MOST_COLUMNS} columns, but there are more.")
    if after.policy not in {each.value for each in HitPolicy}:
        raise InvalidInput("Expected how the rules combine.", {"policy": "Choose how the rules combine."})
    if after.aggregation and (after.aggregation not in AGGREGATIONS or after.policy != HitPolicy.COLLECT.value):
        message = "Only when every rule that fits counts can their answers be added up or compared."
        raise InvalidInput("Expected an aggregation of collected answers.", {"aggregation": message})
    _check_inputs(after)
    _check_outputs(after)


def _check_inputs(after: Columns) -> None:
    for number, row in enumerate(after.inputs, 1):
        if not row.asks:
            raise InvalidInput(f"Expected what column {number} looks at, but there is nothing.")
        _check_type(after, row)


def _check_outputs(after: Columns) -> None:
    names = [row.asks for row in after.outputs]
    for row in after.outputs:
        _check_type(after, row)
        if not row.asks and len(names) > 1:
            raise InvalidInput("Expected a name for each column that the decision gives, but one has none.")
        if row.origin is None and not row.fill:
            message = f"Expected what every rule gives in the new column “{row.label or row.asks}” at first."
            raise InvalidInput(message)
    if len(set(names)) < len(names):
        raise InvalidInput("Expected different names for the columns that the decision gives, but two are the same.")


def _check_type(after: Columns, row: ColumnRow) -> None:
    if row.type not in after.types:
        raise InvalidInput(f"Expected a type for the column “{row.label or row.asks}”. Choose one of the list.")


def _move_cells(table: Element, local: str, rows: Sequence[ColumnRow]) -> None:
    """Every rule with its cells in the order of the columns; a new input asks nothing."""
    for rule in parts(table, "rule"):
        cells = list(parts(rule, f"{local}Entry"))
        for cell in cells:
            rule.remove(cell)
        made = [_cell(table, local, row, cells) for row in rows]
        inputs = list(parts(rule, "inputEntry"))
        at = rule.index(inputs[-1]) + 1 if inputs else 0
        for place, cell in enumerate(made):
            rule.insert(at + place, cell)


def _cell(table: Element, local: str, row: ColumnRow, cells: Sequence[Element]) -> Element:
    if row.origin is not None and row.origin <= len(cells):
        return cells[row.origin - 1]
    cell: Element = etree.Element(tag_in(table, f"{local}Entry"))
    set_text(table, cell, row.fill if local == "output" else ANY)
    return cell


def _column(table: Element, local: str, row: ColumnRow) -> Element:
    known = list(parts(table, local))
    is_known = row.origin is not None and row.origin <= len(known)
    column = known[row.origin - 1] if is_known and row.origin else etree.Element(tag_in(table, local))
    _set(column, "label", row.label)
    if local == "output":
        _set(column, "name", row.asks)
        _set_type(column, row.type)
        _set_part(table, column, "outputValues", row.allowed)
        _set_part(table, column, "defaultOutputEntry", row.default)
        return column
    _set_part(table, column, "inputExpression", row.asks)
    _set_type(part(column, "inputExpression"), row.type)
    _set_part(table, column, "inputValues", row.allowed)
    return column


def _set(element: Element, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    else:
        element.attrib.pop(name, None)


def _set_type(element: Element, type_: str) -> None:
    """The type, unless it says the same already in another spelling."""
    if (plain_type(element.get("typeRef")) or ANY_TYPE) != type_:
        _set(element, "typeRef", type_)


def _set_part(table: Element, column: Element, local: str, text: str) -> None:
    found = part(column, local)
    if text_of(found) == text and (found is not None) == bool(text):
        return
    if not text:
        column.remove(found)
        return
    if found is None:
        found = etree.SubElement(column, tag_in(table, local))
    set_text(table, found, text)


def _place(table: Element, local: str, columns: Sequence[Element]) -> None:
    for old in list(parts(table, local)):
        table.remove(old)
    before = list(parts(table, "input")) if local == "output" else []
    at = table.index(before[-1]) + 1 if before else 0
    for place, column in enumerate(columns):
        table.insert(at + place, column)


def _untype(root: Element, decision: Element, before: Columns, after: Columns) -> None:
    """A decision that begins to give several values at once gives a context, whatever it was declared to give."""
    variable = part(decision, "variable")
    if variable is not None and len(after.outputs) > 1 and len(before.outputs) == 1:
        variable.attrib.pop("typeRef", None)
