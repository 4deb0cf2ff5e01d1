"""Functions on lists. Positions count from 1; negative ones from the end."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from engine.feel import calls
from engine.feel.builtins.registry import builtin
from engine.feel.builtins.strings import whole
from engine.feel.compare import compared, equal, has
from engine.feel.run import Run
from engine.feel.values import FeelFunction, Unanswerable, Value

Items = list[Value]


@builtin("list contains(list: list, element: any)")
def list_contains(run: Run, items: Items, element: Value) -> bool:
    return has(items, element, run)


@builtin("count(list: list)")
def count(_run: Run, items: Items) -> Decimal:
    return Decimal(len(items))


@builtin("all(*list: list<any>)", "and(*list: list<any>)")
def all_true(_run: Run, items: Items) -> bool | None:
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@builtin("any(*list: list<any>)", "or(*list: list<any>)")
def any_true(_run: Run, items: Items) -> bool | None:
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(_run: Run, items: Items, start: Decimal, length: Decimal | None) -> Items:
    begin = _index(items, start)
    if length is None:
        return items[begin:]
    end = begin + whole(length, "the length")
    if not begin < end <= len(items):
        raise Unanswerable(f"The list has {len(items)} items, too few for this part of it.")
    return items[begin:end]


def _index(items: Items, position: Decimal) -> int:
    number = whole(position, "the position")
    if not number or abs(number) > len(items):
        raise Unanswerable(f"The list has {len(items)} items, but no item {number}.")
    return number - 1 if number > 0 else len(items) + number


@builtin("append(list: list, item: any)")
def append_one(run: Run, items: Items, item: Value) -> Items:
    run.build(len(items) + 1)
    return [*items, item]


@builtin("append(list: list, *items: list<any>)")
def append_several(run: Run, items: Items, added: Items) -> Items:
    run.build(len(items) + len(added))
    return [*items, *added]


@builtin("concatenate(*list: list<list>)")
def concatenate(run: Run, lists: list[Items | None]) -> Items:
    run.build(sum(len(items or ()) for items in lists))
    if any(items is None for items in lists):
        raise Unanswerable("Expected lists, but one of them is null.")
    return [item for items in lists for item in items or ()]


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: Items, position: Decimal, item: Value) -> Items:
    run.build(len(items) + 1)
    index = _index(items, position)
    return [*items[:index], item, *items[index:]]


@builtin("remove(list: list, position: number)")
def remove(run: Run, items: Items, position: Decimal) -> Items:
    run.build(len(items))
    index = _index(items, position)
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace(run: Run, items: Items, position: Decimal, item: Value) -> Items:
    run.build(len(items))
    index = _index(items, position)
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)")
def list_replace_matching(run: Run, items: Items, match: FeelFunction, item: Value) -> Items:
    answers = [calls.invoke(match, [old, item], (), run, 0) for old in items]
    if any(type(answer) is not bool for answer in answers):
        raise Unanswerable("Expected the function to answer true or false for every item.")
    return [item if answer else old for old, answer in zip(items, answers, strict=True)]


@builtin("reverse(list: list)")
def reverse(_run: Run, items: Items) -> Items:
    return items[::-1]


@builtin("index of(list: list, match: any)")
def index_of(run: Run, items: Items, match: Value) -> list[Decimal]:
    run.spend(len(items))
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match, run) is True]


@builtin("union(*list: list<list>)")
def union(run: Run, lists: list[Items | None]) -> Items:
    return distinct_values(run, concatenate(run, lists))


@builtin("distinct values(list: list)")
def distinct_values(run: Run, items: Items) -> Items:
    found: Items = []
    for item in items:
        if not has(found, item, run):
            found.append(item)
    return found


@builtin("flatten(list: list)")
def flatten(run: Run, items: Items) -> Items:
    found: Items = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            run.spend(1)
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            found.append(item)
        else:
            waiting.pop()
    return found


@builtin("sort(list: list, precedes?: function)")
def sort(run: Run, items: Items, precedes: FeelFunction | None) -> Items:
    def order(left: Value, right: Value) -> int:
        run.spend(1)
        if precedes is None:
            return _natural(left, right, run)
        if calls.invoke(precedes, [left, right], (), run, 0) is True:
            return -1
        return int(calls.invoke(precedes, [right, left], (), run, 0) is True)

    return sorted(items, key=cmp_to_key(order))


def _natural(left: Value, right: Value, run: Run) -> int:
    found = compared(left, right, run)
    if found is None:
        raise Unanswerable("Expected items that have an order, or a function that tells which comes first.")
    return found
