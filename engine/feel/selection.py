"""`list[…]`: one item by its number, or the items for which a condition holds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.feel.run import Run, Scope
from engine.feel.values import Value, kind

Closure = Callable[[Scope], Value]


def select(base: Closure, predicate: Closure, weight: int, position: int) -> Closure:
    """A number selects by position (1 is the first, -1 the last); otherwise items stay for which the answer is true."""

    def evaluate(scope: Scope) -> Value:
        run = scope.run

        def answer(item: Value) -> Value:
            run.spend(weight)
            return predicate(_item_scope(item, scope))

        return selected(base(scope), answer, run, position)

    return evaluate


def selected(value: Value, answer: Callable[[Value], Value], run: Run, position: int) -> Value:
    """The item, or the items, that the answers select. What is no list counts as a list of one; of null nothing is
    selected: the answer is null."""
    if value is None:
        return run.null("Expected a list to select from, but it is null.", position)
    items = value if isinstance(value, list) else [value]
    first = answer(items[0] if items else None)
    if type(first) is Decimal:
        return _item(items, first, run, position)
    kept: list[Value] = []
    for index, item in enumerate(items):
        holds = answer(item) if index else first
        if holds is True:
            kept.append(item)
        elif holds is not False and holds is not None:
            return run.null(f"A list is filtered by numbers or conditions, not by a {kind(holds)}.", position)
    return kept


def _item_scope(item: Value, scope: Scope) -> Scope:
    inner = Scope({"item": item}, scope, scope.run)
    return Scope(item, inner, scope.run) if isinstance(item, dict) else inner


def _item(items: list[Value], number: Decimal, run: Run, position: int) -> Value:
    if number != number.to_integral_value() or not number or abs(number) > len(items):
        return run.null(f"The list has {len(items)} items, but no item {number}.", position)
    index = int(number)
    return items[index - 1 if index > 0 else index]
