"""What is written on a case: contact notes, her goals, comments; read as far as it is for the bearer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from engine.commands import CloseGoal, CommentOnCase, ViewCase, WriteGoal, WriteNote
from engine.domain.casework import MAX_COMMENT, MAX_GOAL, MAX_NOTE, NOTE_KINDS, OPEN
from engine.domain.scopes import Scope
from engine.queries import EntryLine, comment_places, entry_page
from web.api.caller import Caller
from web.api.hints import Said
from web.api.routes import route
from web.api.shapes import After, Audience

KINDS = tuple(option.value for option in NOTE_KINDS)
NoteKind = Literal[KINDS]  # type: ignore[valid-type]
WORDS = r"\S"


@dataclass(frozen=True, slots=True)
class EntryQuery:
    """Which entries of the case: of one kind, or of all; from the cursor on."""

    kind: Literal["note", "goal", "comment", "file"] | None = None
    after: After = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wrote or attached. `what` is the kind of contact, or the name of the file.

    `day` is that of the contact, `about` the referral that a comment is on, `told` are those named in it.
    `onlyAgency`: for the writer's agency.
    """

    id: UUID
    kind: str
    state: str
    what: str
    text: str
    day: date | None
    about: str
    told: tuple[str, ...]
    who: str
    agency: str
    at: datetime
    only_agency: bool
    closed_at: datetime | None
    size: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of entries, newest first; `next` is null on the last."""

    items: tuple[Entry, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class EntryState:
    """An entry, and how it stands: open, reached, dropped or removed."""

    id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class NewNote:
    """A contact of today or the past year. Who takes part in one referral only writes for the own agency."""

    contact_kind: NoteKind
    note: Annotated[str, Said(shortest=1, longest=MAX_NOTE, pattern=WORDS)]
    day: Annotated[date, Said("When the contact was.")]
    audience: Audience = "case"


@dataclass(frozen=True, slots=True)
class NewGoal:
    """What she wants, in her own words."""

    goal: Annotated[str, Said(shortest=1, longest=MAX_GOAL, pattern=WORDS)]


@dataclass(frozen=True, slots=True)
class GoalEnd:
    """Whether she has reached the goal, or no longer wants it."""

    state: Literal["reached", "dropped"]


@dataclass(frozen=True, slots=True)
class NewCaseComment:
    """A comment on one referral of the case, or on the whole case without one. `mentions` are told of it."""

    text: Annotated[str, Said(shortest=1, longest=MAX_COMMENT, pattern=WORDS)]
    referral_id: UUID | None = None
    mentions: Annotated[tuple[UUID, ...], Said("Ids of accounts, of those who can read it.", longest=20)] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can read a comment, by the id of her account."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CommentPlace:
    """What can be commented on: a referral, or the whole case without one; and who can read it."""

    referral_id: UUID | None
    title: str
    readers: tuple[Reader, ...]


@route("GET", "/cases/{case_id}/entries", Scope.CASES_READ)
def list_entries(caller: Caller, case_id: UUID, query: EntryQuery) -> EntryPage:
    """What is written on a case for the bearer to read, newest first, 25 at a time. It goes on the record."""
    caller.execute(ViewCase(case_id), once=False)
    with caller.reading() as view:
        page = entry_page(view, case_id, query.kind or "", query.after or None)
    return EntryPage(tuple(_shape(each) for each in page.items), page.next_cursor)


@route("POST", "/cases/{case_id}/notes", Scope.CASES_WRITE, status=201)
def write_note(caller: Caller, case_id: UUID, body: NewNote) -> EntryState:
    """Write a contact note, for those who take part in the case."""
    command = WriteNote(case_id, body.contact_kind, body.note, body.day, body.audience)
    return EntryState(caller.execute(command), OPEN)


@route("POST", "/cases/{case_id}/goals", Scope.CASES_WRITE, status=201)
def write_goal(caller: Caller, case_id: UUID, body: NewGoal) -> EntryState:
    """Write down a goal of hers, for those who take part in the whole case."""
    return EntryState(caller.execute(WriteGoal(case_id, body.goal)), OPEN)


@route("POST", "/cases/{case_id}/goals/{entry_id}/close", Scope.CASES_WRITE)
def close_goal(caller: Caller, case_id: UUID, entry_id: UUID, body: GoalEnd) -> EntryState:
    """She has reached a goal, or no longer wants it. It stays on her record."""
    caller.execute(CloseGoal(case_id, entry_id, body.state))
    return EntryState(entry_id, body.state)


@route("GET", "/cases/{case_id}/comment-places", Scope.CASES_READ)
def list_comment_places(caller: Caller, case_id: UUID) -> tuple[CommentPlace, ...]:
    """What the bearer may comment on, each with who can read it and be named in it. It goes on the record."""
    caller.execute(ViewCase(case_id), once=False)
    with caller.reading() as view:
        found = comment_places(view, case_id)
    return tuple(
        CommentPlace(each.instance_id, each.title, tuple(Reader(UUID(one.value), one.label) for one in each.readers))
        for each in found
    )


@route("POST", "/cases/{case_id}/comments", Scope.CASES_WRITE, status=201)
def comment_on_case(caller: Caller, case_id: UUID, body: NewCaseComment) -> EntryState:
    """Write a comment on the whole case, or on one referral, for those who take part in it."""
    return EntryState(caller.execute(CommentOnCase(case_id, body.referral_id, body.text, body.mentions)), OPEN)


def _shape(line: EntryLine) -> Entry:
    return Entry(
        id=line.entry_id,
        kind=line.kind,
        state=line.state,
        what=line.what,
        text=line.text,
        day=line.day,
        about=line.about,
        told=line.told,
        who=line.who,
        agency=line.agency,
        at=line.at,
        only_agency=line.only_agency,
        closed_at=line.closed_at,
        size=line.size,
    )
