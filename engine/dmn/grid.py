"""The grid of a table: every combination of groups of values, and the rules that cover it, as bits of one number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.dmn.columns import Column
from engine.dmn.domains import SIMPLE, Group, constants, groups, has_ranges
from engine.dmn.frame import Deciding, Frame
from engine.dmn.table import InputClause, Table
from engine.feel.expression import UnaryTests
from engine.feel.types import Type

MAX_VISITS = 1_000_000
"""Groups that one search looks at."""

MAX_COMPARED = 5_000_000
"""Groups of all columns times rules."""

MAX_EVALUATED = 200_000
"""Groups of one column times cells that have to be evaluated for them."""

MAX_STEPS = 1_000_000_000
MAX_AXES = 100
"""Columns that tell values apart."""

NAMED = 3
"""Values that are named of those that the same rules cover."""


class TooLargeError(Exception):
    """The grid has more places than are looked at."""


@dataclass(frozen=True)
class Cover:
    """A group, the rules whose cell surely covers it, and those of which it is possible: computed cells may."""

    group: Group
    sure: int
    possible: int


@dataclass(frozen=True)
class Axis:
    """One column that tells values apart; `column` counts the table's inputs from 0."""

    column: int
    label: str
    covers: tuple[Cover, ...]

    def together(self, rule: int) -> int:
        """The rules that surely share a group with this one."""
        found = 0
        for cover in self.covers:
            found |= cover.sure if cover.sure >> rule & 1 else 0
        return found

    def possible(self, rule: int) -> bool:
        return any(cover.possible >> rule & 1 for cover in self.covers)

    def shared(self, bits: int) -> Group | None:
        """The first group that all these rules cover."""
        return next((cover.group for cover in self.covers if cover.sure & bits == bits), None)


Place = tuple[tuple[str, str], ...]
"""A place of the grid in words: labels of columns and their values; columns that do not matter are left out."""


def allowed_values(clause: InputClause, wanted: Type | None) -> UnaryTests | None:
    """The values that the column, or else its type, allows."""
    if clause.allowed is not None:
        return clause.allowed
    tests = getattr(wanted.allowed, "tests", None) if wanted else None
    return tests if isinstance(tests, UnaryTests) else None


def axes(table: Table, types: Sequence[Type | None]) -> tuple[Axis, ...]:
    """The axes of the grid, without columns in which all values are alike.

    Raises `TooLargeError` when the columns tell too many groups of values apart.
    """
    every = (1 << len(table.rules)) - 1
    found = [
        _axis(index, clause, wanted, every)
        for index, (clause, wanted) in enumerate(zip(table.inputs, types, strict=True))
    ]
    telling = [axis for axis in found if any(cover.sure != every for cover in axis.covers)]
    compared = sum(len(axis.covers) for axis in telling) * len(table.rules)
    if len(telling) > MAX_AXES or compared > MAX_COMPARED:
        raise TooLargeError
    return tuple(telling)


def _axis(index: int, clause: InputClause, wanted: Type | None, every: int) -> Axis:
    compared: list[object] = []
    constant = 0
    for rule, cell in enumerate(clause.column.cells):
        values = constants(cell.tree)
        if values is not None:
            constant |= 1 << rule
            compared += values
    covers = _covers(index, clause, wanted, compared, constant, every)
    return Axis(index, clause.label, covers)


def _covers(
    index: int, clause: InputClause, wanted: Type | None, compared: list[object], constant: int, every: int
) -> tuple[Cover, ...]:
    cells = clause.column.cells
    found = _groups(clause, wanted, compared)
    if found is None:
        anything = sum(1 << rule for rule, cell in enumerate(cells) if not cell.tree.tests)
        return (Cover(Group(None, "anything"), anything, every),)
    if len(found) * clause.column.evaluated > MAX_EVALUATED:
        raise TooLargeError
    frame = Frame({}, Deciding("", {}, strict=False, steps=MAX_STEPS))
    by_mask: dict[int, list[Group]] = {}
    for group in found:
        by_mask.setdefault(clause.column.rules(group.value, constant, frame), []).append(group)
    computed = every & ~constant
    return tuple(Cover(_joined(alike), mask, mask | computed) for mask, alike in by_mask.items())


def _groups(clause: InputClause, wanted: Type | None, compared: list[object]) -> list[Group] | None:
    """The groups of the values that are allowed; None when they cannot be told."""
    kind = wanted.kind if wanted is not None and wanted.kind != "Any" else ""
    allowed = allowed_values(clause, wanted)
    cells = [cell.tree for cell in clause.column.cells]
    limits = constants(allowed.tree) if allowed is not None else []
    if limits is None or (kind and kind not in SIMPLE and compared):
        return None
    trees = [*cells, allowed.tree] if allowed is not None else cells
    found = groups([*compared, *limits], kind, any(map(has_ranges, trees)))
    if found is None or allowed is None:
        return found
    frame = Frame({}, Deciding("", {}, strict=False, steps=MAX_STEPS))
    null = any(value is None for value in compared)
    column = Column([allowed], [clause.place])
    return [group for group in found if (null if group.value is None else column.rules(group.value, 1, frame))] or None


def _joined(alike: list[Group]) -> Group:
    """Groups that the same rules cover, as one."""
    words = [group.words for group in alike[:NAMED]] + ["others"] * (len(alike) > NAMED)
    return Group(alike[0].value, " or ".join(words))


class Search:
    """Looks for places that rules leave open."""

    def __init__(self, grid: tuple[Axis, ...]) -> None:
        self.grid = grid
        self._visits = 0
        self._left: list[list[int]] = []
        self._covered: set[tuple[int, int]] = set()

    def gaps(self, rules: int) -> Iterator[Place]:
        """Places that surely none of the rules covers. Raises `TooLargeError` when there are too many to look at."""
        self._left = [[cover.possible for cover in axis.covers] for axis in self.grid]
        return self._places(rules, [[True] * len(axis.covers) for axis in self.grid])

    def left_by(self, rules: int, rule: int) -> Iterator[Place]:
        """Places that a rule may cover and surely none of `rules` does. Raises as `gaps`."""
        self._left = [[cover.sure for cover in axis.covers] for axis in self.grid]
        return self._places(rules, [[bool(cover.possible >> rule & 1) for cover in axis.covers] for axis in self.grid])

    def _places(self, rules: int, open_: list[list[bool]]) -> Iterator[Place]:
        self._covered.clear()
        if all(map(any, open_)):
            for path in self._paths(0, rules, open_):
                yield self._words(path, rules)

    def _paths(self, at: int, mask: int, open_: list[list[bool]]) -> Iterator[tuple[int, ...]]:
        if not mask:
            yield ()
            return
        if at == len(self.grid) or (at, mask) in self._covered:
            return
        self._visits += len(self._left[at])
        if self._visits > MAX_VISITS:
            raise TooLargeError
        found = False
        for index, covering in enumerate(self._left[at]):
            if open_[at][index]:
                for path in self._paths(at + 1, mask & covering, open_):
                    found = True
                    yield (index, *path)
        if not found:
            self._covered.add((at, mask))

    def _words(self, path: tuple[int, ...], rules: int) -> Place:
        """The place without the columns that change nothing."""
        chosen = dict(enumerate(path))
        for column in list(chosen):
            rest = rules
            for other, index in chosen.items():
                rest &= self._left[other][index] if other != column else rules
            if all(not rest & covering for covering in self._left[column]):
                del chosen[column]
        return tuple(
            (self.grid[column].label, self.grid[column].covers[index].group.words) for column, index in chosen.items()
        )


def spoken_place(place: Place) -> str:
    return " and ".join(f"{label} = {words}" for label, words in place) or "any input"
