"""The grid of a table: every combination of groups of values, and the rules that cover it, as bits of one number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn.domains import Group, groups, passes
from engine.dmn.table import InputClause, Table
from engine.feel.patterns import Pattern, pattern_of
from engine.feel.types import Type

MAX_VISITS = 100_000
"""Places that one search looks at."""

MAX_COMPARED = 1_000_000
"""Constants of the cells times rules."""

NAMED = 3
"""Values that are named of those that the same rules cover."""


class TooLargeError(Exception):
    """The grid has more places than are looked at."""


@dataclass(frozen=True)
class Axis:
    """One column: its groups, each with the rules whose cell covers it."""

    label: str
    groups: tuple[tuple[Group, int], ...]

    def together(self, rule: int) -> int:
        """The rules that share a group with this one."""
        found = 0
        for _group, mask in self.groups:
            found |= mask if mask >> rule & 1 else 0
        return found

    def shared(self, bits: int) -> Group | None:
        """The first group that all these rules cover."""
        return next((group for group, mask in self.groups if mask & bits == bits), None)


Place = tuple[tuple[str, str], ...]
"""A place of the grid in words: labels of columns and their values; columns that do not matter are left out."""


def allowed_values(clause: InputClause, wanted: Type | None) -> Pattern | None:
    """The values that the column, or else its type, allows."""
    if clause.allowed is not None:
        return pattern_of(clause.allowed.tree)
    tests = getattr(wanted.allowed, "tests", None) if wanted else None
    return pattern_of(tests.tree) if tests is not None else None


def axes(table: Table, types: dict[str, Type | None]) -> tuple[Axis, ...] | None:
    """The axes of the grid; None when a cell depends on more than constants.

    Raises `TooLargeError` when the columns tell too many groups of values apart.
    """
    patterns = [clause.column.patterns for clause in table.inputs]
    if any(pattern is None for column in patterns for pattern in column):
        return None
    constants = sum(len(p.values) + 2 * len(p.ranges) for column in patterns for p in column if p is not None)
    if constants * len(table.rules) > MAX_COMPARED:
        raise TooLargeError
    found: list[Axis] = []
    for clause in table.inputs:
        axis = _axis(clause, types.get(clause.label))
        if axis is None:
            return None
        found.append(axis)
    return tuple(found)


def _axis(clause: InputClause, wanted: Type | None) -> Axis | None:
    patterns = [pattern for pattern in clause.column.patterns if pattern is not None]
    kind = wanted.kind if wanted is not None and wanted.kind != "Any" else ""
    found = groups(patterns, kind, allowed_values(clause, wanted))
    if found is None:
        return None
    by_mask: dict[int, list[Group]] = {}
    for group in found:
        by_mask.setdefault(_mask(patterns, group), []).append(group)
    return Axis(clause.label, tuple((_joined(alike), mask) for mask, alike in by_mask.items()))


def _joined(alike: list[Group]) -> Group:
    """Groups that the same rules cover, as one."""
    words = [group.words for group in alike[:NAMED]] + ["others"] * (len(alike) > NAMED)
    return Group(alike[0].value, " or ".join(words))


def _mask(patterns: list[Pattern], group: Group) -> int:
    return sum(1 << index for index, pattern in enumerate(patterns) if passes(pattern, group.value))


class Search:
    """Looks for places that rules leave open."""

    def __init__(self, grid: tuple[Axis, ...]) -> None:
        self.grid = grid
        self._visits = 0
        self._covered: set[tuple[int, int]] = set()

    def open_places(self, rules: int, within: int = -1) -> Iterator[Place]:
        """Places that none of `rules` covers, among those that all rules in `within` cover (all places when -1).

        Raises `TooLargeError` when the grid has too many places to look at.
        """
        self._covered.clear()
        for path in self._paths(0, rules, within):
            yield self._words(path, rules)

    def _paths(self, column: int, mask: int, within: int) -> Iterator[tuple[int, ...]]:
        if not mask:
            yield ()
            return
        if column == len(self.grid) or (column, mask) in self._covered:
            return
        self._visits += 1
        if self._visits > MAX_VISITS:
            raise TooLargeError
        found = False
        for index, (_group, covering) in enumerate(self.grid[column].groups):
            if within != -1 and covering & within != within:
                continue
            for path in self._paths(column + 1, mask & covering, within):
                found = True
                yield (index, *path)
        if not found:
            self._covered.add((column, mask))

    def _words(self, path: tuple[int, ...], rules: int) -> Place:
        """The place without the columns that change nothing."""
        chosen = dict(enumerate(path))
        for column in list(chosen):
            others = [self.grid[other].groups[index][1] for other, index in chosen.items() if other != column]
            rest = rules
            for mask in others:
                rest &= mask
            if all(not rest & mask for _group, mask in self.grid[column].groups):
                del chosen[column]
        return tuple(
            (self.grid[column].label, self.grid[column].groups[index][0].words) for column, index in chosen.items()
        )


def spoken_place(place: Place) -> str:
    return " and ".join(f"{label} = {words}" for label, words in place) or "any input"
