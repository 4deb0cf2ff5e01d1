"""Pauses of referrals: which tasks stand still, what came meanwhile, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect
from engine.store.schema import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suspension",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("suspended_at", Moment(timezone=True), nullable=False),
        sa.Column("suspended_by", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("caller_id", sa.Uuid(), nullable=True),
        sa.Column("until", Moment(timezone=True), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("resumed_at", Moment(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_suspension_instance_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_suspension")),
    )
    op.create_index(
        "ix_suspension_instance", "suspension", ["partnership_id", "instance_id", "resumed_at"], unique=False
    )
    op.add_column("user_task", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("message_inbox", sa.Column("kind", sa.String(10), nullable=False, server_default="message"))
    protect(("suspension",))
