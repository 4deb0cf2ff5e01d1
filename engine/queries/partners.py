"""Agencies with their teams, the service directory and the days of closure, for those who keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.domain.actors import Role
from engine.domain.permissions import Permission, is_permitted, require
from engine.errors import NotFound
from engine.queries.choices import Choice
from engine.queries.view import View
from engine.store import absences, agencies, capacity, scope
from engine.store.agencies import AgencyRecord, DirectoryRecord, TeamRecord


@dataclass(frozen=True, slots=True)
class TeamLine:
    team_id: UUID
    name: str
    is_coordinating: bool


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency with its teams. `has_accounts`: its people sign in. `is_active`: it takes part."""

    agency_id: UUID
    name: str
    kind: str
    has_accounts: bool
    is_active: bool
    teams: tuple[TeamLine, ...]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """An entry of the directory. `capacity` None: not limited; `in_use` is how many referrals hold a place."""

    service_id: UUID
    agency: str
    team: str
    team_id: UUID
    kind: str
    name: str
    areas: tuple[str, ...]
    hours: Mapping[str, Any]
    capacity: int | None
    in_use: int
    is_accepting: bool
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """A day of closure from today on; of every agency when `agency` is empty."""

    closure_id: UUID
    agency: str
    closed_on: date
    reason: str


def agency_lines(view: View) -> tuple[AgencyLine, ...]:
    """Every agency of the partnership, by name. For administrators. Refuses: NotPermitted."""
    require(view.actor, Permission.MANAGE_AGENCIES)
    teams = agencies.all_teams(view.tx)
    return tuple(_line(agency, teams) for agency in agencies.all_agencies(view.tx))


def agency_line(view: View, agency_id: UUID) -> AgencyLine:
    """One agency. For administrators. Refuses: NotPermitted, NotFound."""
    require(view.actor, Permission.MANAGE_AGENCIES)
    agency = agencies.get_agency(view.tx, agency_id)
    if agency is None:
        raise NotFound("There is no such agency.")
    return _line(agency, agencies.all_teams(view.tx))


def team_of_agency(view: View, team_id: UUID) -> tuple[TeamLine, UUID]:
    """One team, and its agency. For administrators. Refuses: NotPermitted, NotFound."""
    require(view.actor, Permission.MANAGE_AGENCIES)
    team = agencies.get_team(view.tx, team_id)
    if team is None:
        raise NotFound("There is no such team.")
    return TeamLine(team.id, team.name, team.is_coordinating), team.agency_id


def service_lines(view: View) -> tuple[ServiceLine, ...]:
    """The entries of the directory that the actor keeps: every one for administrators, those of her own agency for a
    manager. Refuses: NotPermitted.
    """
    require(view.actor, Permission.MANAGE_DIRECTORY)
    in_use = capacity.taken(view.tx)
    names = {agency.id: agency.name for agency in agencies.all_agencies(view.tx)}
    kept = [record for record in agencies.all_services(view.tx) if _keeps(view, record.agency_id)]
    teams = agencies.holders(view.tx, {record.team_id for record in kept})
    lines = [_service(record, names[record.agency_id], teams[record.team_id].team, in_use) for record in kept]
    return tuple(sorted(lines, key=lambda line: (line.agency, line.name)))


def service_line(view: View, service_id: UUID) -> ServiceLine:
    """One entry of the directory that the actor keeps. Refuses: NotPermitted, NotFound (an entry of others too)."""
    found = next((line for line in service_lines(view) if line.service_id == service_id), None)
    if found is None:
        raise NotFound("There is no such service.")
    return found


def offering_teams(view: View) -> tuple[Choice, ...]:
    """The teams for which the actor may enter services. Refuses: NotPermitted."""
    require(view.actor, Permission.MANAGE_DIRECTORY)
    known = {agency.id: agency for agency in agencies.all_agencies(view.tx) if agency.is_active}
    teams = [team for team in agencies.all_teams(view.tx) if team.agency_id in known and _keeps(view, team.agency_id)]
    found = (Choice(str(team.id), f"{known[team.agency_id].name}, {team.name}") for team in teams)
    return tuple(sorted(found, key=lambda choice: choice.label))


def closures(view: View) -> tuple[ClosureLine, ...]:
    """The days of closure from today on. For administrators. Refuses: NotPermitted."""
    require(view.actor, Permission.MANAGE_AGENCIES)
    names = {agency.id: agency.name for agency in agencies.all_agencies(view.tx)}
    today = absences.today_of(view.tx)
    return tuple(
        ClosureLine(row.id, names.get(row.agency_id, "") if row.agency_id else "", row.closed_on, row.reason)
        for row in agencies.all_closures(view.tx)
        if row.closed_on >= today
    )


def _keeps(view: View, agency_id: UUID) -> bool:
    everywhere = view.actor.holds(Role.ADMINISTRATOR)
    return everywhere or (
        is_permitted(view.actor, Permission.MANAGE_DIRECTORY, agency_id)
        and agency_id in scope.managed_agencies(view.actor)
    )


def _line(agency: AgencyRecord, teams: list[TeamRecord]) -> AgencyLine:
    own = tuple(TeamLine(team.id, team.name, team.is_coordinating) for team in teams if team.agency_id == agency.id)
    return AgencyLine(agency.id, agency.name, agency.kind, agency.has_accounts, agency.is_active, own)


def _service(record: DirectoryRecord, agency: str, team: str, in_use: Mapping[UUID, int]) -> ServiceLine:
    return ServiceLine(
        service_id=record.id,
        agency=agency,
        team=team,
        team_id=record.team_id,
        kind=record.kind,
        name=record.name,
        areas=tuple(record.areas),
        hours=record.hours,
        capacity=record.capacity,
        in_use=in_use.get(record.id, 0),
        is_accepting=record.is_accepting,
        checked_at=record.checked_at,
    )
