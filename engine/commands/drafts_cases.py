"""Changing the examples of a decision in a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.commands.drafts import files_of, keep, seen_draft
from engine.commands.work import Work
from engine.dmn.bundled import decisions_in
from engine.dmn.case_editing import CaseRow, CaseSheet, case_file, case_sheet, write_cases
from engine.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class ChangeCases:
    """The examples of a decision, in order. For commissioners.

    Each row has a name, a value for each input that the decision asks (empty: not known), and what it should give, in
    the columns of `case_sheet`; values are FEEL. Without rows the examples are taken away. Refuses: NotFound, Conflict,
    InvalidInput. Whether they hold is for the findings to say.
    """

    draft_id: UUID
    seen: int
    decision: str
    rows: tuple[tuple[str, ...], ...]


def change_cases(work: Work, command: ChangeCases) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    model, file = decisions_in(files).get(command.decision), case_file(command.decision)
    if model is None:
        raise NotFound("There is no such decision in this draft, or its file cannot be read.")
    sheet = case_sheet(model, command.decision, files.get(file, b""))
    rows = tuple(_row(sheet, cells) for cells in command.rows)
    if rows == sheet.rows:
        return
    others = {name: content for name, content in files.items() if name != file}
    written = {file: write_cases(sheet.inputs, sheet.answers, rows)} if rows else {}
    keep(work, draft, {**others, **written})


def _row(sheet: CaseSheet, cells: Sequence[str]) -> CaseRow:
    if len(cells) != 1 + len(sheet.inputs) + len(sheet.answers):
        raise InvalidInput("Expected a cell in every column of the table, but some are missing.")
    texts = [cell.strip() for cell in cells]
    last = 1 + len(sheet.inputs)
    return CaseRow(" ".join(texts[0].split()), tuple(texts[1:last]), tuple(texts[last:]))
