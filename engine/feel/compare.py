"""Equality, order and membership. Values that cannot be compared give null with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.far import FAR_TYPES, beside, clock_offset, is_mixed, order
from engine.feel.run import Run
from engine.feel.values import Months, Range, Unanswerable, Value, kind

_DIRECT = frozenset({str, Decimal, bool, date, timedelta, Months, type(None)})
_ORDERED = frozenset({str, Decimal, date, timedelta, Months})


def equal(left: Value, right: Value, run: Run) -> bool | None:
    """Whether the values are the same; null when their kinds differ. Null equals only null."""
    if type(left) is type(right):
        if type(left) in _DIRECT:
            return bool(left == right)
        return _equal_parts(left, right, run)
    if left is None or right is None:
        return False
    if kind(left) == kind(right):
        return _same_moment(left, right, run)
    run.null(f"A {kind(left)} cannot be compared with a {kind(right)}.")
    return None


def _equal_parts(left: Value, right: Value, run: Run) -> bool | None:
    run.spend(1 + len(left) // 10 if isinstance(left, (list, dict)) else 1)
    if isinstance(left, list):
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(equal(one, other, run) is True for one, other in pairs)
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(equal(left[name], right[name], run) is True for name in left)
    if isinstance(left, Range):
        return _equal_ranges(left, right, run)
    if isinstance(left, (datetime, time)) or type(left) in FAR_TYPES:
        return _same_moment(left, right, run)
    return left is right


def _same_moment(left: Value, right: Value, run: Run) -> bool:
    """A local moment or time is never the same as one that has a zone."""
    if is_mixed(left, right):
        run.null(f"A local {kind(left)} is not the same as one that has a zone.")
        return False
    return compared(left, right, run) == 0


def _equal_ranges(left: Range, right: Range, run: Run) -> bool:
    return (
        left.start_included == right.start_included
        and left.end_included == right.end_included
        and equal(left.start, right.start, run) is True
        and equal(left.end, right.end, run) is True
    )


def compared(left: Value, right: Value, run: Run) -> int | None:
    """Negative, zero or positive as `left` comes before, with or after `right`; null when there is no order."""
    if type(left) is type(right):
        if type(left) in _ORDERED:
            return -1 if left < right else int(left != right)
        if isinstance(left, (datetime, time)):
            return _compared_moments(left, right, run)
    if {type(left), type(right)} == {date, datetime}:
        return _compared_moments(_moment(left, right), _moment(right, left), run)
    if FAR_TYPES & {type(left), type(right)}:
        return _far_order(left, right, run)
    run.null(f"There is no order between a {kind(left)} and a {kind(right)}.")
    return None


def _far_order(left: Value, right: Value, run: Run) -> int | None:
    """The order of dates and times of which one is beyond the standard types."""
    kinds = {kind(left), kind(right)}
    if kinds == {"time"} or kinds <= {"date", "date and time"}:
        try:
            return order(left, right)
        except Unanswerable as refusal:
            run.null(refusal.reason)
            return None
    run.null(f"There is no order between a {kind(left)} and a {kind(right)}.")
    return None


def _moment(value: Value, other: Value) -> datetime:
    """The value itself, or midnight of a date in the way the other says where it is."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(tzinfo=UTC if other.tzinfo else None))


def _compared_moments(left: Value, right: Value, run: Run) -> int | None:
    """A local one is taken where the other is."""
    left, right = beside(left, right), beside(right, left)
    if left.tzinfo is not None and left.tzinfo == right.tzinfo and not isinstance(left, datetime):
        left, right = left.replace(tzinfo=None), right.replace(tzinfo=None)  # the clocks of one zone go alike
    elif left.tzinfo is not None:
        left, right = utc(left), utc(right)
        if left is None or right is None:
            run.null("A time in a named zone has no order without its date.")
            return None
    return -1 if left < right else int(left != right)


def utc(value: Value) -> datetime | time | None:
    """The instant in UTC, so that no arithmetic depends on a zone; null for times whose zone needs a date."""
    if isinstance(value, datetime):
        try:
            return value.astimezone(UTC)
        except OverflowError:
            return value.replace(tzinfo=UTC)
    offset = clock_offset(value)
    if offset is None:
        return None
    moment = datetime.combine(date(2000, 1, 2), value.replace(tzinfo=None)) - offset
    return datetime.combine(moment.date(), moment.time(), UTC)


def contains(span: Range, value: Value, run: Run) -> bool | None:
    """Whether the value lies in the range."""
    for end, sign, included in ((span.start, 1, span.start_included), (span.end, -1, span.end_included)):
        if end is None:
            continue
        order = compared(value, end, run)
        if order is None:
            return None
        if order * sign < 0 or (order == 0 and not included):
            return False
    return True


def member(value: Value, test: Value, run: Run) -> bool | None:
    """Whether the value passes the test of `in`: it is in the range or list, or equals it."""
    if isinstance(test, Range):
        return equal(value, test, run) if isinstance(value, Range) else contains(test, value, run)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test, run):
            return True
        run.spend(len(test))
        return any(
            (contains(item, value, run) if isinstance(item, Range) else equal(value, item, run)) is True
            for item in test
        )
    return equal(value, test, run)


def has(values: list[Value], value: Value, run: Run) -> bool:
    """Whether the list has an item equal to the value."""
    run.spend(len(values))
    return any(equal(item, value, run) is True for item in values)
