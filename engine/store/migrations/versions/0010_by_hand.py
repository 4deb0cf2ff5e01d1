"""What people are to arrange by hand has a kind of its own, so that it can outlast the referral that asked for it;
what is kept for a paused referral says in which letter it was thrown, so that it is kept once; and the cases
merged into one, whose audit rows are read with its own, are found along an index.

What was closed with its referral before stays as it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import seeing_every_partnership

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    name_kinds()
    op.add_column("message_inbox", sa.Column("thrown_in", sa.Uuid(), nullable=True))
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_case_file_merged",
        "case_file",
        ["partnership_id", "merged_into"],
        unique=False,
        postgresql_where=merged,
        sqlite_where=merged,
    )


def name_kinds() -> None:
    """Give the tasks of people that are there their kind, but for what was closed with its referral."""
    task = sa.table("user_task", sa.column("origin"), sa.column("kind"), sa.column("state"))
    asked = sa.and_(task.c.origin == "engine", task.c.kind == "", task.c.state != "cancelled")
    with seeing_every_partnership("user_task"):
        op.execute(task.update().where(asked).values(kind="by_hand"))
