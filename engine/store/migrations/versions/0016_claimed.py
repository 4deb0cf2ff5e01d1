"""The index of what people hold leaves out what nobody holds: a task is written into it when it is claimed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

NAME = "ix_user_task_assignee_open"
IS_HELD = sa.text("completed_at IS NULL AND assignee_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(NAME, "user_task")
    columns = ["partnership_id", "assignee_id", "due_order", "id"]
    op.create_index(NAME, "user_task", columns, unique=False, postgresql_where=IS_HELD, sqlite_where=IS_HELD)
