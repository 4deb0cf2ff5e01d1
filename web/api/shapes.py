"""What several routes share: paging, the answers that a form takes, what happens next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from engine.commands import Outcome
from engine.domain.form_fields import Form
from engine.queries import Choice
from web.api.hints import Said

Order = Annotated[Literal["asc", "desc"], Said("Which way to sort.")]
First = Annotated[int, Said("How many to pass over.", at_least=0, at_most=10_000)]
Most = Annotated[int, Said("How many to give at most.", at_least=1, at_most=100)]
Reference = Annotated[str, Said("The whole reference of a case, such as RP-7KQ2-M4X.", longest=40)]
PathwayKey = Annotated[str, Said("The key of a pathway, such as referral_handshake.", shortest=1, longest=60)]
Given = str | int | bool | tuple[str, ...] | None
Values = Annotated[
    Mapping[str, Given],
    Said(
        "Answers by the key of their field. Yes and no may be true and false; of several choices, a list.", longest=200
    ),
]
YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are."""

    count: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next, who has it, and until when."""

    name: str
    holder: str
    due_at: datetime | None
    referral_id: UUID | None


@dataclass(frozen=True, slots=True)
class Result:
    """Where the referral stands after it was moved. `ended`: its outcome, when it has ended."""

    referral_id: UUID
    case_id: UUID | None
    reference: str
    ended: str | None
    next_steps: tuple[NextStep, ...]


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
    """A question. `showWhen`: when it is asked at all, as FEEL over the answers above it; empty: always."""

    key: str
    type: str
    label: str
    help: str
    required: bool
    sensitivity: str
    options: tuple[FormOption, ...]
    max_length: int
    show_when: str


@dataclass(frozen=True, slots=True)
class FormShape:
    """What a form asks for."""

    title: str
    intro: str
    fields: tuple[FormField, ...]


def result(outcome: Outcome) -> Result:
    steps = tuple(NextStep(step.title, step.holder, step.due_at, step.instance_id) for step in outcome.next_steps)
    return Result(outcome.instance_id, outcome.case_id, outcome.reference, outcome.ended, steps)


def as_sent(values: Mapping[str, Given]) -> dict[str, list[str]]:
    """Answers as a browser sends them: every one a list of texts."""
    return {name: _texts(given) for name, given in values.items()}


def _texts(given: Given) -> list[str]:
    if given is None:
        return []
    if isinstance(given, bool):
        return [YES_NO[given]]
    return list(given) if isinstance(given, tuple) else [str(given)]


def form_shape(form: Form, choices: Mapping[str, Sequence[Choice]]) -> FormShape:
    """A form with its choices as they are offered now."""
    fields = tuple(
        FormField(
            key=field.key,
            type=field.type.value,
            label=field.label,
            help=field.help,
            required=field.required,
            sensitivity=field.sensitivity.value,
            options=tuple(_option(each) for each in (choices.get(field.key) or field.options)),
            max_length=field.max_length,
            show_when=field.show_when,
        )
        for field in form.fields
    )
    return FormShape(form.title, form.intro, fields)


def _option(choice: Any) -> FormOption:
    return FormOption(choice.value, choice.label, getattr(choice, "hint", ""))


def chosen(**values: Any) -> dict[str, Any]:
    """The filters that were given."""
    return {name: value for name, value in values.items() if value not in (None, "", ())}
