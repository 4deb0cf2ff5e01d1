"""Closures of the operators, with three-valued logic: what cannot be known is null."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.feel import arithmetic as numbers
from engine.feel.compare import compared, equal, member
from engine.feel.run import Scope
from engine.feel.syntax import Comparator, Operator, RangeOf
from engine.feel.values import KINDS, Range, Value, kind

Closure = Callable[[Scope], Value]
Test = Callable[[Value, Scope], Value]
"""Whether a value passes, which may be null."""

ORDERED_KINDS = frozenset(KINDS.values()) - {"null", "boolean", "list", "context", "range", "function"}


def negation(operand: Closure, position: int) -> Closure:
    return lambda scope: numbers.negate(operand(scope), scope.run, position)


def arithmetic(first: Closure, rest: Sequence[tuple[Operator, Closure, int]]) -> Closure:
    apply = numbers.apply

    def evaluate(scope: Scope) -> Value:
        answer = first(scope)
        for operator, operand, position in rest:
            answer = apply(operator, answer, operand(scope), scope.run, position)
        return answer

    return evaluate


def equals_text(left: Closure, text: str) -> Closure:
    def evaluate(scope: Scope) -> bool | None:
        value = left(scope)
        return equal(value, text, scope.run) if type(value) is not str else bool(value == text)

    return evaluate


_HOLDS: dict[Comparator, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def bound_test(operator: Comparator, operand: Closure) -> Test:
    """`< 5` and its like, as a test of a value."""
    if operator in ("=", "!="):
        return lambda value, scope: _same(value, operand(scope), scope, operator == "=")
    holds = _HOLDS[operator]

    def test(value: Value, scope: Scope) -> bool | None:
        order = compared(value, operand(scope), scope.run)
        return None if order is None else holds(order)

    return test


def _same(left: Value, right: Value, scope: Scope, wanted: bool) -> bool | None:
    answer = equal(left, right, scope.run)
    return None if answer is None else answer is wanted


def comparison(operator: Comparator, left: Closure, right: Closure) -> Closure:
    test = bound_test(operator, right)
    return lambda scope: test(left(scope), scope)


def between(operand: Closure, low: Closure, high: Closure) -> Closure:
    def evaluate(scope: Scope) -> bool | None:
        value = operand(scope)
        return _lies(value, low(scope), high(scope), True, True, scope)

    return evaluate


def _lies(value: Value, low: Value, high: Value, from_low: bool, to_high: bool, scope: Scope) -> bool | None:
    """Two comparisons joined by "and": one that fails decides, whatever the other is."""
    order = compared(value, low, scope.run)
    above = None if order is None else order > 0 or (order == 0 and from_low)
    if above is False:
        return False
    order = compared(value, high, scope.run)
    below = None if order is None else order < 0 or (order == 0 and to_high)
    return False if below is False else None if above is None else below


def range_test(start: Closure, end: Closure, node: RangeOf) -> Test:
    """`in [1..5]`: two comparisons, also of ends that make no range; a range passes when it is the same."""
    whole = span(start, end, node)

    def test(value: Value, scope: Scope) -> bool | None:
        if isinstance(value, Range):
            return member(value, whole(scope), scope.run)
        return _lies(value, start(scope), end(scope), node.start_included, node.end_included, scope)

    return test


def conjunction(operands: Sequence[Closure]) -> Closure:
    return _decided_by(operands, deciding=False)


def disjunction(operands: Sequence[Closure]) -> Closure:
    return _decided_by(operands, deciding=True)


def _decided_by(operands: Sequence[Closure], deciding: bool) -> Closure:
    """The deciding answer if any operand gives it, else null if any is not boolean, else the other answer."""
    word = "or" if deciding else "and"

    def evaluate(scope: Scope) -> bool | None:
        unknown = False
        for operand in operands:
            answer: object = operand(scope)
            if answer is deciding:
                return deciding
            if type(answer) is not bool:
                unknown = True
        return scope.run.null(f'"{word}" needs true or false on both sides.') if unknown else not deciding

    return evaluate


def value_test(closure: Closure, null: bool) -> Test:
    """Membership in the value of the closure. Only a literal null matches null; any other null is not known."""

    def test(value: Value, scope: Scope) -> bool | None:
        wanted = closure(scope)
        return None if wanted is None and not null else member(value, wanted, scope.run)

    return test


def cell_test(closure: Closure, asks: bool) -> Test:
    """True or false decides, unless it is compared with a value that is itself true or false; else as `value_test`."""

    def test(value: Value, scope: Scope) -> bool | None:
        wanted = closure(scope)
        if type(wanted) is bool and (asks or type(value) is not bool):
            return wanted
        return None if wanted is None else member(value, wanted, scope.run)

    return test


def any_test(operand: Closure, tests: Sequence[Test]) -> Closure:
    def evaluate(scope: Scope) -> bool | None:
        return passes(operand(scope), tests, scope)

    return evaluate


def passes(value: Value, tests: Sequence[Test], scope: Scope) -> bool | None:
    """Whether the value passes any of the tests."""
    unknown = False
    for test in tests:
        answer = test(value, scope)
        if answer is True:
            return True
        unknown = unknown or answer is not False
    return None if unknown else False


def span(start: Closure, end: Closure, node: RangeOf) -> Closure:
    """A range whose ends are of one kind that has an order, else null."""

    def evaluate(scope: Scope) -> Range | None:
        low, high = start(scope), end(scope)
        if kind(low) != kind(high) or kind(low) not in ORDERED_KINDS:
            scope.run.null(f"There is no range from a {kind(low)} to a {kind(high)}.", node.position)
            return None
        if (compared(low, high, scope.run) or 0) > 0:
            scope.run.null("There is no range that ends before it starts.", node.position)
            return None
        return Range(low, high, node.start_included, node.end_included)

    return evaluate


def open_range(operand: Closure, operator: Comparator, position: int) -> Closure:
    """`(< 10)` as a value: a range without an end."""

    def evaluate(scope: Scope) -> Range | None:
        value = operand(scope)
        if kind(value) not in ORDERED_KINDS:
            scope.run.null(f"There is no range that ends at a {kind(value)}.", position)
            return None
        match operator:
            case "<" | "<=":
                return Range(None, value, False, operator == "<=")
            case ">" | ">=":
                return Range(value, None, operator == ">=", False)
            case "=":
                return Range(value, value)
        scope.run.null('"!=" alone is no range.', position)
        return None

    return evaluate
