"""Drafts of pathways, proposals to publish them, and how many referrals run on each version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Text, Uuid, bindparam, func, select, update

from engine.errors import EngineError
from engine.store.definitions import definition_version
from engine.store.instances import process_instance
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

definition_draft = table(
    "definition_draft",
    Column("pathway", String(60), nullable=False),
    Column("title", String(200), nullable=False),
    Column("based_on", Uuid, nullable=True),
    Column("bundle", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("saved_by", Uuid, nullable=False),
    Column("closed_at", Moment, nullable=True),
    reference("based_on", "definition_version"),
    index("ix_definition_draft_open", "closed_at", "pathway"),
)

definition_proposal = table(
    "definition_proposal",
    Column("version_id", Uuid, nullable=False),
    Column("note", Text, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("proposed_by", Uuid, nullable=True),
    Column("decided_at", Moment, nullable=True),
    Column("decided_by", Uuid, nullable=True),
    Column("approved", Boolean, nullable=True),
    Column("reason", Text, nullable=True),
    reference("version_id", "definition_version"),
    index("ix_definition_proposal_version", "version_id", "decided_at"),
)


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A bundle that somebody works on. `version` counts the savings; `closed_at` is when it was proposed or dropped."""

    id: UUID
    pathway: str
    title: str
    based_on: UUID | None
    bundle: bytes
    version: int
    created_at: datetime
    created_by: UUID
    saved_at: datetime
    saved_by: UUID
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """A version put forward to be published, and what a second person decided. `proposed_by` None is the system."""

    id: UUID
    version_id: UUID
    note: str
    proposed_at: datetime
    proposed_by: UUID | None
    decided_at: datetime | None
    decided_by: UUID | None
    approved: bool | None
    reason: str | None


drafts = Records(DraftRecord, definition_draft)
proposals = Records(ProposalRecord, definition_proposal)

_by_id = drafts.selection(definition_draft.c.id == bindparam("id"))
_open = drafts.selection(definition_draft.c.closed_at.is_(None)).order_by(
    definition_draft.c.pathway, definition_draft.c.created_at
)
_saving = update(definition_draft).where(
    drafts.mine,
    definition_draft.c.id == bindparam("at_id"),
    definition_draft.c.version == bindparam("at_version"),
    definition_draft.c.closed_at.is_(None),
)
_saved = _saving.values(
    title=bindparam("to_title"),
    bundle=bindparam("to_bundle"),
    version=bindparam("to_version"),
    saved_at=bindparam("to_saved_at"),
    saved_by=bindparam("to_saved_by"),
)
_closed = _saving.values(closed_at=bindparam("to_closed_at"))
_proposals_of_versions = proposals.selection().order_by(definition_proposal.c.proposed_at.desc())
_waiting = proposals.selection(
    definition_proposal.c.version_id == bindparam("version_id"), definition_proposal.c.decided_at.is_(None)
)
_approved = proposals.selection(
    definition_proposal.c.version_id == bindparam("version_id"), definition_proposal.c.approved.is_(True)
).limit(1)
_deciding = (
    update(definition_proposal)
    .where(proposals.mine, definition_proposal.c.id == bindparam("at_id"), definition_proposal.c.decided_at.is_(None))
    .values(
        decided_at=bindparam("to_decided_at"),
        decided_by=bindparam("to_decided_by"),
        approved=bindparam("to_approved"),
        reason=bindparam("to_reason"),
    )
)
_running = (
    select(process_instance.c.version_id, func.count())
    .where(process_instance.c.partnership_id == bindparam("in_partnership"), process_instance.c.ended_at.is_(None))
    .group_by(process_instance.c.version_id)
)
_turning = (
    update(definition_version)
    .where(
        definition_version.c.partnership_id == bindparam("in_partnership"),
        definition_version.c.id == bindparam("at_id"),
        definition_version.c.state == bindparam("at_state"),
    )
    .values(state=bindparam("to_state"))
)


def get(tx: Transaction, draft_id: UUID) -> DraftRecord | None:
    return drafts.one(tx, _by_id, id=draft_id)


def open_drafts(tx: Transaction) -> list[DraftRecord]:
    """Every draft that is worked on, by pathway."""
    return drafts.all(tx, _open)


def save(tx: Transaction, draft: DraftRecord, seen: int, refusal: EngineError) -> None:
    """Keep the draft as it is now, unless another saving came after `seen`."""
    values = {
        "at_id": draft.id,
        "at_version": seen,
        "to_title": draft.title,
        "to_bundle": draft.bundle,
        "to_version": draft.version,
        "to_saved_at": draft.saved_at,
        "to_saved_by": draft.saved_by,
    }
    tx.write_one(_saved, partnership(tx, values), refusal)


def close(tx: Transaction, draft_id: UUID, seen: int, refusal: EngineError) -> None:
    """Take the draft off the list, unless it was saved after `seen`."""
    tx.write_one(_closed, partnership(tx, {"at_id": draft_id, "at_version": seen, "to_closed_at": tx.now}), refusal)


def every_proposal(tx: Transaction) -> list[ProposalRecord]:
    """All proposals, the newest first."""
    return proposals.all(tx, _proposals_of_versions)


def waiting_proposal(tx: Transaction, version_id: UUID) -> ProposalRecord | None:
    return proposals.one(tx, _waiting, version_id=version_id)


def decide(
    tx: Transaction, proposal_id: UUID, decided_by: UUID, approved: bool, reason: str, refusal: EngineError
) -> None:
    """Write down what the second person decided, once."""
    values = {"to_decided_at": tx.now, "to_decided_by": decided_by, "to_approved": approved, "to_reason": reason}
    tx.write_one(_deciding, partnership(tx, {"at_id": proposal_id, **values}), refusal)


def turn(tx: Transaction, version_id: UUID, before: str, after: str, refusal: EngineError) -> None:
    """Bring a version from one state into another; refused when somebody has done so meanwhile."""
    values = {"at_id": version_id, "at_state": before, "to_state": after}
    tx.write_one(_turning, partnership(tx, values), refusal)


def running(tx: Transaction) -> dict[UUID, int]:
    """How many referrals run on each version; those without any are left out."""
    return {row[0]: row[1] for row in tx.read(_running, partnership(tx, {}))}


def was_approved(tx: Transaction, version_id: UUID) -> bool:
    """Whether people have approved the version, whoever made it."""
    return proposals.one(tx, _approved, version_id=version_id) is not None
