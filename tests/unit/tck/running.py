"""Running cases of the kit, and saying which of them hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine.dmn import DecisionModel, DecisionResult, inspect, parse_xml
from engine.errors import EngineError
from engine.feel import Budget, FeelFunction, Value
from engine.feel.builtins import BUILTINS
from engine.feel.compare import equal
from engine.feel.run import Run
from engine.feel.writing import write
from tests.unit.tck.kit import Case, CaseFile, Expectation

CLOCK = {
    "now": FeelFunction((), lambda: datetime(2027, 1, 31, 17, tzinfo=UTC), name="now"),
    "today": FeelFunction((), lambda: date(2027, 1, 31), name="today"),
}
"""The language has no clock; whoever decides gives these."""

TOLERANCE = Decimal("0.00000001")
"""How far numbers may lie apart; the kit's own runner allows the same."""


@dataclass(frozen=True)
class Verdict:
    """Whether a case holds, with every decision it asks; `java` when a decision needs an external Java function."""

    level: str
    name: str
    java: bool
    failure: str

    @property
    def holds(self) -> bool:
        return not self.failure


def verdicts(file: CaseFile) -> Iterator[Verdict]:
    """The verdict on every case of the file, in its order."""
    models = file.models
    xml = models.get(file.model.name, b"")
    model, findings = inspect(xml, file.model.name, models)
    java = _java_names(xml) if model else frozenset()
    for case in file.cases:
        failure = findings[0].message if model is None else "; ".join(filter(None, _failures(model, case)))
        asked = {case.service, *(expected.name for expected in case.expected)}
        yield Verdict(file.level, f"{file.name}#{case.id}", bool(asked & java), failure)


def _failures(model: DecisionModel, case: Case) -> Iterator[str]:
    if case.service:
        result = _decided(model, case.service, case)
        for expected in case.expected:
            yield _difference(expected, result, several=len(case.expected) > 1)
        return
    for expected in case.expected:
        yield _difference(expected, _decided(model, expected.name, case))


def _decided(model: DecisionModel, name: str, case: Case) -> DecisionResult | str:
    try:
        return model.decide(name, case.inputs, CLOCK, strict=False)
    except EngineError as error:
        return error.message
    except Exception as error:  # noqa: BLE001 - a case that breaks the engine must not hide how the others end
        return f"the engine broke: {error!r}"


def _difference(expected: Expectation, result: DecisionResult | str, several: bool = False) -> str:
    if isinstance(result, str):
        return f"{expected.name}: {result}"
    value = result.value
    if several and isinstance(value, dict):
        value = value.get(expected.name)
    if not same(expected.value, value):
        return f"{expected.name}: expected {_shown(expected.value)}, but found {_shown(value)}"
    if expected.error and not result.notes:
        return f"{expected.name}: null as expected, but without a reason"
    return ""


def same(expected: Value, found: Value) -> bool:
    """Whether the answer is the expected one: of the same kind, and equal; numbers up to the tolerance."""
    if type(expected) is not type(found):
        return False
    if isinstance(expected, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(same(expected[name], found[name]) for name in expected)
    if isinstance(expected, Decimal):
        return abs(expected - Decimal(found)) < TOLERANCE
    return equal(expected, found, _run()) is True


def _run() -> Run:
    return Run({}, {}, BUILTINS, Budget(), strict=False)


def _shown(value: Value) -> str:
    return write(value, _run())[:200]


def _java_names(model: bytes) -> frozenset[str]:
    """The names of decisions and services that need an external Java function, also through what they require."""
    elements = [child for child in parse_xml(model, "model") if child.get("id") and child.get("name")]
    java = {child.get("id") for child in elements if _is_java(child)}
    while True:
        more = {child.get("id") for child in elements if _required(child) & java} - java
        if not more:
            return frozenset(child.get("name") for child in elements if child.get("id") in java)
        java |= more


def _is_java(element: Any) -> bool:
    kinds = any(part.get("kind") == "Java" for part in element.iter())
    return kinds or any("external" in text and "java" in text for text in element.itertext())


def _required(element: Any) -> set[str]:
    return {part.get("href").rpartition("#")[2] for part in element.iter() if part.get("href")}
