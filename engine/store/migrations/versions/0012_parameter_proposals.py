"""Values of deadlines and limits wait for a second person before they hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect, seeing_every_partnership
from engine.store.schema import Moment

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    with seeing_every_partnership("account"):
        _proposals()
    protect(["parameter_proposal"])


def _proposals() -> None:
    op.create_table(
        "parameter_proposal",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("parameter_class", sa.String(20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_at", Moment(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_at", Moment(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        *(_account(column) for column in ("proposed_by", "decided_by")),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_parameter_proposal")),
    )
    op.create_index(
        "ix_parameter_proposal_name", "parameter_proposal", ["partnership_id", "name", "proposed_at"], unique=False
    )
    op.create_index(
        "ix_parameter_proposal_waiting",
        "parameter_proposal",
        ["partnership_id", "name", "valid_from"],
        unique=True,
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )


def _account(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership_id", column],
        ["account.partnership_id", "account.id"],
        name=op.f(f"fk_parameter_proposal_{column}"),
    )
