"""Her consents: to one agency, for one purpose, dated, running out, taken back when she says so (governance rule 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands.clocks import due
from engine.commands.work import Live, Work
from engine.domain.disclosure import Consent
from engine.domain.permissions import Permission, require
from engine.errors import InvalidState, NotFound
from engine.store import cases, definitions, sharing, visibility
from engine.store.sharing import ConsentRecord, consent_place

LASTS = "consent.lasts"
LASTS_A_YEAR = "P365D"
"""How long a consent lasts where the partnership has entered no time of its own."""


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """She takes a consent back: from now on nothing more is shared with that agency for that purpose on its strength.

    For those who take part in the whole case. Refuses: NotFound (out of scope), InvalidState (taken back, or run out).
    What was shared already is listed by `queries.consents`; it cannot be unshared.
    """

    case_id: UUID
    consent_id: UUID


def withdraw_consent(work: Work, command: WithdrawConsent) -> None:
    actor = work.person()
    require(actor, Permission.RECORD_CONSENT)
    case = visibility.case(work.tx, actor, command.case_id)
    if case is not None:
        cases.hold(work.tx, case.id)
    found = sharing.get_consent(work.tx, command.consent_id)
    if case is None or found is None or found.person_id != case.person_id:
        raise NotFound("There is no such consent.")
    if not visibility.sees_whole_case(work.tx, actor, case.id):
        raise NotFound("There is no such consent.")
    if found.withdrawn_at is not None or found.expires_at <= work.now:
        raise InvalidState("Expected the consent to be in force, but it has been taken back or has run out.")
    sharing.withdraw_consents(work.tx, found.person_id, found.recipient_agency_id, found.purpose, actor.account_id)
    work.audit("consent_withdrawn", "consent", found.id, case.id)


def keep_answer(live: Live, agency_id: UUID, purpose: str, answer: str, words: str | None) -> None:
    """She was asked now: a yes is kept as a consent, a no takes back what she agreed to before for the same."""
    tx, person_id, account = live.work.tx, live.record.subject_id, live.work.actor.account_id
    if answer == "refused":
        sharing.withdraw_consents(tx, person_id, agency_id, purpose, account)
    if answer != "given":
        return
    consent_id = tx.new_id()
    sealed = live.cipher.seal_json(consent_place(consent_id), words) if words else None
    until = due(live, _lasts(live), {}, live.record.starter_agency_id).at
    record = ConsentRecord(consent_id, person_id, agency_id, purpose, tx.now, until, None, sealed, account)
    sharing.consents.add(tx, record)
    live.work.audit("consent_recorded", "consent", consent_id, live.record.case_id, to=str(agency_id))


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


def _lasts(live: Live) -> Any:
    return f'= deadline("{LASTS}")' if definitions.parameter_rows(live.work.tx, LASTS) else LASTS_A_YEAR
