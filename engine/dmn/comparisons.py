"""Cells that only compare with constants, answered once for all values between two neighbouring constants."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.dmn.domains import constants
from engine.dmn.frame import Frame, Place
from engine.feel.compare import utc
from engine.feel.expression import UnaryTests
from engine.feel.values import Months, Value

Line = type | str
"""Values that are ordered among themselves."""

_ORDERED = frozenset({str, Decimal, date, timedelta, Months})
_ALONE = frozenset({bool, type(None)})


class Comparisons:
    """The comparing cells of one column; safe to share between threads."""

    def __init__(self) -> None:
        self._cells: list[tuple[UnaryTests, Place, int]] = []
        self._points: dict[Line, list[Value]] = {}
        self._answers: dict[tuple[Line, int], int] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def add(self, cell: UnaryTests, place: Place, bit: int) -> bool:
        """Takes the cell of the rule with this bit, unless it does more than compare."""
        values = constants(cell.tree)
        lines = [_line(value) for value in values or ()]
        if values is None or None in lines:
            return False
        self._cells.append((cell, place, bit))
        for kind, point in filter(None, lines):
            self._points.setdefault(kind, []).append(point)
        return True

    def cut(self) -> None:
        """Prepares the look-up, after the last cell was added."""
        self._points = {kind: sorted(set(points)) for kind, points in self._points.items()}

    def rules(self, value: Value, frame: Frame) -> int:
        """The rules whose cell the value passes."""
        line = _line(value)
        if line is None or self._crosses(line[0]):
            return self._evaluated(value, frame)
        kind, point = line
        points = self._points.get(kind, _NONE)
        at = bisect_left(points, point) if points else 0
        key = (kind, 2 * at + (at < len(points) and points[at] == point))
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = self._evaluated(value, frame)
        return found

    def _crosses(self, kind: Line) -> bool:
        """Whether values of the kind are also compared with constants of another: dates with moments, and local
        moments with those that have a zone."""
        return kind in _CROSSING and bool((_CROSSING - {kind}) & self._points.keys())

    def _evaluated(self, value: Value, frame: Frame) -> int:
        found = 0
        for cell, place, bit in self._cells:
            if frame.passes(cell, value, place):
                found |= bit
        return found


_NONE: list[Value] = []
_CROSSING: frozenset[Line] = frozenset({date, "local moment", "moment"})


def _line(value: Value) -> tuple[Line, Value] | None:
    """The line that the value lies on, and its point there; None for a value that is on none."""
    kind = type(value)
    if kind in _ORDERED:
        return kind, value
    if kind in _ALONE:
        return kind, bool(value)
    if kind is datetime:
        return ("local moment", value) if value.tzinfo is None else ("moment", utc(value))
    if kind is time:
        return ("local time", value) if value.tzinfo is None else None
    return None
