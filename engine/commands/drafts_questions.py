"""Changing the questions of a draft's forms, and the columns of those that are answered in rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from engine.commands.drafts_tables import rewrite
from engine.commands.work import Work
from engine.domain.form_fields import OPTION_TYPES, Field, FieldType, Form, Option, Sensitivity
from engine.domain.routing import slug
from engine.errors import InvalidInput, NotFound

NO_QUESTION = "There is no such question in this form."
Fields = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """One question of a form; with an empty `key` a new one at the end. For commissioners.

    `within` is the key of a question that is answered in rows: then it is one of its columns. `options` has one answer
    to a line, as `value: label` or the label alone. `show_when` is FEEL, empty when it is always asked. `type` changes
    only for a new question: what has been answered keeps its kind. Refuses: NotFound, Conflict, InvalidInput.
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
    within: str = ""


@dataclass(frozen=True, slots=True)
class MoveQuestion:
    """Move a question by so many places: -1 is up. For commissioners. Refuses as ChangeQuestion."""

    draft_id: UUID
    seen: int
    form: str
    key: str
    by: int
    within: str = ""


@dataclass(frozen=True, slots=True)
class RemoveQuestion:
    """Take a question out of a form, or a column out of a question that is answered in rows. For commissioners.

    Refuses as ChangeQuestion, and the last one.
    """

    draft_id: UUID
    seen: int
    form: str
    key: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRows:
    """A question that is answered in rows; with an empty `key` a new one at the end. For commissioners.

    `row` is what one row is called. `tracked` rows are actions of a plan: a new one gets the columns that these need.
    Its columns are changed as questions `within` it. Refuses as ChangeQuestion.
    """

    draft_id: UUID
    seen: int
    form: str
    key: str
    label: str
    help: str
    row: str
    required: bool
    sensitivity: str
    show_when: str
    tracked: bool


Change = ChangeQuestion | MoveQuestion | RemoveQuestion


def change_question(work: Work, command: ChangeQuestion) -> None:
    def change(fields: Fields) -> Fields:
        old = _known(fields, command.key) if command.key else None
        new = _question(command, old, fields)
        return tuple(new if each is old else each for each in fields) if old else (*fields, new)

    _rewrite(work, command, change)


def _rewrite(work: Work, command: Change, change: Callable[[Fields], Fields]) -> None:
    """Save the form with its questions changed, or the columns of the one that the command is within."""

    def change_form(form: Form) -> Form:
        if not command.within:
            return replace(form, fields=change(form.fields))
        rows = _known(form.fields, command.within)
        changed = replace(rows, columns=change(rows.columns))
        return replace(form, fields=tuple(changed if each is rows else each for each in form.fields))

    rewrite(work, command, change_form)


def _known(fields: Fields, key: str) -> Field:
    found = next((each for each in fields if each.key == key), None)
    if found is None:
        raise NotFound(NO_QUESTION)
    return found


def _question(command: ChangeQuestion, old: Field | None, fields: Fields) -> Field:
    kind = old.type if old else _kind(command.type)
    base = old or Field(_free_key(command.label, fields), kind, "", Sensitivity.NONE, max_length=_longest(kind))
    return replace(
        base,
        label=" ".join(command.label.split()),
        help=" ".join(command.help.split()),
        required=command.required,
        sensitivity=_sensitivity(command.sensitivity),
        seen_by_pathway=command.seen_by_pathway,
        options=_options(command.options, base.options) if kind in OPTION_TYPES else base.options,
        show_when=_rule(command.show_when),
    )


def _sensitivity(text: str) -> Sensitivity:
    if text not in list(Sensitivity):
        raise InvalidInput("Expected how sensitive the answer is.", {"sensitivity": "Choose how sensitive it is."})
    return Sensitivity(text)


def _rule(text: str) -> str:
    """FEEL as a form keeps it: in one line, without a leading “=”."""
    return " ".join(text.split()).removeprefix("=").strip()


def _kind(text: str) -> FieldType:
    if text not in list(FieldType) or text == FieldType.ROWS:
        raise InvalidInput("Expected a kind of answer, but that is none.", {"type": "Choose a kind of answer."})
    return FieldType(text)


def _longest(kind: FieldType) -> int:
    return 4000 if kind is FieldType.LONG_TEXT else 200


def _free_key(label: str, fields: Fields) -> str:
    stem = (slug(label) or "question")[:50].strip("_")
    stem = stem if stem[:1].isalpha() else f"question_{stem}"
    taken = {field.key for field in fields}
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
    def change(fields: Fields) -> Fields:
        moved, place = list(fields), fields.index(_known(fields, command.key))
        moved.insert(max(0, min(len(fields) - 1, place + command.by)), moved.pop(place))
        return tuple(moved)

    _rewrite(work, command, change)


def remove_question(work: Work, command: RemoveQuestion) -> None:
    def change(fields: Fields) -> Fields:
        gone = _known(fields, command.key)
        kept = tuple(each for each in fields if each is not gone)
        if not kept:
            what = "rows with at least one column" if command.within else "a form with at least one question"
            raise InvalidInput(f"Expected {what}, but this is its last.")
        return kept

    _rewrite(work, command, change)


def change_rows(work: Work, command: ChangeRows) -> None:
    def change(form: Form) -> Form:
        old = _known(form.fields, command.key) if command.key else None
        if old is not None and old.type is not FieldType.ROWS:
            raise NotFound(NO_QUESTION)
        base = old or _new_rows(command, form.fields)
        new = replace(
            base,
            label=" ".join(command.label.split()),
            help=" ".join(command.help.split()),
            row=" ".join(command.row.split()),
            required=command.required,
            sensitivity=_sensitivity(command.sensitivity),
            show_when=_rule(command.show_when),
            tracked=command.tracked,
        )
        others = tuple(new if each is old else each for each in form.fields)
        return replace(form, fields=others if old else (*others, new))

    rewrite(work, command, change)


def _new_rows(command: ChangeRows, fields: Fields) -> Field:
    key = _free_key(command.label, fields)
    return Field(key, FieldType.ROWS, "", Sensitivity.SPECIAL, columns=PLAN if command.tracked else PLAN[:1])


PLAN = (
    Field("what", FieldType.TEXT, "What will be done?", Sensitivity.SPECIAL, required=True),
    Field("owner", FieldType.TEAM, "Who does it?", Sensitivity.NONE, required=True),
    Field("due", FieldType.DATE, "By when?", Sensitivity.NONE, required=True),
)
"""The columns of a new question that is answered in rows: all of them when its rows are actions of a plan."""
