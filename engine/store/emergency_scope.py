"""Whom emergency access concerns: which case somebody may open so, who is told, and who reviews it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, or_, select

from engine.domain.actors import Actor, Role
from engine.store import accounts, agencies, bars, cases, emergencies, officers
from engine.store.audit import audit_event, audit_events
from engine.store.bars import not_barred
from engine.store.cases import CaseRecord, case_file, case_files
from engine.store.emergencies import EmergencyRecord
from engine.store.records import partnership

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

MISSED = "emergency_missed"
_other = case_file.alias("other")
_led_here = case_file.c.id.in_(
    select(_other.c.merged_into).where(
        _other.c.partnership_id == bindparam("in_partnership"), _other.c.reference == bindparam("reference")
    )
)
_misses = select(func.count()).where(
    audit_events.mine,
    audit_event.c.account_id == bindparam("account_id"),
    audit_event.c.id >= bindparam("since", type_=Uuid),
    audit_event.c.action == MISSED,
)


def case_named(tx: Transaction, actor: Actor, reference: str) -> CaseRecord | None:
    """The case with exactly that reference, or into which it was merged. One she is barred from is as if there were
    none, by the same statement.
    """
    named = or_(case_file.c.reference == bindparam("reference"), _led_here)
    work_on = case_file.c.state.in_(("open", "closed"))
    statement = case_files.selection(named, work_on, not_barred(actor, case_file.c.id))
    return case_files.one(tx, statement, reference=reference)


def misses_since(tx: Transaction, account_id: UUID, since: datetime) -> int:
    """How many references the person has tried since then that led nowhere."""
    first = UUID(int=int(since.timestamp() * 1000) << 80)
    return int(tx.read(_misses, partnership(tx, {"account_id": account_id, "since": first}))[0][0])


def reviewers(tx: Transaction, record: EmergencyRecord, lead_agency_id: UUID) -> list[UUID]:
    """The privacy officers of the agency that leads the case, of hers who opened it, and of the coordinating one; where
    none of them has any, all of the partnership. Never who opened it herself.
    """
    team = agencies.coordinating_team(tx)
    concerned = {lead_agency_id, record.agency_id, *([team.agency_id] if team else [])}
    held = accounts.others_in_role(tx, Role.PRIVACY_OFFICER.value, record.account_id)
    near = {member.account_id for member in held if member.agency_id in concerned}
    return sorted(near or {member.account_id for member in held})


def may_review(tx: Transaction, actor: Actor, record: EmergencyRecord) -> bool:
    """Whether she is one of those, or of an agency that takes part in all of the case; never who is barred from it."""
    is_officer = bool(officers.agencies_of(actor)) and record.account_id != actor.account_id
    case = cases.get(tx, record.case_id) if is_officer else None
    if case is None or case.id in bars.barred_ids(tx, actor):
        return False
    is_asked = actor.account_id in reviewers(tx, record, case.lead_agency_id)
    return is_asked or officers.case(tx, actor, case.id) is not None


def to_review(tx: Transaction, actor: Actor) -> list[EmergencyRecord]:
    """Those that the actor may review and nobody has, nearest date first."""
    return [record for record in emergencies.unreviewed(tx) if may_review(tx, actor, record)]
