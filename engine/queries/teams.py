"""The teams of the partnership with the agencies they belong to: for setting up, by the command line and programs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.queries.running import Running
from engine.store import agencies


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """A team and its agency. `kind` is the agency's; `is_coordinating` marks the team that coordinates."""

    agency_id: UUID
    agency: str
    kind: str
    team_id: UUID
    team: str
    is_coordinating: bool


def teams(engine: Running) -> tuple[TeamPlace, ...]:
    """Every team, by agency and name. Holds nothing about cases; for whoever runs the installation."""
    with engine.database.read(engine.system().partnership_id, engine.clock.now()) as tx:
        known = {agency.id: agency for agency in agencies.all_agencies(tx)}
        found = [(known[team.agency_id], team) for team in agencies.all_teams(tx)]
    places = (
        TeamPlace(agency.id, agency.name, agency.kind, team.id, team.name, team.is_coordinating)
        for agency, team in found
    )
    return tuple(sorted(places, key=lambda place: (place.agency, place.team)))
