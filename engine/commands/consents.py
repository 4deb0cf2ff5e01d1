"""Her consents: to one agency, for one purpose, dated, running out, taken back when she says so (governance rule 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.commands.casework import OpenedCase, open_case, text_of
from engine.commands.clocks import due_in
from engine.commands.taking_back import take_back
from engine.commands.work import Live, Work
from engine.domain.consents import LASTS, LASTS_A_YEAR, MAX_WORDS, PURPOSES
from engine.domain.disclosure import Consent
from engine.domain.permissions import Permission
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import agencies, cases, definitions, sharing
from engine.store.keys import SubjectCipher
from engine.store.sharing import ConsentRecord, consent_place


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """Write down that she agrees to an agency knowing about her for a purpose, or renews what she agreed to before.

    For those who take part in the whole case. It lasts as the parameter `consent.lasts` says, from now. Refuses:
    NotFound (out of scope), InvalidState (case closed), InvalidInput (fields `agency_id`, `purpose`, `words`). Answers
    its id. By itself it shares nothing: that is what a referral does.
    """

    case_id: UUID
    agency_id: UUID
    purpose: str
    words: str


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """She takes a consent back: from now on nothing more is shared with that agency for that purpose on its strength.

    For those who take part in the whole case. Refuses: NotFound (out of scope), InvalidState (taken back, or run out).
    It holds at once, also for what is being typed and what is under way (`commands.taking_back`). What was shared
    already is listed by `queries.sharing`; it cannot be unshared.
    """

    case_id: UUID
    consent_id: UUID


def record_consent(work: Work, command: RecordConsent) -> UUID:
    case = _opened(work, command.case_id).only_open()
    agency = agencies.get_agency(work.tx, command.agency_id)
    if agency is None or not agency.is_active:
        raise InvalidInput("Expected an agency to agree to, but it is none.", {"agency_id": "Choose an agency"})
    if command.purpose not in PURPOSES:
        raise InvalidInput("Expected what it is for, but it is none of these.", {"purpose": "Choose what it is for"})
    words = text_of("words", command.words, MAX_WORDS, "what she agreed to")
    until = due_in(work.tx, _lasts(work), {}, case.record.lead_agency_id).at
    person_id, case_id = case.record.person_id, case.record.id
    return _keep(work, case.cipher, _Given(person_id, case_id, agency.id, command.purpose, words, until))


def withdraw_consent(work: Work, command: WithdrawConsent) -> None:
    case = _opened(work, command.case_id)
    found = sharing.get_consent(work.tx, command.consent_id)
    if found is None or found.person_id != case.record.person_id:
        raise NotFound("There is no such consent.")
    if found.withdrawn_at is not None or found.expires_at <= work.now:
        raise InvalidState("Expected the consent to be in force, but it has been taken back or has run out.")
    take_back(work, found.person_id, found.recipient_agency_id, found.purpose)
    work.audit("consent_withdrawn", "consent", found.id, case.record.id)


def _opened(work: Work, case_id: UUID) -> OpenedCase:
    """The case for those who take part in all of it, held so that it is not merged meanwhile."""
    found = open_case(work, case_id, Permission.RECORD_CONSENT).only_whole()
    cases.hold(work.tx, case_id)
    return found


def keep_answer(live: Live, agency_id: UUID, purpose: str, answer: str, words: str | None) -> None:
    """She was asked now: a yes is kept as a consent, a no takes back what she agreed to before for the same."""
    person_id = live.record.subject_id
    if answer == "refused" and _agreed(live.work, person_id, agency_id, purpose):
        take_back(live.work, person_id, agency_id, purpose)
    if answer == "given":
        until = due_in(live.work.tx, _lasts(live.work), {}, live.record.starter_agency_id).at
        given = _Given(person_id, live.record.case_id, agency_id, purpose, words, until)
        _keep(live.work, live.cipher, given)


@dataclass(frozen=True, slots=True)
class _Given:
    """What she agreed to now."""

    person_id: UUID
    case_id: UUID | None
    agency_id: UUID
    purpose: str
    words: str | None
    until: datetime


def _keep(work: Work, cipher: SubjectCipher, given: _Given) -> UUID:
    consent_id, account = work.tx.new_id(), work.actor.account_id
    sealed = cipher.seal_json(consent_place(consent_id), given.words) if given.words else None
    record = ConsentRecord(
        id=consent_id,
        person_id=given.person_id,
        recipient_agency_id=given.agency_id,
        purpose=given.purpose,
        granted_at=work.now,
        expires_at=given.until,
        withdrawn_at=None,
        words_sealed=sealed,
        recorded_by=account,
    )
    sharing.consents.add(work.tx, record)
    work.audit("consent_recorded", "consent", consent_id, given.case_id, to=str(given.agency_id))
    return consent_id


def _agreed(work: Work, person_id: UUID, agency_id: UUID, purpose: str) -> bool:
    return any(
        row.withdrawn_at is None and (row.recipient_agency_id, row.purpose) == (agency_id, purpose)
        for row in sharing.consents_of(work.tx, person_id)
    )


def latest(live: Live, agency_id: UUID, purpose: str) -> Consent | None:
    """What she said last to that agency and purpose, whether it still holds or not."""
    known = [
        row
        for row in sharing.consents_of(live.work.tx, live.record.subject_id)
        if (row.recipient_agency_id, row.purpose) == (agency_id, purpose)
    ]
    if not known:
        return None
    row = max(known, key=lambda row: (row.granted_at, row.id))
    return Consent(row.id, agency_id, row.purpose, row.granted_at, row.expires_at, row.withdrawn_at)


def _lasts(work: Work) -> str:
    return f'= deadline("{LASTS}")' if definitions.parameter_rows(work.tx, LASTS) else LASTS_A_YEAR
