"""What was written on a case: contact notes, her goals, comments, files; each as far as it is for the one who asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.domain.casework import OPEN, Audience, Entry, kind_words
from engine.domain.permissions import Permission, is_permitted
from engine.errors import InvalidInput, NotFound
from engine.queries import cursors
from engine.queries.choices import Choice
from engine.queries.view import View
from engine.store import entries, names, people_of_case, subjects, visibility
from engine.store.cases import CaseRecord
from engine.store.entries import EntryRecord
from engine.store.names import Named

READ_AT_ONCE = 200
PAGE = 25
SHOWN: Mapping[Entry, int] = {Entry.NOTE: 5, Entry.GOAL: 20, Entry.COMMENT: 5, Entry.FILE: 20}
"""How many of each the case page shows; the rest is a page away."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry. `what` says which kind of contact it was, or the name of the file; `about` to which referral it is.

    `day` is that of the contact. `told` are those who were named in a comment. `state` is open, reached, dropped or
    removed. `only_agency`: for the writer's own agency.
    """

    entry_id: UUID
    kind: str
    text: str
    what: str
    day: date | None
    about: str
    told: tuple[str, ...]
    who: str
    agency: str
    at: datetime
    only_agency: bool
    state: str
    closed_at: datetime | None
    size: int
    may_remove: bool


@dataclass(frozen=True, slots=True)
class CaseEntries:
    """The latest entries of each kind, newest first. `more` are the kinds of which there are older ones.

    `whole`: the actor takes part in the whole case, and may keep her goals and choose who reads a note.
    """

    notes: tuple[EntryLine, ...]
    goals: tuple[EntryLine, ...]
    comments: tuple[EntryLine, ...]
    files: tuple[EntryLine, ...]
    more: frozenset[str]
    whole: bool
    may_write: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of the entries of one kind, newest first."""

    kind: str
    items: tuple[EntryLine, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class CommentPlace:
    """What a comment is about: a referral, or the whole case without one; and the people who can read it."""

    instance_id: UUID | None
    title: str
    readers: tuple[Choice, ...]


def case_entries(view: View, case_id: UUID) -> CaseEntries:
    """The latest of each kind, for those who take part in the case. NotFound for everybody else."""
    case = _case(view, case_id)
    return entries_of(view, case, visibility.sees_whole_case(view.tx, view.actor, case_id))


def entries_of(view: View, case: CaseRecord, whole: bool) -> CaseEntries:
    """The latest of each kind, of a case that the actor may open. `whole`: she takes part in all of it."""
    rows = entries.latest(view.tx, view.actor, case.id, "", READ_AT_ONCE)
    by_kind = {kind: [row for row in rows if row.kind == kind] for kind in Entry}
    shown = {kind: by_kind[kind][: SHOWN[kind]] for kind in Entry}
    lines = _lines(view, case, [row for kind in Entry for row in shown[kind]])
    of = {kind: tuple(line for line in lines if line.kind == kind) for kind in Entry}
    is_cut = len(rows) == READ_AT_ONCE
    return CaseEntries(
        notes=of[Entry.NOTE],
        goals=of[Entry.GOAL],
        comments=of[Entry.COMMENT],
        files=of[Entry.FILE],
        more=frozenset(kind.value for kind in Entry if is_cut or len(by_kind[kind]) > len(shown[kind])),
        whole=whole,
        may_write=is_permitted(view.actor, Permission.WRITE_ON_CASE) and case.id not in view.actor.opened,
    )


def entry_page(view: View, case_id: UUID, kind: str, after: str | None = None) -> EntryPage:
    """The entries of one kind (note, goal, comment, file), or of all when it is empty, a page at a time.

    NotFound as for the case. Refuses, with InvalidInput, a cursor that no page gave and a kind that is none.
    """
    case = _case(view, case_id)
    if kind and kind not in list(Entry):
        raise InvalidInput("Expected a kind of entry, but there is no such kind.")
    before = cursors.read_id(cursors.read(after, 1)[0]) if after else None
    rows = entries.latest(view.tx, view.actor, case_id, kind, PAGE + 1, before)
    shown = rows[:PAGE]
    return EntryPage(kind, _lines(view, case, shown), cursors.write(str(shown[-1].id)) if len(rows) > PAGE else None)


def _case(view: View, case_id: UUID) -> CaseRecord:
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None:
        raise NotFound("There is no such case.")
    return case


def _lines(view: View, case: CaseRecord, rows: Iterable[EntryRecord]) -> tuple[EntryLine, ...]:
    kept = list(rows)
    cipher = subjects.cipher(view.tx, case.person_id) if kept else None
    if cipher is None:
        return ()
    opened = {row.id: cipher.open_json(entries.body_place(row.id), row.body_sealed) for row in kept}
    told = {UUID(named) for body in opened.values() for named in body.get("told", ())}
    people = names.of_accounts(view.tx, {row.written_by for row in kept} | told)
    referrals = _referrals(view, case.id) if any(row.instance_id for row in kept) else {}
    return tuple(_line(view, row, opened[row.id], people, referrals) for row in kept)


def _referrals(view: View, case_id: UUID) -> dict[UUID, str]:
    return {each.id: each.title for each in visibility.instances_of_case(view.tx, view.actor, case_id)}


def _line(
    view: View, row: EntryRecord, body: Mapping[str, Any], people: Mapping[UUID, Named], referrals: Mapping[UUID, str]
) -> EntryLine:
    writer = people.get(row.written_by)
    told = (people.get(UUID(named)) for named in body.get("told", ()))
    may_remove = row.written_by == view.actor.account_id or view.actor.manages(row.agency_id)
    return EntryLine(
        entry_id=row.id,
        kind=row.kind,
        text=str(body.get("text", "")),
        what=kind_words(body["kind"]) if row.kind == Entry.NOTE else str(body.get("name", "")),
        day=date.fromisoformat(body["day"]) if "day" in body else None,
        about=referrals.get(row.instance_id, "") if row.instance_id else "",
        told=tuple(person.words for person in told if person),
        who=writer.name if writer else "",
        agency=writer.agency if writer else "",
        at=row.written_at,
        only_agency=row.audience == Audience.AGENCY,
        state=row.state,
        closed_at=row.closed_at,
        size=int(body.get("size", 0)),
        may_remove=row.kind == Entry.FILE and row.state == OPEN and may_remove,
    )


def comment_places(view: View, case_id: UUID) -> tuple[CommentPlace, ...]:
    """On what the actor may comment, each with who can read it: the whole case, and each referral that runs."""
    case = _case(view, case_id)
    whole = visibility.sees_whole_case(view.tx, view.actor, case_id)
    running = [each for each in visibility.instances_of_case(view.tx, view.actor, case_id) if each.ended_at is None]
    places = [CommentPlace(None, "The whole case", _readers(view, case.id, None))] if whole else []
    return (*places, *(CommentPlace(each.id, each.title, _readers(view, case.id, each.id)) for each in running))


def _readers(view: View, case_id: UUID, instance_id: UUID | None) -> tuple[Choice, ...]:
    found = people_of_case.readers(view.tx, case_id, instance_id)
    named = names.of_accounts(view.tx, found)
    return tuple(
        Choice(str(account_id), named[account_id].words)
        for account_id in found
        if account_id != view.actor.account_id and account_id in named
    )
