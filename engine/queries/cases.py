"""The cases a person takes part in, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.queries import cursors
from engine.queries.knowledge import Knowledge
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import finding, visibility
from engine.store.cases import CaseRecord

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
    items = _items(view, shown, Knowledge(view, [case.id for case in shown]))
    return CaseList(items, cursors.write(str(shown[-1].id)) if len(found) > PAGE else None)


def find_cases(view: View, search: str) -> CaseList:
    """The actor's cases with that reference, or of somebody who is called so: the whole name, however it is spaced.

    What she is called finds a case only for those who may know that she is; for others it is as if there were none.
    """
    text = search.strip()
    if not text:
        return CaseList((), None)
    by_reference = visibility.cases_page(view.tx, view.actor, text.upper(), None, PAGE)
    if by_reference:
        return CaseList(_items(view, by_reference, Knowledge(view, [case.id for case in by_reference])), None)
    led_on = finding.led_on(view.tx, view.actor, reference=text.upper())
    if led_on is not None:
        return CaseList(_items(view, [led_on], Knowledge(view, [led_on.id])), None)
    named = finding.named(view.tx, view.actor, text, PAGE)
    knowledge = Knowledge(view, [case.id for case, _ in named])
    known = [case for case, matches in named if _may_know(knowledge, case, matches)]
    return CaseList(_items(view, known, knowledge), None)


def _may_know(knowledge: Knowledge, case: CaseRecord, matches: frozenset[str]) -> bool:
    """Whether the actor may know that she is called so; a name of a case merged since is for the whole case only."""
    if not matches:
        return knowledge.sees_whole(case.id)
    return any(knowledge.knows(case.id, entry) for entry in matches)


def _items(view: View, shown: list[CaseRecord], knowledge: Knowledge) -> tuple[CaseItem, ...]:
    places = Places(view, {case.lead_team_id for case in shown})
    return tuple(
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
