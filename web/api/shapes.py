"""What several routes share: paging, the answers that a form takes, and what is said after something was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from engine.commands import Outcome, TaskNow
from engine.domain.form_fields import Field, Form
from engine.queries import Choice
from web.api.hints import Said

Order = Annotated[Literal["asc", "desc"], Said("Which way to sort.")]
First = Annotated[int, Said("How many to pass over.", at_least=0, at_most=10_000)]
Most = Annotated[int, Said("How many to give at most.", at_least=1, at_most=100)]
Reference = Annotated[str, Said("The whole reference of a case, such as RP-7KQ2-M4X.", longest=40)]
After = Annotated[str, Said("The `next` of the page before.", longest=200)]
Audience = Annotated[Literal["case", "agency"], Said("Who may read it: all in the whole case, or one's agency only.")]
PathwayKey = Annotated[str, Said("The key of a pathway, such as referral_handshake.", shortest=1, longest=60)]
Row = Mapping[str, str | int | bool | None]
Given = str | int | bool | tuple[str, ...] | tuple[Row, ...] | None
Values = Annotated[
    Mapping[str, Given],
    Said(
        "Answers by the key of their field. Yes and no may be true and false; of several choices, a list; of rows, a "
        "list of objects with answers by the key of their column.",
        longest=200,
    ),
]
YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are."""

    count: int


@dataclass(frozen=True, slots=True)
class TaskState:
    """How a task stands after what was done with it. `version` is the one to send with what is done next."""

    id: UUID
    version: int
    state: str
    assignee: UUID | None


@dataclass(frozen=True, slots=True)
class ReferralState:
    """How a referral stands after what was done with it: running, suspended, completed or cancelled."""

    id: UUID
    case_id: UUID | None
    reference: str
    state: str


@dataclass(frozen=True, slots=True)
class Known:
    """Something that the bearer may know of her for this."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FormOption:
    """An answer on offer. `hint`: what speaks for or against it now."""

    value: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class FormField:
    """A question. `showWhen`: when it is asked at all, as FEEL over the answers above it; empty: always.

    `columns` are what each row asks, where the answer is rows.
    """

    key: str
    type: str
    label: str
    help: str
    required: bool
    sensitivity: str
    options: tuple[FormOption, ...]
    max_length: int
    show_when: str
    columns: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class FormShape:
    """What a form asks for."""

    title: str
    intro: str
    fields: tuple[FormField, ...]


def task_state(now: TaskNow) -> TaskState:
    return TaskState(now.task_id, now.version, now.state, now.assignee_id)


def referral_state(outcome: Outcome) -> ReferralState:
    return ReferralState(outcome.instance_id, outcome.case_id, outcome.reference, outcome.state)


def as_sent(values: Mapping[str, Given]) -> dict[str, list[str]]:
    """Answers as a browser sends them: every one a list of texts, rows cell by cell (`actions-2-what`)."""
    sent: dict[str, list[str]] = {}
    for name, given in values.items():
        rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, tuple) else []
        for number, row in enumerate(rows, start=1):
            sent |= {f"{name}-{number}-{column}": _texts(cell) for column, cell in row.items()}
        if not rows:
            sent[name] = _texts(given)
    return sent


def _texts(given: Given) -> list[str]:
    if given is None:
        return []
    if isinstance(given, bool):
        return [YES_NO[given]]
    return [str(each) for each in given] if isinstance(given, tuple) else [str(given)]


def form_shape(form: Form, choices: Mapping[str, Sequence[Choice]]) -> FormShape:
    """A form with its choices as they are offered now."""
    return FormShape(form.title, form.intro, tuple(_field(each, each.key, choices) for each in form.fields))


def _field(field: Field, offered_as: str, choices: Mapping[str, Sequence[Choice]]) -> FormField:
    return FormField(
        key=field.key,
        type=field.type.value,
        label=field.label,
        help=field.help,
        required=field.required,
        sensitivity=field.sensitivity.value,
        options=tuple(_option(each) for each in (choices.get(offered_as) or field.options)),
        max_length=field.max_length,
        show_when=field.show_when,
        columns=tuple(_field(each, f"{field.key}-{each.key}", choices) for each in field.columns),
    )


def _option(choice: Any) -> FormOption:
    return FormOption(choice.value, choice.label, getattr(choice, "hint", ""))


def chosen(**values: Any) -> dict[str, Any]:
    """The filters that were given."""
    return {name: value for name, value in values.items() if value not in (None, "", ())}
