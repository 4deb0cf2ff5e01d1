"""A disclosure says whether it rests on no agreement of hers, who asked for it, who was the second person, and
whether she was told.

Of what was disclosed before, what named no consent and was not simply allowed counts as shared without agreement.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import seeing_every_partnership

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("disclosure", sa.Column("overridden", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("disclosure", sa.Column("told_her", sa.Boolean(), nullable=True))
    op.add_column("disclosure", sa.Column("asked_by", sa.Uuid(), nullable=True))
    op.add_column("disclosure", sa.Column("approved_by", sa.Uuid(), nullable=True))
    _mark()


def _mark() -> None:
    disclosure = sa.table(
        "disclosure", sa.column("gate"), sa.column("consent_id"), sa.column("overridden", sa.Boolean())
    )
    without = sa.and_(disclosure.c.gate != "allow", disclosure.c.consent_id.is_(None))
    with seeing_every_partnership("disclosure"):
        op.execute(disclosure.update().where(without).values(overridden=True))
