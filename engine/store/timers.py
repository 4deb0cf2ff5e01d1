"""Timers: the sole truth about when something falls due. The clock only triggers what stands here."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Text, UniqueConstraint, Uuid

from engine.store.schema import Moment, index, reference, table

timer = table(
    "timer",
    Column("instance_id", Uuid, nullable=False),
    Column("token", Integer, nullable=True),
    Column("element_id", String(120), nullable=True),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("interrupting", Boolean, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("next_try_at", Moment, nullable=True),
    Column("deadline_class", String(20), nullable=False),
    Column("arithmetic", Text, nullable=False),
    Column("parameter", String(80), nullable=True),
    Column("fired", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("paused_remaining", Integer, nullable=True),
    UniqueConstraint("partnership_id", "instance_id", "token"),
    reference("instance_id", "process_instance"),
    index("ix_timer_next_try", "next_try_at"),
)
