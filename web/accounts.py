"""Adding a person from the command line, by the names of agency and team."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bootstrap import Engine
from engine.commands import CreateAccount
from engine.errors import InvalidInput
from engine.queries.teams import TeamPlace, teams


def add_account(
    engine: Engine,
    email: str,
    name: str,
    password: str,
    agency: str,
    team: str | None,
    roles: Sequence[str],
    duty: bool,
) -> str:
    """Create the account and say so. Refuses an agency or team that is not there, naming those that are."""
    place = find_place(teams(engine), agency, team)
    team_id = place.team_id if team else None
    engine.execute(CreateAccount(email, name, password, place.agency_id, team_id, roles, duty), engine.system())
    return f"{name} can sign in with {email}."


def find_place(places: Sequence[TeamPlace], agency: str, team: str | None) -> TeamPlace:
    """The team of that name, or any of the agency's when none is named."""
    of_agency = [place for place in places if place.agency == agency]
    if not of_agency:
        known = ", ".join(sorted({place.agency for place in places})) or "none yet"
        raise InvalidInput(f"Expected one of the agencies ({known}), but “{agency}” is not one.")
    found = [place for place in of_agency if team in (None, place.team)]
    if not found:
        known = ", ".join(place.team for place in of_agency)
        raise InvalidInput(f"Expected one of the teams of {agency} ({known}), but “{team}” is not one.")
    return found[0]
