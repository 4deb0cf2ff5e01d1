"""The person, her case (the file agencies share), who takes part in it, what she agreed to and what was disclosed."""

from __future__ import annotations

from sqlalchemy import JSON, Column, LargeBinary, String, UniqueConstraint, Uuid

from engine.store.schema import Moment, index, reference, table

person = table(
    "person",
    Column("details_sealed", LargeBinary, nullable=False),
    Column("alias_mark", LargeBinary(32), nullable=True),
    Column("name_mark", LargeBinary(32), nullable=True),
    Column("created_at", Moment, nullable=False),
    index("ix_person_alias_mark", "alias_mark"),
    index("ix_person_name_mark", "name_mark"),
)

case_file = table(
    "case_file",
    Column("reference", String(12), nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("state", String(20), nullable=False),
    Column("lead_agency_id", Uuid, nullable=False),
    Column("lead_team_id", Uuid, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    Column("outcome", String(40), nullable=True),
    UniqueConstraint("partnership_id", "reference"),
    reference("person_id", "person"),
    reference("lead_agency_id", "agency"),
    reference("lead_team_id", "team"),
)

case_participant = table(
    "case_participant",
    Column("case_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=True),
    Column("instance_id", Uuid, nullable=True),
    Column("why", String(60), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=True),
    reference("case_id", "case_file"),
    reference("agency_id", "agency"),
    index("ix_case_participant_case", "case_id"),
    index("ix_case_participant_agency", "agency_id"),
)

consent = table(
    "consent",
    Column("person_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=True),
    Column("purpose", String(60), nullable=False),
    Column("granted_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("withdrawn_at", Moment, nullable=True),
    Column("words_sealed", LargeBinary, nullable=True),
    Column("recorded_by", Uuid, nullable=True),
    reference("person_id", "person"),
    index("ix_consent_person", "person_id"),
)

disclosure = table(
    "disclosure",
    Column("case_id", Uuid, nullable=False),
    Column("instance_id", Uuid, nullable=False),
    Column("from_agency_id", Uuid, nullable=False),
    Column("to_agency_id", Uuid, nullable=False),
    Column("purpose", String(60), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("article_6", String(60), nullable=False),
    Column("article_9", String(60), nullable=True),
    Column("schedule_1", String(60), nullable=True),
    Column("consent_id", Uuid, nullable=True),
    Column("gate", String(20), nullable=False),
    Column("decided_by", Uuid, nullable=True),
    Column("decided_at", Moment, nullable=False),
    Column("until", Moment, nullable=True),
    reference("case_id", "case_file"),
    index("ix_disclosure_case", "case_id"),
)
