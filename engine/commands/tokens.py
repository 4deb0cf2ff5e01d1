"""Access tokens of the API: made and revoked in the web, shown once, kept as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from engine.commands.work import Work
from engine.domain.actors import Actor
from engine.domain.permissions import Permission, is_permitted, require
from engine.domain.scopes import read_scopes
from engine.errors import InvalidInput, NotFound
from engine.store import accounts, agencies, tokens
from engine.store.accounts import AccountRecord
from engine.store.tokens import ApiServiceRecord, TokenRecord

PREFIX = "rp_"
LONGEST_NAME = 100
MOST_DAYS = 365
MOST_TOKENS = 20
"""Good ones of one person or service."""
NOBODY_SIGNS_IN = "!"


@dataclass(frozen=True, slots=True)
class CreateToken:
    """Make a token for oneself, or for another system that is to work for a team.

    For everybody who signs in; with `team_id` (a new service for that team) or `service_id` (one that there is), for
    managers of the team's agency. `days` is how long it lasts, 1 to 365. Refuses: InvalidInput, NotFound (not a team
    or service of an agency one manages).
    """

    name: str
    scopes: Sequence[str]
    days: int
    team_id: UUID | None = None
    service_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CreatedToken:
    """`token` is told this once."""

    token_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """End a token now. For the person whose it is; for managers, those of services of their agency; for
    administrators, any. NotFound for everybody else. Revoking twice changes nothing.
    """

    token_id: UUID


@dataclass(frozen=True, slots=True)
class NoteTokenUse:
    """Note when a token was used last. For the engine only."""

    token_id: UUID


def create_token(work: Work, command: CreateToken) -> CreatedToken:
    actor = work.person()
    name, scopes = _name(command.name), read_scopes(command.scopes)
    if not 1 <= command.days <= MOST_DAYS:
        fields = {"days": f"Choose how long it lasts, from 1 to {MOST_DAYS} days"}
        raise InvalidInput(f"Expected a token that lasts 1 to {MOST_DAYS} days.", fields)
    account_id = _whose(work, actor, command, name)
    if sum(known.is_good(work.now) for known in tokens.of_accounts(work.tx, [account_id])) >= MOST_TOKENS:
        fields = {"name": "Revoke a token that is no longer used first"}
        raise InvalidInput(f"Expected at most {MOST_TOKENS} tokens in use, but there are as many already.", fields)
    secret = PREFIX + secrets.token_urlsafe(32)
    record = TokenRecord(
        id=work.tx.new_id(),
        account_id=account_id,
        name=name,
        token_hash=tokens.hash_of(secret),
        scopes=" ".join(scopes),
        created_at=work.now,
        created_by=actor.account_id,
        expires_at=work.now + timedelta(days=command.days),
        used_at=None,
        revoked_at=None,
    )
    tokens.tokens.add(work.tx, record)
    work.audit("token_created", "token", record.id, scopes=record.scopes, account=str(account_id))
    return CreatedToken(record.id, secret)


def _name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        fields = {"name": f"Enter what the token is for, in {LONGEST_NAME} characters or less"}
        raise InvalidInput("Expected a name for the token, but it is missing or cannot be used.", fields)
    return name


def _whose(work: Work, actor: Actor, command: CreateToken, name: str) -> UUID:
    """The account that acts with the token: one's own, or that of a service of an agency one manages."""
    if command.service_id is not None:
        service = tokens.get_service(work.tx, command.service_id)
        if service is None or not actor.manages(service.agency_id):
            raise NotFound("There is no such service.")
        return service.id
    if command.team_id is not None:
        agency_id = agencies.agency_of(work.tx, command.team_id)
        if agency_id is None or not actor.manages(agency_id):
            raise NotFound("There is no such team.")
        return _new_service(work, actor, name, agency_id, command.team_id)
    return actor.account_id


def _new_service(work: Work, actor: Actor, name: str, agency_id: UUID, team_id: UUID) -> UUID:
    """An account for another system: nobody signs in to it, nobody is told through it, nothing is given to it."""
    service_id = work.tx.new_id()
    address = f"{service_id}@service.invalid"
    accounts.accounts.add(work.tx, AccountRecord(service_id, address, name, NOBODY_SIGNS_IN, False, None, work.now))
    tokens.services.add(work.tx, ApiServiceRecord(service_id, name, agency_id, team_id, work.now, actor.account_id))
    work.audit("service_account_created", "account", service_id, team=str(team_id))
    return service_id


def revoke_token(work: Work, command: RevokeToken) -> None:
    actor = work.person()
    found = tokens.get(work.tx, command.token_id)
    if found is None or not _may_revoke(work, actor, found):
        raise NotFound("There is no such token.")
    if found.revoked_at is None:
        tokens.change(work.tx, found.id, revoked_at=work.now)
        work.audit("token_revoked", "token", found.id)


def _may_revoke(work: Work, actor: Actor, found: TokenRecord) -> bool:
    if found.account_id == actor.account_id or is_permitted(actor, Permission.MANAGE_ACCOUNTS):
        return True
    service = tokens.get_service(work.tx, found.account_id)
    return service is not None and actor.manages(service.agency_id)


def note_token_use(work: Work, command: NoteTokenUse) -> None:
    require(work.actor, Permission.DELIVER_MESSAGE)
    tokens.change(work.tx, command.token_id, used_at=work.now)
