"""One evaluation: what it may still spend, which names it sees, and why an answer was null."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NoReturn

from engine.feel.budget import MAX_VALUE_DEPTH, Budget
from engine.feel.errors import FeelError, suggestion
from engine.feel.values import NUMBERS, PLAIN, FeelFunction, Range, Value


@dataclass(frozen=True)
class Reason:
    """Why a part of an expression was null; `position` is the offset of that part."""

    message: str
    position: int


class Run:
    """The state of one evaluation."""

    __slots__ = ("admitted", "builtins", "calls", "context", "functions", "reasons", "size", "steps", "strict")

    def __init__(
        self,
        context: Mapping[str, Value],
        functions: Mapping[str, FeelFunction],
        builtins: Mapping[str, Value],
        budget: Budget,
        strict: bool,
    ) -> None:
        self.context = context
        self.functions = functions
        self.builtins = builtins
        self.steps = budget.steps
        self.size = budget.size
        self.calls = budget.calls
        self.strict = strict
        self.reasons: list[Reason] | None = None
        self.admitted: dict[str, Value] | None = None

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise FeelError("Expected an answer within the budget of steps, but the expression takes too many.")

    def build(self, size: int) -> None:
        """Announces a text or list of this size before it is built."""
        if size > self.size:
            raise FeelError(f"Expected at most {self.size:,} characters or items, but the expression builds {size:,}.")
        self.spend(1 + size // 100)

    def null(self, reason: str, position: int = 0) -> Value:
        """The answer null, recording why."""
        if self.reasons is None:
            self.reasons = []
        if len(self.reasons) < 20:
            self.reasons.append(Reason(reason, position))
        return None

    def fetch(self, name: str, position: int, lenient: bool = False) -> Value:
        """The value of a name that no part of the expression binds."""
        context = self.context
        if name in context:
            value = context[name]
            if type(value) is Decimal and not value.is_finite():
                raise FeelError(f'Expected a finite number as "{name}", but this one is not.', position)
            return value if type(value) in PLAIN else self._admit(name, value)
        return self._function(name, position, lenient)

    def function(self, name: str, position: int) -> Value:
        """The function of that name: from the context when it holds a function there, else given or built in."""
        value = self.context.get(name)
        if isinstance(value, FeelFunction):
            return value
        return self._function(name, position, False)

    def _function(self, name: str, position: int, lenient: bool) -> Value:
        if name in self.functions:
            return self.functions[name]
        if name in self.builtins:
            return self.builtins[name]
        if self.strict and not lenient:
            self._unknown(name, position)
        return self.null(f'There is no "{name}".', position)

    def _unknown(self, name: str, position: int) -> NoReturn:
        known = [*map(str, self.context), *self.functions, *self.builtins, "true", "false", "null"]
        raise FeelError(f'Expected a known name, but there is no "{name}".{suggestion(name, known)}', position)

    def _admit(self, name: str, value: Value) -> Value:
        if self.admitted is None:
            self.admitted = {}
        if name not in self.admitted:
            self.admitted[name] = admit(value, self.spend)
        return self.admitted[name]


class Scope:
    """Names bound by a part of the expression, inside those of `parent`."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, Value], parent: Scope | None, run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run


def admit(value: Value, spend: Callable[[int], None], depth: int = 0) -> Value:
    """The value as the language sees it: whole numbers and floats become decimals, tuples become lists.

    Anything that is not a value of the language is refused with `FeelError`, so that no other object gets in.
    """
    if type(value) in PLAIN:
        return _finite(value) if type(value) is Decimal else value
    if depth > MAX_VALUE_DEPTH:
        raise FeelError(f"Expected lists and contexts at most {MAX_VALUE_DEPTH} deep, but this value is deeper.")
    spend(1)
    if isinstance(value, (list, tuple)):
        return [admit(item, spend, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {_key(key): admit(item, spend, depth + 1) for key, item in value.items()}
    return _admit_single(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise FeelError(f"Expected texts as names in a context, but found {key!r}.")
    return str(key)


def _admit_single(value: object) -> Value:
    if isinstance(value, (Range, FeelFunction)):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return _finite(NUMBERS.create_decimal(repr(value)))
    for plain in (str, Decimal, datetime, date, time, timedelta):
        if isinstance(value, plain):
            return _exact(value)
    raise FeelError(f"Expected a value that expressions can use, but this is a {type(value).__name__}.")


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise FeelError("Expected a finite number, but this one is not.")
    return number


def _exact(value: object) -> Value:
    """A plain value of a subclass, such as an enumerated text, as the plain type."""
    if isinstance(value, str):
        return str.__str__(value)
    raise FeelError(f"Expected a plain value, but this is a {type(value).__name__}.")
