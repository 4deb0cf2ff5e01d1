"""Who has seen her record: every person who opened, searched out, printed, shared or changed something of her case.

Told by day, person and deed, so that she can read it; from the audit trail, with the cases merged into hers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from engine.domain.actors import Role
from engine.domain.deeds import deed
from engine.domain.working_days import Calendar
from engine.errors import NotFound
from engine.queries import cursors
from engine.queries.view import View
from engine.store import audit, audit_reading, names, visibility
from engine.store.audit import AuditRecord

PAGE = 100
BY_PROGRAM = '"token":'
"""What a row holds that was written for the bearer of an access token."""


@dataclass(frozen=True, slots=True)
class AccessLine:
    """What one person did in one way on one day: how often, the first time and the last.

    `who` is a person of `agencies`, with her `roles` there; `by_program`: through a program that she connected.
    """

    day: date
    first: datetime
    last: datetime
    times: int
    who: str
    agencies: str
    roles: str
    what: str
    by_program: bool


@dataclass(frozen=True, slots=True)
class Accesses:
    """The lines, latest first. `agencies` are all whose people had something to do with her record, by name."""

    case_id: UUID
    reference: str
    lines: tuple[AccessLine, ...]
    next_cursor: str | None
    agencies: tuple[str, ...]
    since: datetime | None


def accesses(view: View, case_id: UUID, after: str | None = None, limit: int | None = PAGE) -> Accesses:
    """A page of the lines, or with no `limit` all of them. For those who take part in the whole case.

    Refuses: NotFound for everybody else, as if there were no such case; InvalidInput (a cursor that no page gave).
    """
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None or not visibility.sees_whole_case(view.tx, view.actor, case_id):
        raise NotFound("There is no such case.")
    rows = [row for row in audit.of_case(view.tx, case_id) if row.account_id is not None]
    people = _People(view, (row.account_id for row in rows))
    groups = _groups(rows)
    begin = _place(after)
    shown = groups[begin:] if limit is None else groups[begin : begin + limit]
    more = limit is not None and len(groups) > begin + limit
    return Accesses(
        case_id=case_id,
        reference=case.reference,
        lines=tuple(people.line(group) for group in shown),
        next_cursor=cursors.write(str(begin + len(shown))) if more else None,
        agencies=people.agencies(),
        since=rows[0].at if rows else None,
    )


def _place(after: str | None) -> int:
    if not after:
        return 0
    (place,) = cursors.read(after, 1)
    if not place.isascii() or not place.isdigit():
        raise cursors.refusal()
    return int(place)


def _groups(rows: Sequence[AuditRecord]) -> list[list[AuditRecord]]:
    """The rows of one person, deed and day together; the group with the latest row first."""
    calendar = Calendar()
    found: dict[tuple[object, ...], list[AuditRecord]] = defaultdict(list)
    for row in rows:
        found[calendar.local(row.at).date(), row.account_id, row.action, BY_PROGRAM in row.detail].append(row)
    return sorted(found.values(), key=lambda group: (group[-1].at, group[-1].id), reverse=True)


class _People:
    """Who they are, where they work and as what; looked up once."""

    def __init__(self, view: View, account_ids: Iterable[UUID | None]) -> None:
        wanted = {account_id for account_id in account_ids if account_id is not None}
        self._names = names.of_accounts(view.tx, wanted)
        self._places = audit_reading.workplaces(view.tx, wanted)
        self._calendar = Calendar()

    def agencies(self) -> tuple[str, ...]:
        return tuple(sorted({agency for held in self._places.values() for agency, _ in held}))

    def line(self, group: Sequence[AuditRecord]) -> AccessLine:
        first, last = group[0], group[-1]
        person = self._names.get(last.account_id) if last.account_id else None
        held = self._places.get(last.account_id, []) if last.account_id else []
        return AccessLine(
            day=self._calendar.local(last.at).date(),
            first=first.at,
            last=last.at,
            times=len(group),
            who=person.name if person else "Somebody who is no longer known",
            agencies=", ".join(dict.fromkeys(agency for agency, _ in held)),
            roles=", ".join(dict.fromkeys(Role(role).label for _, role in held)),
            what=deed(last.action).words,
            by_program=BY_PROGRAM in last.detail,
        )
