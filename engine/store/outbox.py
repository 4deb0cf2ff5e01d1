"""What leaves a transaction: mail and commands to other instances, delivered at least once; notices; and the worker's pulse."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Text, Uuid, text

from engine.store.schema import Moment, index, keyed_table, reference, table

outbox = table(
    "outbox",
    Column("kind", String(12), nullable=False),
    Column("payload", Text, nullable=False),
    Column("instance_id", Uuid, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("delivered_at", Moment, nullable=True),
    Column("last_error", Text, nullable=True),
    index(
        "ix_outbox_waiting",
        "next_try_at",
        postgresql_where=text("delivered_at IS NULL"),
        sqlite_where=text("delivered_at IS NULL"),
    ),
)

notice = table(
    "notice",
    Column("account_id", Uuid, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("task_id", Uuid, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("read_at", Moment, nullable=True),
    reference("account_id", "account"),
    index("ix_notice_account", "account_id", "created_at"),
)

idempotency = keyed_table(
    "idempotency",
    Column("account_id", Uuid, primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("command", String(40), nullable=False),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("answer", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    index("ix_idempotency_created", "created_at"),
)

heartbeat = keyed_table(
    "heartbeat",
    Column("name", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)
