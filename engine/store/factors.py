"""What people sign in with besides a password: an authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    bindparam,
    delete,
    func,
    select,
    update,
)

from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

authenticator = table(
    "authenticator",
    Column("account_id", Uuid, nullable=False),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment, nullable=True),
    Column("last_step", BigInteger, nullable=False),
    UniqueConstraint("partnership_id", "account_id"),
    reference("account_id", "account"),
)

passkey = table(
    "passkey",
    Column("account_id", Uuid, nullable=False),
    Column("name", String(60), nullable=False),
    Column("credential_id", LargeBinary(1023), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    UniqueConstraint("partnership_id", "credential_id"),
    reference("account_id", "account"),
)

recovery_code = table(
    "recovery_code",
    Column("account_id", Uuid, nullable=False),
    Column("code_mark", LargeBinary(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    UniqueConstraint("partnership_id", "account_id", "code_mark"),
    reference("account_id", "account"),
)

spent_challenge = table(
    "spent_challenge",
    Column("challenge_mark", LargeBinary(32), nullable=False),
    Column("spent_at", Moment, nullable=False),
    UniqueConstraint("partnership_id", "challenge_mark"),
)


@dataclass(frozen=True, slots=True)
class AuthenticatorRecord:
    """An app that shows a code every half minute. `last_step` is the half minute whose code was taken last."""

    id: UUID
    account_id: UUID
    secret_sealed: bytes
    created_at: datetime
    confirmed_at: datetime | None
    last_step: int

    @property
    def place(self) -> Place:
        """Where the secret is sealed, under the key of the partnership."""
        return secret_place(self.id)


@dataclass(frozen=True, slots=True)
class PasskeyRecord:
    """A passkey: its public half, and how often it says it was used."""

    id: UUID
    account_id: UUID
    name: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecoveryRecord:
    """A code for whoever has lost the rest; kept as a keyed hash, good once."""

    id: UUID
    account_id: UUID
    code_mark: bytes
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SpentRecord:
    """A challenge that was answered, and is answered no second time."""

    id: UUID
    challenge_mark: bytes
    spent_at: datetime


authenticators = Records(AuthenticatorRecord, authenticator)
passkeys = Records(PasskeyRecord, passkey)
codes = Records(RecoveryRecord, recovery_code)
spent = Records(SpentRecord, spent_challenge)

_app = authenticators.selection(authenticator.c.account_id == bindparam("account_id"))
_passkeys = passkeys.selection(passkey.c.account_id == bindparam("account_id")).order_by(passkey.c.id)
_passkey = passkeys.selection(passkey.c.credential_id == bindparam("credential_id"))
_unused = (recovery_code.c.account_id == bindparam("at_account"), recovery_code.c.used_at.is_(None))
_left = select(func.count()).where(codes.mine, *_unused)
_second = select(authenticator.c.id).where(
    authenticators.mine,
    authenticator.c.account_id == bindparam("account_id"),
    authenticator.c.confirmed_at.is_not(None),
)
_any_passkey = select(passkey.c.id).where(passkeys.mine, passkey.c.account_id == bindparam("account_id")).limit(1)


def secret_place(authenticator_id: UUID) -> Place:
    """Where the secret of an authenticator app is sealed."""
    return Place("authenticator", authenticator_id, "secret_sealed")


def app_of(tx: Transaction, account_id: UUID) -> AuthenticatorRecord | None:
    """The authenticator app of the person, confirmed or not."""
    return authenticators.one(tx, _app, account_id=account_id)


def has_second(tx: Transaction, account_id: UUID) -> bool:
    """Whether the person can prove who she is by more than a password. Always the same two questions."""
    values = partnership(tx, {"account_id": account_id})
    found = tx.read_together((_second, values), (_any_passkey, values))
    return any(found)


def confirm_app(tx: Transaction, app_id: UUID) -> None:
    statement = update(authenticator).where(authenticators.mine, authenticator.c.id == bindparam("at_id"))
    tx.run(statement.values(confirmed_at=tx.now), partnership(tx, {"at_id": app_id}))


def take_step(tx: Transaction, app_id: UUID, step: int) -> bool:
    """Note that the code of this half minute was used. False when it, or a later one, was used before."""
    statement = (
        update(authenticator)
        .where(authenticators.mine, authenticator.c.id == bindparam("at_id"), authenticator.c.last_step < step)
        .values(last_step=step)
    )
    return tx.run(statement, partnership(tx, {"at_id": app_id})).rowcount == 1


def passkeys_of(tx: Transaction, account_id: UUID) -> list[PasskeyRecord]:
    return passkeys.all(tx, _passkeys, account_id=account_id)


def passkey_by(tx: Transaction, credential_id: bytes) -> PasskeyRecord | None:
    return passkeys.one(tx, _passkey, credential_id=credential_id)


def change_passkey(tx: Transaction, passkey_id: UUID, **changes: Any) -> None:
    statement = update(passkey).where(passkeys.mine, passkey.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": passkey_id}))


def remove_passkey(tx: Transaction, account_id: UUID, passkey_id: UUID) -> bool:
    """Take away a passkey of that person. False when she has no such one."""
    statement = delete(passkey).where(
        passkeys.mine, passkey.c.account_id == bindparam("at_account"), passkey.c.id == bindparam("at_id")
    )
    return tx.run(statement, partnership(tx, {"at_account": account_id, "at_id": passkey_id})).rowcount == 1


def codes_left(tx: Transaction, account_id: UUID) -> int:
    """How many recovery codes the person has not used yet."""
    return int(tx.run(_left, partnership(tx, {"at_account": account_id})).scalar_one())


def use_code(tx: Transaction, account_id: UUID, mark: bytes) -> bool:
    """Use a recovery code up. False when there is none such, or it was used before."""
    statement = (
        update(recovery_code)
        .where(codes.mine, *_unused, recovery_code.c.code_mark == bindparam("mark"))
        .values(used_at=tx.now)
    )
    return tx.run(statement, partnership(tx, {"at_account": account_id, "mark": mark})).rowcount == 1


def remove_app(tx: Transaction, account_id: UUID) -> None:
    _remove(tx, authenticator, account_id)


def remove_codes(tx: Transaction, account_id: UUID) -> None:
    _remove(tx, recovery_code, account_id)


def remove_all(tx: Transaction, account_id: UUID) -> None:
    """The person has a password only."""
    for each in (authenticator, passkey, recovery_code):
        _remove(tx, each, account_id)


def _remove(tx: Transaction, of: Table, account_id: UUID) -> None:
    mine = of.c.partnership_id == bindparam("in_partnership")
    statement = delete(of).where(mine, of.c.account_id == bindparam("at_account"))
    tx.run(statement, partnership(tx, {"at_account": account_id}))


def spend(tx: Transaction, challenge_mark: bytes) -> None:
    """Note that a challenge was answered; a second answer is a key that is there already."""
    spent.add(tx, SpentRecord(tx.new_id(), challenge_mark, tx.now))


def forget_spent(tx: Transaction, before: datetime) -> None:
    statement = delete(spent_challenge).where(spent.mine, spent_challenge.c.spent_at < bindparam("before"))
    tx.run(statement, partnership(tx, {"before": before}))
