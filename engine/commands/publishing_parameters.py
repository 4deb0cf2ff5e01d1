"""Deadlines and limits that hold from a day on, entered by commissioners without publishing anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.commands.work import Work
from engine.domain.parameters import NAME, DeadlineClass, validate_value
from engine.domain.permissions import Permission, require
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError, InvalidInput
from engine.store import definitions
from engine.store.definitions import ParameterRecord

LONGEST_SOURCE = 1000


@dataclass(frozen=True, slots=True)
class EnterParameter:
    """A value of a deadline or limit, from a day on. Clocks that run already keep theirs (see RedateTimers).

    For commissioners. A value entered for today or a later day may be entered again, to correct it; what has held in
    the past stays. Refuses: NotPermitted, InvalidInput (no such name, a value that says no time, a day that has
    passed, no source).
    """

    name: str
    value: str
    parameter_class: str
    source: str
    valid_from: date


def enter_parameter(work: Work, command: EnterParameter) -> None:
    require(work.actor, Permission.CHANGE_PARAMETER)
    rows = definitions.parameter_rows(work.tx, command.name) if NAME.fullmatch(command.name) else []
    if not rows:
        raise InvalidInput("Expected the name of a deadline or limit that a pathway uses, but there is none.")
    record = ParameterRecord(
        work.tx.new_id(),
        command.name,
        _value(command),
        _class(command.parameter_class),
        _source(command.source),
        _day(work, command.valid_from),
        work.now,
        work.actor.account_id,
    )
    same = next((row for row in rows if row.valid_from == record.valid_from), None)
    if same is not None:
        definitions.drop_parameter(work.tx, same)
    definitions.enter_parameter(work.tx, record)
    work.audit(
        "parameter entered",
        "parameter",
        record.id,
        parameter=record.name,
        value=record.value,
        valid_from=record.valid_from.isoformat(),
        before=same.value if same else None,
    )


def _value(command: EnterParameter) -> str:
    try:
        return validate_value(command.value, f"“{command.name}”")
    except DefinitionError as error:
        raise InvalidInput(error.message, {"value": error.message}) from error


def _class(text: str) -> str:
    if text not in list(DeadlineClass):
        raise InvalidInput("Expected how binding it is, but that is not known.", {"parameter_class": "Choose one."})
    return text


def _source(text: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= LONGEST_SOURCE:
        message = f"Say in at most {LONGEST_SOURCE:,} characters which rule or agreement it comes from."
        raise InvalidInput("Expected where the value comes from.", {"source": message})
    return text


def _day(work: Work, day: date) -> date:
    today = Calendar().local(work.now).date()
    if day < today:
        message = "Enter today or a later day: what held in the past stays as it was."
        raise InvalidInput(f"Expected today or a later day, but {day.isoformat()} has passed.", {"valid_from": message})
    if day.year > today.year + 20:
        raise InvalidInput("Expected a day within twenty years.", {"valid_from": "Correct the year."})
    return day
