"""A form as its author declared it: typed fields, each labelled with how sensitive its answer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class FieldType(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    SERVICE = "service"
    CONSENT = "consent"
    PHONE = "phone"
    EMAIL = "email"
    TEAM = "team"
    ROWS = "rows"
    AREA = "area"


TEXT_TYPES = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.PHONE, FieldType.EMAIL})
NUMBER_TYPES = frozenset({FieldType.INTEGER, FieldType.DECIMAL})
OPTION_TYPES = frozenset({FieldType.CHOICE, FieldType.CHOICES})
FILLED_IN_TYPES = OPTION_TYPES | {FieldType.YES_NO, FieldType.AREA}
"""Those whose answer can stand in the form before anybody has written in it: never words about her."""
MAX_ROWS = 20
"""How many rows a `rows` field takes."""
TRACKED = {"what": TEXT_TYPES, "owner": frozenset({FieldType.TEAM}), "due": frozenset({FieldType.DATE})}
"""The columns that rows must have to become tracked tasks, and the types these may have."""


class Sensitivity(StrEnum):
    """How an answer must be guarded. Special category and criminal offence data are UK GDPR Articles 9 and 10."""

    NONE = "none"
    IDENTITY = "identity"
    CONTACT = "contact"
    SPECIAL = "special"
    CRIMINAL = "criminal"


IDENTIFYING = frozenset({Sensitivity.IDENTITY, Sensitivity.CONTACT})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer."""

    value: str
    label: str


CONSENT_OPTIONS = (
    Option("given", "Yes, she agrees"),
    Option("refused", "No, she does not agree"),
    Option("not_asked", "She has not been asked"),
)
"""What a `consent` field may hold. Not having asked is neither consent nor refusal."""
ANYWHERE = Option("prefers not to say", "She prefers not to say")
"""What an `area` field may hold besides the areas of the directory. No service is ranked by it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `show_when` is FEEL without its leading `=`, empty when always shown.

    `person` names the entry of the person's record that keeps the answer. Only fields with `seen_by_pathway` become
    routing variables. `max_length` counts characters and holds for text types only. `offered_only` refuses a service
    that takes nobody on now. A `team` is one of those that take part in the case. `rows` are answered as often as
    there are rows, each with its `columns`; `row` is what one row is called, and `tracked` rows are actions of a plan.
    An `area` is one of the directory's; the services of the same form are ranked by it. `filled_in` starts with the
    variable of the field's name, else with what is kept on the person's record, so that nobody is asked twice.
    """

    key: str
    type: FieldType
    label: str
    sensitivity: Sensitivity
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    max_length: int = 200
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    seen_by_pathway: bool = False
    person: str = ""
    show_when: str = ""
    offered_only: bool = False
    filled_in: bool = False
    columns: tuple[Field, ...] = ()
    row: str = ""
    tracked: bool = False

    @property
    def identifies(self) -> bool:
        """Whether the answer can tell who she is: identity, contact, or whatever is kept on the person's record."""
        return self.sensitivity in IDENTIFYING or bool(self.person)

    def option_label(self, value: str) -> str:
        """The words for an answer; the value itself when it is no longer on offer."""
        return next((option.label for option in self.options if option.value == value), value)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a pathway. `discard_identity_when` is FEEL over its own values, empty when identity is always kept."""

    key: str
    title: str
    fields: tuple[Field, ...]
    intro: str = ""
    discard_identity_when: str = ""
    file: str = ""

    def field(self, key: str) -> Field | None:
        return next((item for item in self.fields if item.key == key), None)

    @property
    def area(self) -> Field | None:
        """The field that says in which area she wants help, if it has one."""
        return next((item for item in self.fields if item.type is FieldType.AREA), None)

    @property
    def tracked(self) -> Field | None:
        """The field whose rows are actions of a plan, if it has one."""
        return next((item for item in self.fields if item.tracked), None)


@dataclass(frozen=True, slots=True)
class Submission:
    """An accepted form.

    `values` are JSON types, one entry for every field that was shown (None when left empty): dates and times as ISO
    8601 text, decimals as text. `routing` has every field seen by the pathway as FEEL values (Decimal, date, time,
    …), None when empty or not shown, so that a second pass never keeps an answer of the first. `person` has what
    belongs on the person's record. `dropped` are the keys that were sent but are kept nowhere: hidden fields and,
    when `identity_discarded`, all that identifies.
    """

    values: Mapping[str, Any]
    routing: Mapping[str, Any]
    person: Mapping[str, Any] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    identity_discarded: bool = False


COMMENT_FORM = Form(
    key="comment",
    title="Comment",
    fields=(Field("comment", FieldType.LONG_TEXT, "Comment", Sensitivity.SPECIAL, max_length=4000),),
)
"""The form of a task that declares none."""
