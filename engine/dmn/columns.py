"""The input columns of a table, indexed: which rules a value leaves, as the bits of one number.

Cells of constants, ranges and `-` are looked up. Other cells that only compare with constants are evaluated once for
all values between two neighbouring constants; what is kept are the places between constants, never a value. Cells
that compute are evaluated each time, and only for rules still possible.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from engine.dmn.comparisons import Comparisons
from engine.dmn.frame import Frame, Place
from engine.feel.expression import UnaryTests
from engine.feel.patterns import Pattern, pattern_of
from engine.feel.values import Months, Range, Value

_EXACT = frozenset({str, Decimal, bool, type(None), date, timedelta, Months})
_ORDERED = frozenset({str, Decimal, date, timedelta, Months})


class Column:
    """The cells of one input, one for each rule."""

    def __init__(self, cells: Sequence[UnaryTests], places: Sequence[Place]) -> None:
        self.cells = tuple(cells)
        self.places = tuple(places)
        known = {cell: pattern_of(cell.tree) for cell in set(cells)}
        self.patterns = tuple(known[cell] for cell in cells)
        self._always = 0
        self._indexed = 0
        self._exact: dict[tuple[type, Value], int] = {}
        self._segments: dict[type, _Segments] = {}
        self._evaluated: list[tuple[int, int]] = []
        self._compared = Comparisons()
        for index, pattern in enumerate(self.patterns):
            self._index(1 << index, index, pattern)
        for segments in self._segments.values():
            segments.cut()
        self._compared.cut()

    def _index(self, bit: int, index: int, pattern: Pattern | None) -> None:
        if pattern is not None and pattern.anything:
            self._always |= bit
        elif pattern is None or not _indexable(pattern):
            if not self._compared.add(self.cells[index], self.places[index], bit):
                self._evaluated.append((bit, index))
        else:
            self._indexed |= bit
            for value in pattern.values:
                key = (type(value), value)
                self._exact[key] = self._exact.get(key, 0) | bit
            for span in pattern.ranges:
                self._segments.setdefault(_type(span), _Segments()).add(span, bit)

    @property
    def evaluated(self) -> int:
        """Cells that the index does not hold."""
        return len(self._evaluated) + len(self._compared)

    def rules(self, value: Value, possible: int, frame: Frame) -> int:
        """Those of the possible rules whose cell the value passes."""
        kind = type(value)
        if kind in _EXACT:
            found = self._always | self._exact.get((kind, value), 0)
            segments = self._segments.get(kind)
            if segments is not None:
                found |= segments.rules(value)
        else:
            found = self._always | self._slowly(value, possible, frame)
        if self._compared:
            found |= self._compared.rules(value, frame)
        found &= possible
        for bit, index in self._evaluated:
            if bit & possible and frame.passes(self.cells[index], value, self.places[index]):
                found |= bit
        return found

    def _slowly(self, value: Value, possible: int, frame: Frame) -> int:
        """As the index, for values of kinds that it does not hold."""
        found = 0
        for index, cell in enumerate(self.cells):
            bit = 1 << index
            if bit & possible & self._indexed and frame.passes(cell, value, self.places[index]):
                found |= bit
        return found


def _indexable(pattern: Pattern) -> bool:
    if pattern.negated or not all(type(value) in _EXACT for value in pattern.values):
        return False
    return all(_type(span) in _ORDERED for span in pattern.ranges)


def _type(span: Range) -> type:
    return type(span.end if span.start is None else span.start)


class _Segments:
    """Ranges over values of one kind, cut at all their ends: the points, and what lies between them."""

    def __init__(self) -> None:
        self._ranges: list[tuple[Range, int]] = []
        self._points: list[Value] = []
        self._masks: list[int] = [0]

    def add(self, span: Range, bit: int) -> None:
        self._ranges.append((span, bit))

    def cut(self) -> None:
        """Prepares the look-up, after the last range was added."""
        ends = {end for known, _bit in self._ranges for end in (known.start, known.end) if end is not None}
        self._points = sorted(ends)
        self._masks = self._sweep(2 * len(self._points) + 1)

    def _sweep(self, size: int) -> list[int]:
        """The rules of every segment, from left to right. A rule may open several ranges at once."""
        changes: list[list[tuple[int, int]]] = [[] for _segment in range(size + 1)]
        for span, bit in self._ranges:
            first, last = self._first(span), self._last(span)
            if first <= last:
                changes[first].append((bit, 1))
                changes[last + 1].append((bit, -1))
        masks: list[int] = []
        opened: Counter[int] = Counter()
        mask = 0
        for segment in range(size):
            for bit, change in changes[segment]:
                opened[bit] += change
                mask = mask | bit if opened[bit] else mask & ~bit
            masks.append(mask)
        return masks

    def _first(self, span: Range) -> int:
        if span.start is None:
            return 0
        at = 2 * bisect_left(self._points, span.start) + 1
        return at if span.start_included else at + 1

    def _last(self, span: Range) -> int:
        if span.end is None:
            return 2 * len(self._points)
        at = 2 * bisect_left(self._points, span.end) + 1
        return at if span.end_included else at - 1

    def rules(self, value: Value) -> int:
        at = bisect_left(self._points, value)
        exact = at < len(self._points) and self._points[at] == value
        return self._masks[2 * at + 1 if exact else 2 * at]
