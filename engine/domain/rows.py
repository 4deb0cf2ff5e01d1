"""Rows of a form: a group of questions answered as often as there are rows.

A browser sends the answer to a column as `actions-2-what` (a date as `actions-2-due-day` and so on), a JSON client a
list of objects. Rows that were left blank do not count, so that nobody has to tidy up before sending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.domain.answers import DATE_PARTS, Refused, Value, missing, read_answer
from engine.domain.form_fields import MAX_ROWS, Field, FieldType

Row = dict[str, Any]
Check = Callable[[Field, Value], Value]


def row_fields(field: Field, number: int) -> tuple[Field, ...]:
    """The columns of row `number` (from 1) as fields of their own, named as they are sent."""
    return tuple(replace(column, key=f"{field.key}-{number}-{column.key}") for column in field.columns)


def row_names(field: Field) -> Iterator[str]:
    """Every name under which a browser may send something of the rows."""
    for number in range(1, MAX_ROWS + 1):
        for column in row_fields(field, number):
            yield column.key
            yield from (f"{column.key}-{part}" for part in DATE_PARTS if column.type is FieldType.DATE)


def filled_rows(field: Field, raw: Mapping[str, object]) -> list[int]:
    """The numbers of the rows in which something was written."""
    given = _flat(field, raw)
    return [number for number in range(1, MAX_ROWS + 1) if _is_filled(field, given, number)]


def read_rows(field: Field, raw: Mapping[str, object], check: Check) -> tuple[list[Row], dict[str, str]]:
    """The typed rows, and a sentence for each answer that is wrong, by the name under which it was sent.

    Raises Refused when what was sent is no list of rows, or none is filled in where one is required.
    """
    given = _flat(field, raw)
    rows: list[Row] = []
    errors: dict[str, str] = {}
    for number in filled_rows(field, raw):
        row: Row = {}
        for sent, column in zip(row_fields(field, number), field.columns, strict=True):
            try:
                row[column.key] = check(column, read_answer(sent, given))
            except Refused as refusal:
                errors[sent.key] = str(refusal)
        rows.append(row)
    if field.required and not rows:
        raise Refused(missing(field))
    return rows, errors


def rows_to_raw(field: Field, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Kept rows as a browser would have sent them."""
    return {
        f"{field.key}-{number}-{column.key}": _text(row[column.key])
        for number, row in enumerate(rows, start=1)
        for column in field.columns
        if row.get(column.key) is not None
    }


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _is_filled(field: Field, given: Mapping[str, object], number: int) -> bool:
    start = f"{field.key}-{number}-"
    return any(value not in (None, "", []) for name, value in given.items() if name.startswith(start))


def _flat(field: Field, raw: Mapping[str, object]) -> Mapping[str, object]:
    """What was sent, with a JSON client's list of objects spread to the names that a browser sends."""
    sent = raw.get(field.key)
    if sent in (None, "", []):
        return raw
    if not isinstance(sent, list) or len(sent) > MAX_ROWS or not all(isinstance(row, Mapping) for row in sent):
        raise Refused(f"“{field.label}” must be a list of at most {MAX_ROWS} rows")
    known = {column.key for column in field.columns}
    unknown = sorted(str(name) for row in sent for name in row if name not in known)
    if unknown:
        raise Refused(f"“{field.label}” has no column “{unknown[0][:60]}”")
    rows = enumerate(sent, start=1)
    return {f"{field.key}-{number}-{name}": value for number, row in rows for name, value in row.items()}
