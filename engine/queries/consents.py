"""What she agreed to, agency by agency and purpose by purpose, and everything that was shared about her."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.actors import Actor
from engine.domain.consents import PURPOSES, purpose_words
from engine.domain.disclosure import ARTICLE_6, ARTICLE_9, SCHEDULE_1
from engine.domain.permissions import Permission, is_permitted
from engine.domain.wording import day_words
from engine.domain.working_days import Calendar
from engine.errors import NotFound
from engine.queries import vocabulary
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import agencies, names, sharing, subjects, visibility
from engine.store.cases import CaseRecord
from engine.store.sharing import ConsentRecord, DisclosureRow, consent_place

NO_ANSWER = "Not asked, or not agreed"


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


@dataclass(frozen=True, slots=True)
class GridRow:
    """One agency, with what she has said about each purpose, in the order of `PURPOSES`: in words to show her."""

    agency: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedLine:
    """One disclosure. `rests_on`: her consent of a day, or that it went without; then who approved it, if anybody.

    `until` is None while the agency may still see it.
    """

    at: datetime
    from_agency: str
    to_agency: str
    purpose: str
    fields: str
    rests_on: str
    basis: tuple[str, ...]
    decided_by: str
    until: datetime | None


def consents(view: View, case_id: UUID) -> tuple[ConsentLine, ...]:
    """Her consents, the latest first, for those who take part in the whole case. NotFound for everybody else."""
    case = _whole(view, case_id)
    shared = sharing.disclosures_of(view.tx, case_id)
    places = Places(view, [])
    return tuple(_line(view, places, row, shared) for row in _latest_first(view, case))


def consent_grid(view: View, case_id: UUID) -> tuple[GridRow, ...]:
    """Each agency she was asked about, with what she says about each purpose now: to be shown to her (rule 3)."""
    case, places = _whole(view, case_id), Places(view, [])
    latest: dict[tuple[UUID, str], ConsentRecord] = {}
    for row in reversed(_latest_first(view, case)):
        if row.recipient_agency_id is not None:
            latest[row.recipient_agency_id, row.purpose] = row
    asked = sorted({agency_id for agency_id, _ in latest}, key=places.agency)
    return tuple(
        GridRow(places.agency(agency_id), tuple(_said(view, latest.get((agency_id, name))) for name in PURPOSES))
        for agency_id in asked
    )


def shared_about(view: View, case_id: UUID) -> tuple[SharedLine, ...]:
    """All that was shared about her, the latest first: to whom, when, which fields, and what it rests on."""
    case, places = _whole(view, case_id), Places(view, [])
    rows = sharing.disclosures_of(view.tx, case_id)[::-1]
    given = {row.id: row for row in sharing.consents_of(view.tx, case.person_id)}
    people = names.of_accounts(view.tx, [row.decided_by for row in rows])
    return tuple(
        SharedLine(
            at=row.decided_at,
            from_agency=places.agency(row.from_agency_id),
            to_agency=places.agency(row.to_agency_id),
            purpose=purpose_words(row.purpose),
            fields=_fields(row),
            rests_on=_rests_on(row, given),
            basis=_basis(row),
            decided_by=people[row.decided_by].words if row.decided_by in people else "",
            until=row.until,
        )
        for row in rows
    )


def may_agree_to(view: View, case_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """The agencies that a consent can name, by name; none for those who may write none down."""
    _whole(view, case_id)
    if not may_record(view.actor):
        return ()
    found = [each for each in agencies.all_agencies(view.tx) if each.is_active]
    return tuple((each.id, each.name) for each in sorted(found, key=lambda each: each.name))


def may_record(actor: Actor) -> bool:
    return is_permitted(actor, Permission.RECORD_CONSENT)


def _whole(view: View, case_id: UUID) -> CaseRecord:
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None or not visibility.sees_whole_case(view.tx, view.actor, case_id):
        raise NotFound("There is no such case.")
    return case


def _latest_first(view: View, case: CaseRecord) -> list[ConsentRecord]:
    rows = sharing.consents_of(view.tx, case.person_id)
    return sorted(rows, key=lambda row: (row.granted_at, row.id), reverse=True)


def _line(view: View, places: Places, row: ConsentRecord, shared: Iterable[DisclosureRow]) -> ConsentLine:
    state = _state(view, row)
    return ConsentLine(
        consent_id=row.id,
        agency=places.agency(row.recipient_agency_id) if row.recipient_agency_id else "",
        purpose=row.purpose,
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        state=state,
        words=_words(view, row),
        shared=tuple(f"{_day(item.decided_at)}: {_fields(item)}" for item in shared if item.consent_id == row.id),
        may_withdraw=state == "in force" and may_record(view.actor),
    )


def _state(view: View, row: ConsentRecord) -> str:
    if row.withdrawn_at is not None:
        return "taken back"
    return "in force" if row.expires_at > view.now else "run out"


def _said(view: View, row: ConsentRecord | None) -> str:
    if row is None:
        return NO_ANSWER
    if row.withdrawn_at is not None:
        return f"Taken back on {_day(row.withdrawn_at)}"
    if row.expires_at <= view.now:
        return f"Ran out on {_day(row.expires_at)}"
    return f"Yes, since {_day(row.granted_at)}, until {_day(row.expires_at)}"


def _words(view: View, row: ConsentRecord) -> str:
    cipher = subjects.cipher(view.tx, row.person_id) if row.words_sealed else None
    return str(cipher.open_json(consent_place(row.id), row.words_sealed)) if cipher and row.words_sealed else ""


def _fields(row: DisclosureRow) -> str:
    fields = vocabulary.left_of(row.fields, row.gate, row.purpose)
    return vocabulary.shared_words(fields) or "that there is a referral"


def _rests_on(row: DisclosureRow, given: dict[UUID, ConsentRecord]) -> str:
    told = "" if row.told_her is None else ", and she was told" if row.told_her else ", and she was not told"
    if row.overridden:
        return f"Without her agreement{told}"
    consent = given.get(row.consent_id) if row.consent_id else None
    return f"What she agreed to on {_day(consent.granted_at)}" if consent else "She agreed to it"


def _basis(row: DisclosureRow) -> tuple[str, ...]:
    named = (ARTICLE_6.get(row.article_6), ARTICLE_9.get(row.article_9 or ""), SCHEDULE_1.get(row.schedule_1 or ""))
    return tuple(f"{each.title} ({each.source})" for each in named if each is not None)


def _day(at: datetime) -> str:
    return day_words(Calendar().local(at).date(), year=True)
