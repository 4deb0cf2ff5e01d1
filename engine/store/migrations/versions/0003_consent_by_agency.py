"""Consents name the agency they were given to, and disclosures the consent they rest on; places of services are kept;
letters that nobody takes are given up.

What she agreed to in general, before, stays as it was said: it names no agency, so nothing can rest on it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect, seeing_every_partnership
from engine.store.schema import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with seeing_every_partnership("agency", "consent", "disclosure"):
        _consent()
        _disclosure()
    _service_place()
    _outbox()
    protect(["service_place"])


def _consent() -> None:
    with op.batch_alter_table("consent") as consent:
        consent.alter_column("agency_id", new_column_name="recipient_agency_id", existing_type=sa.Uuid())
        consent.add_column(sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
    with op.batch_alter_table("consent") as consent:  # SQLite makes the table anew, and by then knows the new name
        consent.create_foreign_key(
            op.f("fk_consent_recipient_agency_id"),
            "agency",
            ["partnership_id", "recipient_agency_id"],
            ["partnership_id", "id"],
        )


def _disclosure() -> None:
    with op.batch_alter_table("disclosure") as disclosure:
        disclosure.create_foreign_key(
            op.f("fk_disclosure_consent_id"), "consent", ["partnership_id", "consent_id"], ["partnership_id", "id"]
        )


def _service_place() -> None:
    op.create_table(
        "service_place",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", Moment(timezone=True), nullable=False),
        sa.Column("freed_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "service_id"],
            ["directory_service.partnership_id", "directory_service.id"],
            name=op.f("fk_service_place_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_service_place_instance_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_service_place")),
        sa.UniqueConstraint(
            "partnership_id",
            "instance_id",
            "service_id",
            name=op.f("uq_service_place_partnership_id_instance_id_service_id"),
        ),
    )
    op.create_index(
        "ix_service_place_taken",
        "service_place",
        ["partnership_id", "service_id"],
        unique=False,
        postgresql_where=sa.text("freed_at IS NULL"),
        sqlite_where=sa.text("freed_at IS NULL"),
    )


def _outbox() -> None:
    op.add_column("outbox", sa.Column("given_up_at", Moment(timezone=True), nullable=True))
