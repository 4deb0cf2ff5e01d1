"""What one `decide` may spend and knows, and the names that one decision sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.errors import DecisionError
from engine.feel.budget import Budget
from engine.feel.builtins import BUILTINS
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, UnaryTests
from engine.feel.run import Run
from engine.feel.types import Type, coerce
from engine.feel.values import KINDS, PLAIN, FeelFunction, Value
from engine.feel.writing import write_plain

STEPS = 1_000_000
"""Steps of expressions that one `decide` may take in all."""

MAX_NOTES = 50
"""Reasons that one `decide` keeps."""

MAX_CALLS = 30
"""Business knowledge models and decision services calling each other."""


@dataclass
class Deciding:
    """One call of `decide`: shared by all decisions it needs. Not strict: what fails is null, with a note."""

    file: str
    functions: Mapping[str, FeelFunction]
    strict: bool = True
    steps: int = STEPS
    calls: int = 0
    trace: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise DecisionError("Expected an answer within the budget of steps, but it takes too many.", self.file)


@dataclass(frozen=True)
class Place:
    """Where in the file a part of a decision stands."""

    decision: str
    element_id: str
    line: int | None
    label: str
    rule: int | None = None
    column: str = ""

    @property
    def where(self) -> str:
        """The label, with the decision when the label does not name it."""
        named = not self.decision or f'"{self.decision}"' in self.label
        return self.label if named else f'{self.label} of "{self.decision}"'

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return f"{self.label}{line}"


class Frame:
    """The names that a part of a decision sees."""

    __slots__ = ("deciding", "values")

    def __init__(self, values: Mapping[str, Value], deciding: Deciding) -> None:
        self.values = values
        self.deciding = deciding

    def with_values(self, values: Mapping[str, Value]) -> Frame:
        return Frame({**self.values, **values}, self.deciding)

    def run(self) -> Run:
        deciding = self.deciding
        run = Run(self.values, deciding.functions, BUILTINS, _BUDGET, deciding.strict)
        run.steps = min(run.steps, deciding.steps)
        return run

    def evaluate(self, expression: Expression, place: Place) -> Value:
        run = self.run()
        before = run.steps
        try:
            value = expression.answer(run)
            if run.reasons:
                self._note(run, expression.text, place)
            return value
        except FeelError as error:
            return self._failed(error, expression.text, place)
        finally:
            self.deciding.spend(before - run.steps + 1)

    def passes(self, tests: UnaryTests, value: Value, place: Place) -> bool:
        run = self.run()
        before = run.steps
        try:
            return tests.passes(value, run) is True
        except FeelError as error:
            self._failed(error, tests.text, place)
            return False
        finally:
            self.deciding.spend(before - run.steps + 1)

    def _note(self, run: Run, text: str, place: Place) -> None:
        """Keeps why parts of an expression were null."""
        for reason in run.reasons or ():
            self.note(f"In {place}, `{text[:80]}`: {reason.message}")

    def _failed(self, error: FeelError, text: str, place: Place) -> Value:
        return self.fail(f"In {place}, `{text[:80]}`: {error.message}", place, cause=error)

    def fail(self, message: str, place: Place, rules: tuple[str, ...] = (), cause: Exception | None = None) -> Value:
        """Refuses when strict; else notes the message and gives null."""
        if self.deciding.strict:
            raise DecisionError(message, self.deciding.file, place.decision, rules) from cause
        self.note(message)
        return None

    def note(self, message: str) -> None:
        """Keeps why something was null."""
        notes = self.deciding.notes
        if len(notes) < MAX_NOTES and message not in notes:
            notes.append(message)

    def typed(self, value: Value, wanted: Type | None, place: Place) -> Value:
        """The value as the declared type."""
        if wanted is None or value is None:
            return value
        if wanted.allowed is None and type(value) in PLAIN and KINDS.get(type(value)) == wanted.kind:
            return value
        coerced, fits = coerce(value, wanted, self.deciding.spend)
        if fits:
            return coerced
        return self.fail(f"Expected {place} to be {described(wanted)}, but it is {shown(value)}.", place)


_BUDGET = Budget()


def described(wanted: Type) -> str:
    """The type in words."""
    kind = f"list of {wanted.items.kind}" if wanted.kind == "list" and wanted.items else wanted.kind
    return f"an allowed {kind}" if wanted.allowed else f"a {kind}"


def shown(value: Value) -> str:
    """The value for a message, cut short."""
    if isinstance(value, (list, dict)):
        return f"a {'list' if isinstance(value, list) else 'context'} of {len(value)}"
    text = "a function" if isinstance(value, FeelFunction) else write_plain(value)
    return text if len(text) <= 60 else text[:57] + "…"
