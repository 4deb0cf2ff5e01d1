"""Drafts of pathways, their publication and approval."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect
from engine.store.schema import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _drafts()
    _proposals()
    protect(("definition_draft", "definition_proposal"))


def _drafts() -> None:
    op.create_table(
        "definition_draft",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pathway", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("based_on", sa.Uuid(), nullable=True),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", Moment(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "based_on"],
            ["definition_version.partnership_id", "definition_version.id"],
            name=op.f("fk_definition_draft_based_on"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_definition_draft")),
    )
    op.create_index(
        "ix_definition_draft_open", "definition_draft", ["partnership_id", "closed_at", "pathway"], unique=False
    )


def _proposals() -> None:
    op.create_table(
        "definition_proposal",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_at", Moment(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Moment(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "version_id"],
            ["definition_version.partnership_id", "definition_version.id"],
            name=op.f("fk_definition_proposal_version_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_definition_proposal")),
    )
    op.create_index(
        "ix_definition_proposal_version",
        "definition_proposal",
        ["partnership_id", "version_id", "decided_at"],
        unique=False,
    )
