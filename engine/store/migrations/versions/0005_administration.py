"""What administrators keep: invitations, leavers, absences and turns of duty; and when a charter lapses.

An agreement that is there already lapses on the day it runs out, as it did before there were days of grace. Who was
away until a moment is written down anew: nothing recorded when she went.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect, seeing_every_partnership
from engine.store.schema import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _invitation()
    _absence()
    _duty_turn()
    op.drop_column("account", "absent_until")
    op.add_column("account", sa.Column("left_at", Moment(timezone=True), nullable=True))
    _agreement()
    protect(["invitation", "absence", "duty_turn"])


def _row(name: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f(f"pk_{name}")),
    )


def _refers(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership_id", column],
        [f"{target}.partnership_id", f"{target}.id"],
        name=op.f(f"fk_{name}_{column}"),
    )


def _invitation() -> None:
    op.create_table(
        "invitation",
        *_row("invitation"),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", Moment(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", Moment(timezone=True), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        _refers("invitation", "account_id", "account"),
    )
    op.create_index("ix_invitation_account", "invitation", ["partnership_id", "account_id"], unique=False)


def _absence() -> None:
    op.create_table(
        "absence",
        *_row("absence"),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        _refers("absence", "account_id", "account"),
        _refers("absence", "deputy_id", "account"),
    )
    op.create_index("ix_absence_account", "absence", ["partnership_id", "account_id", "last_day"], unique=False)


def _duty_turn() -> None:
    op.create_table(
        "duty_turn",
        *_row("duty_turn"),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("begins", sa.String(5), nullable=False),
        sa.Column("ends", sa.String(5), nullable=False),
        _refers("duty_turn", "team_id", "team"),
        _refers("duty_turn", "account_id", "account"),
    )
    op.create_index("ix_duty_turn_team", "duty_turn", ["partnership_id", "team_id"], unique=False)


def _agreement() -> None:
    with seeing_every_partnership("agreement"):
        op.add_column("agreement", sa.Column("lapses_on", sa.Date(), nullable=True))
        op.execute(sa.text("UPDATE agreement SET lapses_on = expires_on"))
        with op.batch_alter_table("agreement") as agreement:
            agreement.alter_column("lapses_on", existing_type=sa.Date(), nullable=False)
