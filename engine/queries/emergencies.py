"""Cases opened in an emergency: what privacy officers review, and what those in the whole case are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.errors import NotFound
from engine.queries.view import View
from engine.store import cases, emergencies, emergency_scope, names, subjects
from engine.store.cases import CaseRecord
from engine.store.emergencies import EmergencyRecord


@dataclass(frozen=True, slots=True)
class Emergency:
    """One access. `reason` and `words` are for its reviewers, and empty for others. `may_end`: it goes on, and the
    actor may end it.
    """

    emergency_id: UUID
    case_id: UUID
    reference: str
    who: str
    opened_at: datetime
    ends_at: datetime
    is_open: bool
    due_at: datetime
    is_late: bool
    finding: str
    reviewer: str
    reason: str
    words: str
    may_end: bool


def emergencies_to_review(view: View) -> tuple[Emergency, ...]:
    """Those that the actor may review and nobody has, nearest date first. Without what was written."""
    return tuple(_line(view, record, _case(view, record)) for record in emergency_scope.to_review(view.tx, view.actor))


def emergency_page(view: View, emergency_id: UUID) -> Emergency:
    """One access with its reason, for those who may review it. NotFound for everybody else."""
    record = emergencies.get(view.tx, emergency_id)
    if record is None or not emergency_scope.may_review(view.tx, view.actor, record):
        raise NotFound("There is no such access.")
    return _line(view, record, _case(view, record), is_reviewer=True)


def emergencies_of(view: View, case: CaseRecord, whole: bool) -> tuple[Emergency, ...]:
    """Those of a case that the actor takes part in wholly, or has open so herself; newest first."""
    return tuple(_line(view, record, case) for record in emergencies.of_case(view.tx, case.id)) if whole else ()


def _case(view: View, record: EmergencyRecord) -> CaseRecord:
    found = cases.get(view.tx, record.case_id)
    if found is None:
        raise NotFound("There is no such access.")
    return found


def _line(view: View, record: EmergencyRecord, case: CaseRecord, is_reviewer: bool = False) -> Emergency:
    people = names.of_accounts(view.tx, [record.account_id, record.reviewed_by])
    is_open = record.ends_at > view.now
    actor = view.actor
    leads = case.lead_team_id in actor.team_ids or actor.manages(case.lead_agency_id)
    return Emergency(
        emergency_id=record.id,
        case_id=case.id,
        reference=case.reference,
        who=people[record.account_id].words if record.account_id in people else "",
        opened_at=record.opened_at,
        ends_at=record.ends_at,
        is_open=is_open,
        due_at=record.due_at,
        is_late=record.reviewed_at is None and record.due_at < view.now,
        finding=record.finding or "",
        reviewer=people[record.reviewed_by].words if record.reviewed_by in people else "",
        reason=_opened(view, case, record.reason_sealed, is_reviewer, record, "reason"),
        words=_opened(view, case, record.finding_sealed, is_reviewer, record, "finding"),
        may_end=is_open and (is_reviewer or leads or record.account_id == actor.account_id),
    )


def _opened(
    view: View, case: CaseRecord, sealed: bytes | None, is_reviewer: bool, record: EmergencyRecord, what: str
) -> str:
    cipher = subjects.cipher(view.tx, case.person_id) if sealed and is_reviewer else None
    if cipher is None or sealed is None:
        return ""
    place = emergencies.reason_place if what == "reason" else emergencies.finding_place
    return str(cipher.open_json(place(record.id), sealed))
