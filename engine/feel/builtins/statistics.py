"""Functions that make one value of a list of numbers, or of other values that have an order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import TypeVar

from engine.feel.builtins.registry import builtin
from engine.feel.compare import compared
from engine.feel.run import Run
from engine.feel.values import NUMBERS, Unanswerable, Value

Numbers = list[Decimal]
T = TypeVar("T")


def _present(run: Run, items: list[T]) -> list[T]:
    run.spend(len(items))
    if not items or any(item is None for item in items):
        raise Unanswerable("Expected at least one value and no null.")
    return items


@builtin("min(*list: list<any>)")
def minimum(run: Run, items: list[Value]) -> Value:
    return _extreme(run, items, lambda order: order < 0)


@builtin("max(*list: list<any>)")
def maximum(run: Run, items: list[Value]) -> Value:
    return _extreme(run, items, lambda order: order > 0)


def _extreme(run: Run, items: list[Value], better: Callable[[int], bool]) -> Value:
    best, *others = _present(run, items)
    if compared(best, best, run) is None:
        raise Unanswerable("Expected values that have an order.")
    for item in others:
        order = compared(item, best, run)
        if order is None:
            raise Unanswerable("Expected values that have an order among each other.")
        best = item if better(order) else best
    return best


@builtin("sum(*list: list<number>)")
def total(run: Run, items: Numbers) -> Decimal:
    return reduce(NUMBERS.add, _present(run, items))


@builtin("product(*list: list<number>)")
def product(run: Run, items: Numbers) -> Decimal:
    return reduce(NUMBERS.multiply, _present(run, items))


@builtin("mean(*list: list<number>)")
def mean(run: Run, items: Numbers) -> Decimal:
    return NUMBERS.divide(total(run, items), Decimal(len(items)))


@builtin("median(*list: list<number>)")
def median(run: Run, items: Numbers) -> Decimal | None:
    if not items:
        return None
    ordered = sorted(_present(run, items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return NUMBERS.divide(NUMBERS.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@builtin("stddev(*list: list<number>)")
def stddev(run: Run, items: Numbers) -> Decimal:
    if len(items) < 2:
        raise Unanswerable("Expected at least two numbers.")
    average = mean(run, items)
    squares = [NUMBERS.power(NUMBERS.subtract(item, average), Decimal(2)) for item in items]
    return NUMBERS.sqrt(NUMBERS.divide(reduce(NUMBERS.add, squares), Decimal(len(items) - 1)))


@builtin("mode(*list: list<number>)")
def mode(run: Run, items: Numbers) -> Numbers:
    if not items:
        return []
    counts: dict[Decimal, int] = {}
    for item in _present(run, items):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(item for item, times in counts.items() if times == most)
