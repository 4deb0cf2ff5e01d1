"""Records in the care of a privacy officer: until when each is kept, what keeps it longer, and what was erased."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from engine.domain.permissions import Permission, require
from engine.domain.retention import HOLD_GROUNDS
from engine.domain.working_days import Calendar
from engine.errors import InvalidInput, NotFound
from engine.queries.view import View
from engine.store import accounts, agencies, erasures, officers, subjects
from engine.store.cases import CaseRecord
from engine.store.erasures import ErasureRecord

MOST = 100
"""So many records are offered for erasure at once."""
REFERENCE = "There is no such record in your care"
KINDS = {
    "case_file": "cases",
    "person": "persons",
    "process_instance": "referrals",
    "user_task": "tasks",
    "form_submission": "forms that were sent",
    "case_entry": "notes, goals, comments and files",
    "disclosure": "disclosures",
    "consent": "consents",
}
"""What a certificate counts by name; the rest is counted together."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record whose time is over. `rule` is why."""

    case_id: UUID
    reference: str
    until: date
    rule: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A decision to erase. `state` is approved, done or kept."""

    erasure_id: UUID
    approved_at: datetime
    state: str
    rule: str


@dataclass(frozen=True, slots=True)
class Records:
    """What is to be decided on, and what was. `more`: there are more than are shown."""

    due: tuple[RecordLine, ...]
    more: bool
    decided: tuple[CertificateLine, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps a record, in words, since when."""

    hold_id: UUID
    ground: str
    why: str
    since: date


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record. `until` and `rule` are empty as long as work on it goes on; `is_approved`: the worker erases it."""

    case_id: UUID
    reference: str
    until: date | None
    rule: str
    is_over: bool
    is_approved: bool
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was erased, when, by which rule, approved by whom. Whose it was is known to nobody any more."""

    erasure_id: UUID
    state: str
    rule: str
    agency: str
    approved_at: datetime
    approved_by: str
    erased_at: datetime | None
    removed: tuple[tuple[str, int], ...]


def records(view: View) -> Records:
    """What is to be decided on, and what was decided. For privacy officers."""
    require(view.actor, Permission.ERASE_PERSON)
    today = _today(view)
    over = (line for record in officers.closed_cases(view.tx, view.actor) if (line := _line(view, record, today)))
    due = tuple(islice(over, MOST + 1))
    decided = erasures.of_agencies(view.tx, officers.agencies_of(view.actor))
    lines = (CertificateLine(each.id, each.approved_at, each.state, each.rule) for each in decided[:MOST])
    return Records(due[:MOST], len(due) > MOST, tuple(lines))


def _today(view: View) -> date:
    return Calendar().local(view.now).date()


def _line(view: View, record: CaseRecord, today: date) -> RecordLine | None:
    found = officers.retention_of(view.tx, record, today)
    if found is None or not found.is_over(today) or erasures.waiting_for(view.tx, record.id):
        return None
    is_held = bool(erasures.holding(view.tx, [record.id]))
    return RecordLine(record.id, record.reference, found.until, found.rule, is_held)


def record_of(view: View, reference: str) -> UUID:
    """The record that is called so. Refuses, with InvalidInput, what is not in the officer's care, there or not."""
    require(view.actor, Permission.ERASE_PERSON)
    found = officers.case_of_reference(view.tx, view.actor, reference.strip().upper())
    if found is None:
        raise InvalidInput(f"{REFERENCE}.", {"reference": REFERENCE})
    return found.id


def record_page(view: View, case_id: UUID) -> RecordPage:
    """Until when the record is kept and what keeps it. NotFound for who is no privacy officer of an agency in it."""
    found = officers.case(view.tx, view.actor, case_id)
    if found is None or found.merged_into is not None:
        raise NotFound("There is no such record.")
    today = _today(view)
    kept = officers.retention_of(view.tx, found, today)
    return RecordPage(
        case_id=found.id,
        reference=found.reference,
        until=kept.until if kept else None,
        rule=kept.rule if kept else "",
        is_over=bool(kept and kept.is_over(today)),
        is_approved=erasures.waiting_for(view.tx, found.id) is not None,
        holds=_holds(view, found),
    )


def _holds(view: View, record: CaseRecord) -> tuple[Hold, ...]:
    cipher = subjects.cipher(view.tx, record.person_id)
    if cipher is None:
        return ()
    return tuple(
        Hold(
            each.id,
            HOLD_GROUNDS[each.ground],
            cipher.open_json(erasures.why_place(each.id), each.why_sealed),
            Calendar().local(each.placed_at).date(),
        )
        for each in erasures.holding(view.tx, [record.id])
    )


def certificate(view: View, erasure_id: UUID) -> Certificate:
    """What is left of an erasure, for privacy officers of the agency that decided on it. NotFound for others."""
    found = erasures.get(view.tx, erasure_id)
    if found is None or found.agency_id not in officers.agencies_of(view.actor):
        raise NotFound("There is no such certificate.")
    agency, officer = agencies.get_agency(view.tx, found.agency_id), accounts.get(view.tx, found.approved_by)
    return Certificate(
        erasure_id=found.id,
        state=found.state,
        rule=found.rule,
        agency=agency.name if agency else "",
        approved_at=found.approved_at,
        approved_by=officer.name if officer else "",
        erased_at=found.erased_at,
        removed=_counted(found),
    )


def _counted(found: ErasureRecord) -> tuple[tuple[str, int], ...]:
    rows: Mapping[str, int] = json.loads(found.removed) if found.removed else {}
    named = [(words, rows[name]) for name, words in KINDS.items() if name in rows]
    rest = sum(count for name, count in rows.items() if name not in KINDS)
    return (*named, *([("other rows", rest)] if rest else []))
