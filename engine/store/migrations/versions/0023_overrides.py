"""Kept for what is being built."""

from __future__ import annotations

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
