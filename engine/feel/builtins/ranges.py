"""How points and ranges lie to each other (the relations of Allen's interval algebra)."""

from __future__ import annotations

from engine.feel.builtins.registry import builtin
from engine.feel.compare import compared, contains
from engine.feel.constants import constant_range
from engine.feel.run import Run
from engine.feel.values import Range, Unanswerable, Value


def _order(left: Value, right: Value, run: Run) -> int:
    order = compared(left, right, run)
    if order is None:
        raise Unanswerable("Expected points and ends of ranges that have an order among each other.")
    return order


def _as_range(value: Value) -> Range:
    if value is None:
        raise Unanswerable("Expected a point or a range, but found null.")
    return value if isinstance(value, Range) else Range(value, value)


def _ends_before(first: Range, second: Range, run: Run) -> bool:
    """Whether all of the first lies before all of the second."""
    if first.end is None or second.start is None:
        return False
    order = _order(first.end, second.start, run)
    return order < 0 or (order == 0 and not (first.end_included and second.start_included))


def _starts(first: Range, second: Range, run: Run) -> int:
    """Negative, zero or positive as the first starts before, with or after the second."""
    if first.start is None or second.start is None:
        return (first.start is not None) - (second.start is not None)
    return _order(first.start, second.start, run) or second.start_included - first.start_included


def _ends(first: Range, second: Range, run: Run) -> int:
    """Negative, zero or positive as the first ends before, with or after the second."""
    if first.end is None or second.end is None:
        return (second.end is not None) - (first.end is not None)
    return _order(first.end, second.end, run) or first.end_included - second.end_included


@builtin("before(point1: any, point2: any)", "before(range: any, point: any)", "before(point: any, range: any)")
@builtin("before(range1: any, range2: any)")
def before(run: Run, first: Value, second: Value) -> bool:
    return _ends_before(_as_range(first), _as_range(second), run)


@builtin("after(point1: any, point2: any)", "after(range: any, point: any)", "after(point: any, range: any)")
@builtin("after(range1: any, range2: any)")
def after(run: Run, first: Value, second: Value) -> bool:
    return _ends_before(_as_range(second), _as_range(first), run)


@builtin("meets(range1: range, range2: range)")
def meets(run: Run, first: Range, second: Range) -> bool:
    if first.end is None or second.start is None:
        return False
    return first.end_included and second.start_included and _order(first.end, second.start, run) == 0


@builtin("met by(range1: range, range2: range)")
def met_by(run: Run, first: Range, second: Range) -> bool:
    return meets(run, second, first)


@builtin("overlaps(range1: range, range2: range)")
def overlaps(run: Run, first: Range, second: Range) -> bool:
    return not _ends_before(first, second, run) and not _ends_before(second, first, run)


@builtin("overlaps before(range1: range, range2: range)")
def overlaps_before(run: Run, first: Range, second: Range) -> bool:
    return overlaps(run, first, second) and _starts(first, second, run) < 0 and _ends(first, second, run) <= 0


@builtin("overlaps after(range1: range, range2: range)")
def overlaps_after(run: Run, first: Range, second: Range) -> bool:
    return overlaps_before(run, second, first)


@builtin("finishes(point: any, range: range)", "finishes(range1: any, range2: range)")
def finishes(run: Run, first: Value, second: Range) -> bool:
    inner = _as_range(first)
    return _ends(inner, second, run) == 0 and _starts(inner, second, run) >= 0


@builtin("finished by(range: range, point: any)", "finished by(range1: range, range2: any)")
def finished_by(run: Run, first: Range, second: Value) -> bool:
    return finishes(run, second, first)


@builtin("starts(point: any, range: range)", "starts(range1: any, range2: range)")
def starts(run: Run, first: Value, second: Range) -> bool:
    inner = _as_range(first)
    return _starts(inner, second, run) == 0 and _ends(inner, second, run) <= 0


@builtin("started by(range: range, point: any)", "started by(range1: range, range2: any)")
def started_by(run: Run, first: Range, second: Value) -> bool:
    return starts(run, second, first)


@builtin("includes(range: range, point: any)", "includes(range1: range, range2: any)")
def includes(run: Run, first: Range, second: Value) -> bool:
    if not isinstance(second, Range):
        inside = None if second is None else contains(first, second, run)
        if inside is None:
            raise Unanswerable("Expected a point that has an order with the ends of the range.")
        return inside
    return _starts(first, second, run) <= 0 <= _ends(first, second, run)


@builtin("during(point: any, range: range)", "during(range1: any, range2: range)")
def during(run: Run, first: Value, second: Range) -> bool:
    return includes(run, second, first)


@builtin("coincides(point1: any, point2: any)", "coincides(range1: any, range2: any)")
def coincides(run: Run, first: Value, second: Value) -> bool:
    one, other = _as_range(first), _as_range(second)
    return _starts(one, other, run) == 0 == _ends(one, other, run)


@builtin("range(from: string)")
def range_of_text(run: Run, text: str) -> Range:
    """A range written with literals, such as `[1..10)`."""
    return constant_range(text, run)
