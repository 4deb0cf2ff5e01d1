"""Declaring in a draft a deadline or limit that it did not know, so that steps can rest on it by name.

A name means the same in every pathway: one that is in use already is shared knowingly, never declared anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from engine.commands.drafts import SETTINGS, files_of, keep, seen_draft, settings_of
from engine.commands.work import Work
from engine.domain.parameters import NAME, DeadlineClass, Parameter, validate_value
from engine.domain.toml_writing import write_settings
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError, InvalidInput
from engine.store import definitions
from engine.store.drafts import DraftRecord

LONGEST_NAME = 80
LONGEST_SOURCE = 1000


@dataclass(frozen=True, slots=True)
class DeclareParameter:
    """A name that deadlines of the draft may rest on, with its first value. For commissioners.

    The value holds from today on, once the version is published. Refuses: NotFound, Conflict, InvalidInput, also for a
    name that the installation has already (see ShareParameter).
    """

    draft_id: UUID
    seen: int
    name: str
    value: str
    parameter_class: str
    source: str


@dataclass(frozen=True, slots=True)
class ShareParameter:
    """Let steps of the draft rest on a deadline or limit that other pathways use. For commissioners.

    What it is stays the business of all of them. Refuses: NotFound, Conflict, InvalidInput.
    """

    draft_id: UUID
    seen: int
    name: str


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
    if definitions.parameter_rows(work.tx, name):
        message = f"“{name}” is in use already. Share it, or choose another name."
        raise InvalidInput("Expected a name of its own.", {"name": message})
    if command.parameter_class not in list(DeadlineClass):
        raise InvalidInput("Expected how binding it is.", {"parameter_class": "Choose one."})
    if not 1 <= len(source) <= LONGEST_SOURCE:
        raise InvalidInput("Expected where it comes from.", {"source": "Say which rule or agreement it comes from."})
    value = _value(command.value, name)
    declared = Parameter(name, value, DeadlineClass(command.parameter_class), source, _today(work))
    _keep_with(work, draft, declared)


def share_parameter(work: Work, command: ShareParameter) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    settings = settings_of(files_of(draft))
    others = work.shelf.declared_elsewhere(work.tx, draft.pathway).get(command.name, [])
    known = [each.value for each in work.shelf.known(work.tx, command.name)] if NAME.fullmatch(command.name) else []
    if not known or command.name in {each.name for each in settings.parameters}:
        raise InvalidInput("Expected a deadline or limit of other pathways.", {"name": "Choose one of the list."})
    shared = others[0].value if others else min(known, key=lambda each: each.valid_from)
    _keep_with(work, draft, shared)


def _keep_with(work: Work, draft: DraftRecord, declared: Parameter) -> None:
    files = files_of(draft)
    settings = settings_of(files)
    written = write_settings(replace(settings, parameters=(*settings.parameters, declared)))
    keep(work, draft, {**files, SETTINGS: written.encode()})


def _today(work: Work) -> date:
    return Calendar().local(work.now).date()


def _value(text: str, name: str) -> str:
    try:
        return validate_value(text, f"“{name}”")
    except DefinitionError as error:
        raise InvalidInput(error.message, {"value": error.message}) from error
