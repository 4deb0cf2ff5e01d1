"""What two versions of a pathway decide differently: decisions, the columns and rules of their tables, and examples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from engine.bpmn.diff_words import from_to, plain
from engine.dmn.editing import ANY, Sheet, sheets
from engine.dmn.facts import KIND, Facts, Part, Path, differing, facts_of, local, read_parts
from engine.dmn.reading import Element, part, parts, text_of
from engine.dmn.secure_xml import parse_xml

_KINDS = {
    "decision": "Decision",
    "inputData": "Input",
    "businessKnowledgeModel": "Function",
    "decisionService": "Decision service",
    "knowledgeSource": "Source",
    "itemDefinition": "Type",
    "import": "Import",
}
_WORDS: Mapping[Path, str] = {
    ("@name",): "the name",
    ("description",): "the description",
    ("question",): "the question",
    ("variable", "@name"): "the name of the answer",
    ("variable", "@typeRef"): "the type of the answer",
    ("decisionTable", "@hitPolicy"): "how its rules are combined",
    ("decisionTable", "@aggregation"): "how what it collects is combined",
    ("literalExpression", "text"): "the expression",
}
_COLUMN_WORDS: Mapping[Path, str] = {
    ("@label",): "the heading",
    ("@name",): "the name",
    ("@typeRef",): "the type",
    ("inputExpression", "text"): "what it looks at",
    ("inputExpression", "@typeRef"): "the type",
    ("inputValues", "text"): "the values it may have",
    ("outputValues", "text"): "the values it may have",
    ("defaultOutputEntry", "text"): "what it gives when no rule fits",
}
_CELLS = frozenset({"inputEntry", "outputEntry"})
_NOTES = frozenset({"annotationEntry", "description"})


def decisions_changed(before: bytes, after: bytes, file: str) -> Iterator[tuple[str, str]]:
    """Everything that a DMN file says differently; empty bytes where there is none."""
    yield from (("Decisions", words) for words in _decisions(_model(before, file), _model(after, file)))


@dataclass(frozen=True)
class _Model:
    parts: Mapping[str, Part]
    sheets: Mapping[str, Sheet]
    picture: Facts

    def name(self, key: str) -> str:
        found = self.parts[key]
        what = _KINDS.get(found.facts[KIND], "The file" if not key else found.facts[KIND])
        return f"{what} “{found.facts.get(('@name',)) or key}”"


def _model(xml: bytes, file: str) -> _Model:
    if not xml:
        return _Model({}, {}, {})
    root = parse_xml(xml, file)
    known = read_parts(root, lambda element: local(element) in _KINDS, _is_told_otherwise)
    pictures = [facts_of(each) for each in root.iter() if local(each) == "DMNDI"]
    picture = {(str(number), *path): value for number, facts in enumerate(pictures) for path, value in facts.items()}
    return _Model(known, {sheet.decision: sheet for sheet in sheets(xml, file)}, picture)


def _is_told_otherwise(element: Element) -> bool:
    in_table = local(element) in ("input", "output", "rule") and local(element.getparent()) == "decisionTable"
    return in_table or local(element) == "DMNDI"


def _decisions(old: _Model, new: _Model) -> Iterator[str]:
    for key in new.parts:
        if key in old.parts:
            yield from _changed(old, new, key)
        elif key:
            rules = f", with {len(new.sheets[key].rules)} rules" if key in new.sheets else ""
            yield f"{new.name(key)} added{rules}."
    for key in old.parts:
        if key and key not in new.parts:
            yield f"{old.name(key)} removed."
    if old.picture != new.picture and old.parts and new.parts:
        yield "The picture of the decisions is drawn differently."


def _changed(old: _Model, new: _Model, key: str) -> Iterator[str]:
    before, after, where = old.parts[key], new.parts[key], new.name(key)
    for each in differing(before.facts, after.facts, list(_WORDS)):
        if each.path == ("@name",) and each.after:
            yield f"{old.name(key)} is now called “{each.after}”."
        else:
            yield f"{where}: {from_to(_words(each.path, _WORDS), each.before or '', each.after or '')}"
    tables = _table(before.element), _table(after.element)
    if tables[0] is not None and tables[1] is not None:
        yield from _Tables(where, tables[0], tables[1], old.sheets[key], new.sheets[key]).changed()


def _table(decision: Element) -> Element | None:
    return part(decision, "decisionTable") if local(decision) == "decision" else None


def _words(path: Path, known: Mapping[Path, str]) -> str:
    return known.get(path) or ", ".join(each.rpartition("}")[2].removeprefix("@") for each in path)


def _columns(table: Element) -> dict[str, Element]:
    """The columns of a table by what stays of them when they are renamed or moved."""
    found: dict[str, Element] = {}
    for number, each in enumerate(parts(table, "input", "output"), 1):
        key = each.get("id") or f"{local(each)} {each.get('name') or each.get('label') or number}"
        found[key if key not in found else f"{key} {number}"] = each
    return found


def _heading(column: Element) -> str:
    return column.get("label") or column.get("name") or text_of(part(column, "inputExpression")) or "answer"


@dataclass(frozen=True)
class _Tables:
    """One table in two versions."""

    where: str
    old: Element
    new: Element
    before: Sheet
    after: Sheet

    def changed(self) -> Iterator[str]:
        yield from self._columns_changed()
        one, other = list(parts(self.old, "rule")), list(parts(self.new, "rule"))
        old, new = [_rule(self.old, each) for each in one], [_rule(self.new, each) for each in other]
        matcher = SequenceMatcher(a=[_asked(each) for each in old], b=[_asked(each) for each in new], autojunk=False)
        for kind, first, last, from_, to in matcher.get_opcodes():
            paired = min(last - first, to - from_)
            for step in range(paired):
                if kind != "equal":
                    yield self._becomes(first + step, from_ + step)
                yield from self._otherwise(old[first + step], new[from_ + step], from_ + step)
            for place in range(first + paired, last):
                yield f"{self.where}: rule {place + 1} removed: “{self.before.words(place)}”."
            for place in range(from_ + paired, to):
                yield f"{self.where}: rule {place + 1} added: “{self.after.words(place)}”."

    def _becomes(self, place: int, now: int) -> str:
        return f"{self.where}, rule {now + 1}: “{self.before.words(place)}” becomes “{self.after.words(now)}”."

    def _otherwise(self, old: Facts, new: Facts, place: int) -> Iterator[str]:
        """What a rule says beside its cells and note, such as its id."""
        for each in differing(old, new):
            if not _is_asked(each.path) and self._is_in_both(each.path):
                words = from_to(_words(each.path, {}), each.before or "", each.after or "")
                yield f"{self.where}, rule {place + 1}: {words}"

    def _is_in_both(self, path: Path) -> bool:
        """Whether the fact is of no column, or of one that neither came nor went."""
        return path[0] not in _CELLS or all(path[1] in _columns(table) for table in (self.old, self.new))

    def _columns_changed(self) -> Iterator[str]:
        old, new = _columns(self.old), _columns(self.new)
        for key, column in new.items():
            place = f"{self.where}, column “{_heading(column)}”"
            if key not in old:
                yield f"{self.where}: column “{_heading(column)}” added."
            for each in differing(facts_of(old[key]) if key in old else {}, facts_of(column), list(_COLUMN_WORDS)):
                if key in old or each.path not in (("@id",), ("@label",)):
                    yield f"{place}: {from_to(_words(each.path, _COLUMN_WORDS), each.before or '', each.after or '')}"
        for key, column in old.items():
            if key not in new:
                yield f"{self.where}: column “{_heading(column)}” removed."
        if [key for key in new if key in old] != [key for key in old if key in new]:
            yield f"{self.where}: the columns are in another order."


def _rule(table: Element, rule: Element) -> dict[Path, str]:
    """A rule as facts, each cell under its column."""
    facts = facts_of(rule, lambda element: local(element) in _CELLS)
    columns: dict[str, list[str]] = {"inputEntry": [], "outputEntry": []}
    for key, column in _columns(table).items():
        columns[f"{local(column)}Entry"].append(key)
    for side, keys in columns.items():
        for key, cell in zip(keys, parts(rule, side), strict=False):
            facts |= {(side, key, *path): value for path, value in facts_of(cell).items()}
            facts[side, key, "text"] = text_of(cell)
    return facts


def _asked(facts: Facts) -> tuple[tuple[Path, str], ...]:
    """What a rule asks and gives, and its note."""
    return tuple(
        (path, value)
        for path, value in facts.items()
        if _is_asked(path) and not (path[0] == "inputEntry" and value in ("", ANY))
    )


def _is_asked(path: Path) -> bool:
    return path[-1] == "text" or path[0] in _NOTES


def cases_changed(before: bytes, after: bytes, file: str) -> Iterator[tuple[str, str]]:
    """The examples of a decision that were added, removed or changed; empty bytes where there are none."""
    where = f"Examples of “{PurePosixPath(file).stem}”"
    old, new = _cases(before), _cases(after)
    if old is None or new is None:
        yield "Decisions", f"{where}: they are different, and cannot be read."
        return
    for name, case in new.items():
        if name not in old:
            yield "Decisions", f"{where}: “{name}” added: {_example(case)}."
        elif old[name] != case:
            yield "Decisions", f"{where}: “{name}” changes from {_example(old[name])} to {_example(case)}."
    for name in old:
        if name not in new:
            yield "Decisions", f"{where}: “{name}” removed."


def _cases(toml: bytes) -> dict[str, dict[str, object]] | None:
    try:
        found = tomllib.loads(toml.decode()).get("case", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None
    cases: dict[str, dict[str, object]] = {}
    for number, case in enumerate(found if isinstance(found, list) else [], 1):
        case = case if isinstance(case, dict) else {"name": str(number), "inputs": case}
        name = str(case.get("name", number))
        cases[name if name not in cases else f"{name} {number}"] = case
    return cases


def _example(case: Mapping[str, object]) -> str:
    rest = {name: value for name, value in case.items() if name not in ("name", "inputs", "expect")}
    words = f"“{plain(case.get('inputs'))} gives {plain(case.get('expect'))}”"
    return f"{words} {plain(rest)}" if rest else words
