"""Attempts to sign in, and the devices on which people have signed in before: what is counted against guessing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    LargeBinary,
    UniqueConstraint,
    Uuid,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from engine.store.accounts import account
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

known_device = table(
    "known_device",
    Column("account_id", Uuid, nullable=False),
    Column("device_mark", LargeBinary(32), nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    UniqueConstraint("partnership_id", "account_id", "device_mark"),
    reference("account_id", "account"),
)

sign_in_attempt = table(
    "sign_in_attempt",
    Column("email_mark", LargeBinary(32), nullable=False),
    Column("address_mark", LargeBinary(32), nullable=False),
    Column("device_mark", LargeBinary(32), nullable=True),
    Column("tried_at", Moment, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    index("ix_sign_in_attempt_email", "email_mark", "tried_at"),
    index("ix_sign_in_attempt_address", "address_mark", "tried_at"),
)


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """A browser with which the person has signed in before."""

    id: UUID
    account_id: UUID
    device_mark: bytes
    first_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt to sign in; address, email and device are blind marks. `device_mark` only of a known device."""

    id: UUID
    email_mark: bytes
    address_mark: bytes
    device_mark: bytes | None
    tried_at: datetime
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Failures:
    """How often it failed of late: from her known device; from this address as this person; as this person from any
    unknown device; from this address as anybody.
    """

    of_device: int
    of_person_here: int
    of_person: int
    from_address: int


devices = Records(DeviceRecord, known_device)
attempts = Records(AttemptRecord, sign_in_attempt)

_device = devices.selection(
    known_device.c.device_mark == bindparam("mark"), known_device.c.account_id == bindparam("account_id")
)
_known = (
    select(known_device.c.id)
    .join(
        account,
        (account.c.partnership_id == known_device.c.partnership_id) & (account.c.id == known_device.c.account_id),
    )
    .where(devices.mine, known_device.c.device_mark == bindparam("mark"), account.c.email == bindparam("email"))
)
_as_person = sign_in_attempt.c.email_mark == bindparam("email_mark")
_from_here = sign_in_attempt.c.address_mark == bindparam("address_mark")
_unknown = sign_in_attempt.c.device_mark.is_(None)
_failures = select(
    func.count().filter(_as_person, sign_in_attempt.c.device_mark == bindparam("device_mark")),
    func.count().filter(_as_person, _from_here, _unknown),
    func.count().filter(_as_person, _unknown),
    func.count().filter(_from_here, _unknown),
).where(
    attempts.mine,
    sign_in_attempt.c.succeeded.is_(False),
    sign_in_attempt.c.tried_at > bindparam("since"),
    or_(_as_person, _from_here),
)


def is_known(tx: Transaction, email: str, device_mark: bytes) -> bool:
    """Whether somebody has signed in with this address on this device before."""
    return bool(tx.read(_known, partnership(tx, {"mark": device_mark, "email": email.strip().lower()})))


def remember_device(tx: Transaction, account_id: UUID, device_mark: bytes) -> None:
    """From now on the person is known on this device."""
    found = devices.one(tx, _device, mark=device_mark, account_id=account_id)
    if found is None:
        devices.add(tx, DeviceRecord(tx.new_id(), account_id, device_mark, tx.now, tx.now))
        return
    statement = update(known_device).where(devices.mine, known_device.c.id == bindparam("at_id"))
    tx.run(statement.values(seen_at=tx.now), partnership(tx, {"at_id": found.id}))


def forget_devices_of(tx: Transaction, account_id: UUID) -> None:
    statement = delete(known_device).where(devices.mine, known_device.c.account_id == bindparam("at_account"))
    tx.run(statement, partnership(tx, {"at_account": account_id}))


def forget_devices(tx: Transaction, before: datetime) -> None:
    """Forget the devices with which nobody has signed in since."""
    statement = delete(known_device).where(devices.mine, known_device.c.seen_at < bindparam("before"))
    tx.run(statement, partnership(tx, {"before": before}))


def forget_attempts(tx: Transaction, before: datetime) -> None:
    statement = delete(sign_in_attempt).where(attempts.mine, sign_in_attempt.c.tried_at < bindparam("before"))
    tx.run(statement, partnership(tx, {"before": before}))


def queue_for_attempt(tx: Transaction, marks: Iterable[bytes]) -> None:
    """Let nobody else count attempts of that person or address before this unit of work has ended."""
    if tx.is_postgresql:  # writers of SQLite are alone anyway
        for number in sorted(int.from_bytes(mark[:8], signed=True) for mark in marks):
            tx.run(select(func.pg_advisory_xact_lock(number)))


def attempt_succeeded(tx: Transaction, attempt_id: UUID) -> None:
    statement = update(sign_in_attempt).where(attempts.mine, sign_in_attempt.c.id == bindparam("at_id"))
    tx.run(statement.values(succeeded=True), partnership(tx, {"at_id": attempt_id}))


def failures_since(tx: Transaction, attempt: AttemptRecord, since: datetime) -> Failures:
    """How often such an attempt has failed."""
    marks = {
        "email_mark": attempt.email_mark,
        "address_mark": attempt.address_mark,
        "device_mark": attempt.device_mark or b"",
        "since": since,
    }
    return Failures(*(int(count) for count in tx.run(_failures, partnership(tx, marks)).one()))
