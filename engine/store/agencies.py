"""Agencies and their teams, closure days, agreements (the charter) and the service directory."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Uuid

from engine.store.schema import Moment, index, reference, table

agency = table(
    "agency",
    Column("name", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("has_accounts", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False),
)

team = table(
    "team",
    Column("agency_id", Uuid, nullable=False),
    Column("name", String(200), nullable=False),
    Column("is_coordinating", Boolean, nullable=False),
    reference("agency_id", "agency"),
    index("ix_team_agency", "agency_id"),
)

closure_day = table(
    "closure_day",
    Column("agency_id", Uuid, nullable=True),
    Column("closed_on", Date, nullable=False),
    Column("reason", String(200), nullable=False),
    reference("agency_id", "agency"),
)

agreement = table(
    "agreement",
    Column("agency_id", Uuid, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("ended_on", Date, nullable=True),
    reference("agency_id", "agency"),
    index("ix_agreement_agency", "agency_id"),
)

directory_service = table(
    "directory_service",
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("areas", JSON, nullable=False),
    Column("hours", JSON, nullable=False),
    Column("capacity", Integer, nullable=True),
    Column("is_accepting", Boolean, nullable=False),
    Column("checked_at", Moment, nullable=False),
    reference("agency_id", "agency"),
    reference("team_id", "team"),
    index("ix_directory_service_kind", "kind"),
)
