"""Everybody: each role in each agency, those who took part and those who did not."""

from __future__ import annotations

from engine.domain.actors import Role
from engine.testing import House, Person
from tests.integration.canary.journey import Journal, Journey, Watched, email_of, sign_in

AGENCIES = (
    ("Outreach charity", "Street team"),
    ("Housing", "Options"),
    ("Clinic", "Outreach nurses"),
    ("Council", "Coordination"),
)
CASE_ROLES = (Role.CASEWORKER, Role.MANAGER)
TOOK_PART = ("Outreach charity", "Housing", "Council")


def place(agency: str, role: Role) -> str:
    return f"{role.value} of {agency}"


def everybody(house: House) -> dict[str, Person]:
    """One person of each role in each agency, as people who came after it all had happened."""
    return {
        place(agency, role): house.person(f"New {role.value}", agency, team, [role.value])
        for agency, team in AGENCIES
        for role in Role
    }


def outsiders() -> list[str]:
    """Those who may see nothing of her: all of agencies that had no part, and roles that see no case."""
    return [
        place(agency, role)
        for agency, _ in AGENCIES
        for role in Role
        if agency not in TOOK_PART or role not in CASE_ROLES
    ]


def enter(journey: Journey, person: Person) -> Watched:
    """The person's own browser, signed in once for all that she opens after the journey."""
    if person.account_id not in journey.desks:
        journey.desks[person.account_id] = sign_in(journey.app, Journal(), email_of(person))
    return journey.desks[person.account_id]
