"""Changing the columns of a decision table in a draft, and how its rules combine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.commands.drafts import files_of, keep, seen_draft
from engine.commands.drafts_tables import sheet_of
from engine.commands.work import Work
from engine.dmn.column_editing import ANY_TYPE, ColumnRow, Columns, read_columns, write_columns
from engine.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class ChangeColumns:
    """The columns of a decision table, in order, and how its rules combine. For commissioners.

    Each row has the number of the column it was (empty for a new one), its heading, what an input looks at in FEEL or
    the name of an output, its type, and the values it may have; an output also what it gives when no rule fits, and
    what a new one gives in every rule at first. Refuses: NotFound, Conflict, InvalidInput. Whether rules, examples and
    steps still fit is for the findings to say.
    """

    draft_id: UUID
    seen: int
    decision: str
    policy: str
    aggregation: str
    inputs: tuple[tuple[str, ...], ...]
    outputs: tuple[tuple[str, ...], ...]


def change_columns(work: Work, command: ChangeColumns) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    file = sheet_of(files, command.decision).file
    before = read_columns(files[file], file, command.decision)
    after = Columns(
        before.decision,
        before.name,
        file,
        command.policy,
        command.aggregation,
        tuple(_row(cells, 5) for cells in command.inputs),
        tuple(_row(cells, 7) for cells in command.outputs),
        before.types,
    )
    if after != before:
        keep(work, draft, {**files, file: write_columns(files[file], before, after)})


def _row(cells: Sequence[str], wanted: int) -> ColumnRow:
    if len(cells) != wanted:
        raise InvalidInput("Expected a cell in every place of the table, but some are missing.")
    origin, label, asks, type_, *rest = (" ".join(cell.split()) for cell in cells)
    number = int(origin) if origin.isascii() and origin.isdigit() and len(origin) < 6 else None
    allowed, default, fill = (*rest, "", "")[:3]
    return ColumnRow(label, asks, type_ or ANY_TYPE, allowed, default, fill, number or None)
