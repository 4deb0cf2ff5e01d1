"""What managers need to see and change: lists of an agency's work and of its referrals, and who was asked for news."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

from engine.domain.stalling import DEFAULT, DEFAULT_SOURCE, PARAMETER
from engine.store.identifiers import new_id
from engine.store.migrations.protection import protect, seeing_every_partnership
from engine.store.schema import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = "completed_at IS NULL"
RUNNING = "ended_at IS NULL"
PART = "until IS NULL AND instance_id IS NOT NULL"
INDEXES = (
    ("ix_user_task_agency_due", "user_task", ("agency_id", "due_order", "id"), OPEN),
    ("ix_user_task_agency_age", "user_task", ("agency_id", "created_at", "id"), OPEN),
    ("ix_process_instance_sent", "process_instance", ("starter_agency_id", "id"), RUNNING),
    ("ix_process_instance_age", "process_instance", ("id",), RUNNING),
    ("ix_case_participant_part", "case_participant", ("agency_id", "instance_id"), PART),
)
"""So that a page of a list costs the same however much there is. Name, table, columns, rows."""


def upgrade() -> None:
    with seeing_every_partnership("user_task", "account"):
        _nudge()
    for name, table, columns, rows in INDEXES:
        where = sa.text(rows)
        op.create_index(
            name, table, ["partnership_id", *columns], unique=False, postgresql_where=where, sqlite_where=where
        )
    protect(["nudge"])
    with seeing_every_partnership("parameter"):
        _parameter()


def _nudge() -> None:
    op.create_table(
        "nudge",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("nudged_on", sa.Date(), nullable=False),
        sa.Column("nudged_at", Moment(timezone=True), nullable=False),
        sa.Column("nudged_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "task_id"], ["user_task.partnership_id", "user_task.id"], name=op.f("fk_nudge_task_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "nudged_by"], ["account.partnership_id", "account.id"], name=op.f("fk_nudge_nudged_by")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_nudge")),
        sa.UniqueConstraint(
            "partnership_id", "task_id", "nudged_on", name=op.f("uq_nudge_partnership_id_task_id_nudged_on")
        ),
    )


def _parameter() -> None:
    """Give the partnerships that are there already the limit that new ones begin with."""
    parameter = sa.table(
        "parameter",
        sa.column("partnership_id", sa.Integer()),
        sa.column("id", sa.Uuid()),
        sa.column("name", sa.String()),
        sa.column("value", sa.String()),
        sa.column("parameter_class", sa.String()),
        sa.column("source", sa.Text()),
        sa.column("valid_from", sa.Date()),
        sa.column("entered_at", Moment(timezone=True)),
    )
    partnership = sa.table("partnership", sa.column("id", sa.Integer()), sa.column("created_at", Moment(timezone=True)))
    for partnership_id, created_at in op.get_bind().execute(sa.select(partnership)).all():
        row = {
            "partnership_id": partnership_id,
            "id": new_id(created_at),
            "name": PARAMETER,
            "value": DEFAULT,
            "parameter_class": "local",
            "source": DEFAULT_SOURCE,
            "valid_from": date(2022, 1, 13),
            "entered_at": created_at,
        }
        op.execute(parameter.insert().values(row))
