"""Partnerships, agencies and people: what has to be there before anybody can work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.commands.passwords import PasswordHash, hash_password, problem_with
from engine.commands.work import Work
from engine.domain.actors import Role
from engine.domain.permissions import Permission, require
from engine.domain.stalling import DEFAULT, DEFAULT_SOURCE, PARAMETER
from engine.errors import Conflict, InvalidInput, InvalidState
from engine.store import accounts, agencies, definitions, partnerships, subjects
from engine.store.accounts import AccountRecord, MembershipRecord
from engine.store.agencies import AgencyRecord, TeamRecord
from engine.store.definitions import ParameterRecord

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
"""One address, never a list of them: a mail goes to it as it stands here."""
MOST_LETTERS, MOST_ADDRESS = 200, 254

OWN_PARAMETERS = (
    (
        "escalation.answer",
        "1 working day",
        "Assumption of the partnership: whoever is told of a late step answers by the end of the next working day.",
    ),
    (
        "task.default",
        "10 working days",
        "Assumption of the partnership: how long a step may take for which its pathway names no deadline.",
    ),
    (PARAMETER, DEFAULT, DEFAULT_SOURCE),
)


@dataclass(frozen=True, slots=True)
class CreateFirstAdministrator:
    """Set up an empty installation: partnership, the coordinating agency with a team, and its first administrator.

    For anybody, once: refuses, with InvalidState, when the installation has people already.
    """

    partnership: str
    agency: str
    name: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class CreateAccount:
    """Create a person who can sign in. For administrators. `roles` are held in the agency and team.

    `password` may be a `PasswordHash`, when many people begin with the same one.
    """

    email: str
    name: str
    password: str
    agency_id: UUID
    team_id: UUID | None
    roles: Sequence[str]
    duty: bool = False


@dataclass(frozen=True, slots=True)
class CreateAgency:
    """Create an agency with its first team. For administrators. Answers the team's id."""

    name: str
    kind: str
    team: str
    has_accounts: bool = True
    is_coordinating: bool = False


@dataclass(frozen=True, slots=True)
class AddTeam:
    """Add a team to an agency. For administrators. Answers the team's id."""

    agency_id: UUID
    name: str


def create_first_administrator(work: Work, command: CreateFirstAdministrator) -> UUID:
    if accounts.count(work.tx):
        raise InvalidState("Expected an empty installation, but people have been set up already. Sign in instead.")
    check_texts(partnership=command.partnership, agency=command.agency)
    _check_person(work, command, command.partnership, command.agency)
    if not partnerships.everyone(work.tx):
        partnerships.add(work.tx, command.partnership.strip())
        subjects.create_key(work.tx, subjects.partnership_subject(work.tx.partnership_id), "partnership")
    for name, value, source in OWN_PARAMETERS:
        row = ParameterRecord(work.tx.new_id(), name, value, "local", source, date(2022, 1, 13), work.now, None)
        definitions.enter_parameter(work.tx, row)
    agency_id, team_id = _add_agency(work, command.agency, "council", "Coordination", True, True)
    account_id = _add_account(work, command.email, command.name, command.password)
    add_roles(work, account_id, agency_id, team_id, [Role.ADMINISTRATOR], False)
    work.audit("installed", "account", account_id)
    return account_id


def create_account(work: Work, command: CreateAccount) -> UUID:
    require(work.actor, Permission.MANAGE_ACCOUNTS)
    _check_person(work, command)
    check_new_address(work, command.email)
    roles = [read_role(role) for role in command.roles]
    check_place(work, command.agency_id, command.team_id, roles)
    account_id = _add_account(work, command.email, command.name, command.password)
    add_roles(work, account_id, command.agency_id, command.team_id, roles, command.duty)
    work.audit("account_created", "account", account_id)
    return account_id


def create_agency(work: Work, command: CreateAgency) -> UUID:
    require(work.actor, Permission.MANAGE_AGENCIES)
    check_texts(name=command.name, team=command.team)
    agency_id, team_id = _add_agency(
        work, command.name, command.kind, command.team, command.has_accounts, command.is_coordinating
    )
    work.audit("agency_created", "agency", agency_id)
    return team_id


def read_role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        known = ", ".join(Role)
        raise InvalidInput(f"Expected a role among {known}, but got {text!r}.", {"roles": "Choose a role"}) from error


def check_place(work: Work, agency_id: UUID, team_id: UUID | None, roles: Sequence[Role]) -> None:
    """Refuses an agency or team that is not there, and no role at all."""
    if agencies.get_agency(work.tx, agency_id) is None:
        raise InvalidInput("Expected an agency of the partnership.", {"agency_id": "Choose an agency"})
    if team_id is not None and agencies.agency_of(work.tx, team_id) != agency_id:
        raise InvalidInput("Expected a team of that agency, but it is another’s.", {"team_id": "Choose a team"})
    if not roles:
        raise InvalidInput("Expected at least one role.", {"roles": "Choose a role"})


def check_team(team_id: UUID | None, roles: Sequence[Role]) -> None:
    """Refuses a caseworker without a team: no work would ever reach her."""
    if Role.CASEWORKER in roles and team_id is None:
        message = "Expected a team for a caseworker, but only an agency was named."
        raise InvalidInput(message, {"team_id": "Choose the team in which she works"})


def check_new_address(work: Work, email: str, but: UUID | None = None) -> None:
    """Refuses what is no address, and one that somebody else has."""
    if problem := _address_problem(email):
        raise InvalidInput("Expected an email address.", {"email": problem})
    known = accounts.by_email(work.tx, email)
    if known is not None and known.id != but:
        raise Conflict("Expected a new email address, but an account has it already.")


def check_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= MOST_LETTERS:
        raise InvalidInput("Expected a name.", {"name": "Enter a name"})


def check_texts(**texts: str) -> None:
    wrong = {name: f"Enter the {name}" for name, text in texts.items() if not 1 <= len(text.strip()) <= MOST_LETTERS}
    if wrong:
        raise InvalidInput("Expected every field to be filled in.", wrong)


def _check_person(work: Work, person: CreateFirstAdministrator | CreateAccount, *names: str) -> None:
    email, name, password, wrong = person.email, person.name, person.password, {}
    if not 1 <= len(name.strip()) <= MOST_LETTERS:
        wrong["name"] = "Enter a name"
    if problem := _address_problem(email):
        wrong["email"] = problem
    if isinstance(password, PasswordHash):
        wrong |= {} if password.is_strong else {"password": "Must be hashed with Argon2id as strongly as here"}
    elif problem := problem_with(work, password, email, name, *names):
        wrong["password"] = problem
    if wrong:
        raise InvalidInput("Expected every field to be usable, but some need to be changed.", wrong)


def _address_problem(email: str) -> str:
    _, _, host = email.strip().partition("@")
    if not ADDRESS.fullmatch(email.strip()) or ("." not in host and host != "localhost") or len(email) > MOST_ADDRESS:
        return "Enter an email address in the correct format, like name@example.com"
    return ""


def _add_agency(
    work: Work, name: str, kind: str, team: str, has_accounts: bool, is_coordinating: bool
) -> tuple[UUID, UUID]:
    agency_id, team_id = work.tx.new_id(), work.tx.new_id()
    agencies.agencies.add(work.tx, AgencyRecord(agency_id, name.strip(), kind, has_accounts, True))
    agencies.teams.add(work.tx, TeamRecord(team_id, agency_id, team.strip(), is_coordinating))
    return agency_id, team_id


def _add_account(work: Work, email: str, name: str, password: str) -> UUID:
    account_id = work.tx.new_id()
    address = email.strip().lower()
    record = AccountRecord(account_id, address, name.strip(), hash_password(password), True, None, work.now)
    accounts.accounts.add(work.tx, record)
    return account_id


def add_roles(
    work: Work, account_id: UUID, agency_id: UUID, team_id: UUID | None, roles: Sequence[Role], duty: bool
) -> None:
    accounts.memberships.add(
        work.tx,
        *(MembershipRecord(work.tx.new_id(), account_id, agency_id, team_id, role.value, duty) for role in roles),
    )


def add_team(work: Work, command: AddTeam) -> UUID:
    require(work.actor, Permission.MANAGE_AGENCIES)
    check_texts(name=command.name)
    if agencies.get_agency(work.tx, command.agency_id) is None:
        raise InvalidInput("Expected an agency of the partnership.", {"agency_id": "Choose an agency"})
    team = TeamRecord(work.tx.new_id(), command.agency_id, command.name.strip(), False)
    agencies.teams.add(work.tx, team)
    work.audit("team_added", "agency", command.agency_id)
    return team.id
