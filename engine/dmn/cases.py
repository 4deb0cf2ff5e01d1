"""Case tables: inputs and the answer that is expected, kept beside a pathway as `cases/<decision>.toml`.

[[case]]
name = "Danger now goes first"
inputs = { danger = true, age_band = "18-24" }
expect = "now"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from engine.dmn.errors import DecisionError
from engine.dmn.literals import literal
from engine.dmn.model import DecisionModel
from engine.errors import DefinitionError
from engine.feel.json import from_json
from engine.feel.run import admit
from engine.feel.values import FeelFunction, Value

_NO_FUNCTIONS: Mapping[str, FeelFunction] = MappingProxyType({})
_ENTRIES = {"name", "inputs", "expect"}


@dataclass(frozen=True)
class CaseFailure:
    """A case whose answer differs, or that has none."""

    name: str
    message: str


@dataclass(frozen=True)
class MetRule:
    """A rule that a case meets: of which decision, and its number from 1."""

    decision: str
    index: int


@dataclass(frozen=True)
class CaseOutcome:
    """What came of one case. `message` says why it does not hold, empty when it does; `value` is the answer, if any."""

    name: str
    message: str
    value: Value
    rules: tuple[MetRule, ...]


@dataclass(frozen=True)
class UncoveredRule:
    """A rule that no case meets, of the decision or of one it requires."""

    decision: str
    index: int
    id: str
    annotation: str


@dataclass(frozen=True)
class CaseReport:
    """What came of a case table. `ok` when every case gave its answer and every rule was met."""

    cases: int
    outcomes: tuple[CaseOutcome, ...]
    uncovered_rules: tuple[UncoveredRule, ...]

    @property
    def failures(self) -> tuple[CaseFailure, ...]:
        return tuple(CaseFailure(each.name, each.message) for each in self.outcomes if each.message)

    @property
    def ok(self) -> bool:
        return self.cases > 0 and not self.failures and not self.uncovered_rules


def run_cases(
    model: DecisionModel, decision: str, toml: bytes, functions: Mapping[str, FeelFunction] = _NO_FUNCTIONS
) -> CaseReport:
    """Decides every case of the table. Raises `DefinitionError` when the table cannot be read.

    In the table, dates are TOML dates; durations are written as in JSON: `{ "@" = "duration", value = "P5D" }`.
    """
    outcomes = tuple(_run(model, decision, case, functions) for case in read_cases(toml, f"cases/{decision}.toml"))
    met = {(rule.decision, rule.index) for outcome in outcomes for rule in outcome.rules}
    return CaseReport(len(outcomes), outcomes, _uncovered(model, decision, met))


def _run(
    model: DecisionModel, decision: str, case: Mapping[str, Any], functions: Mapping[str, FeelFunction]
) -> CaseOutcome:
    inputs = {name: case_value(value) for name, value in case["inputs"].items()}
    unknown = inputs.keys() - {one.name for one in model.inputs_of(decision)}
    if unknown:
        message = f"Expected inputs of the decision, but it has no {', '.join(sorted(unknown))}."
        return CaseOutcome(case["name"], message, None, ())
    try:
        result = model.decide(decision, inputs, functions)
    except DecisionError as error:
        return CaseOutcome(case["name"], error.message, None, ())
    rules = tuple(
        MetRule(entry["decision"], rule["index"]) for entry in result.trace for rule in entry.get("rules", ())
    )
    expected = case_value(case["expect"]) if "expect" in case else None
    differs = f"Expected {literal(expected)}, but the answer is {literal(result.value)}."
    return CaseOutcome(case["name"], "" if result.value == expected else differs, result.value, rules)


def _uncovered(model: DecisionModel, decision: str, met: set[tuple[str, int]]) -> tuple[UncoveredRule, ...]:
    found: list[UncoveredRule] = []
    for needed in model.decisions_of(decision):
        for rule in needed.table.rules if needed.table else ():
            if (needed.id, rule.index) not in met:
                found.append(UncoveredRule(needed.id, rule.index, rule.id, rule.annotation))
    return tuple(found)


def read_cases(toml: bytes, file: str) -> list[dict[str, Any]]:
    """The cases as they are written. Raises `DefinitionError` when the table cannot be read."""
    try:
        table = tomllib.loads(toml.decode(), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"Expected a table of cases in TOML, but: {error}.", file) from None
    cases = table.get("case")
    if set(table) - {"case"} or not isinstance(cases, list):
        raise DefinitionError("Expected [[case]] tables and nothing else.", file)
    for number, case in enumerate(cases, 1):
        _check(case, number, file)
    return cases


def _check(case: Any, number: int, file: str) -> None:
    well_formed = isinstance(case, dict) and isinstance(case.get("name"), str) and isinstance(case.get("inputs"), dict)
    if not well_formed or set(case) - _ENTRIES:
        raise DefinitionError(f"Expected case {number} to have name, inputs and expect, and nothing else.", file)


def case_value(value: Any) -> Value:
    """The value of the language for a value of the table."""
    if isinstance(value, (date, time, datetime, Decimal)):
        return admit(value, _free)
    if isinstance(value, list):
        return [case_value(item) for item in value]
    if isinstance(value, dict):
        return from_json(value) if "@" in value else {name: case_value(item) for name, item in value.items()}
    return from_json(value)


def _free(_steps: int) -> None:
    """Case tables are written by the author of the pathway, and small."""
