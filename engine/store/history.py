"""What happened: events enough to rebuild every state, each node passed, each decision with its trace, each incident."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Text, Uuid

from engine.store.schema import Moment, index, keyed_table, reference, table

event = keyed_table(
    "event",
    Column("instance_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("payload_sealed", LargeBinary, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("account_id", Uuid, nullable=True),
)

step_history = keyed_table(
    "step_history",
    Column("instance_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("element_id", String(120), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("ended", String(12), nullable=False),
    Column("passed_at", Moment, nullable=False),
    Column("account_id", Uuid, nullable=True),
)

decision_trace = table(
    "decision_trace",
    Column("instance_id", Uuid, nullable=False),
    Column("element_id", String(120), nullable=False),
    Column("decision", String(120), nullable=False),
    Column("trace_sealed", LargeBinary, nullable=False),
    Column("decided_at", Moment, nullable=False),
    index("ix_decision_trace_instance", "instance_id"),
)

incident = table(
    "incident",
    Column("instance_id", Uuid, nullable=False),
    Column("state", String(12), nullable=False),
    Column("command", String(40), nullable=False),
    Column("command_sealed", LargeBinary, nullable=False),
    Column("message", Text, nullable=False),
    Column("element_id", String(120), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("resolved_at", Moment, nullable=True),
    reference("instance_id", "process_instance"),
    index("ix_incident_instance", "instance_id"),
)
