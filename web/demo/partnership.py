"""The demonstration partnership: its agencies and people are set up, then lived through on a clock in the past.

Everything goes through commands, as if people had done it: what is late in the demonstration was late, and whoever was
told of it was found by the rules. Nothing is sent by mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from engine.bootstrap import Engine, build
from engine.clock import FixedClock
from engine.commands import (
    AddClosureDay,
    AddRole,
    AddService,
    AddTeam,
    CreateAccount,
    CreateAgency,
    CreateFirstAdministrator,
    PasswordHash,
    SignAgreement,
)
from engine.domain.actors import Actor, Membership, Role
from engine.domain.working_days import Calendar
from engine.queries.teams import TeamPlace, teams
from engine.worker import Worker
from web.demo.cases import UNDER_WAY
from web.demo.cast import Cast, Days, Member, Story, tell
from web.demo.endings import ENDED
from web.demo.keeping import KEPT
from web.demo.people import COORDINATION, PARTNERS, SECOND_TEAM, SHOWN_AT_START, Colleague, Partner

NAME = "Example Town partnership"
PASSWORD = "example town together"  # noqa: S105 - of the demonstration, and told to everybody who starts it
ADMINISTRATOR = Colleague("admin1", "Administrator 1")
SET_UP_BEFORE = timedelta(days=60)
CHARTER_LASTS = timedelta(days=365)
LAPSED_BEFORE = timedelta(days=50)
"""Longer than the days of grace."""
EVENINGS = 15


class Nowhere:
    """Takes the mail of days that never were."""

    def send(self, letter: Any, at: datetime) -> None:
        """Keeps nothing."""


def seed(engine: Engine) -> str:
    """Fill an empty database on which the shipped pathways are deployed. Answers whom one can sign in as."""
    clock = FixedClock(engine.clock.now() - SET_UP_BEFORE)
    past = build(engine.config, clock, durable=False)
    try:
        cast = set_up(past, engine.clock.now())
        tell((evenings, *UNDER_WAY, *ENDED, *KEPT), cast, clock, engine.clock.now())
    finally:
        past.close()
    return "\n".join(sign_ins())


def evenings(cast: Cast, days: Days) -> Story:
    """Deadlines pass at the end of working days; the worker looks then."""
    for number in range(EVENINGS, 0, -1):
        yield days.back(number, 17, 1)


def sign_ins() -> list[str]:
    """Whom one can sign in as in the demonstration, one line for each kind of person, and the passphrase."""
    known = [(COORDINATION, ADMINISTRATOR), *((partner, person) for partner in everyone() for person in partner.people)]
    lines = [
        f"{email(person.login)}  {person.name}, {partner.name}"
        for partner, person in known
        if person.login in (*SHOWN_AT_START, ADMINISTRATOR.login)
    ]
    return [*lines, f"with the passphrase “{PASSWORD}”"]


def everyone() -> tuple[Partner, ...]:
    return (COORDINATION, *PARTNERS)


def email(login: str) -> str:
    return f"{login}@example.org"


def set_up(engine: Engine, now: datetime) -> Cast:
    """Agencies, people, agreements, the directory and closure days."""
    password = PasswordHash.of(PASSWORD)
    first = CreateFirstAdministrator(NAME, COORDINATION.name, ADMINISTRATOR.name, email(ADMINISTRATOR.login), password)
    engine.execute(first)
    for partner in PARTNERS:
        engine.execute(CreateAgency(partner.name, partner.kind, partner.team, has_accounts=bool(partner.people)))
    places = {place.agency: place for place in teams(engine)}
    cast = Cast(engine, Worker(engine, Nowhere()))
    for partner in everyone():
        place = places[partner.name]
        cast.members |= {person.login: member(engine, place, person, password) for person in partner.people}
        cast.services |= add_services(engine, place, partner)
        sign_agreement(engine, place, partner, now.date())
    add_closure_days(engine, places, now)
    add_second_team(cast, places)
    return cast


def member(engine: Engine, place: TeamPlace, person: Colleague, password: PasswordHash) -> Member:
    """Create the account, and be its holder from now on."""
    team_id = place.team_id if person.team else None
    command = CreateAccount(
        email(person.login), person.name, password, place.agency_id, team_id, (person.role,), person.duty
    )
    account_id = engine.execute(command)
    held = Membership(place.agency_id, team_id, Role(person.role), person.duty)
    in_coordination = place.is_coordinating and person.team
    return Member(engine, Actor(account_id, engine.system().partnership_id, person.name, (held,), in_coordination))


def add_second_team(cast: Cast, places: Mapping[str, TeamPlace]) -> None:
    """One that a case can be handed over to."""
    agency, name, login = SECOND_TEAM
    team_id = cast.engine.execute(AddTeam(places[agency].agency_id, name))
    worker = cast.members[login].actor.account_id
    cast.engine.execute(AddRole(worker, places[agency].agency_id, team_id, Role.CASEWORKER))


def add_services(engine: Engine, place: TeamPlace, partner: Partner) -> dict[str, UUID]:
    """The partner's entries of the directory, by name."""
    return {
        offer.name: engine.execute(
            AddService(
                place.team_id,
                offer.kind,
                offer.name,
                offer.areas,
                offer.hours,
                offer.capacity,
                offer.is_accepting,
            )
        )
        for offer in partner.offers
    }


def sign_agreement(engine: Engine, place: TeamPlace, partner: Partner, today: date) -> None:
    """The charter: in force for most of a year yet, or lapsed."""
    signed_on = today - (SET_UP_BEFORE if partner.charter else CHARTER_LASTS + LAPSED_BEFORE)
    engine.execute(SignAgreement(place.agency_id, signed_on, signed_on + CHARTER_LASTS))


def add_closure_days(engine: Engine, places: Mapping[str, TeamPlace], now: datetime) -> None:
    """A training day of housing soon, and a day on which the whole partnership rests."""
    calendar = Calendar()
    training = calendar.add_working_days(now, 8).at.date()
    housing = places["Example Town Housing Options"].agency_id
    engine.execute(AddClosureDay(housing, training, "Training day of the housing team"))
    eve = date(now.year, 12, 24)
    engine.execute(AddClosureDay(None, eve, "The partnership closes on Christmas Eve"))
