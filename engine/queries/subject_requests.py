"""Her requests to see what is kept about her: those to be answered, and the answer with what is left out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine.domain.casework import Audience, Entry, kind_words
from engine.domain.permissions import Permission, require
from engine.domain.subject_access import REDACTIONS
from engine.domain.working_days import Calendar
from engine.errors import NotFound
from engine.queries import vocabulary
from engine.queries.knowledge import written
from engine.queries.view import View
from engine.store import agencies, cases, entries, her_words, known, officers, subject_requests, subjects, writings
from engine.store.cases import CaseRecord
from engine.store.entries import EntryRecord
from engine.store.keys import SubjectCipher
from engine.store.subject_requests import OPEN, READY, RequestRecord

CALLED = {Entry.NOTE: "Contact note", Entry.GOAL: "Goal", Entry.COMMENT: "Comment", Entry.FILE: "File"}


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request that is still to be answered."""

    request_id: UUID
    reference: str
    received_on: date
    due_on: date
    arithmetic: str
    is_late: bool
    state: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is kept about her. `left_out`: the key of the reason, empty when she is given it."""

    key: str
    section: str
    label: str
    text: str
    on: date | None
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request with all that is kept, for the officer who goes through it."""

    record: RequestRecord
    reference: str
    is_late: bool
    items: tuple[Item, ...]
    is_gone_through: bool
    of_others: int
    """Entries that other agencies keep to themselves: they are their own controllers (rule 16), and are asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What she is given. `left_out`: each reason in words, and for how many items it was given."""

    reference: str
    received_on: date
    items: tuple[Item, ...]
    left_out: tuple[tuple[str, int], ...]
    of_others: int


def requests(view: View) -> tuple[RequestLine, ...]:
    """What is to be answered, due first at the top. For privacy officers, of their agencies."""
    require(view.actor, Permission.EXPORT_PERSON)
    found = subject_requests.of_agencies(view.tx, officers.agencies_of(view.actor), OPEN, READY)
    lines = ((record, officers.case(view.tx, view.actor, record.case_id)) for record in found)
    return tuple(
        RequestLine(
            record.id,
            case.reference,
            record.received_on,
            record.due_on,
            record.arithmetic,
            _is_late(view, record),
            record.state,
        )
        for record, case in lines
        if case is not None
    )


def _is_late(view: View, record: RequestRecord) -> bool:
    return record.answered_at is None and Calendar().local(view.now).date() > record.due_on


def request_page(view: View, request_id: UUID) -> RequestPage:
    """All that is kept about her. NotFound for who is no privacy officer of the agency that was asked."""
    record = subject_requests.get(view.tx, request_id)
    own = officers.agencies_of(view.actor)
    case = officers.case(view.tx, view.actor, record.case_id) if record and record.agency_id in own else None
    cipher = subjects.cipher(view.tx, case.person_id) if case else None
    if record is None or case is None or cipher is None:
        raise NotFound("There is no such request.")
    left_out = _left_out(record, cipher)
    kept = her_words.entries_of(view.tx, case)
    others = [each for each in kept if _is_of_others(each, record.agency_id)]
    found = _items(view, case, cipher, record.agency_id)
    items = tuple(Item(*parts, left_out=left_out.get(parts[0], "")) for parts in found)
    is_gone_through = record.redactions_sealed is not None
    return RequestPage(record, case.reference, _is_late(view, record), items, is_gone_through, len(others))


def answer(view: View, request_id: UUID) -> Answer:
    """What she is given: all that is kept, but for what is left out."""
    page = request_page(view, request_id)
    reasons = Counter(item.left_out for item in page.items if item.left_out)
    return Answer(
        reference=page.reference,
        received_on=page.record.received_on,
        items=tuple(item for item in page.items if not item.left_out),
        left_out=tuple((REDACTIONS[reason], count) for reason, count in sorted(reasons.items())),
        of_others=page.of_others,
    )


def _left_out(record: RequestRecord, cipher: SubjectCipher) -> Mapping[str, str]:
    if record.redactions_sealed is None:
        return {}
    place = subject_requests.place(record.id, "redactions_sealed")
    found: Mapping[str, str] = cipher.open_json(place, record.redactions_sealed)["items"]
    return found


def _is_of_others(entry: EntryRecord, agency_id: UUID) -> bool:
    """Whether another agency keeps it to itself."""
    return entry.audience == Audience.AGENCY and entry.agency_id != agency_id


Parts = tuple[str, str, str, str, date | None]


def _items(view: View, case: CaseRecord, cipher: SubjectCipher, agency_id: UUID) -> Iterator[Parts]:
    yield from _details(view, case, cipher)
    yield from _forms(view, case, cipher)
    for entry in her_words.entries_of(view.tx, case):
        if not _is_of_others(entry, agency_id):
            body = cipher.open_json(entries.body_place(entry.id), entry.body_sealed)
            label = CALLED[Entry(entry.kind)]
            about = kind_words(body["kind"]) if entry.kind == Entry.NOTE else str(body.get("name", ""))
            text = ": ".join(part for part in (about, str(body.get("text", ""))) if part)
            yield f"case_entry/{entry.id}", "Notes, goals, comments and files", label, text, _day(entry.written_at)
    for words in her_words.opened(view.tx, case, cipher, agency_id):
        yield words.key, "Also written", words.what, _plain(words.value), None
    yield from _shared(view, case)


def _details(view: View, case: CaseRecord, cipher: SubjectCipher) -> Iterator[Parts]:
    person = cases.get_person(view.tx, case.person_id)
    details = cipher.open_json(cases.details_place(person.id), person.details_sealed) if person else {}
    for name, value in details.items():
        if value not in (None, "", []):
            yield f"person/{name}", "Your record", vocabulary.label(name), _plain(value), None


def _forms(view: View, case: CaseRecord, cipher: SubjectCipher) -> Iterator[Parts]:
    for sent, version_id in known.submissions_of_case(view.tx, case.id):
        form = view.shelf.get(view.tx, version_id).form(sent.form)
        values = cipher.open_json(writings.submission_place(sent.id), sent.values_sealed)
        for field in form.fields:
            if values.get(field.key) not in (None, "", []):
                text = written(values[field.key], field)
                yield f"form/{sent.id}/{field.key}", form.title, field.label, text, _day(sent.submitted_at)


def _shared(view: View, case: CaseRecord) -> Iterator[Parts]:
    for row in her_words.disclosures_of(view.tx, case):
        agency = agencies.get_agency(view.tx, row.to_agency_id)
        what = ", ".join(vocabulary.label(name) for name in row.fields)
        label = f"To {agency.name if agency else 'an agency'}, for {row.purpose}"
        yield f"disclosure/{row.id}", "With whom it was shared", label, what, _day(row.decided_at)


def _plain(value: Any) -> str:
    """A kept value that has no form of its own, as text."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(part)}" for name, part in value.items() if part not in (None, "", []))
    if isinstance(value, list):
        return ", ".join(_plain(part) for part in value)
    return str(value)


def _day(moment: Any) -> date:
    return Calendar().local(moment).date()
