"""The cases of the public DMN Technology Compatibility Kit, read from a copy of it.

The copy is the folder that `DMN_TCK_DIR` names, else `../shared/dmn-tck-dev` beside the project. It may be the root of
the public repository (with `TestCases/compliance-level-2/…`) or hold the folders of the levels itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import DecimalException
from pathlib import Path
from typing import Any

from engine.dmn import parse_xml
from engine.feel import Value
from engine.feel.temporal import read_date, read_date_time, read_duration, read_time
from engine.feel.values import NUMBERS, Unanswerable

PROJECT = Path(__file__).resolve().parents[3]
LEVELS = ("2", "3")
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_READERS: dict[str, Callable[[str], Value]] = {
    "boolean": lambda text: text in ("true", "1"),
    "decimal": NUMBERS.create_decimal,
    "double": NUMBERS.create_decimal,
    "integer": NUMBERS.create_decimal,
    "date": read_date,
    "time": read_time,
    "dateTime": read_date_time,
    "duration": read_duration,
}


@dataclass(frozen=True)
class Expectation:
    """What one decision is to answer; `error` when it is to be null because something is wrong."""

    name: str
    value: Value
    error: bool


@dataclass(frozen=True)
class Case:
    """One `testCase`: inputs, what is asked (a service, or each of the expected decisions), and the answers."""

    id: str
    service: str
    inputs: Mapping[str, Value]
    expected: tuple[Expectation, ...]


@dataclass(frozen=True)
class CaseFile:
    """One file of cases; `name` is level, folder and file as the failures are listed."""

    level: str
    path: Path
    model: Path

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def cases(self) -> tuple[Case, ...]:
        root = parse_xml(self.path.read_bytes(), self.path.name)
        return tuple(_case(element) for element in root.iter("{*}testCase"))

    @property
    def models(self) -> Mapping[str, bytes]:
        """All decision models of the folder, by file name, for the model imports others."""
        return {path.name: path.read_bytes() for path in sorted(self.path.parent.glob("*.dmn"))}


def folder() -> Path | None:
    """Where the copy of the kit is; None when there is none."""
    named = os.environ.get("DMN_TCK_DIR")
    place = Path(named) if named else PROJECT.parent / "shared" / "dmn-tck-dev"
    return next((root for root in (place, place / "TestCases") if any(_levels(root))), None)


def _levels(root: Path) -> Iterator[tuple[str, Path]]:
    for level in LEVELS:
        path = root / f"compliance-level-{level}"
        if path.is_dir():
            yield level, path


def case_files(root: Path) -> Iterator[CaseFile]:
    """All files of cases, by level and name."""
    for level, place in _levels(root):
        for path in sorted(place.glob("*/*.xml")):
            tree = parse_xml(path.read_bytes(), path.name)
            if str(tree.tag).endswith("}testCases"):
                yield CaseFile(level, path, path.parent / tree.findtext("{*}modelName", "").strip())


def _case(element: Any) -> Case:
    return Case(
        element.get("id", ""),
        element.get("invocableName", ""),
        {node.get("name"): _value(node) for node in element.iterfind("{*}inputNode")},
        tuple(_expectation(node) for node in element.iterfind("{*}resultNode")),
    )


def _expectation(node: Any) -> Expectation:
    expected = node.find("{*}expected")
    value = None if expected is None else _value(expected)
    return Expectation(node.get("name"), value, node.get("errorResult") == "true")


def _value(node: Any) -> Value:
    """The value that a node holds: one `value`, a `list` of items, or `component`s."""
    components = node.findall("{*}component")
    if components:
        return {component.get("name"): _value(component) for component in components}
    items = node.find("{*}list")
    if items is not None:
        return None if items.get(_NIL) == "true" else [_value(item) for item in items.iterfind("{*}item")]
    single = node.find("{*}value")
    return None if single is None or single.get(_NIL) == "true" else _single(single)


def _single(element: Any) -> Value:
    text = "".join(element.itertext())
    kind = (element.get(_TYPE) or "string").rpartition(":")[2]
    try:
        return _READERS[kind](text.strip()) if kind in _READERS else text
    except (Unanswerable, DecimalException):
        return f"{kind} {text}, which is beyond the values of the language"
