"""People who sign in: accounts, the roles they hold, their sessions and attempts to sign in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    bindparam,
    delete,
    func,
    or_,
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

session = table(
    "session",
    Column("account_id", Uuid, nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    UniqueConstraint("partnership_id", "token_hash"),
    reference("account_id", "account"),
)

sign_in_attempt = table(
    "sign_in_attempt",
    Column("email_mark", LargeBinary(32), nullable=False),
    Column("address_mark", LargeBinary(32), nullable=False),
    Column("tried_at", Moment, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    index("ix_sign_in_attempt_email", "email_mark", "tried_at"),
    index("ix_sign_in_attempt_address", "address_mark", "tried_at"),
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


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A signed-in browser. Only the hash of its token is kept."""

    id: UUID
    account_id: UUID
    token_hash: bytes
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt to sign in; address and email are blind marks."""

    id: UUID
    email_mark: bytes
    address_mark: bytes
    tried_at: datetime
    succeeded: bool


accounts = Records(AccountRecord, account)
memberships = Records(MembershipRecord, membership)
sessions = Records(SessionRecord, session)
attempts = Records(AttemptRecord, sign_in_attempt)

_account = accounts.selection(account.c.id == bindparam("id"))
_by_email = accounts.selection(account.c.email == bindparam("email"))
_memberships = memberships.selection(membership.c.account_id == bindparam("account_id")).order_by(membership.c.id)
_session = sessions.selection(
    session.c.token_hash == bindparam("token_hash"),
    session.c.ended_at.is_(None),
    session.c.expires_at > bindparam("now"),
)
_names = select(account.c.id, account.c.name).where(accounts.mine, account.c.id.in_(bindparam("ids", expanding=True)))
_failures = select(
    func.count().filter(sign_in_attempt.c.email_mark == bindparam("email_mark")),
    func.count().filter(sign_in_attempt.c.address_mark == bindparam("address_mark")),
).where(
    attempts.mine,
    sign_in_attempt.c.succeeded.is_(False),
    sign_in_attempt.c.tried_at > bindparam("since"),
    or_(
        sign_in_attempt.c.email_mark == bindparam("email_mark"),
        sign_in_attempt.c.address_mark == bindparam("address_mark"),
    ),
)


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
_ending_sessions = (
    update(session)
    .where(sessions.mine, session.c.account_id == bindparam("at_account"), session.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)
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


def end_sessions_of(tx: Transaction, account_id: UUID) -> None:
    """Nobody is signed in as this person any more."""
    tx.write(_ending_sessions, partnership(tx, {"at_account": account_id, "now": tx.now}))


def open_session(tx: Transaction, token_hash: bytes) -> SessionRecord | None:
    return sessions.one(tx, _session, token_hash=token_hash, now=tx.now)


def change_session(tx: Transaction, session_id: UUID, **changes: Any) -> None:
    statement = update(session).where(sessions.mine, session.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": session_id}))


def end_session(tx: Transaction, token_hash: bytes) -> None:
    statement = update(session).where(sessions.mine, session.c.token_hash == bindparam("at_hash"))
    tx.run(statement.values(ended_at=tx.now), partnership(tx, {"at_hash": token_hash}))


def forget_sessions(tx: Transaction, before: datetime) -> None:
    """Forget the sessions that ended or ran out before that moment."""
    over = or_(session.c.expires_at < bindparam("before"), session.c.ended_at < bindparam("before"))
    tx.run(delete(session).where(sessions.mine, over), partnership(tx, {"before": before}))


def forget_attempts(tx: Transaction, before: datetime) -> None:
    statement = delete(sign_in_attempt).where(attempts.mine, sign_in_attempt.c.tried_at < bindparam("before"))
    tx.run(statement, partnership(tx, {"before": before}))


def queue_for_attempt(tx: Transaction, mark: bytes) -> None:
    """Let nobody else count attempts of that person or address before this unit of work has ended."""
    if tx.is_postgresql:  # writers of SQLite are alone anyway
        tx.run(select(func.pg_advisory_xact_lock(int.from_bytes(mark[:8], signed=True))))


def attempt_succeeded(tx: Transaction, attempt_id: UUID) -> None:
    statement = update(sign_in_attempt).where(attempts.mine, sign_in_attempt.c.id == bindparam("at_id"))
    tx.run(statement.values(succeeded=True), partnership(tx, {"at_id": attempt_id}))


def failures_since(tx: Transaction, email_mark: bytes, address_mark: bytes, since: datetime) -> tuple[int, int]:
    """How often signing in failed for this person, and from this address."""
    marks = {"email_mark": email_mark, "address_mark": address_mark, "since": since}
    row = tx.run(_failures, partnership(tx, marks)).one()
    return int(row[0]), int(row[1])
