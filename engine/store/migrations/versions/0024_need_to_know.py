"""Who is barred from a case, and who has opened one in an emergency.

On PostgreSQL, whoever is barred reads no row of the case even where a query forgets to ask the scope: a reading names
its account and teams (`pathways.account`, `pathways.teams`) when it begins. What names none is the engine itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect, seeing_every_partnership
from engine.store.schema import Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

REFERRED = ("case_file", "account", "team", "agency")
BY_CASE = {
    "case_file": "id",
    "process_instance": "case_id",
    "user_task": "case_id",
    "case_participant": "case_id",
    "case_entry": "case_id",
    "case_offer": "case_id",
    "disclosure": "case_id",
    "plan_action": "case_id",
    "notice": "case_id",
    "audit_event": "case_id",
}
"""Where rows of a case are, and the column that says of which."""
BARRED = """
    SELECT bar.case_id FROM case_bar bar WHERE bar.lifted_at IS NULL AND (
        bar.account_id = nullif(current_setting('pathways.account', true), '')::uuid
        OR bar.team_id = ANY (string_to_array(nullif(current_setting('pathways.teams', true), ''), ',')::uuid[]))
"""


def upgrade() -> None:
    with seeing_every_partnership(*REFERRED):
        _bar()
        _emergency()
    protect(("case_bar", "emergency_access"))
    if op.get_bind().dialect.name == "postgresql":
        for table, column in BY_CASE.items():
            _keep_out(table, column)


def _keep_out(table: str, column: str) -> None:
    allowed = f"{column} IS NULL OR {column} NOT IN ({BARRED})"
    op.execute(sa.text(f"CREATE POLICY not_barred ON {table} AS RESTRICTIVE FOR SELECT USING ({allowed})"))


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership_id", column],
        [f"{target}.partnership_id", f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
    )


def _index(name: str, table: str, columns: tuple[str, ...], rows: str | None = None) -> None:
    where = sa.text(rows) if rows else None
    op.create_index(name, table, ["partnership_id", *columns], unique=False, postgresql_where=where, sqlite_where=where)


def _bar() -> None:
    op.create_table(
        "case_bar",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("barred_at", Moment(timezone=True), nullable=False),
        sa.Column("barred_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", Moment(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        _key("case_bar", "case_id", "case_file"),
        _key("case_bar", "account_id", "account"),
        _key("case_bar", "team_id", "team"),
        _key("case_bar", "barred_by", "account"),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_case_bar")),
    )
    _index("ix_case_bar_case", "case_bar", ("case_id",))
    _index("ix_case_bar_account", "case_bar", ("account_id",), "lifted_at IS NULL")
    _index("ix_case_bar_team", "case_bar", ("team_id",), "lifted_at IS NULL")


def _emergency() -> None:
    op.create_table(
        "emergency_access",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", Moment(timezone=True), nullable=False),
        sa.Column("ends_at", Moment(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("due_at", Moment(timezone=True), nullable=False),
        sa.Column("arithmetic", sa.Text(), nullable=False),
        sa.Column("reviewed_at", Moment(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.String(length=20), nullable=True),
        sa.Column("finding_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("escalated_at", Moment(timezone=True), nullable=True),
        _key("emergency_access", "case_id", "case_file"),
        _key("emergency_access", "account_id", "account"),
        _key("emergency_access", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_emergency_access")),
    )
    _index("ix_emergency_access_account", "emergency_access", ("account_id", "ends_at"))
    _index("ix_emergency_access_case", "emergency_access", ("case_id",))
    _index("ix_emergency_access_open", "emergency_access", ("due_at",), "reviewed_at IS NULL")
