"""Who is signed in where, and who is half-way there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Column,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    bindparam,
    delete,
    or_,
    update,
)

from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

session = table(
    "session",
    Column("account_id", Uuid, nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("proven_at", Moment, nullable=True),
    Column("second_at", Moment, nullable=True),
    Column("browser", String(60), nullable=True),
    Column("network", String(60), nullable=True),
    UniqueConstraint("partnership_id", "token_hash"),
    reference("account_id", "account"),
    index("ix_session_account", "account_id"),
)

half_sign_in = table(
    "half_sign_in",
    Column("account_id", Uuid, nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    UniqueConstraint("partnership_id", "token_hash"),
    reference("account_id", "account"),
)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A signed-in browser. Only the hash of its token is kept.

    `proven_at`: when she proved last that it is her; `second_at`: when by more than a password. `network` is coarse.
    """

    id: UUID
    account_id: UUID
    token_hash: bytes
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    proven_at: datetime | None
    second_at: datetime | None
    browser: str | None
    network: str | None


@dataclass(frozen=True, slots=True)
class HalfRecord:
    """A browser in which the password was right, and the second step is to follow. It opens nothing."""

    id: UUID
    account_id: UUID
    token_hash: bytes
    begun_at: datetime
    expires_at: datetime


sessions = Records(SessionRecord, session)
halves = Records(HalfRecord, half_sign_in)
_is_open = (session.c.ended_at.is_(None), session.c.expires_at > bindparam("now"))
_session = sessions.selection(session.c.token_hash == bindparam("token_hash"), *_is_open)
_of_account = sessions.selection(session.c.account_id == bindparam("account_id"), *_is_open).order_by(
    session.c.seen_at.desc(), session.c.id.desc()
)
_half = halves.selection(
    half_sign_in.c.token_hash == bindparam("token_hash"), half_sign_in.c.expires_at > bindparam("now")
)
_ending_sessions = (
    update(session)
    .where(sessions.mine, session.c.account_id == bindparam("at_account"), session.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)
_ending_others = _ending_sessions.where(session.c.id != bindparam("but"))
_ending_one = _ending_sessions.where(session.c.id == bindparam("at_id"))


def open_session(tx: Transaction, token_hash: bytes) -> SessionRecord | None:
    return sessions.one(tx, _session, token_hash=token_hash, now=tx.now)


def of_account(tx: Transaction, account_id: UUID) -> list[SessionRecord]:
    """Where the person is signed in, last used first."""
    return sessions.all(tx, _of_account, account_id=account_id, now=tx.now)


def change_session(tx: Transaction, session_id: UUID, **changes: Any) -> None:
    statement = update(session).where(sessions.mine, session.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": session_id}))


def end_session(tx: Transaction, account_id: UUID, session_id: UUID) -> bool:
    """End one session of that person. False when there is none."""
    values = {"at_account": account_id, "at_id": session_id, "now": tx.now}
    return tx.run(_ending_one, partnership(tx, values)).rowcount == 1


def end_sessions_of(tx: Transaction, account_id: UUID, but: UUID | None = None) -> None:
    """Nobody is signed in as this person any more, but in the one session that may be named."""
    values = {"at_account": account_id, "now": tx.now}
    if but is not None:
        tx.write(_ending_others, partnership(tx, {**values, "but": but}))
    else:
        tx.write(_ending_sessions, partnership(tx, values))
    tx.run(
        delete(half_sign_in).where(halves.mine, half_sign_in.c.account_id == bindparam("at_account")),
        partnership(tx, {"at_account": account_id}),
    )


def forget_sessions(tx: Transaction, before: datetime) -> None:
    """Forget the sessions that ended or ran out before that moment."""
    over = or_(session.c.expires_at < bindparam("before"), session.c.ended_at < bindparam("before"))
    tx.run(delete(session).where(sessions.mine, over), partnership(tx, {"before": before}))
    half = delete(half_sign_in).where(halves.mine, half_sign_in.c.expires_at < bindparam("before"))
    tx.run(half, partnership(tx, {"before": before}))


def half(tx: Transaction, token_hash: bytes) -> HalfRecord | None:
    return halves.one(tx, _half, token_hash=token_hash, now=tx.now)


def use_half(tx: Transaction, half_id: UUID) -> bool:
    """Take the half away, because the other half is there. False when somebody else has just done so."""
    statement = delete(half_sign_in).where(halves.mine, half_sign_in.c.id == bindparam("at_id"))
    return tx.run(statement, partnership(tx, {"at_id": half_id})).rowcount == 1
