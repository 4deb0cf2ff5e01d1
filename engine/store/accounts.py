"""People who sign in: accounts, the roles they hold, their sessions and attempts to sign in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    LargeBinary,
    Select,
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

from engine.store.records import Records, among_few, few, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

account = table(
    "account",
    Column("email", String(254), nullable=False),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("absent_until", Moment, nullable=True),
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
    """A person who signs in. `email` is kept in lower case; absent people are passed over by escalations."""

    id: UUID
    email: str
    name: str
    password_hash: str
    is_active: bool
    absent_until: datetime | None
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


Holding = list[tuple[AccountRecord, MembershipRecord]]
selecting_holding = (
    select(*accounts.columns, *memberships.columns)
    .join(
        membership,
        (membership.c.partnership_id == account.c.partnership_id) & (membership.c.account_id == account.c.id),
    )
    .where(accounts.mine, account.c.is_active.is_(True))
)
_in_agencies = selecting_holding.where(among_few(membership.c.agency_id, "id"))
_in_teams = selecting_holding.where(among_few(membership.c.team_id, "id"))


def in_agencies(tx: Transaction, agency_ids: Iterable[UUID]) -> Holding:
    """Active people with a role in any of the agencies, one row for each role."""
    return _people(tx, _in_agencies, agency_ids)


def in_teams(tx: Transaction, team_ids: Iterable[UUID]) -> Holding:
    """Active people with a role in any of the teams, one row for each role."""
    return _people(tx, _in_teams, team_ids)


def _people(tx: Transaction, selection: Select[Any], ids: Iterable[UUID]) -> Holding:
    return as_holding([row for those in few("id", set(ids)) for row in tx.read(selection, partnership(tx, those))])


def as_holding(rows: Iterable[Sequence[Any]]) -> Holding:
    """What `selecting_holding` found, by name."""
    width = len(accounts.columns)
    found = [(AccountRecord(*row[:width]), MembershipRecord(*row[width:])) for row in rows]
    return sorted(found, key=lambda pair: (pair[0].name, pair[1].id))


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
