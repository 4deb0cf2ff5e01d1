"""Compiled expressions and unary tests: what the rest of the engine holds on to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

from engine.feel.budget import DEFAULT, MAX_VALUE_DEPTH, Budget
from engine.feel.builtins import BUILTINS
from engine.feel.compiler import Closure, Compiler
from engine.feel.errors import FeelError
from engine.feel.names import Names, known_names
from engine.feel.operators import Test, passes
from engine.feel.parser import parse_expression, parse_unary_tests
from engine.feel.run import Reason, Run, Scope, admit
from engine.feel.syntax import Name, Node, Tests
from engine.feel.types import Type
from engine.feel.values import PLAIN, FeelFunction, Range, Value
from engine.feel.words import describe, describe_tests

T = TypeVar("T")

_NO_FUNCTIONS: Mapping[str, FeelFunction] = MappingProxyType({})
_NO_TYPES: Mapping[str, Type] = MappingProxyType({})
_BUILTIN_NAMES = Names(BUILTINS, called=("working days between",))
"""Names that are known without being declared; `between` in the last is else a word of the language."""


@dataclass(frozen=True)
class Outcome:
    """A value, and why parts of the expression were null."""

    value: Value
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, eq=False)
class Expression:
    """A compiled expression; safe to share between threads.

    `names` are the names that it expects from the context or the functions. Built-in functions are not among them, nor
    are names inside filters, which may belong to the items. `called` are those of them that are called as functions.
    """

    text: str
    names: frozenset[str]
    called: frozenset[str]
    tree: Node = field(repr=False)
    _closure: Closure = field(repr=False)

    @property
    def description(self) -> str:
        """The expression in plain words."""
        return describe(self.tree)

    def evaluate(
        self,
        context: Mapping[str, Value],
        functions: Mapping[str, FeelFunction] = _NO_FUNCTIONS,
        budget: Budget = DEFAULT,
        *,
        strict: bool = True,
    ) -> Value:
        """The value of the expression; `None` where the language says null.

        Raises `FeelError` when a name is known neither to the context nor among the functions (null instead when not
        `strict`), when the context holds something that is no value of the language, and when a budget is exceeded.
        """
        return self.answer(Run(context, functions, BUILTINS, budget, strict))

    def explain(
        self,
        context: Mapping[str, Value],
        functions: Mapping[str, FeelFunction] = _NO_FUNCTIONS,
        budget: Budget = DEFAULT,
        *,
        strict: bool = True,
    ) -> Outcome:
        """As `evaluate`, with the reasons for every null on the way."""
        run = Run(context, functions, BUILTINS, budget, strict)
        value = self.answer(run)
        return Outcome(value, tuple(run.reasons or ()))

    def answer(self, run: Run) -> Value:
        """The value, evaluated in a run that the caller keeps to see what it cost."""
        try:
            value = self._closure(Scope(_NOTHING, None, run))
            if type(value) not in PLAIN:
                measure(value, run)
        except RecursionError:
            raise FeelError("Expected values and calls of limited depth, but these are too deep.") from None
        return value


@dataclass(frozen=True, eq=False)
class UnaryTests:
    """The compiled tests of a decision table's cell; safe to share between threads. `?` is the value they test."""

    text: str
    names: frozenset[str]
    tree: Tests = field(repr=False)
    _tests: tuple[Test, ...] = field(repr=False)

    def description(self, subject: str) -> str:
        """The tests in plain words about a subject, such as `age is from 18 to 24`."""
        return describe_tests(self.tree, subject)

    def matches(
        self,
        value: Value,
        context: Mapping[str, Value],
        functions: Mapping[str, FeelFunction] = _NO_FUNCTIONS,
        budget: Budget = DEFAULT,
        *,
        strict: bool = True,
    ) -> bool | None:
        """Whether the value passes; null when that cannot be known, such as a text tested as a number."""
        return self.passes(value, Run(context, functions, BUILTINS, budget, strict))

    def passes(self, value: Value, run: Run) -> bool | None:
        """Whether the value passes, in a run that the caller keeps to see what it cost."""
        if not self._tests:
            return True
        value = value if type(value) in PLAIN else admit(value, run.spend)
        try:
            answer = passes(value, self._tests, Scope({"?": value}, None, run))
        except RecursionError:
            raise FeelError("Expected values and calls of limited depth, but these are too deep.") from None
        return answer if answer is None or not self.tree.negated else not answer


_NOTHING: Mapping[str, Value] = MappingProxyType({})


def measure(value: Value, run: Run, depth: int = 0) -> None:
    """Walks a result as its reader will; refuses one that is too large or too deep, though it was cheap to build."""
    if depth > MAX_VALUE_DEPTH:
        raise FeelError(f"Expected an answer at most {MAX_VALUE_DEPTH} lists deep, but this one is deeper.")
    run.spend(1)
    for part in _parts(value):
        if type(part) in PLAIN:
            run.spend(1)
        else:
            measure(part, run, depth + 1)


def _parts(value: Value) -> Value:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, Range):
        return (value.start, value.end)
    return ()


@lru_cache(maxsize=4096)
def compile_expression(text: str, names: tuple[str, ...] = ()) -> Expression:
    """Reads an expression; the same text with the same names is read once.

    `names` are known names that are more than one plain word, such as `working days` or `follow-up date`; adjacent
    words are joined to one name without being known. A leading "=" is not part of the language: strip it first.
    Raises `FeelError` with the position of the first character that does not fit.
    """
    return build_expression(text, names)


@lru_cache(maxsize=4096)
def compile_unary_tests(text: str, names: tuple[str, ...] = ()) -> UnaryTests:
    """Reads the tests of a decision table's cell, such as `-`, `"a","b"`, `[18..25)`, `not(< 3)`, `? > limit`."""
    return build_unary_tests(text, names)


def build_expression(text: str, names: tuple[str, ...] = (), types: Mapping[str, Type] = _NO_TYPES) -> Expression:
    """`compile_expression` with the types of a decision model, not cached."""
    return _guarded(_expression, text, names, types)


def build_unary_tests(text: str, names: tuple[str, ...] = (), types: Mapping[str, Type] = _NO_TYPES) -> UnaryTests:
    """`compile_unary_tests` with the types of a decision model, not cached."""
    return _guarded(_unary_tests, text, names, types)


def unreadable_expression(text: str, refusal: FeelError) -> Expression:
    """Stands for a text that is no expression: refuses whenever it is evaluated."""
    return Expression(text, frozenset(), frozenset(), Name(refusal.position, text), _refusing(refusal))


def unreadable_unary_tests(text: str, refusal: FeelError) -> UnaryTests:
    """Stands for a text that is no test: refuses whenever a value is tested."""
    refuse = _refusing(refusal)
    tree = Tests(refusal.position, (Name(refusal.position, text),))
    return UnaryTests(text, frozenset(), tree, (lambda _value, scope: refuse(scope),))


def _refusing(refusal: FeelError) -> Closure:
    def refuse(_scope: Scope) -> Value:
        raise refusal

    return refuse


def _guarded(
    build: Callable[[str, tuple[str, ...], Mapping[str, Type]], T],
    text: str,
    names: tuple[str, ...],
    types: Mapping[str, Type],
) -> T:
    try:
        return build(text, names, types)
    except RecursionError:
        raise FeelError("Expected an expression of limited depth, but this one is too deep.") from None


def _expression(text: str, names: tuple[str, ...], types: Mapping[str, Type]) -> Expression:
    compiler = Compiler(types)
    tree = parse_expression(text, known_names(tuple(names), _BUILTIN_NAMES))
    closure = compiler.closure(tree)
    expected, called = compiler.names - BUILTINS.keys(), compiler.called - BUILTINS.keys()
    return Expression(text, frozenset(expected), frozenset(called), tree, closure)


def _unary_tests(text: str, names: tuple[str, ...], types: Mapping[str, Type]) -> UnaryTests:
    compiler = Compiler(types)
    tree = parse_unary_tests(text, known_names(tuple(names), _BUILTIN_NAMES))
    with compiler.binding("?"):
        tests = tuple(compiler.cell(test) for test in tree.tests)
    return UnaryTests(text, frozenset(compiler.names - BUILTINS.keys()), tree, tests)
