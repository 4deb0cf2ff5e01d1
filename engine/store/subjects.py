"""The data key of each subject. Destroying the key erases all that was sealed under it."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String

from engine.store.schema import Moment, table

subject_key = table(
    "subject_key",
    Column("subject_type", String(20), nullable=False),
    Column("master_key_id", String(20), nullable=False),
    Column("wrapped", LargeBinary, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("destroyed_at", Moment, nullable=True),
)
