"""Tokens, events and webhooks of the API."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect, seeing_every_partnership
from engine.store.schema import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _services()
    _tokens()
    _stream()
    _hooks()
    protect(("api_service", "access_token", "stream_event", "stream_place", "webhook"))
    with seeing_every_partnership("audit_seal", "stream_place"):
        # What happened before there were followers is not told again.
        op.execute(
            sa.text(
                "INSERT INTO stream_place (partnership_id, sealed, number) "
                "SELECT partnership_id, max(number), 0 FROM audit_seal GROUP BY partnership_id"
            )
        )


def _key(name: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f(f"pk_{name}")),
    ]


def _leads_to(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership_id", column],
        [f"{target}.partnership_id", f"{target}.id"],
        name=op.f(f"fk_{name}_{column}"),
    )


def _services() -> None:
    op.create_table(
        "api_service",
        *_key("api_service"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        _leads_to("api_service", "id", "account"),
        _leads_to("api_service", "agency_id", "agency"),
        _leads_to("api_service", "team_id", "team"),
    )


def _tokens() -> None:
    op.create_table(
        "access_token",
        *_key("access_token"),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("scopes", sa.String(400), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", Moment(timezone=True), nullable=False),
        sa.Column("used_at", Moment(timezone=True), nullable=True),
        sa.Column("revoked_at", Moment(timezone=True), nullable=True),
        sa.UniqueConstraint("partnership_id", "token_hash", name=op.f("uq_access_token_partnership_id_token_hash")),
        _leads_to("access_token", "account_id", "account"),
    )
    op.create_index("ix_access_token_account", "access_token", ["partnership_id", "account_id"], unique=False)


def _stream() -> None:
    op.create_table(
        "stream_event",
        *_key("stream_event"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("partnership_id", "number", name=op.f("uq_stream_event_partnership_id_number")),
    )
    op.create_index("ix_stream_event_instance", "stream_event", ["partnership_id", "instance_id"], unique=False)
    op.create_table(
        "stream_place",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", name=op.f("pk_stream_place")),
    )


def _hooks() -> None:
    op.create_table(
        "webhook",
        *_key("webhook"),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("removed_at", Moment(timezone=True), nullable=True),
        sa.Column("delivered_at", Moment(timezone=True), nullable=True),
        sa.Column("failed_at", Moment(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("resting_until", Moment(timezone=True), nullable=True),
        _leads_to("webhook", "token_id", "access_token"),
    )
    op.create_index("ix_webhook_token", "webhook", ["partnership_id", "token_id"], unique=False)
