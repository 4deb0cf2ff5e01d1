"""The columns of a bundle's decision tables, for people to change."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn.column_editing import MOST_COLUMNS, ColumnRow, Columns, read_columns
from engine.errors import DefinitionError, NotFound

__all__ = ["MOST_COLUMNS", "ColumnRow", "Columns", "columns_of"]


def columns_of(files: Mapping[str, bytes], decision: str) -> Columns:
    """The columns of a decision table. Refuses: NotFound, also when its file cannot be read."""
    for name in sorted(name for name in files if name.endswith(".dmn")):
        try:
            return read_columns(files[name], name, decision)
        except (NotFound, DefinitionError):
            continue
    raise NotFound("There is no such decision table in this draft.")
