"""Changing the forms and decision tables of a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from engine.commands.drafts import Files, files_of, keep, seen_draft
from engine.commands.work import Work
from engine.dmn.editing import ANY, Sheet, SheetRule, sheets, write_rules
from engine.domain.form_fields import Field, FieldType, Form, Sensitivity
from engine.domain.forms import read_form
from engine.domain.routing import slug
from engine.domain.toml_writing import write_form
from engine.errors import DefinitionError, InvalidInput, NotFound

NO_FORM = "There is no such form in this draft."
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeRules:
    """The rules of a decision table, in order. For commissioners.

    Each row has the number of the rule it was (empty for a new one), a cell for each input, one for each output, and a
    note. Refuses: NotFound, Conflict, InvalidInput. Whether the cells are right is for the findings to say.
    """

    draft_id: UUID
    seen: int
    decision: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """What a form is called, and what is said above its questions. For commissioners. Refuses as ChangeRules."""

    draft_id: UUID
    seen: int
    form: str
    title: str
    intro: str


@dataclass(frozen=True, slots=True)
class AddForm:
    """A new form with one question for a comment. For commissioners. Refuses as ChangeRules."""

    draft_id: UUID
    seen: int
    title: str


def change_rules(work: Work, command: ChangeRules) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    sheet = sheet_of(files, command.decision)
    rules = [_rule(sheet, number, row) for number, row in enumerate(command.rows, 1)]
    if not rules:
        raise InvalidInput("Expected at least one rule, but there is none.")
    written = write_rules(files[sheet.file], sheet.file, sheet.decision, rules)
    if [(each.inputs, each.outputs, each.note) for each in rules] != sheet.rows:
        keep(work, draft, {**files, sheet.file: written})


def sheet_of(files: Files, decision: str) -> Sheet:
    """The decision table of that id. Refuses: NotFound, DefinitionError when a file cannot be read."""
    for name in sorted(files):
        for sheet in sheets(files[name], name) if name.endswith(".dmn") else ():
            if sheet.decision == decision:
                return sheet
    raise NotFound("There is no such decision table in this draft.")


def _rule(sheet: Sheet, number: int, row: Row) -> SheetRule:
    asked, given = len(sheet.inputs), len(sheet.outputs)
    cells = [" ".join(cell.split()) for cell in row]
    if len(cells) != asked + given + 2:
        raise InvalidInput("Expected a cell in every column of the table, but some are missing.")
    origin, inputs, outputs, note = cells[0], cells[1 : asked + 1], cells[asked + 1 : -1], cells[-1]
    if not all(outputs):
        words = f"Rule {number}: enter what it gives in every column on the right."
        raise InvalidInput(f"Expected an answer in every column of rule {number}, but one is empty.", {"rules": words})
    place = int(origin) if origin.isascii() and origin.isdigit() and len(origin) < 6 else None
    return SheetRule(tuple(each or ANY for each in inputs), tuple(outputs), note, place)


def change_form(work: Work, command: ChangeForm) -> None:
    title, intro = " ".join(command.title.split()), " ".join(command.intro.split())
    rewrite(work, command, lambda form: replace(form, title=title, intro=intro))


class FormChange(Protocol):
    """A command that changes one form of a draft."""

    @property
    def draft_id(self) -> UUID: ...

    @property
    def seen(self) -> int: ...

    @property
    def form(self) -> str: ...


def rewrite(work: Work, command: FormChange, change: Callable[[Form], Form]) -> None:
    """Save the form changed. What could not be read back is refused, and nothing is saved."""
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    name = f"forms/{command.form}.toml"
    if name not in files:
        raise NotFound(NO_FORM)
    form = read_form(files[name].decode(), name)
    changed = change(form)
    if changed == form:
        return
    keep(work, draft, {**files, name: written_form(changed, name)})


def written_form(form: Form, name: str) -> bytes:
    """The form as its file holds it. Refuses, with InvalidInput beside its field, what could not be read back."""
    text = write_form(form)
    try:
        read_form(text, name)
    except DefinitionError as error:
        field = error.element_id.rpartition(".")[2]
        raise InvalidInput(error.message, {field if field in _SHOWN else "label": error.message}) from error
    return text.encode()


_SHOWN = frozenset({"label", "help", "type", "options", "show_when", "sensitivity", "title", "intro", "row", "tracked"})


def add_form(work: Work, command: AddForm) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    title = " ".join(command.title.split())
    if not 1 <= len(title) <= 120:
        raise InvalidInput("Expected a name for the form.", {"title": "Enter a name of at most 120 characters."})
    stem = (slug(title) or "form")[:50]
    name = next(each for each in _names(stem) if each not in files)
    comment = Field("comment", FieldType.LONG_TEXT, "Comment", Sensitivity.SPECIAL, max_length=4000)
    keep(work, draft, {**files, name: written_form(Form(stem, title, (comment,)), name)})


def _names(stem: str) -> list[str]:
    return [f"forms/{stem}.toml", *(f"forms/{stem}_{number}.toml" for number in range(2, 300))]
