"""Decision tables as rows of text that a person can change, and written back into the DMN file.

What stands around the rules (columns, requirements, the picture) stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from engine.dmn.reading import Element, part, parts, text_of
from engine.dmn.secure_xml import parse_xml
from engine.dmn.table_reader import MAX_RULES
from engine.errors import InvalidInput, NotFound

ANY = "-"


@dataclass(frozen=True, slots=True)
class SheetRule:
    """One rule as written: a test for each input, an expression for each output, and a note.

    `origin` is the number of the rule it was, from 1; None for a new one.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A decision table. `inputs` and `outputs` are the headings of the columns."""

    decision: str
    name: str
    file: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[SheetRule, ...]

    def words(self, place: int) -> str:
        """The rule at that place, from 0, in one line."""
        rule = self.rules[place]
        asked = [f"{name} {cell}" for name, cell in zip(self.inputs, rule.inputs, strict=False) if cell != ANY]
        given = [f"{name} {cell}" for name, cell in zip(self.outputs, rule.outputs, strict=False)]
        words = f"{' and '.join(asked) or 'always'}: {', '.join(given)}"
        return f"{words} ({rule.note})" if rule.note else words

    @property
    def rows(self) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
        """The rules without their numbers."""
        return [(rule.inputs, rule.outputs, rule.note) for rule in self.rules]


def sheets(xml: bytes, file: str) -> tuple[Sheet, ...]:
    """The decisions of a file that are tables. Raises DefinitionError when it cannot be read."""
    return tuple(_sheet(decision, table, file) for decision, table in _tables(parse_xml(xml, file)))


def _tables(root: Element) -> Iterator[tuple[Element, Element]]:
    for decision in parts(root, "decision"):
        table = part(decision, "decisionTable")
        if table is not None:
            yield decision, table


def _sheet(decision: Element, table: Element, file: str) -> Sheet:
    policy = " ".join(filter(None, (table.get("hitPolicy", "UNIQUE"), table.get("aggregation", ""))))
    inputs = tuple(_heading(each) for each in parts(table, "input"))
    outputs = tuple(
        each.get("label") or each.get("name") or decision.get("name", "") for each in parts(table, "output")
    )
    rules = tuple(_rule(each, number) for number, each in enumerate(parts(table, "rule"), 1))
    name = decision.get("name") or decision.get("id", "")
    return Sheet(decision.get("id", ""), name, file, policy, inputs, outputs, rules)


def _heading(clause: Element) -> str:
    expression = part(clause, "inputExpression")
    return clause.get("label") or (text_of(part(expression, "text")) if expression is not None else "") or "Input"


def _rule(element: Element, number: int) -> SheetRule:
    notes = [text_of(each) for each in parts(element, "annotationEntry")] or [text_of(part(element, "description"))]
    return SheetRule(
        tuple(text_of(each) or ANY for each in parts(element, "inputEntry")),
        tuple(text_of(each) for each in parts(element, "outputEntry")),
        "; ".join(filter(None, notes)),
        number,
    )


def write_rules(xml: bytes, file: str, decision: str, rules: Sequence[SheetRule]) -> bytes:
    """The file with these rules in that decision's table, in this order.

    Raises NotFound when the file has no such table, InvalidInput when a rule has too few or too many cells or there
    are too many rules. Whether the cells are FEEL is for the checks to say.
    """
    root = parse_xml(xml, file)
    table = find_table(root, decision)[1]
    if len(rules) > MAX_RULES:
        raise InvalidInput(f"Expected at most {MAX_RULES:,} rules, but there are {len(rules):,}.")
    columns = len(list(parts(table, "input"))), len(list(parts(table, "output")))
    known = dict(enumerate(parts(table, "rule"), 1))
    for element in known.values():
        table.remove(element)
    used: set[int] = set()
    for rule in rules:
        if (len(rule.inputs), len(rule.outputs)) != columns:
            raise InvalidInput("Expected a cell in every column of the table, but some are missing.")
        origin = known.get(rule.origin) if rule.origin is not None and rule.origin not in used else None
        used |= {rule.origin} if rule.origin is not None else set()
        table.append(_written(table, rule, origin))
    return written(root)


def find_table(root: Element, decision: str) -> tuple[Element, Element]:
    """The decision of that id and its table. Raises NotFound."""
    found = next((pair for pair in _tables(root) if pair[0].get("id") == decision), None)
    if found is None:
        raise NotFound("Expected a decision table, but there is none of that name any more.")
    return found


def written(root: Element) -> bytes:
    """The file in UTF-8, indented."""
    etree.indent(root, space="  ")
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return text + b"\n"


def _written(table: Element, rule: SheetRule, origin: Element | None) -> Element:
    made = etree.Element(tag_in(table, "rule")) if origin is None else deepcopy(origin)
    for local, texts in (("inputEntry", rule.inputs), ("outputEntry", rule.outputs)):
        entries = list(parts(made, local))
        for place, text in enumerate(texts):
            entry = entries[place] if place < len(entries) else etree.SubElement(made, tag_in(table, local))
            set_text(table, entry, text)
    _annotate(table, made, rule.note)
    return made


def _annotate(table: Element, rule: Element, note: str) -> None:
    if _rule(rule, 0).note == note:
        return
    for local in ("annotationEntry", "description"):
        for each in list(parts(rule, local)):
            rule.remove(each)
    if note:
        set_text(table, etree.SubElement(rule, tag_in(table, "annotationEntry")), note)


def set_text(table: Element, entry: Element, text: str) -> None:
    """Put the text into an entry of the table, where the standard has it."""
    found = part(entry, "text")
    if found is None:
        found = etree.SubElement(entry, tag_in(table, "text"))
    found.text = text


def tag_in(table: Element, local: str) -> str:
    """The tag of that name in the version of DMN that the table is written in."""
    return f"{{{etree.QName(table).namespace}}}{local}"
