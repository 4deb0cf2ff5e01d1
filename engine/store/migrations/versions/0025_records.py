"""What becomes of a person's record: requests to see it, holds that keep it, and its erasure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect, seeing_every_partnership
from engine.store.schema import Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("erasure", "legal_hold", "subject_request")


def upgrade() -> None:
    with seeing_every_partnership("account", "agency", "case_file"):
        _erasure()
        _legal_hold()
        _subject_request()
    protect(TABLES)


def _own(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f(f"pk_{table}")),
    ]


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership_id", column],
        [f"{target}.partnership_id", f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
    )


def _erasure() -> None:
    op.create_table(
        "erasure",
        *_own("erasure"),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("approved_at", Moment(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("erased_at", Moment(timezone=True), nullable=True),
        sa.Column("removed", sa.Text(), nullable=True),
        _key("erasure", "approved_by", "account"),
        _key("erasure", "agency_id", "agency"),
    )
    op.create_index("ix_erasure_case", "erasure", ["partnership_id", "case_id"], unique=False)


def _legal_hold() -> None:
    op.create_table(
        "legal_hold",
        *_own("legal_hold"),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("placed_at", Moment(timezone=True), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        _key("legal_hold", "case_id", "case_file"),
        _key("legal_hold", "placed_by", "account"),
        _key("legal_hold", "ended_by", "account"),
    )
    op.create_index("ix_legal_hold_case", "legal_hold", ["partnership_id", "case_id"], unique=False)


def _subject_request() -> None:
    op.create_table(
        "subject_request",
        *_own("subject_request"),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("arithmetic", sa.Text(), nullable=False),
        sa.Column("identity_checked_on", sa.Date(), nullable=True),
        sa.Column("identity_check", sa.String(length=20), nullable=True),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extension_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("redactions_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", Moment(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("looked_at", Moment(timezone=True), nullable=True),
        sa.Column("looked_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", Moment(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        _key("subject_request", "case_id", "case_file"),
        _key("subject_request", "agency_id", "agency"),
        _key("subject_request", "opened_by", "account"),
        _key("subject_request", "looked_by", "account"),
        _key("subject_request", "answered_by", "account"),
    )
    op.create_index("ix_subject_request_case", "subject_request", ["partnership_id", "case_id"], unique=False)
