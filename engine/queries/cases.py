"""The cases a person takes part in, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.queries import cursors
from engine.queries.knowledge import Knowledge
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import visibility

PAGE = 25


@dataclass(frozen=True, slots=True)
class CaseItem:
    """A case on the list. `lead` is empty for those who take part in one referral only."""

    case_id: UUID
    reference: str
    label: str
    state: str
    lead: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class CaseList:
    items: tuple[CaseItem, ...]
    next_cursor: str | None


def cases(view: View, reference: str = "", after: str | None = None) -> CaseList:
    """A page of the actor's cases. `reference` begins a case's reference; `after` is the cursor of the page before.

    Refuses, with InvalidInput, a cursor that no page gave.
    """
    before = cursors.read_id(cursors.read(after, 1)[0]) if after else None
    found = visibility.cases_page(view.tx, view.actor, reference.strip().upper(), before, PAGE + 1)
    shown = found[:PAGE]
    knowledge = Knowledge(view, [case.id for case in shown])
    places = Places(view, {case.lead_team_id for case in shown})
    items = tuple(
        CaseItem(
            case_id=case.id,
            reference=case.reference,
            label=knowledge.label(case.id, case.reference),
            state=case.state,
            lead=places.holder(case.lead_agency_id, case.lead_team_id) if knowledge.sees_whole(case.id) else "",
            opened_at=case.opened_at,
        )
        for case in shown
    )
    return CaseList(items, cursors.write(str(shown[-1].id)) if len(found) > PAGE else None)
