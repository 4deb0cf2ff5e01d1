"""Rows of a form as one group: every row that was written on, and a blank one. Another is given by a button that saves
what was typed, so that nothing is lost and no JavaScript is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from engine.domain.form_fields import MAX_ROWS, Field
from engine.domain.rows import filled_rows, row_fields

Values = Mapping[str, Sequence[str]]
ADD_ROW = "add-row"
"""The button that asks for another row; its value is the key of the field."""


def shown_rows(field: Field, values: Values) -> range:
    """The numbers of the rows on the page: as many as were written on, and one more to write on."""
    cells = {name: "".join(given) for name, given in values.items() if name != field.key}
    last = max(filled_rows(field, cells), default=0)
    return range(1, min(last + 1, MAX_ROWS) + 1)


def columns_of(field: Field, number: int) -> tuple[tuple[str, Field], ...]:
    """The fields of one row, each with the key under which its choices are found."""
    keys = (f"{field.key}-{column.key}" for column in field.columns)
    return tuple(zip(keys, row_fields(field, number), strict=True))


def group(field: Field, values: Values, heading: Markup) -> dict[str, Any]:
    """What the group says besides its rows."""
    rows = shown_rows(field, values)
    return {
        "legend": heading,
        "hint": field.help,
        "rows": [f"{field.row} {number}" for number in rows],
        "more": field.row.lower() if rows[-1] < MAX_ROWS else "",
        "name": ADD_ROW,
        "value": field.key,
    }


def blank_row(field: Field, values: Values) -> str:
    """The id of the first cell of the last row on the page, to go on from there."""
    return f"field-{row_fields(field, shown_rows(field, values)[-1])[0].key}"
