"""Lists in an order that people choose, either way round, a page at a time.

A page goes on after the last row of the one before: after its key and its id, so that rows that come or go meanwhile
shift nothing. Texts are ordered by their signs, the same in every database and in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Executable,
    Select,
    String,
    Uuid,
    bindparam,
    func,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

Position: TypeAlias = tuple[datetime | str | UUID, UUID]
"""Where a page ended: what its last row is ordered by, and the id of that row."""
Row = TypeVar("Row")
Question: TypeAlias = tuple[Executable, dict[str, Any]]
"""A selection with its values."""


class BySigns(FunctionElement[str]):
    """A text that is ordered sign by sign, whatever language the database is set to."""

    name = "by_signs"
    type = String()
    inherit_cache = True


@compiles(BySigns, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f'({compiler.process(element.clauses, **options)} COLLATE "C")'


@compiles(BySigns, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} COLLATE BINARY)"


def by_name(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """A key that orders names as people look for them: capitals do not matter."""
    return BySigns(func.lower(text))


def ordered(key: ColumnElement[Any], row_id: ColumnElement[Any], is_reversed: bool) -> tuple[ColumnElement[Any], ...]:
    """By the key, and by id where that is the same."""
    columns = (row_id,) if key is row_id else (key, row_id)
    return tuple(column.desc() for column in columns) if is_reversed else columns


def goes_on(key: ColumnElement[Any], row_id: ColumnElement[Any], is_reversed: bool) -> ColumnElement[bool]:
    """Whether a row comes after the position that `values_of` gives."""
    after_id = bindparam("after_id", type_=Uuid)
    if key is row_id:
        return row_id < after_id if is_reversed else row_id > after_id
    here, there = tuple_(key, row_id), tuple_(bindparam("after_key", type_=key.type), after_id)
    return here < there if is_reversed else here > there


def values_of(after: Position | None) -> dict[str, Any]:
    """The values for `goes_on`."""
    return {} if after is None else {"after_key": after[0], "after_id": after[1]}


def together(selections: Sequence[Select[Any]]) -> Select[Any] | CompoundSelect[Any] | None:
    """Several limited selections of the same columns as one question; `first_of` puts the answers in order."""
    if len(selections) < 2:
        return selections[0] if selections else None
    return union_all(*(select(*each.subquery().c) for each in selections))


def first_of(rows: Iterable[Row], place: Callable[[Row], Position], is_reversed: bool, limit: int) -> list[Row]:
    """The first rows in that order; a row that was found twice once."""
    known = {place(row)[1]: row for row in rows}
    return sorted(known.values(), key=place, reverse=is_reversed)[:limit]


def added_up(parts: Sequence[int], row: Sequence[int], lists: int) -> list[int]:
    """How many each of so many lists has, of numbers counted by source; `parts` says of which list each number is."""
    found = [0] * lists
    for place, number in zip(parts, row, strict=True):
        found[place] += number
    return found
