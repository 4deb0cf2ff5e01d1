"""Her request to see what is kept about her: received, identity checked, gone through, looked over, answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.commands.casework import text_of, today_of
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.domain.subject_access import IDENTITY_CHECKS, REDACTIONS, answer_due, check_received, extended
from engine.errors import Conflict, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import cases, officers, subject_requests, subjects
from engine.store.cases import CaseRecord
from engine.store.keys import SubjectCipher
from engine.store.subject_requests import ANSWERED, OPEN, READY, RequestRecord

MAX_WHY = 1_000
REDACTIONS_SEALED, EXTENSION_SEALED = "redactions_sealed", "extension_sealed"


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Write down that she has asked. For privacy officers of an agency that takes or took part in the case.

    Answers the id. Refuses: NotFound, NotPermitted, InvalidInput (`received_on`).
    """

    case_id: UUID
    received_on: date


@dataclass(frozen=True, slots=True)
class CheckIdentity:
    """Write down how it was made sure that it is she who asks. For officers of the agency that was asked.

    Here and below `seen` is the version of the request that was looked at; Conflict when it has changed since.
    """

    request_id: UUID
    seen: int
    how: str


@dataclass(frozen=True, slots=True)
class ExtendRequest:
    """Take two months more, because it is complex; she has been told why. Once, and within the first month."""

    request_id: UUID
    seen: int
    why: str


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """What is left out of the answer, each with one of `REDACTIONS`. All of it anew; it has to be looked over again."""

    request_id: UUID
    seen: int
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LookOver:
    """A second officer has gone through the answer. Refuses, with NotPermitted, whoever chose what is left out."""

    request_id: UUID
    seen: int


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """She is given the answer. Refuses, with InvalidState, before her identity is checked and it was looked over."""

    request_id: UUID
    seen: int


@dataclass(frozen=True, slots=True)
class ViewAnswer:
    """Put on record that an officer reads what is kept about her, or (`exported`) takes the answer out."""

    request_id: UUID
    exported: bool = False


def open_request(work: Work, command: OpenRequest) -> UUID:
    actor = work.person()
    require(actor, Permission.EXPORT_PERSON)
    case = officers.case(work.tx, actor, command.case_id)
    if case is None or case.merged_into is not None:
        raise NotFound("There is no such case.")
    cases.hold(work.tx, case.id)
    check_received(command.received_on, today_of(work))
    due = answer_due(command.received_on)
    record = RequestRecord(
        id=work.tx.new_id(),
        case_id=case.id,
        agency_id=officers.agency_for(work.tx, actor, case.id),
        received_on=command.received_on,
        due_on=due.day,
        arithmetic=due.arithmetic,
        identity_checked_on=None,
        identity_check=None,
        extended_on=None,
        extension_sealed=None,
        redactions_sealed=None,
        state=OPEN,
        version=1,
        opened_at=work.now,
        opened_by=actor.account_id,
    )
    subject_requests.requests.add(work.tx, record)
    work.audit("access_requested", "access request", record.id, case.id)
    return record.id


@dataclass(frozen=True, slots=True)
class _Held:
    record: RequestRecord
    case: CaseRecord
    cipher: SubjectCipher


def _held(work: Work, request_id: UUID, seen: int | None = None) -> _Held:
    """The request, for officers of the agency that was asked; NotFound for all others."""
    actor = work.person()
    require(actor, Permission.EXPORT_PERSON)
    record = subject_requests.get(work.tx, request_id)
    if record is None or record.agency_id not in officers.agencies_of(actor):
        raise NotFound("There is no such request.")
    case = officers.case(work.tx, actor, record.case_id)
    cipher = subjects.cipher(work.tx, case.person_id) if case else None
    if case is None or cipher is None:
        raise NotFound("There is no such request.")
    if seen is not None:
        _check(record, seen)
    return _Held(record, case, cipher)


def _check(record: RequestRecord, seen: int) -> None:
    if record.version != seen:
        raise Conflict("Expected the request as you saw it, but somebody has changed it since. Look at it again.")
    if record.state == ANSWERED:
        raise InvalidState("Expected a request that is still to be answered, but she has the answer.")


def check_identity(work: Work, command: CheckIdentity) -> None:
    held = _held(work, command.request_id, command.seen)
    if command.how not in IDENTITY_CHECKS:
        raise InvalidInput("Expected a way on offer, but it is another.", {"how": "Choose how it was made sure"})
    checked = {"identity_check": command.how, "identity_checked_on": today_of(work)}
    subject_requests.change(work.tx, held.record, **checked)
    work.audit("identity_checked", "access request", held.record.id, held.case.id, how=command.how)


def extend_request(work: Work, command: ExtendRequest) -> None:
    held = _held(work, command.request_id, command.seen)
    if held.record.extended_on is not None:
        raise InvalidState("Expected a request that was not extended yet, but it was, and that goes once only.")
    why = text_of("why", command.why, MAX_WHY, "why it takes longer, as she was told")
    due = extended(held.record.received_on, held.record.due_on, today_of(work))
    sealed = held.cipher.seal_json(subject_requests.place(held.record.id, EXTENSION_SEALED), why)
    changes = {"due_on": due.day, "arithmetic": due.arithmetic, "extended_on": today_of(work)}
    subject_requests.change(work.tx, held.record, **changes, extension_sealed=sealed)
    work.audit("access_extended", "access request", held.record.id, held.case.id)


def leave_out(work: Work, command: LeaveOut) -> None:
    held = _held(work, command.request_id, command.seen)
    if not set(command.items.values()) <= REDACTIONS.keys():
        raise InvalidInput("Expected reasons on offer, but there is another.", {"reason": "Choose why it is left out"})
    content = {"by": str(work.person().account_id), "items": dict(command.items)}
    sealed = held.cipher.seal_json(subject_requests.place(held.record.id, REDACTIONS_SEALED), content)
    changes = {"redactions_sealed": sealed, "state": OPEN, "looked_at": None, "looked_by": None}
    subject_requests.change(work.tx, held.record, **changes)
    work.audit("access_gone_through", "access request", held.record.id, held.case.id, left_out=len(command.items))


def look_over(work: Work, command: LookOver) -> None:
    held = _held(work, command.request_id, command.seen)
    record, actor = held.record, work.person()
    if record.redactions_sealed is None:
        raise InvalidState("Expected somebody to have gone through it, but nobody has chosen what is left out yet.")
    place = subject_requests.place(record.id, REDACTIONS_SEALED)
    if held.cipher.open_json(place, record.redactions_sealed)["by"] == str(actor.account_id):
        raise NotPermitted("Expected a second privacy officer to look it over, but you chose what is left out.")
    subject_requests.change(work.tx, record, state=READY, looked_at=work.now, looked_by=actor.account_id)
    work.audit("access_looked_over", "access request", record.id, held.case.id)


def answer_request(work: Work, command: AnswerRequest) -> None:
    held = _held(work, command.request_id, command.seen)
    if held.record.identity_checked_on is None:
        raise InvalidState("Expected it to be made sure that it is she who asks, but nobody has written down how.")
    if held.record.state != READY:
        raise InvalidState("Expected an answer that a second person has looked over, but nobody has.")
    given = {"state": ANSWERED, "answered_at": work.now, "answered_by": work.person().account_id}
    subject_requests.change(work.tx, held.record, **given)
    work.audit("access_answered", "access request", held.record.id, held.case.id)


def view_answer(work: Work, command: ViewAnswer) -> None:
    held = _held(work, command.request_id)
    if command.exported and held.record.state not in (READY, ANSWERED):
        raise InvalidState("Expected an answer that a second person has looked over, but nobody has.")
    action = "access_exported" if command.exported else "access_viewed"
    work.audit(action, "access request", held.record.id, held.case.id)
