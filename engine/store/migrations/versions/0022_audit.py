"""Places in the audit chain have a keyed hash of their own; rows of one person are found along an index.

SQLite has no roles: triggers refuse there what the application role may not do in PostgreSQL, also by replacing a row.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import APPEND_ONLY

revision = "0022"
down_revision = "0016"
branch_labels = None
depends_on = None

KEYS = {"audit_event": "id", "audit_seal": "number"}
REFUSAL = "rows of the audit trail are neither changed nor removed"


def upgrade() -> None:
    op.add_column("audit_seal", sa.Column("code", sa.LargeBinary(length=32), nullable=True))
    op.create_index("ix_audit_event_account", "audit_event", ["partnership_id", "account_id", "id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            _only_append(table)


def _only_append(table: str) -> None:
    there = f"partnership_id = NEW.partnership_id AND {KEYS[table]} = NEW.{KEYS[table]}"
    conditions = {
        "UPDATE": "",
        "DELETE": "",
        "INSERT": f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there})",  # noqa: S608 - names of our own
    }
    for what, when in conditions.items():
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        )
