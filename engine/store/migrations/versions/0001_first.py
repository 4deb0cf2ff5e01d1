"""The first shape of the database: everything later stands on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.protection import protect
from engine.store.schema import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _account()
    _agency()
    _audit_event()
    _audit_seal()
    _decision_trace()
    _definition_version()
    _event()
    _heartbeat()
    _idempotency()
    _outbox()
    _parameter()
    _partnership()
    _person()
    _sign_in_attempt()
    _step_history()
    _subject_key()
    _agreement()
    _closure_day()
    _consent()
    _notice()
    _session()
    _team()
    _case_file()
    _directory_service()
    _membership()
    _case_participant()
    _disclosure()
    _process_instance()
    _incident()
    _lane_binding()
    _message_inbox()
    _message_wait()
    _timer()
    _user_task()
    _draft()
    _form_submission()
    _task_comment()
    protect(TABLES)


TABLES = (
    "account",
    "agency",
    "audit_event",
    "audit_seal",
    "decision_trace",
    "definition_version",
    "event",
    "heartbeat",
    "idempotency",
    "outbox",
    "parameter",
    "person",
    "sign_in_attempt",
    "step_history",
    "subject_key",
    "agreement",
    "closure_day",
    "consent",
    "notice",
    "session",
    "team",
    "case_file",
    "directory_service",
    "membership",
    "case_participant",
    "disclosure",
    "process_instance",
    "incident",
    "lane_binding",
    "message_inbox",
    "message_wait",
    "timer",
    "user_task",
    "draft",
    "form_submission",
    "task_comment",
)


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("absent_until", Moment(timezone=True), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("partnership_id", "email", name=op.f("uq_account_partnership_id_email")),
    )


def _agency() -> None:
    op.create_table(
        "agency",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("has_accounts", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_agency")),
    )


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("record_type", sa.String(length=20), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_case", "audit_event", ["partnership_id", "case_id", "at"], unique=False)


def _audit_seal() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "number", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("partnership_id", "audit_id", name=op.f("uq_audit_seal_partnership_id_audit_id")),
    )


def _decision_trace() -> None:
    op.create_table(
        "decision_trace",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("decision", sa.String(length=120), nullable=False),
        sa.Column("trace_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_decision_trace")),
    )
    op.create_index("ix_decision_trace_instance", "decision_trace", ["partnership_id", "instance_id"], unique=False)


def _definition_version() -> None:
    op.create_table(
        "definition_version",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pathway", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("start", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("deployed_at", Moment(timezone=True), nullable=False),
        sa.Column("deployed_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_definition_version")),
        sa.UniqueConstraint(
            "partnership_id",
            "pathway",
            "content_hash",
            name=op.f("uq_definition_version_partnership_id_pathway_content_hash"),
        ),
        sa.UniqueConstraint(
            "partnership_id", "pathway", "version", name=op.f("uq_definition_version_partnership_id_pathway_version")
        ),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("happened_at", Moment(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("partnership_id", "instance_id", "number", name=op.f("pk_event")),
    )


def _heartbeat() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "name", name=op.f("pk_heartbeat")),
    )


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "account_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_created", "idempotency", ["partnership_id", "created_at"], unique=False)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("next_try_at", Moment(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("delivered_at", Moment(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["partnership_id", "next_try_at"],
        unique=False,
        postgresql_where=sa.text("delivered_at IS NULL"),
        sqlite_where=sa.text("delivered_at IS NULL"),
    )


def _parameter() -> None:
    op.create_table(
        "parameter",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("parameter_class", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("entered_at", Moment(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_parameter")),
        sa.UniqueConstraint(
            "partnership_id", "name", "valid_from", name=op.f("uq_parameter_partnership_id_name_valid_from")
        ),
    )


def _partnership() -> None:
    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("alias_mark", sa.LargeBinary(length=32), nullable=True),
        sa.Column("name_mark", sa.LargeBinary(length=32), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_alias_mark", "person", ["partnership_id", "alias_mark"], unique=False)
    op.create_index("ix_person_name_mark", "person", ["partnership_id", "name_mark"], unique=False)


def _sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tried_at", Moment(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        "ix_sign_in_attempt_address", "sign_in_attempt", ["partnership_id", "address_mark", "tried_at"], unique=False
    )
    op.create_index(
        "ix_sign_in_attempt_email", "sign_in_attempt", ["partnership_id", "email_mark", "tried_at"], unique=False
    )


def _step_history() -> None:
    op.create_table(
        "step_history",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("ended", sa.String(length=12), nullable=False),
        sa.Column("passed_at", Moment(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("partnership_id", "instance_id", "number", name=op.f("pk_step_history")),
    )


def _subject_key() -> None:
    op.create_table(
        "subject_key",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("master_key_id", sa.String(length=20), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("destroyed_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_subject_key")),
    )


def _agreement() -> None:
    op.create_table(
        "agreement",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "agency_id"], ["agency.partnership_id", "agency.id"], name=op.f("fk_agreement_agency_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_agreement")),
    )
    op.create_index("ix_agreement_agency", "agreement", ["partnership_id", "agency_id"], unique=False)


def _closure_day() -> None:
    op.create_table(
        "closure_day",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "agency_id"],
            ["agency.partnership_id", "agency.id"],
            name=op.f("fk_closure_day_agency_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_closure_day")),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("granted_at", Moment(timezone=True), nullable=False),
        sa.Column("expires_at", Moment(timezone=True), nullable=False),
        sa.Column("withdrawn_at", Moment(timezone=True), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "person_id"], ["person.partnership_id", "person.id"], name=op.f("fk_consent_person_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_person", "consent", ["partnership_id", "person_id"], unique=False)


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("read_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "account_id"],
            ["account.partnership_id", "account.id"],
            name=op.f("fk_notice_account_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_account", "notice", ["partnership_id", "account_id", "created_at"], unique=False)


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("seen_at", Moment(timezone=True), nullable=False),
        sa.Column("expires_at", Moment(timezone=True), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "account_id"],
            ["account.partnership_id", "account.id"],
            name=op.f("fk_session_account_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_session")),
        sa.UniqueConstraint("partnership_id", "token_hash", name=op.f("uq_session_partnership_id_token_hash")),
    )


def _team() -> None:
    op.create_table(
        "team",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_coordinating", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "agency_id"], ["agency.partnership_id", "agency.id"], name=op.f("fk_team_agency_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_team")),
    )
    op.create_index("ix_team_agency", "team", ["partnership_id", "agency_id"], unique=False)


def _case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("lead_agency_id", sa.Uuid(), nullable=False),
        sa.Column("lead_team_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", Moment(timezone=True), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "lead_agency_id"],
            ["agency.partnership_id", "agency.id"],
            name=op.f("fk_case_file_lead_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "lead_team_id"],
            ["team.partnership_id", "team.id"],
            name=op.f("fk_case_file_lead_team_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "person_id"], ["person.partnership_id", "person.id"], name=op.f("fk_case_file_person_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("partnership_id", "reference", name=op.f("uq_case_file_partnership_id_reference")),
    )


def _directory_service() -> None:
    op.create_table(
        "directory_service",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("is_accepting", sa.Boolean(), nullable=False),
        sa.Column("checked_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "agency_id"],
            ["agency.partnership_id", "agency.id"],
            name=op.f("fk_directory_service_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "team_id"], ["team.partnership_id", "team.id"], name=op.f("fk_directory_service_team_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_directory_service")),
    )
    op.create_index("ix_directory_service_kind", "directory_service", ["partnership_id", "kind"], unique=False)


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("duty", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "account_id"],
            ["account.partnership_id", "account.id"],
            name=op.f("fk_membership_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "agency_id"],
            ["agency.partnership_id", "agency.id"],
            name=op.f("fk_membership_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "team_id"], ["team.partnership_id", "team.id"], name=op.f("fk_membership_team_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_account", "membership", ["partnership_id", "account_id"], unique=False)
    op.create_index("ix_membership_agency", "membership", ["partnership_id", "agency_id"], unique=False)


def _case_participant() -> None:
    op.create_table(
        "case_participant",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("since", Moment(timezone=True), nullable=False),
        sa.Column("until", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "agency_id"],
            ["agency.partnership_id", "agency.id"],
            name=op.f("fk_case_participant_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "case_id"],
            ["case_file.partnership_id", "case_file.id"],
            name=op.f("fk_case_participant_case_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_case_participant")),
    )
    op.create_index("ix_case_participant_agency", "case_participant", ["partnership_id", "agency_id"], unique=False)
    op.create_index("ix_case_participant_case", "case_participant", ["partnership_id", "case_id"], unique=False)


def _disclosure() -> None:
    op.create_table(
        "disclosure",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("article_6", sa.String(length=60), nullable=False),
        sa.Column("article_9", sa.String(length=60), nullable=True),
        sa.Column("schedule_1", sa.String(length=60), nullable=True),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("gate", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Moment(timezone=True), nullable=False),
        sa.Column("until", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "case_id"],
            ["case_file.partnership_id", "case_file.id"],
            name=op.f("fk_disclosure_case_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_disclosure")),
    )
    op.create_index("ix_disclosure_case", "disclosure", ["partnership_id", "case_id"], unique=False)


def _process_instance() -> None:
    op.create_table(
        "process_instance",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pathway", sa.String(length=60), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=80), nullable=True),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("business_key", sa.String(length=60), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("parent_token", sa.Integer(), nullable=True),
        sa.Column("state_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("step_count", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("starter_agency_id", sa.Uuid(), nullable=False),
        sa.Column("starter_team_id", sa.Uuid(), nullable=False),
        sa.Column("last_progress_at", Moment(timezone=True), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "case_id"],
            ["case_file.partnership_id", "case_file.id"],
            name=op.f("fk_process_instance_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "subject_id"],
            ["subject_key.partnership_id", "subject_key.id"],
            name=op.f("fk_process_instance_subject_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "version_id"],
            ["definition_version.partnership_id", "definition_version.id"],
            name=op.f("fk_process_instance_version_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_process_instance")),
        sa.UniqueConstraint(
            "partnership_id",
            "parent_id",
            "parent_token",
            name=op.f("uq_process_instance_partnership_id_parent_id_parent_token"),
        ),
    )
    op.create_index("ix_process_instance_case", "process_instance", ["partnership_id", "case_id"], unique=False)
    op.create_index(
        "ix_process_instance_running",
        "process_instance",
        ["partnership_id", "pathway"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("command_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("happened_at", Moment(timezone=True), nullable=False),
        sa.Column("resolved_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_incident_instance_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_instance", "incident", ["partnership_id", "instance_id"], unique=False)


def _lane_binding() -> None:
    op.create_table(
        "lane_binding",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("lane", sa.String(length=80), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("managers_only", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "agency_id"],
            ["agency.partnership_id", "agency.id"],
            name=op.f("fk_lane_binding_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_lane_binding_instance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "team_id"], ["team.partnership_id", "team.id"], name=op.f("fk_lane_binding_team_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "instance_id", "lane", name=op.f("pk_lane_binding")),
    )


def _message_inbox() -> None:
    op.create_table(
        "message_inbox",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_message_inbox_instance_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_message_inbox")),
    )
    op.create_index(
        "ix_message_inbox_instance", "message_inbox", ["partnership_id", "instance_id", "name"], unique=False
    )


def _message_wait() -> None:
    op.create_table(
        "message_wait",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_message_wait_instance_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "instance_id", "token", name=op.f("pk_message_wait")),
    )
    op.create_index("ix_message_wait_name", "message_wait", ["partnership_id", "kind", "name"], unique=False)


def _timer() -> None:
    op.create_table(
        "timer",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("element_id", sa.String(length=120), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("interrupting", sa.Boolean(), nullable=False),
        sa.Column("started_at", Moment(timezone=True), nullable=False),
        sa.Column("due_at", Moment(timezone=True), nullable=False),
        sa.Column("next_try_at", Moment(timezone=True), nullable=True),
        sa.Column("deadline_class", sa.String(length=20), nullable=False),
        sa.Column("arithmetic", sa.Text(), nullable=False),
        sa.Column("parameter", sa.String(length=80), nullable=True),
        sa.Column("fired", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("paused_remaining", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_timer_instance_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_timer")),
    )
    op.create_index("ix_timer_instance", "timer", ["partnership_id", "instance_id", "token"], unique=False)
    op.create_index("ix_timer_next_try", "timer", ["partnership_id", "next_try_at"], unique=False)


def _user_task() -> None:
    op.create_table(
        "user_task",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("token", sa.Integer(), nullable=True),
        sa.Column("element_id", sa.String(length=120), nullable=True),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("pathway", sa.String(length=60), nullable=False),
        sa.Column("business_key", sa.String(length=60), nullable=False),
        sa.Column("lane", sa.String(length=80), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("managers_only", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("delegated_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=True),
        sa.Column("due_at", Moment(timezone=True), nullable=True),
        sa.Column("due_order", Moment(timezone=True), nullable=False),
        sa.Column("arithmetic", sa.Text(), nullable=False),
        sa.Column("deadline_class", sa.String(length=20), nullable=True),
        sa.Column("follow_up_at", Moment(timezone=True), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("cause_task_id", sa.Uuid(), nullable=True),
        sa.Column("cause_token", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("completed_at", Moment(timezone=True), nullable=True),
        sa.Column("completed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "agency_id"], ["agency.partnership_id", "agency.id"], name=op.f("fk_user_task_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "instance_id"],
            ["process_instance.partnership_id", "process_instance.id"],
            name=op.f("fk_user_task_instance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "team_id"], ["team.partnership_id", "team.id"], name=op.f("fk_user_task_team_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_user_task")),
    )
    op.create_index(
        "ix_user_task_assignee_open",
        "user_task",
        ["partnership_id", "assignee_id", "due_order", "id"],
        unique=False,
        postgresql_where=sa.text("completed_at IS NULL"),
        sqlite_where=sa.text("completed_at IS NULL"),
    )
    op.create_index(
        "ix_user_task_instance", "user_task", ["partnership_id", "instance_id", "completed_at"], unique=False
    )
    op.create_index(
        "ix_user_task_managers_open",
        "user_task",
        ["partnership_id", "agency_id", "due_order", "id"],
        unique=False,
        postgresql_where=sa.text("completed_at IS NULL AND managers_only"),
        sqlite_where=sa.text("completed_at IS NULL AND managers_only = 1"),
    )
    op.create_index(
        "ix_user_task_team_open",
        "user_task",
        ["partnership_id", "team_id", "due_order", "id"],
        unique=False,
        postgresql_where=sa.text("completed_at IS NULL"),
        sqlite_where=sa.text("completed_at IS NULL"),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("values_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "account_id"], ["account.partnership_id", "account.id"], name=op.f("fk_draft_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id", "task_id"], ["user_task.partnership_id", "user_task.id"], name=op.f("fk_draft_task_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "task_id", "account_id", name=op.f("pk_draft")),
    )


def _form_submission() -> None:
    op.create_table(
        "form_submission",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("values_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_at", Moment(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id", "task_id"],
            ["user_task.partnership_id", "user_task.id"],
            name=op.f("fk_form_submission_task_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_form_submission")),
    )
    op.create_index("ix_form_submission_instance", "form_submission", ["partnership_id", "instance_id"], unique=False)


def _task_comment() -> None:
    op.create_table(
        "task_comment",
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", Moment(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id", "task_id"],
            ["user_task.partnership_id", "user_task.id"],
            name=op.f("fk_task_comment_task_id"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "id", name=op.f("pk_task_comment")),
    )
    op.create_index("ix_task_comment_task", "task_comment", ["partnership_id", "task_id"], unique=False)
