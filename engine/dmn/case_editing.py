"""The examples of a decision as rows of text that a person can change, with what comes of each now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn.cases import CaseOutcome, UncoveredRule, case_value, read_cases, run_cases
from engine.dmn.errors import DecisionError
from engine.dmn.literals import literal, read_literal, toml
from engine.dmn.model import DecisionModel
from engine.dmn.policies import HitPolicy
from engine.errors import DefinitionError, InvalidInput
from engine.feel import FeelError
from engine.feel.values import Value

MOST_CASES = 500
ANSWER = "Answer"
_ONE_HIT = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One example as written: a value for each input (empty: not known), and what is expected in each answer."""

    name: str
    inputs: tuple[str, ...]
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """The examples of a decision. `inputs` are the names of what it asks, `answers` those of what it gives.

    `unknown` are inputs that examples give and the decision does not ask. `answers` is “Answer” alone where it gives
    one value. `outcomes` are in the order of the rows; empty when they cannot be run, with the reason in `problem`.
    """

    decision: str
    name: str
    inputs: tuple[str, ...]
    answers: tuple[str, ...]
    rows: tuple[CaseRow, ...]
    unknown: frozenset[str] = frozenset()
    outcomes: tuple[CaseOutcome, ...] = ()
    uncovered: tuple[UncoveredRule, ...] = ()
    problem: str = ""


def case_file(decision: str) -> str:
    """Where the examples of a decision are kept in a bundle."""
    return f"cases/{decision}.toml"


def case_sheet(model: DecisionModel, decision: str, written: bytes) -> CaseSheet:
    """The examples of a decision, run now. `written` may be empty. Raises DefinitionError when they cannot be read."""
    cases = read_cases(written, case_file(decision)) if written else []
    asked = tuple(dict.fromkeys(one.name for one in model.inputs_of(decision)))
    unknown = tuple(dict.fromkeys(name for case in cases for name in case["inputs"] if name not in asked))
    inputs, answers = (*asked, *unknown), _answers(model, decision, cases)
    try:
        rows = tuple(_row(case, inputs, answers) for case in cases)
    except FeelError as error:
        raise DefinitionError(f"Expected values, but: {error.message}", case_file(decision)) from error
    name = model.decision(decision).label
    sheet = CaseSheet(decision, name, inputs, answers, rows, frozenset(unknown))
    return _run(sheet, model, written) if cases else sheet


def _run(sheet: CaseSheet, model: DecisionModel, written: bytes) -> CaseSheet:
    known = sheet.decision, sheet.name, sheet.inputs, sheet.answers, sheet.rows, sheet.unknown
    try:
        report = run_cases(model, sheet.decision, written)
    except (DecisionError, DefinitionError) as error:
        return CaseSheet(*known, problem=error.message)
    return CaseSheet(*known, report.outcomes, report.uncovered_rules)


def _answers(model: DecisionModel, decision: str, cases: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The outputs of a table that gives several at once, unless an example expects something else of it."""
    table = model.decision(decision).table
    names = tuple(output.name for output in table.outputs) if table is not None else ()
    has_several = len(names) > 1 and table is not None and table.policy in _ONE_HIT
    fits = all(isinstance(case.get("expect"), dict) and case["expect"].keys() <= set(names) for case in cases)
    return names if has_several and fits else (ANSWER,)


def _row(case: Mapping[str, Any], inputs: Sequence[str], answers: Sequence[str]) -> CaseRow:
    expected = case.get("expect")
    given = {ANSWER: expected} if answers == (ANSWER,) else expected or {}
    return CaseRow(
        case["name"],
        tuple(_shown(case["inputs"], name) for name in inputs),
        tuple(_shown(given, name) for name in answers),
    )


def _shown(values: Mapping[str, Any], name: str) -> str:
    return literal(case_value(values[name])) if values.get(name) is not None else ""


def write_cases(inputs: Sequence[str], answers: Sequence[str], rows: Sequence[CaseRow]) -> bytes:
    """The file that `case_sheet` reads as these rows. Refuses, with InvalidInput, values that cannot be read."""
    if len(rows) > MOST_CASES:
        raise InvalidInput(f"Expected at most {MOST_CASES} examples, but there are {len(rows):,}.")
    blocks = [_written(inputs, answers, row, number) for number, row in enumerate(rows, 1)]
    return "\n".join(blocks).encode() if blocks else b"case = []\n"


def _written(inputs: Sequence[str], answers: Sequence[str], row: CaseRow, number: int) -> str:
    if not row.name:
        raise InvalidInput(
            f"Expected a name for example {number}, but it has none.", {f"case-{number}-name": "Name it."}
        )
    given = _values(inputs, row.inputs, row, "in", number)
    expected = _values(answers, row.expected, row, "out", number)
    lines = ["[[case]]", f"name = {toml(row.name)}", f"inputs = {toml(given)}"]
    if tuple(answers) == (ANSWER,):
        lines += [f"expect = {toml(expected[ANSWER])}"] if ANSWER in expected else []
    else:
        lines.append(f"expect = {toml(expected)}")
    return "\n".join(lines) + "\n"


def _values(names: Sequence[str], texts: Sequence[str], row: CaseRow, side: str, number: int) -> dict[str, Value]:
    """The values that were typed, by name; what is empty or null is left out."""
    found: dict[str, Value] = {}
    for place, (name, text) in enumerate(zip(names, texts, strict=True), 1):
        try:
            value = read_literal(text) if text else None
            toml(value if value is not None else "")
        except InvalidInput as error:
            message = f"Example “{row.name}”, {name}: {error.message}"
            raise InvalidInput(message, {f"case-{number}-{side}-{place}": error.message}) from error
        if value is not None:
            found[name] = value
    return found
