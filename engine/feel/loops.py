"""`for`, `some` and `every`: repeating a part of an expression for each item of one or more lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from engine.feel.compare import compared
from engine.feel.far import from_ordinal, ordinal
from engine.feel.run import Run, Scope
from engine.feel.values import Range, Unanswerable, Value, kind

Closure = Callable[[Scope], Value]
Source = tuple[str, Closure, Closure | None]
"""A name, the closure of its list or of the first value, and the closure of the last value."""


def collected(sources: tuple[Source, ...], body: Closure, weight: int, uses_partial: bool) -> Closure:
    """`for … return body`"""

    def evaluate(scope: Scope) -> Value:
        run = scope.run
        answers: list[Value] = []
        try:
            for inner in _scopes(sources, 0, scope):
                run.spend(weight)
                if uses_partial:
                    run.build(len(answers))
                    inner = Scope({"partial": answers[:]}, inner, run)
                answers.append(body(inner))
        except Unanswerable as refusal:
            return run.null(refusal.reason)
        run.build(len(answers))
        return answers

    return evaluate


def quantified(sources: tuple[Source, ...], condition: Closure, weight: int, every: bool) -> Closure:
    """`some … satisfies condition`, or `every …`: decided by the first that decides, else null if any was null."""
    deciding = not every

    def evaluate(scope: Scope) -> Value:
        run = scope.run
        undecided = False
        try:
            for inner in _scopes(sources, 0, scope):
                run.spend(weight)
                answer = condition(inner)
                if answer is deciding:
                    return deciding
                undecided = undecided or type(answer) is not bool
        except Unanswerable as refusal:
            return run.null(refusal.reason)
        return run.null("The condition was not true or false for every item.") if undecided else every

    return evaluate


def _scopes(sources: tuple[Source, ...], index: int, scope: Scope) -> Iterator[Scope]:
    if index == len(sources):
        yield scope
        return
    name, first, last = sources[index]
    items = _items(first(scope), scope.run) if last is None else _span(first(scope), last(scope), scope.run)
    for item in items:
        yield from _scopes(sources, index + 1, Scope({name: item}, scope, scope.run))


def _items(value: Value, run: Run) -> Iterable[Value]:
    if isinstance(value, list):
        run.spend(len(value))
        return value
    if isinstance(value, Range):
        return range_items(value, run)
    if value is None:
        raise Unanswerable("Expected a list to repeat for, but it is null.")
    return [value]


def range_items(span: Range, run: Run) -> list[Value]:
    """The whole numbers or days of a range, upwards; none when it ends before it starts."""
    if kind(span.start) != kind(span.end):
        raise Unanswerable("Expected a range with both ends to repeat for.")
    if (compared(span.start, span.end, run) or 0) > 0:
        raise Unanswerable("Expected a range that does not end before it starts.")
    items = _span(span.start, span.end, run)
    if not span.start_included:
        items = items[1:]
    return items if span.end_included or not items or items[-1] != span.end else items[:-1]


def _span(first: Value, last: Value, run: Run) -> list[Value]:
    """From first to last, up or down, in whole steps of one or of one day."""
    if kind(first) == kind(last) == "date":
        start, end = ordinal(first), ordinal(last)
        _announce(abs(end - start) + 1, run)
        step = 1 if end >= start else -1
        return [from_ordinal(day) for day in range(start, end + step, step)]
    if type(first) is Decimal and type(last) is Decimal:
        return _numbers(first, last, run)
    raise Unanswerable(f"Expected a range of whole numbers or dates, but found {kind(first)} and {kind(last)}.")


def _announce(size: int, run: Run) -> None:
    """Items that are made one by one cost more than a copy of them."""
    run.build(size)
    run.spend(size // 4)


def _numbers(first: Decimal, last: Decimal, run: Run) -> list[Value]:
    if first != first.to_integral_value() or last != last.to_integral_value():
        raise Unanswerable("Expected a range of whole numbers to repeat for.")
    _announce(int(min(abs(last - first) + 1, Decimal(10**9))), run)
    start, end = int(first), int(last)
    step = 1 if end >= start else -1
    return [Decimal(number) for number in range(start, end + step, step)]
