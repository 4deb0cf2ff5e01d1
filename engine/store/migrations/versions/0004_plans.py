"""Plans of a person: their actions as tracked tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_action",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("carried_to", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "id"],
            ["user_task.partnership_id", "user_task.id"],
            name=op.f("fk_plan_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_plan_action_instance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "case_id"],
            ["case_file.partnership_id", "case_file.id"],
            name=op.f("fk_plan_action_case_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_plan_action")),
    )
    op.create_index("ix_plan_action_case", "plan_action", ["partnership_id", "case_id"], unique=False)
    protect(("plan_action",))
