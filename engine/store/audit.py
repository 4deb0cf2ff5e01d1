"""The audit trail: who did or read what. Rows are written with a keyed hash and never changed.

The sealer gives each row its place in a gap-free chain afterwards, in a table of its own, so that writers never queue
behind each other and the application role needs no right to update.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Text, UniqueConstraint, Uuid

from engine.store.schema import Moment, index, keyed_table, table

audit_event = table(
    "audit_event",
    Column("at", Moment, nullable=False),
    Column("account_id", Uuid, nullable=True),
    Column("action", String(40), nullable=False),
    Column("record_type", String(20), nullable=True),
    Column("record_id", Uuid, nullable=True),
    Column("case_id", Uuid, nullable=True),
    Column("detail", Text, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
    index("ix_audit_event_case", "case_id", "at"),
)

audit_seal = keyed_table(
    "audit_seal",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("audit_id", Uuid, nullable=False),
    Column("previous_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("sealed_at", Moment, nullable=False),
    UniqueConstraint("partnership_id", "audit_id"),
)
