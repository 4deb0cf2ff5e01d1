"""The audit trail for privacy officers: who did what and when, never what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from engine.domain.actors import System
from engine.domain.deeds import DeedKind, actions_of, deed
from engine.domain.permissions import Permission, require
from engine.domain.working_days import Calendar
from engine.queries import cursors
from engine.queries.accesses import BY_PROGRAM
from engine.queries.view import View
from engine.store import audit_reading, names, staff
from engine.store.audit import AuditRecord
from engine.store.audit_reading import Sought

PAGE = 50
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """Which rows: from the first day to the last; of a case by its whole reference, of people by a part of their name
    or address, of a kind of deed. Empty: of all.
    """

    first_day: date
    last_day: date
    reference: str = ""
    person: str = ""
    kind: DeedKind | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One row. `reference` is empty when it is about no case; `who` is the engine itself for what nobody asked for."""

    at: datetime
    who: str
    agency: str
    what: str
    kind: str
    reference: str
    by_program: bool


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Rows, newest first; `next_cursor` is None on the last page."""

    lines: tuple[AuditLine, ...]
    next_cursor: str | None


def audit_trail(view: View, question: AuditQuestion, after: str | None = None) -> AuditPage:
    """A page of the rows that the privacy officer may read: `engine.store.scope.audited` says which.

    Refuses: NotPermitted (no privacy officer), InvalidInput (a cursor that no page gave).
    """
    require(view.actor, Permission.READ_AUDIT)
    before = cursors.read_id(cursors.read(after, 1)[0]) if after else None
    sought = _sought(view, question)
    found = audit_reading.find(view.tx, view.actor, sought, before, PAGE + 1) if sought else []
    shown = found[:PAGE]
    return AuditPage(_lines(view, shown), cursors.write(str(shown[-1].id)) if len(found) > PAGE else None)


def _sought(view: View, question: AuditQuestion) -> Sought | None:
    """What is asked for; None when there is no such case."""
    calendar, case_id, accounts = Calendar(), None, None
    if question.reference.strip():
        case = audit_reading.audited_case(view.tx, view.actor, question.reference.strip().upper())
        if case is None:
            return None
        case_id = case.id
    if question.person.strip():
        accounts = [person.id for person in staff.page(view.tx, question.person.strip(), None, MOST_PEOPLE)]
    return Sought(
        since=calendar.from_wall(datetime.combine(question.first_day, time())),
        until=calendar.from_wall(datetime.combine(question.last_day + timedelta(days=1), time())),
        case_id=case_id,
        account_ids=accounts,
        actions=actions_of(question.kind) if question.kind else None,
    )


def _lines(view: View, rows: Sequence[AuditRecord]) -> tuple[AuditLine, ...]:
    people = names.of_accounts(view.tx, (row.account_id for row in rows))
    references = audit_reading.references(view.tx, {row.case_id for row in rows if row.case_id is not None})
    return tuple(_line(view, row, people, references) for row in rows)


def _line(view: View, row: AuditRecord, people: dict[UUID, names.Named], references: dict[UUID, str]) -> AuditLine:
    person = people.get(row.account_id) if row.account_id else None
    done = deed(row.action)
    return AuditLine(
        at=row.at,
        who=person.name if person else System(view.tx.partnership_id).name,
        agency=person.agency if person else "",
        what=done.words,
        kind=done.kind.label,
        reference=references.get(row.case_id, "") if row.case_id else "",
        by_program=BY_PROGRAM in row.detail,
    )
