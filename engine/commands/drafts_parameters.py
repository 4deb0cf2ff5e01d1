"""Declaring in a draft a deadline or limit that it did not know, so that steps can rest on it by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from engine.commands.drafts import SETTINGS, files_of, keep, seen_draft, settings_of
from engine.commands.work import Work
from engine.domain.parameters import NAME, DeadlineClass, Parameter, validate_value
from engine.domain.toml_writing import write_settings
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError, InvalidInput

LONGEST_NAME = 80
LONGEST_SOURCE = 1000


@dataclass(frozen=True, slots=True)
class DeclareParameter:
    """A name that deadlines of the draft may rest on, with its first value. For commissioners.

    The value holds from today on, once the version is published and where none of that name and day has been entered.
    Refuses: NotFound, Conflict, InvalidInput.
    """

    draft_id: UUID
    seen: int
    name: str
    value: str
    parameter_class: str
    source: str


def declare_parameter(work: Work, command: DeclareParameter) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    settings = settings_of(files)
    name, source = command.name.strip(), " ".join(command.source.split())
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        message = "Use lower case letters, digits, underscores and dots, such as police.answer."
        raise InvalidInput("Expected a name for the deadline.", {"name": message})
    if name in {each.name for each in settings.parameters}:
        raise InvalidInput("Expected a new name.", {"name": f"“{name}” is there already."})
    if command.parameter_class not in list(DeadlineClass):
        raise InvalidInput("Expected how binding it is.", {"parameter_class": "Choose one."})
    if not 1 <= len(source) <= LONGEST_SOURCE:
        raise InvalidInput("Expected where it comes from.", {"source": "Say which rule or agreement it comes from."})
    today = Calendar().local(work.now).date()
    declared = Parameter(name, _value(command.value, name), DeadlineClass(command.parameter_class), source, today)
    written = write_settings(replace(settings, parameters=(*settings.parameters, declared)))
    keep(work, draft, {**files, SETTINGS: written.encode()})


def _value(text: str, name: str) -> str:
    try:
        return validate_value(text, f"“{name}”")
    except DefinitionError as error:
        raise InvalidInput(error.message, {"value": error.message}) from error
