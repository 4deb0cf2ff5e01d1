"""What she agreed to, agency by agency, and what was shared on the strength of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.domain.wording import day_words
from engine.domain.working_days import Calendar
from engine.errors import NotFound
from engine.queries import vocabulary
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import sharing, subjects, visibility
from engine.store.sharing import ConsentRecord, DisclosureRow, consent_place


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent. `state`: in force, taken back, run out. `agency` is empty for what was said in general only."""

    consent_id: UUID
    agency: str
    purpose: str
    granted_at: datetime
    expires_at: datetime
    state: str
    words: str
    shared: tuple[str, ...]
    may_withdraw: bool


def consents(view: View, case_id: UUID) -> tuple[ConsentLine, ...]:
    """Her consents, the latest first, for those who take part in the whole case. NotFound for everybody else."""
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None or not visibility.sees_whole_case(view.tx, view.actor, case_id):
        raise NotFound("There is no such case.")
    shared = sharing.disclosures_of(view.tx, case_id)
    places = Places(view, [])
    rows = sorted(sharing.consents_of(view.tx, case.person_id), key=lambda row: (row.granted_at, row.id), reverse=True)
    return tuple(_line(view, places, row, shared) for row in rows)


def _line(view: View, places: Places, row: ConsentRecord, shared: list[DisclosureRow]) -> ConsentLine:
    state = _state(view, row)
    return ConsentLine(
        consent_id=row.id,
        agency=places.agency(row.recipient_agency_id) if row.recipient_agency_id else "",
        purpose=row.purpose,
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        state=state,
        words=_words(view, row),
        shared=tuple(_shared(item) for item in shared if item.consent_id == row.id),
        may_withdraw=state == "in force" and is_permitted(view.actor, Permission.RECORD_CONSENT),
    )


def _state(view: View, row: ConsentRecord) -> str:
    if row.withdrawn_at is not None:
        return "taken back"
    return "in force" if row.expires_at > view.now else "run out"


def _words(view: View, row: ConsentRecord) -> str:
    cipher = subjects.cipher(view.tx, row.person_id) if row.words_sealed else None
    return str(cipher.open_json(consent_place(row.id), row.words_sealed)) if cipher and row.words_sealed else ""


def _shared(row: DisclosureRow) -> str:
    fields = vocabulary.left_of(row.fields, row.gate, row.purpose)
    day = day_words(Calendar().local(row.decided_at).date(), year=True)
    return f"{day}: {vocabulary.shared_words(fields) or 'that there is a referral'}"
