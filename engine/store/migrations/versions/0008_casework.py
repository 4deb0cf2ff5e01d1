"""What caseworkers keep on a case: entries and files, offers of the case to another team, and merged cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect
from engine.store.schema import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_file", sa.Column("merged_into", sa.Uuid(), nullable=True))
    _entry()
    _attachment()
    _offer()
    protect(("case_entry", "case_attachment", "case_offer"))


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership_id", column],
        [f"{target}.partnership_id", f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
    )


def _entry() -> None:
    op.create_table(
        "case_entry",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", Moment(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        _key("case_entry", "case_id", "case_file"),
        _key("case_entry", "instance_id", "process_instance"),
        _key("case_entry", "agency_id", "agency"),
        _key("case_entry", "written_by", "account"),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_case_entry")),
    )
    op.create_index("ix_case_entry_case", "case_entry", ["partnership_id", "case_id", "kind"], unique=False)


def _attachment() -> None:
    op.create_table(
        "case_attachment",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        _key("case_attachment", "id", "case_entry"),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_case_attachment")),
    )


def _offer() -> None:
    op.create_table(
        "case_offer",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("from_team_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_team_id", sa.Uuid(), nullable=False),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("offered_at", Moment(timezone=True), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("due_at", Moment(timezone=True), nullable=False),
        sa.Column("arithmetic", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answered_at", Moment(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("escalated_at", Moment(timezone=True), nullable=True),
        _key("case_offer", "case_id", "case_file"),
        _key("case_offer", "from_team_id", "team"),
        _key("case_offer", "to_team_id", "team"),
        _key("case_offer", "offered_by", "account"),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_case_offer")),
    )
    op.create_index("ix_case_offer_case", "case_offer", ["partnership_id", "case_id"], unique=False)
    op.create_index(
        "ix_case_offer_open",
        "case_offer",
        ["partnership_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'offered'"),
        sqlite_where=sa.text("state = 'offered'"),
    )
