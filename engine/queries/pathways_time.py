"""Deadlines for commissioners: what a timer text would mean if it started now, and the values that parameters have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from engine.bpmn.timer_functions import evaluate
from engine.domain.deadlines import due_from_text
from engine.domain.parameters import DeadlineClass, Parameter, resolve
from engine.domain.permissions import Permission, require
from engine.domain.timer_words import from_words, parameter_named
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError, EngineError, NotFound
from engine.feel import FeelError
from engine.queries.view import View
from engine.store import accounts, definitions, parameter_proposals
from engine.store.definitions import ParameterRecord
from engine.store.parameter_proposals import ValueRecord, print_of

DEPENDS = "Depends on what was written in the referral."


@dataclass(frozen=True, slots=True)
class Example:
    """What a deadline would be if it started now: the arithmetic in words, or why there is none.

    `text` is what the diagram keeps for it; empty when it is wrong.
    """

    words: str
    due_at: datetime | None
    is_wrong: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of a parameter. `state` is past, in force or coming.

    `by` proposed it and `approved_by` approved it: names, empty when it was shipped with a pathway.
    """

    value: str
    parameter_class: str
    source: str
    valid_from: date
    state: str
    by: str
    approved_by: str
    example: Example


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A deadline or limit with its values, the newest first; `used_by` are titles of published pathways.

    `seen` stands for exactly these values (`ApproveParameter.seen`).
    """

    name: str
    values: tuple[ValueRow, ...]
    used_by: tuple[str, ...]
    seen: str

    @property
    def in_force(self) -> ValueRow | None:
        return next((row for row in self.values if row.state == "in force"), None)


def deadline_example(view: View, words: str, declared: Mapping[str, str]) -> Example:
    """What `words` (as a commissioner types them, or timer text) would mean now. For commissioners.

    `declared` are the values that a draft ships for parameters, for those that have none here yet.
    """
    require(view.actor, Permission.EDIT_DEFINITION)
    if not words.strip():
        return Example("No deadline of its own: the partnership’s default for tasks holds.", None)
    rows = _values(view)
    try:
        text = from_words(words, {*declared, *rows})
    except DefinitionError as error:
        return Example(error.message, None, is_wrong=True)
    return _example(view, text, rows, declared)


def _values(view: View) -> dict[str, list[Parameter]]:
    found: dict[str, list[Parameter]] = {}
    for row in definitions.every_parameter(view.tx):
        found.setdefault(row.name, []).append(_parameter(row))
    return found


def _parameter(row: ParameterRecord) -> Parameter:
    return Parameter(row.name, row.value, DeadlineClass(row.parameter_class), row.source, row.valid_from)


def _example(view: View, text: str, rows: Mapping[str, list[Parameter]], declared: Mapping[str, str]) -> Example:
    calendar = Calendar()
    today = calendar.local(view.now).date()

    def value_of(name: str) -> Parameter:
        if name in rows:
            return resolve(rows[name], name, today)
        if name in declared:
            return Parameter(name, declared[name], DeadlineClass.LOCAL, "", today)
        raise DefinitionError(f"Expected a parameter “{name}”, but there is none.")

    try:
        due = due_from_text(text, view.now, calendar, value_of, lambda feel: evaluate(feel, {}, calendar))
    except (FeelError, EngineError):
        is_rule = text.startswith("=") and not parameter_named(text)
        return Example(DEPENDS, None, text=text) if is_rule else Example("This gives no deadline.", None, is_wrong=True)
    return Example(due.arithmetic, due.at, text=text)


def parameters(view: View) -> tuple[ParameterRow, ...]:
    """Every parameter by name. For commissioners. Refuses: NotPermitted."""
    require(view.actor, Permission.CHANGE_PARAMETER)
    rows: dict[str, list[ParameterRecord]] = {}
    for row in definitions.every_parameter(view.tx):
        rows.setdefault(row.name, []).append(row)
    users, by = _users(view), _Hands.of(view, [row for some in rows.values() for row in some])
    return tuple(
        ParameterRow(
            name,
            tuple(_value(view, row, some, by) for row in sorted(some, key=lambda each: each.valid_from, reverse=True)),
            tuple(users.get(name, ())),
            print_of(some),
        )
        for name, some in sorted(rows.items())
    )


def parameter_row(view: View, name: str) -> ParameterRow:
    """One parameter. For commissioners. Refuses: NotPermitted, NotFound."""
    found = next((row for row in parameters(view) if row.name == name), None)
    if found is None:
        raise NotFound("There is no such deadline or limit.")
    return found


def _users(view: View) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {}
    for version in definitions.published(view.tx):
        for each in view.shelf.get(view.tx, version.id).settings.parameters:
            users.setdefault(each.name, []).append(version.title)
    return users


@dataclass(frozen=True, slots=True)
class _Hands:
    """Through whose hands values went: who entered which, who approved it, and what they are called."""

    names: Mapping[UUID, str]
    approvals: Mapping[tuple[str, date, datetime | None], UUID | None]

    @classmethod
    def of(cls, view: View, rows: list[ParameterRecord]) -> _Hands:
        found = parameter_proposals.approved(view.tx)
        people = {row.entered_by for row in rows} | {each.decided_by for each in found}
        approvals = {(each.name, each.valid_from, each.decided_at): each.decided_by for each in found}
        return cls(accounts.names(view.tx, people), approvals)

    def who(self, row: ParameterRecord) -> tuple[str, str]:
        approved_by = self.approvals.get((row.name, row.valid_from, row.entered_at))
        return self._name(row.entered_by), self._name(approved_by)

    def _name(self, account_id: UUID | None) -> str:
        return self.names.get(account_id, "") if account_id else ""


def _value(view: View, row: ParameterRecord, some: list[ParameterRecord], hands: _Hands) -> ValueRow:
    today = Calendar().local(view.now).date()
    later = [each.valid_from for each in some if row.valid_from < each.valid_from <= today]
    state = "coming" if row.valid_from > today else "past" if later else "in force"
    example = value_example(view, row)
    return ValueRow(row.value, row.parameter_class, row.source, row.valid_from, state, *hands.who(row), example)


def value_example(view: View, row: ParameterRecord | ValueRecord) -> Example:
    """What a clock would be that started now if the value held already. For commissioners."""
    require(view.actor, Permission.CHANGE_PARAMETER)
    today = Calendar().local(view.now).date()
    held = Parameter(row.name, row.value, DeadlineClass(row.parameter_class), row.source, min(row.valid_from, today))
    return _example(view, f'= deadline("{row.name}")', {row.name: [held]}, {})
