"""Pathways and their versions, for other systems: to caseworkers those in use, to commissioners every version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.errors import NotFound
from engine.queries.start_page import StartPage, start_page
from engine.queries.view import View
from engine.store import definitions
from engine.store.definitions import VersionRecord

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class DefinitionLine:
    """One version of a pathway. `may_start`: the actor may start it by hand now."""

    version_id: UUID
    pathway: str
    version: int
    title: str
    purpose: str
    state: str
    deployed_at: datetime
    may_start: bool


def definition_lines(view: View, pathway: str = "", state: str = "") -> tuple[DefinitionLine, ...]:
    """By pathway, newest version first. For commissioners all; for caseworkers and managers what is published; for
    others none.
    """
    rows = [row for row in _seen(view) if pathway in ("", row.pathway) and state in ("", row.state)]
    return tuple(_line(view, row) for row in sorted(rows, key=lambda row: (row.pathway, -row.version)))


def definition(view: View, version_id: UUID) -> DefinitionLine:
    """One version. NotFound for those who may not know of it."""
    return _line(view, _found(view, version_id))


def start_form(view: View, version_id: UUID) -> StartPage | None:
    """What starting it asks for; None when the actor cannot start it by hand."""
    line = definition(view, version_id)
    return start_page(view, line.pathway) if line.may_start else None


def definition_files(view: View, version_id: UUID) -> dict[str, bytes]:
    """The files of a version, for commissioners. NotFound for others."""
    row = _found(view, version_id)
    if not is_permitted(view.actor, Permission.EDIT_DEFINITION):
        raise NotFound("There is no such pathway.")
    return definitions.unpack(row.bundle)


def _seen(view: View) -> list[VersionRecord]:
    if is_permitted(view.actor, Permission.EDIT_DEFINITION):
        return definitions.every_version(view.tx)
    return definitions.published(view.tx) if is_permitted(view.actor, Permission.START_PATHWAY) else []


def _found(view: View, version_id: UUID) -> VersionRecord:
    row = next((row for row in _seen(view) if row.id == version_id), None)
    if row is None:
        raise NotFound("There is no such pathway.")
    return row


def _line(view: View, row: VersionRecord) -> DefinitionLine:
    settings = view.shelf.get(view.tx, row.id).settings
    is_startable = row.state == PUBLISHED and settings.start.by_hand and settings.subject.value == "person"
    return DefinitionLine(
        version_id=row.id,
        pathway=row.pathway,
        version=row.version,
        title=row.title,
        purpose=settings.purpose,
        state=row.state,
        deployed_at=row.deployed_at,
        may_start=is_startable and is_permitted(view.actor, Permission.START_PATHWAY),
    )
