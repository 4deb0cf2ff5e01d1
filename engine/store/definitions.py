"""Published pathways (immutable bundles) and effective-dated parameters."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Text, UniqueConstraint, Uuid

from engine.store.schema import Moment, table

definition_version = table(
    "definition_version",
    Column("pathway", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("title", String(200), nullable=False),
    Column("start", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("deployed_at", Moment, nullable=False),
    Column("deployed_by", Uuid, nullable=True),
    UniqueConstraint("partnership_id", "pathway", "version"),
    UniqueConstraint("partnership_id", "pathway", "content_hash"),
)

parameter = table(
    "parameter",
    Column("name", String(80), nullable=False),
    Column("value", String(200), nullable=False),
    Column("parameter_class", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", Uuid, nullable=True),
    UniqueConstraint("partnership_id", "name", "valid_from"),
)
