"""Signing in by more than a password, and sessions that say where they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect, seeing_every_partnership
from engine.store.schema import Moment

revision = "0020"
down_revision = "0022"
branch_labels = None
depends_on = None

OF_ACCOUNT = ("half_sign_in", "known_device", "authenticator", "passkey", "recovery_code")


def upgrade() -> None:
    _sessions()
    op.add_column("invitation", sa.Column("kind", sa.String(12), nullable=False, server_default="invitation"))
    with seeing_every_partnership("account"):
        _half_sign_in()
        _known_device()
        _authenticator()
        _passkey()
        _recovery_code()
    op.create_table(
        "spent_challenge",
        *_key("spent_challenge"),
        sa.Column("challenge_mark", sa.LargeBinary(32), nullable=False),
        sa.Column("spent_at", Moment(timezone=True), nullable=False),
        _only("spent_challenge", "challenge_mark"),
    )
    protect((*OF_ACCOUNT, "spent_challenge"))


def _sessions() -> None:
    for name, kind in (
        ("proven_at", Moment(timezone=True)),
        ("second_at", Moment(timezone=True)),
        ("browser", sa.String(60)),
        ("network", sa.String(60)),
    ):
        op.add_column("session", sa.Column(name, kind, nullable=True))
    op.create_index("ix_session_account", "session", ["partnership_id", "account_id"], unique=False)
    op.add_column("sign_in_attempt", sa.Column("device_mark", sa.LargeBinary(32), nullable=True))


def _key(name: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f(f"pk_{name}")),
    ]


def _of_account(name: str) -> list[sa.schema.SchemaItem]:
    return [
        *_key(name),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "account_id"],
            ["account.partnership_id", "account.id"],
            name=op.f(f"fk_{name}_account_id"),
        ),
    ]


def _only(name: str, *columns: str) -> sa.UniqueConstraint:
    told = "_".join(("partnership_id", *columns))
    return sa.UniqueConstraint("partnership_id", *columns, name=op.f(f"uq_{name}_{told}"))


def _half_sign_in() -> None:
    op.create_table(
        "half_sign_in",
        *_of_account("half_sign_in"),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("begun_at", Moment(timezone=True), nullable=False),
        sa.Column("expires_at", Moment(timezone=True), nullable=False),
        _only("half_sign_in", "token_hash"),
    )


def _known_device() -> None:
    op.create_table(
        "known_device",
        *_of_account("known_device"),
        sa.Column("device_mark", sa.LargeBinary(32), nullable=False),
        sa.Column("first_at", Moment(timezone=True), nullable=False),
        sa.Column("seen_at", Moment(timezone=True), nullable=False),
        _only("known_device", "account_id", "device_mark"),
    )


def _authenticator() -> None:
    op.create_table(
        "authenticator",
        *_of_account("authenticator"),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("confirmed_at", Moment(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        _only("authenticator", "account_id"),
    )


def _passkey() -> None:
    op.create_table(
        "passkey",
        *_of_account("passkey"),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("used_at", Moment(timezone=True), nullable=True),
        _only("passkey", "credential_id"),
    )


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        *_of_account("recovery_code"),
        sa.Column("code_mark", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("used_at", Moment(timezone=True), nullable=True),
        _only("recovery_code", "account_id", "code_mark"),
    )
