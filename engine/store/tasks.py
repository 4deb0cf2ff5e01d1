"""User tasks, with what people wrote on them: drafts, submissions and comments."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Text, Uuid, text

from engine.store.schema import Moment, index, keyed_table, reference, table

_is_open = text("completed_at IS NULL")

user_task = table(
    "user_task",
    Column("instance_id", Uuid, nullable=False),
    Column("case_id", Uuid, nullable=True),
    Column("token", Integer, nullable=True),
    Column("element_id", String(120), nullable=True),
    Column("origin", String(10), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", String(200), nullable=False),
    Column("instructions", Text, nullable=False),
    Column("pathway", String(60), nullable=False),
    Column("business_key", String(60), nullable=False),
    Column("lane", String(80), nullable=True),
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=False),
    Column("managers_only", Boolean, nullable=False),
    Column("state", String(12), nullable=False),
    Column("assignee_id", Uuid, nullable=True),
    Column("delegated_by_id", Uuid, nullable=True),
    Column("version", Integer, nullable=False),
    Column("form", String(80), nullable=True),
    Column("due_at", Moment, nullable=True),
    Column("due_order", Moment, nullable=False),
    Column("arithmetic", Text, nullable=False),
    Column("deadline_class", String(20), nullable=True),
    Column("follow_up_at", Moment, nullable=True),
    Column("priority", Integer, nullable=False),
    Column("asked_by_id", Uuid, nullable=True),
    Column("cause_task_id", Uuid, nullable=True),
    Column("cause_token", Integer, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("completed_at", Moment, nullable=True),
    Column("completed_by_id", Uuid, nullable=True),
    reference("instance_id", "process_instance"),
    reference("agency_id", "agency"),
    reference("team_id", "team"),
    index("ix_user_task_instance", "instance_id", "completed_at"),
    index("ix_user_task_team_open", "team_id", "due_order", "id", postgresql_where=_is_open, sqlite_where=_is_open),
    index(
        "ix_user_task_assignee_open", "assignee_id", "due_order", "id", postgresql_where=_is_open, sqlite_where=_is_open
    ),
)

draft = keyed_table(
    "draft",
    Column("task_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("values_sealed", LargeBinary, nullable=False),
    Column("saved_at", Moment, nullable=False),
    reference("task_id", "user_task"),
    reference("account_id", "account"),
)

form_submission = table(
    "form_submission",
    Column("task_id", Uuid, nullable=False),
    Column("instance_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("form", String(80), nullable=False),
    Column("values_sealed", LargeBinary, nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("submitted_by", Uuid, nullable=True),
    reference("task_id", "user_task"),
    index("ix_form_submission_instance", "instance_id"),
)

task_comment = table(
    "task_comment",
    Column("task_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("written_by", Uuid, nullable=False),
    reference("task_id", "user_task"),
    index("ix_task_comment_task", "task_id"),
)
