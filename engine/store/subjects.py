"""The data key of each subject. Destroying the key erases all that was sealed under it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, bindparam, func, insert, select, update

from engine.store.keys import SubjectCipher
from engine.store.records import partnership
from engine.store.schema import Moment, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

subject_key = table(
    "subject_key",
    Column("subject_type", String(20), nullable=False),
    Column("master_key_id", String(20), nullable=False),
    Column("wrapped", LargeBinary, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("destroyed_at", Moment, nullable=True),
)

_key = select(subject_key.c.master_key_id, subject_key.c.wrapped).where(
    subject_key.c.partnership_id == bindparam("in_partnership"), subject_key.c.id == bindparam("id")
)


def partnership_subject(partnership_id: int) -> UUID:
    """The subject of instances that concern the partnership as a whole."""
    return UUID(int=partnership_id)


def create_key(tx: Transaction, subject_id: UUID, subject_type: str) -> SubjectCipher:
    """Give a new subject its data key."""
    wrapped = tx.keys.new_wrapped_key(tx.partnership_id, subject_id)
    values = {
        "id": subject_id,
        "subject_type": subject_type,
        "master_key_id": tx.keys.current_id,
        "wrapped": wrapped,
        "created_at": tx.now,
    }
    tx.run(insert(subject_key).values(partnership_id=tx.partnership_id, **values))
    return tx.keys.cipher(tx.partnership_id, subject_id, tx.keys.current_id, wrapped)


def cipher(tx: Transaction, subject_id: UUID) -> SubjectCipher | None:
    """The cipher of a subject; None when there is no such subject."""
    row = tx.run(_key, partnership(tx, {"id": subject_id})).first()
    return tx.keys.cipher(tx.partnership_id, subject_id, row.master_key_id, row.wrapped) if row else None


def type_of(tx: Transaction, subject_id: UUID) -> str | None:
    """Whether the subject is a person, an agency or the partnership."""
    statement = select(subject_key.c.subject_type).where(
        subject_key.c.partnership_id == bindparam("in_partnership"), subject_key.c.id == bindparam("id")
    )
    found: str | None = tx.run(statement, partnership(tx, {"id": subject_id})).scalar()
    return found


_destroyed = select(subject_key.c.id).where(
    subject_key.c.partnership_id == bindparam("in_partnership"), subject_key.c.destroyed_at.is_not(None)
)


def destroyed(tx: Transaction) -> list[UUID]:
    """Whose keys have been destroyed."""
    return list(tx.run(_destroyed, partnership(tx, {})).scalars())


_wrapped_otherwise = (
    select(subject_key.c.id, subject_key.c.master_key_id, subject_key.c.wrapped)
    .where(
        subject_key.c.partnership_id == bindparam("in_partnership"),
        subject_key.c.wrapped.is_not(None),
        subject_key.c.master_key_id != bindparam("current"),
    )
    .order_by(subject_key.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_wrapping = update(subject_key).where(
    subject_key.c.partnership_id == bindparam("in_partnership"),
    subject_key.c.id == bindparam("at_id"),
    subject_key.c.wrapped.is_not(None),
)


def wrap_anew(tx: Transaction, most: int) -> int:
    """Wrap up to so many data keys by the current master key that are wrapped by another. Returns how many.

    What is sealed under them stays as it is. Raises SealBroken when the master key of one is not listed.
    """
    rows = tx.run(_wrapped_otherwise, partnership(tx, {"current": tx.keys.current_id, "most": most})).all()
    for row in rows:
        wrapped = tx.keys.wrap_anew(tx.partnership_id, row.id, row.master_key_id, row.wrapped)
        change = _wrapping.values(master_key_id=tx.keys.current_id, wrapped=wrapped)
        tx.run(change, partnership(tx, {"at_id": row.id}))
    return len(rows)


def wrapped_by(tx: Transaction) -> dict[str, int]:
    """How many data keys each master key wraps, by its id."""
    statement = (
        select(subject_key.c.master_key_id, func.count())
        .where(subject_key.c.partnership_id == bindparam("in_partnership"), subject_key.c.wrapped.is_not(None))
        .group_by(subject_key.c.master_key_id)
    )
    return {row[0]: int(row[1]) for row in tx.run(statement, partnership(tx, {}))}
