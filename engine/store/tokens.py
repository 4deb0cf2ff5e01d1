"""Access tokens of the API, and the services (other systems) that some of them belong to.

A service is an account that nobody signs in to and nobody is told through: it is not active. It works as a caseworker
of one team.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, UniqueConstraint, Uuid, bindparam, update

from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

api_service = table(
    "api_service",
    Column("name", String(200), nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Uuid, nullable=False),
    reference("id", "account"),
    reference("agency_id", "agency"),
    reference("team_id", "team"),
)

access_token = table(
    "access_token",
    Column("account_id", Uuid, nullable=False),
    Column("name", String(100), nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("scopes", String(400), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
    UniqueConstraint("partnership_id", "token_hash"),
    reference("account_id", "account"),
    index("ix_access_token_account", "account_id"),
)


@dataclass(frozen=True, slots=True)
class ApiServiceRecord:
    """Another system that works for a team; its id is that of its account."""

    id: UUID
    name: str
    agency_id: UUID
    team_id: UUID
    created_at: datetime
    created_by: UUID


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token of a person or service, known by its hash alone. `scopes` are separated by spaces."""

    id: UUID
    account_id: UUID
    name: str
    token_hash: bytes
    scopes: str
    created_at: datetime
    created_by: UUID
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def is_good(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


services = Records(ApiServiceRecord, api_service)
tokens = Records(TokenRecord, access_token)

_service = services.selection(api_service.c.id == bindparam("id"))
_of_agencies = services.selection(api_service.c.agency_id.in_(bindparam("agencies", expanding=True))).order_by(
    api_service.c.name, api_service.c.id
)
_token = tokens.selection(access_token.c.id == bindparam("id"))
_by_hash = tokens.selection(access_token.c.token_hash == bindparam("token_hash"))
_of_accounts = tokens.selection(access_token.c.account_id.in_(bindparam("accounts", expanding=True))).order_by(
    access_token.c.id.desc()
)


def hash_of(token: str) -> bytes:
    """What is kept of a token. It is as long as it is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


_revoking = (
    update(access_token)
    .where(tokens.mine, access_token.c.account_id == bindparam("of_account"), access_token.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)


def revoke_those_of(tx: Transaction, account_id: UUID) -> None:
    """Every token of a person: she leaves, or chooses a password anew."""
    tx.write(_revoking, partnership(tx, {"of_account": account_id, "now": tx.now}))


def get_service(tx: Transaction, service_id: UUID) -> ApiServiceRecord | None:
    return services.one(tx, _service, id=service_id)


def services_of(tx: Transaction, agency_ids: Iterable[UUID]) -> list[ApiServiceRecord]:
    """The services that work for teams of these agencies, by name."""
    return [ApiServiceRecord(*row) for row in tx.run(_of_agencies, partnership(tx, {"agencies": list(agency_ids)}))]


def get(tx: Transaction, token_id: UUID) -> TokenRecord | None:
    return tokens.one(tx, _token, id=token_id)


def by_hash(tx: Transaction, token: str) -> TokenRecord | None:
    return tokens.one(tx, _by_hash, token_hash=hash_of(token))


def of_accounts(tx: Transaction, account_ids: Iterable[UUID]) -> list[TokenRecord]:
    """The tokens of these people and services, newest first, revoked and expired ones too."""
    return [TokenRecord(*row) for row in tx.run(_of_accounts, partnership(tx, {"accounts": list(account_ids)}))]


def everything(tx: Transaction) -> list[TokenRecord]:
    """Every token of the partnership, newest first, for administrators."""
    return tokens.all(tx, tokens.selection().order_by(access_token.c.id.desc()))


def change(tx: Transaction, token_id: UUID, **changes: datetime) -> None:
    statement = update(access_token).where(tokens.mine, access_token.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": token_id}))
