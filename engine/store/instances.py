"""Process instances: their sealed state, who holds each lane, and what they wait for besides tasks and timers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, UniqueConstraint, Uuid, text

from engine.store.schema import Moment, index, keyed_table, reference, table

process_instance = table(
    "process_instance",
    Column("pathway", String(60), nullable=False),
    Column("version_id", Uuid, nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("outcome", String(80), nullable=True),
    Column("subject_type", String(20), nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("subject_key_id", Uuid, nullable=False),
    Column("case_id", Uuid, nullable=True),
    Column("business_key", String(60), nullable=False),
    Column("parent_id", Uuid, nullable=True),
    Column("parent_token", Integer, nullable=True),
    Column("state_sealed", LargeBinary, nullable=True),
    Column("event_count", Integer, nullable=False),
    Column("step_count", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("started_by", Uuid, nullable=True),
    Column("starter_agency_id", Uuid, nullable=False),
    Column("starter_team_id", Uuid, nullable=False),
    Column("last_progress_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    UniqueConstraint("partnership_id", "parent_id", "parent_token"),
    reference("version_id", "definition_version"),
    reference("subject_key_id", "subject_key"),
    reference("case_id", "case_file"),
    index("ix_process_instance_case", "case_id"),
    index("ix_process_instance_running", "pathway", postgresql_where=text("ended_at IS NULL")),
)

lane_binding = keyed_table(
    "lane_binding",
    Column("instance_id", Uuid, primary_key=True),
    Column("lane", String(80), primary_key=True),
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=False),
    Column("managers_only", Boolean, nullable=False),
    reference("instance_id", "process_instance"),
    reference("agency_id", "agency"),
    reference("team_id", "team"),
)

message_wait = keyed_table(
    "message_wait",
    Column("instance_id", Uuid, primary_key=True),
    Column("token", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", String(120), nullable=False),
    Column("element_id", String(120), nullable=False),
    reference("instance_id", "process_instance"),
    index("ix_message_wait_name", "kind", "name"),
)

message_inbox = table(
    "message_inbox",
    Column("instance_id", Uuid, nullable=False),
    Column("name", String(120), nullable=False),
    Column("payload_sealed", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    reference("instance_id", "process_instance"),
    index("ix_message_inbox_instance", "instance_id", "name"),
)
