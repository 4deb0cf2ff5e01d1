"""Changing the forms and decision tables of a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from engine.commands.drafts import Files, files_of, keep, seen_draft
from engine.commands.work import Work
from engine.dmn.editing import ANY, Sheet, SheetRule, sheets, write_rules
from engine.domain.form_fields import OPTION_TYPES, Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import read_form
from engine.domain.routing import slug
from engine.domain.toml_writing import write_form
from engine.errors import DefinitionError, InvalidInput, NotFound

NO_FORM = "There is no such form in this draft."
NO_QUESTION = "There is no such question in this form."
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
class ChangeQuestion:
    """One question of a form; with an empty `key` a new one at the end. For commissioners. Refuses as ChangeRules.

    `options` has one answer to a line, as `value: label` or the label alone. `show_when` is FEEL, empty when it is
    always asked. `type` changes only for a new question: what has been answered keeps its kind.
    """

    draft_id: UUID
    seen: int
    form: str
    key: str
    label: str
    help: str
    type: str
    required: bool
    sensitivity: str
    seen_by_pathway: bool
    options: str
    show_when: str


@dataclass(frozen=True, slots=True)
class MoveQuestion:
    """Move a question by so many places: -1 is up. For commissioners. Refuses as ChangeRules."""

    draft_id: UUID
    seen: int
    form: str
    key: str
    by: int


@dataclass(frozen=True, slots=True)
class RemoveQuestion:
    """Take a question out of a form. For commissioners. Refuses as ChangeRules, and the last question of a form."""

    draft_id: UUID
    seen: int
    form: str
    key: str


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
    _rewrite(work, command, lambda form: replace(form, title=title, intro=intro))


Change = ChangeForm | ChangeQuestion | MoveQuestion | RemoveQuestion


def _rewrite(work: Work, command: Change, change: Callable[[Form], Form]) -> None:
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
    keep(work, draft, {**files, name: _written(changed, name)})


def _written(form: Form, name: str) -> bytes:
    text = write_form(form)
    try:
        read_form(text, name)
    except DefinitionError as error:
        field = error.element_id.rpartition(".")[2]
        raise InvalidInput(error.message, {field if field in _SHOWN else "label": error.message}) from error
    return text.encode()


_SHOWN = frozenset({"label", "help", "type", "options", "show_when", "sensitivity", "title", "intro"})


def change_question(work: Work, command: ChangeQuestion) -> None:
    def change(form: Form) -> Form:
        old = form.field(command.key) if command.key else None
        if command.key and old is None:
            raise NotFound(NO_QUESTION)
        new = _question(command, old, form)
        fields = [new if each is old else each for each in form.fields] if old else [*form.fields, new]
        return replace(form, fields=tuple(fields))

    _rewrite(work, command, change)


def _question(command: ChangeQuestion, old: Field | None, form: Form) -> Field:
    kind = old.type if old else _kind(command.type)
    base = old or Field(_free_key(command.label, form), kind, "", Sensitivity.NONE, max_length=_longest(kind))
    if command.sensitivity not in list(Sensitivity):
        raise InvalidInput("Expected how sensitive the answer is.", {"sensitivity": "Choose how sensitive it is."})
    return replace(
        base,
        label=" ".join(command.label.split()),
        help=" ".join(command.help.split()),
        required=command.required,
        sensitivity=Sensitivity(command.sensitivity),
        seen_by_pathway=command.seen_by_pathway,
        options=_options(command.options, base.options) if kind in OPTION_TYPES else base.options,
        show_when=" ".join(command.show_when.split()).removeprefix("=").strip(),
    )


def _kind(text: str) -> FieldType:
    if text not in list(FieldType) or text == FieldType.ROWS:
        raise InvalidInput("Expected a kind of answer, but that is none.", {"type": "Choose a kind of answer."})
    return FieldType(text)


def _longest(kind: FieldType) -> int:
    return 4000 if kind is FieldType.LONG_TEXT else 200


def _free_key(label: str, form: Form) -> str:
    stem = (slug(label) or "question")[:50].strip("_")
    stem = stem if stem[:1].isalpha() else f"question_{stem}"
    taken = {field.key for field in form.fields}
    numbered = [stem, *(f"{stem}_{number}" for number in range(2, 200))]
    return next(each for each in numbered if each not in taken)


def _options(text: str, known: Sequence[Option]) -> tuple[Option, ...]:
    """One answer to a line. A label that was there keeps its value, since conditions may rest on it."""
    values = {option.label: option.value for option in known}
    found: list[Option] = []
    for line in filter(None, (" ".join(each.split()) for each in text.splitlines())):
        value, colon, label = line.partition(": ")
        found.append(Option(value, label) if colon and label else Option(values.get(line, line), line))
    return tuple(found)


def move_question(work: Work, command: MoveQuestion) -> None:
    def change(form: Form) -> Form:
        fields = list(form.fields)
        place = next((number for number, each in enumerate(fields) if each.key == command.key), None)
        if place is None:
            raise NotFound(NO_QUESTION)
        fields.insert(max(0, min(len(fields) - 1, place + command.by)), fields.pop(place))
        return replace(form, fields=tuple(fields))

    _rewrite(work, command, change)


def remove_question(work: Work, command: RemoveQuestion) -> None:
    def change(form: Form) -> Form:
        kept = tuple(each for each in form.fields if each.key != command.key)
        if len(kept) == len(form.fields):
            raise NotFound(NO_QUESTION)
        if not kept:
            raise InvalidInput("Expected a form with at least one question, but this is its last.")
        return replace(form, fields=kept)

    _rewrite(work, command, change)


def add_form(work: Work, command: AddForm) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    title = " ".join(command.title.split())
    if not 1 <= len(title) <= 120:
        raise InvalidInput("Expected a name for the form.", {"title": "Enter a name of at most 120 characters."})
    stem = (slug(title) or "form")[:50]
    name = next(each for each in _names(stem) if each not in files)
    comment = Field("comment", FieldType.LONG_TEXT, "Comment", Sensitivity.SPECIAL, max_length=4000)
    keep(work, draft, {**files, name: _written(Form(stem, title, (comment,)), name)})


def _names(stem: str) -> list[str]:
    return [f"forms/{stem}.toml", *(f"forms/{stem}_{number}.toml" for number in range(2, 300))]
