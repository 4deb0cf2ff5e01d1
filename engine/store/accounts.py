"""People who sign in: accounts, the roles they hold, their sessions and attempts to sign in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, String, UniqueConstraint, Uuid

from engine.store.schema import Moment, index, reference, table

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
