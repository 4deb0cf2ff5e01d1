"""People who sign in: accounts and the roles they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    String,
    UniqueConstraint,
    Uuid,
    bindparam,
    delete,
    func,
    select,
    update,
)

from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

account = table(
    "account",
    Column("email", String(254), nullable=False),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("left_at", Moment, nullable=True),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("partnership_id", "email"),
)

membership = table(
    "membership",
    Column("account_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=True),
    Column("role", String(20), nullable=False),
    Column("duty", Boolean, nullable=False),
    reference("account_id", "account"),
    reference("agency_id", "agency"),
    reference("team_id", "team"),
    index("ix_membership_account", "account_id"),
    index("ix_membership_agency", "agency_id"),
)


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """A person who signs in. `email` is kept in lower case.

    Not `is_active`: invited, and no password chosen yet; or gone, since `left_at`.
    """

    id: UUID
    email: str
    name: str
    password_hash: str
    is_active: bool
    left_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MembershipRecord:
    id: UUID
    account_id: UUID
    agency_id: UUID
    team_id: UUID | None
    role: str
    duty: bool


accounts = Records(AccountRecord, account)
memberships = Records(MembershipRecord, membership)

_account = accounts.selection(account.c.id == bindparam("id"))
_by_email = accounts.selection(account.c.email == bindparam("email"))
_memberships = memberships.selection(membership.c.account_id == bindparam("account_id")).order_by(membership.c.id)
_names = select(account.c.id, account.c.name).where(accounts.mine, account.c.id.in_(bindparam("ids", expanding=True)))


def get(tx: Transaction, account_id: UUID) -> AccountRecord | None:
    return accounts.one(tx, _account, id=account_id)


def by_email(tx: Transaction, email: str) -> AccountRecord | None:
    return accounts.one(tx, _by_email, email=email.strip().lower())


def count(tx: Transaction) -> int:
    return int(tx.run(select(func.count()).where(accounts.mine), partnership(tx, {})).scalar_one())


def names(tx: Transaction, account_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of the accounts, for people to read."""
    wanted = list({account_id for account_id in account_ids if account_id is not None})
    if not wanted:
        return {}
    return {row[0]: row[1] for row in tx.run(_names, partnership(tx, {"ids": wanted}))}


def memberships_of(tx: Transaction, account_id: UUID) -> list[MembershipRecord]:
    return memberships.all(tx, _memberships, account_id=account_id)


_changing_account = update(account).where(accounts.mine, account.c.id == bindparam("at_id"))
selecting_memberships = _memberships
"""What `memberships_of` asks, to be read together with other things."""
_membership = memberships.selection(membership.c.id == bindparam("id"))
_removing_membership = delete(membership).where(memberships.mine, membership.c.id == bindparam("at_id"))
_others_in_role = memberships.selection(
    membership.c.role == bindparam("role"),
    membership.c.account_id != bindparam("but"),
    membership.c.account_id.in_(select(account.c.id).where(accounts.mine, account.c.is_active.is_(True))),
)
_others_in_team = memberships.selection(
    membership.c.team_id == bindparam("team_id"),
    membership.c.account_id != bindparam("but"),
    membership.c.account_id.in_(select(account.c.id).where(accounts.mine, account.c.is_active.is_(True))),
)


def change(tx: Transaction, account_id: UUID, **changes: Any) -> None:
    tx.run(_changing_account.values(changes), partnership(tx, {"at_id": account_id}))


def get_membership(tx: Transaction, membership_id: UUID) -> MembershipRecord | None:
    return memberships.one(tx, _membership, id=membership_id)


def remove_membership(tx: Transaction, membership_id: UUID) -> None:
    tx.write(_removing_membership, partnership(tx, {"at_id": membership_id}))


def others_in_role(tx: Transaction, role: str, but: UUID) -> list[MembershipRecord]:
    """The role as other active people hold it."""
    return memberships.all(tx, _others_in_role, role=role, but=but)


def others_in_team(tx: Transaction, team_id: UUID, but: UUID) -> list[MembershipRecord]:
    """The roles that other active people hold in the team."""
    return memberships.all(tx, _others_in_team, team_id=team_id, but=but)
