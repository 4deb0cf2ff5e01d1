"""Opening a case in an emergency, for reading and for three hours; ending it early; reviewing that it was done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.casework import text_of
from engine.commands.hand_over import answer_by, tell_teams
from engine.commands.telling import tell
from engine.commands.work import Work
from engine.domain.actors import CASE_ROLES, Actor
from engine.domain.emergencies import FINDINGS, MAX_WORDS, MISSES_WITHIN, MOST_MISSES, OPEN_FOR, REVIEW_WITHIN
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, InvalidState, NotFound, TooManyAttempts
from engine.store import accounts, cases, emergencies, emergency_scope, subjects, visibility
from engine.store.cases import CaseRecord
from engine.store.emergencies import EmergencyRecord
from engine.store.keys import SubjectCipher

OPENED, TO_REVIEW, NOT_REVIEWED = "emergency_opened", "emergency_to_review", "emergency_late"


@dataclass(frozen=True, slots=True)
class OpenInEmergency:
    """Open a case that one takes no part in, for reading, for three hours (governance rule 8). Answers its id.

    For caseworkers and managers. `reference` is the whole reference; None is answered alike when there is no such case
    and when the actor is barred from it, and each such attempt is on record. The team that leads the case and the
    privacy officers are told at once. Refuses: InvalidInput (`reason`: 1 to 2,000 characters), InvalidState (she takes
    part in all of it), TooManyAttempts (five references within an hour led nowhere).
    """

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class EndEmergency:
    """End an emergency access before its time. For who opened it, the team that leads the case, and its reviewers."""

    emergency_id: UUID


@dataclass(frozen=True, slots=True)
class ViewEmergency:
    """Record that a privacy officer reads why a case was opened in an emergency. NotFound for everybody else."""

    emergency_id: UUID


@dataclass(frozen=True, slots=True)
class ReviewEmergency:
    """Write down whether an emergency access was justified (`finding`: justified, not justified), and why.

    For the privacy officers whom it concerns, never for who opened it. It ends with it. Refuses: NotFound,
    InvalidInput, InvalidState (reviewed already).
    """

    emergency_id: UUID
    finding: str
    words: str


@dataclass(frozen=True, slots=True)
class ChaseEmergencies:
    """Tell the privacy officers of emergency accesses that nobody has reviewed in time. For the worker only."""


def open_in_emergency(work: Work, command: OpenInEmergency) -> UUID | None:
    actor = work.person()
    require(actor, Permission.BREAK_GLASS)
    reason = text_of("reason", command.reason, MAX_WORDS, "why you need to know now")
    if emergency_scope.misses_since(work.tx, actor.account_id, work.now - MISSES_WITHIN) >= MOST_MISSES:
        raise TooManyAttempts("Expected the reference of a case, but too many led nowhere. Try again in an hour.")
    case = emergency_scope.case_named(work.tx, actor, command.reference.strip().upper())
    if case is None:
        work.audit(emergency_scope.MISSED)
        return None
    if visibility.sees_whole_case(work.tx, actor, case.id):
        raise InvalidState("Expected a case that you take no part in, but this one is open to you: look under Cases.")
    _open(work, actor, case, reason)
    return case.id


def end_emergency(work: Work, command: EndEmergency) -> None:
    record, case, _ = _found(work, command.emergency_id)
    actor = work.person()
    leads = case.lead_team_id in actor.team_ids or actor.manages(case.lead_agency_id)
    seen = visibility.case(work.tx, actor, case.id) is not None
    is_own = record.account_id == actor.account_id
    if not is_own and not (leads and seen) and not emergency_scope.may_review(work.tx, actor, record):
        raise NotFound("There is no such access.")
    if record.ends_at <= work.now:
        raise InvalidState("Expected an access that goes on, but it has ended.")
    emergencies.change(work.tx, record.id, ends_at=work.now, ended_by=actor.account_id)
    work.audit("emergency_ended", "emergency", record.id, case.id)


def view_emergency(work: Work, command: ViewEmergency) -> None:
    record, case, _ = _to_review(work, command.emergency_id)
    work.audit("emergency_viewed", "emergency", record.id, case.id)


def review_emergency(work: Work, command: ReviewEmergency) -> None:
    record, case, cipher = _to_review(work, command.emergency_id)
    words = text_of("words", command.words, MAX_WORDS, "why, and what follows from it")
    if command.finding not in {option.value for option in FINDINGS}:
        raise InvalidInput("Expected a finding, but it is not on offer.", {"finding": "Choose what you find"})
    if record.reviewed_at is not None:
        raise InvalidState("Expected an access that waits for a review, but somebody has reviewed it.")
    by = work.person().account_id
    emergencies.change(
        work.tx,
        record.id,
        ends_at=min(record.ends_at, work.now),
        reviewed_at=work.now,
        reviewed_by=by,
        finding=command.finding,
        finding_sealed=cipher.seal_json(emergencies.finding_place(record.id), words),
    )
    work.audit("emergency_reviewed", "emergency", record.id, case.id, finding=command.finding)


def chase_emergencies(work: Work, command: ChaseEmergencies) -> int:
    require(work.actor, Permission.RUN_DAILY_JOBS)
    late = emergencies.late(work.tx)
    for record in late:
        case = cases.get(work.tx, record.case_id)
        if case is not None:
            _tell_reviewers(work, record, case, NOT_REVIEWED)
        emergencies.change(work.tx, record.id, escalated_at=work.now)
        work.audit("emergency_escalated", "emergency", record.id, record.case_id)
    return len(late)


def _open(work: Work, actor: Actor, case: CaseRecord, reason: str) -> None:
    cipher = subjects.cipher(work.tx, case.person_id)
    if cipher is None:
        raise NotFound("There is no such case.")
    emergency_id, due = work.tx.new_id(), answer_by(work, case.lead_agency_id, REVIEW_WITHIN)
    record = EmergencyRecord(
        id=emergency_id,
        case_id=case.id,
        account_id=actor.account_id,
        agency_id=next(member.agency_id for member in actor.memberships if member.role in CASE_ROLES),
        reason_sealed=cipher.seal_json(emergencies.reason_place(emergency_id), reason),
        opened_at=work.now,
        ends_at=work.now + OPEN_FOR,
        due_at=due.at,
        arithmetic=due.arithmetic,
    )
    emergencies.emergencies.add(work.tx, record)
    work.audit("emergency_opened", "emergency", emergency_id, case.id)
    tell_teams(work, [case.lead_team_id], OPENED, case.id)
    _tell_reviewers(work, record, case, TO_REVIEW)


def _tell_reviewers(work: Work, record: EmergencyRecord, case: CaseRecord, kind: str) -> None:
    for account_id in emergency_scope.reviewers(work.tx, record, case.lead_agency_id):
        person = accounts.get(work.tx, account_id)
        if person is not None:
            tell(work, person, kind, case_id=case.id)


def _found(work: Work, emergency_id: UUID) -> tuple[EmergencyRecord, CaseRecord, SubjectCipher]:
    record = emergencies.lock(work.tx, emergency_id)
    case = cases.get(work.tx, record.case_id) if record else None
    cipher = subjects.cipher(work.tx, case.person_id) if case else None
    if record is None or case is None or cipher is None:
        raise NotFound("There is no such access.")
    return record, case, cipher


def _to_review(work: Work, emergency_id: UUID) -> tuple[EmergencyRecord, CaseRecord, SubjectCipher]:
    found = _found(work, emergency_id)
    if not emergency_scope.may_review(work.tx, work.person(), found[0]):
        raise NotFound("There is no such access.")
    require(work.actor, Permission.REVIEW_BREAK_GLASS)
    return found
