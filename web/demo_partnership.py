"""The demonstration partnership: its agencies and people are set up, then lived through on a clock in the past.

Everything goes through commands, as if people had done it: what is late in the demonstration was late, and whoever was
told of it was found by the rules. Nothing is sent by mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from engine.bootstrap import Engine, build
from engine.clock import FixedClock
from engine.commands import (
    AddClosureDay,
    AddService,
    CreateAccount,
    CreateAgency,
    CreateFirstAdministrator,
    PasswordHash,
    SignAgreement,
)
from engine.domain.actors import Actor, Membership, Role
from engine.domain.working_days import Calendar
from engine.notify import nowhere
from engine.queries.teams import TeamPlace, teams
from engine.worker import Worker
from web.demo_cases import Cast, Member, live_through
from web.demo_people import COORDINATION, PARTNERS, SHOWN_AT_START, Colleague, Partner

NAME = "Example Town partnership"
PASSWORD = "example town together"  # noqa: S105 - of the demonstration, and told to everybody who starts it
ADMINISTRATOR = Colleague("admin1", "Administrator 1")
SET_UP_BEFORE = timedelta(days=60)
CHARTER_LASTS = timedelta(days=365)
LAPSED_BEFORE = timedelta(days=20)


def seed(engine: Engine) -> str:
    """Fill an empty database on which the shipped pathways are deployed. Answers whom one can sign in as."""
    clock = FixedClock(engine.clock.now() - SET_UP_BEFORE)
    past = build(engine.config, clock)
    try:
        cast = set_up(past, engine.clock.now())
        live_through(cast, clock, engine.clock.now())
    finally:
        past.close()
    return "\n".join(sign_ins())


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
    cast = Cast(engine, Worker(engine, nowhere))
    for partner in everyone():
        place = places[partner.name]
        cast.members |= {person.login: member(engine, place, person, password) for person in partner.people}
        cast.services |= {offer.name: service for offer, service in add_services(engine, place, partner)}
        sign_agreement(engine, place, partner, now.date())
    add_closure_days(engine, places, now)
    return cast
