"""What agencies and their teams are called, and whether an agency takes part."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.people import check_texts
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import InvalidState, NotFound
from engine.store import agencies, tasks


@dataclass(frozen=True, slots=True)
class ChangeAgency:
    """Correct an agency: its name, its kind, whether its people sign in, and whether it takes part. For administrators.

    The services of one that does not take part are offered no more. Refuses: NotFound, InvalidInput (fields),
    InvalidState (it holds open tasks, or coordinates).
    """

    agency_id: UUID
    name: str
    kind: str
    has_accounts: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class RenameTeam:
    """Give a team another name. For administrators. Refuses: NotFound, InvalidInput (name)."""

    team_id: UUID
    name: str


def change_agency(work: Work, command: ChangeAgency) -> None:
    require(work.actor, Permission.MANAGE_AGENCIES)
    agency = agencies.get_agency(work.tx, command.agency_id)
    if agency is None:
        raise NotFound("There is no such agency.")
    check_texts(name=command.name, kind=command.kind)
    if agency.is_active and not command.is_active:
        _check_free(work, agency.id)
    if agency.has_accounts and not command.has_accounts and tasks.holds_open(work.tx, agency.id):
        raise InvalidState("Expected an agency without open tasks, but it holds some. Move or finish them first.")
    agencies.change_agency(
        work.tx,
        agency.id,
        name=command.name.strip(),
        kind=command.kind.strip(),
        has_accounts=command.has_accounts,
        is_active=command.is_active,
    )
    work.audit("agency_changed", "agency", agency.id, takes_part=command.is_active)


def rename_team(work: Work, command: RenameTeam) -> None:
    require(work.actor, Permission.MANAGE_AGENCIES)
    team = agencies.get_team(work.tx, command.team_id)
    if team is None:
        raise NotFound("There is no such team.")
    check_texts(name=command.name)
    agencies.rename_team(work.tx, team.id, command.name.strip())
    work.audit("team_renamed", "team", team.id)


def _check_free(work: Work, agency_id: UUID) -> None:
    team = agencies.coordinating_team(work.tx)
    if team is not None and team.agency_id == agency_id:
        raise InvalidState("Expected an agency that can leave, but this one coordinates the partnership.")
    if tasks.holds_open(work.tx, agency_id):
        raise InvalidState(
            "Expected an agency without open tasks, but it holds some. Move them to others, or finish them, first: "
            "then nobody is lost."
        )
