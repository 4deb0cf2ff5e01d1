"""Cases: those the bearer takes part in, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.commands import ViewCase
from engine.domain.scopes import Scope
from engine.queries import case_page, cases
from web.api.caller import Caller
from web.api.routes import route
from web.api.shapes import After, Known, Reference


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases: those whose reference begins so, from the cursor on."""

    reference: Reference = ""
    after: After = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case on the list. `lead` is empty for those who take part in one referral only."""

    id: UUID
    reference: str
    label: str
    state: str
    lead: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases, newest first; `next` is null on the last."""

    items: tuple[CaseLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class CaseReferral:
    """One pathway that runs, or ran, for her."""

    id: UUID
    title: str
    state: str
    holder: str
    current_step: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Participant:
    """A team that takes part, and why. `team` is empty for a whole agency."""

    agency: str
    team: str
    since: datetime
    why: str
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: status, never what was written."""

    at: datetime
    who: str
    agency: str
    what: str


@dataclass(frozen=True, slots=True)
class Case:
    """Her shared file, as far as the bearer may know it. `startable`: keys of pathways that can be started in it."""

    id: UUID
    reference: str
    label: str
    opened_at: datetime
    lead: str
    known: tuple[Known, ...]
    referrals: tuple[CaseReferral, ...]
    timeline: tuple[Line, ...]
    participants: tuple[Participant, ...]
    startable: tuple[str, ...]


@route("GET", "/cases", Scope.CASES_READ)
def list_cases(caller: Caller, query: CaseQuery) -> CasePage:
    """Cases that the bearer takes part in, newest first, 25 at a time."""
    caller.searched("cases", query.reference)
    with caller.reading() as view:
        found = cases(view, query.reference, query.after or None)
    items = tuple(
        CaseLine(each.case_id, each.reference, each.label, each.state, each.lead, each.opened_at)
        for each in found.items
    )
    return CasePage(items, found.next_cursor)


@route("GET", "/cases/{case_id}", Scope.CASES_READ)
def get_case(caller: Caller, case_id: UUID) -> Case:
    """One case. That it was opened goes on the record."""
    caller.execute(ViewCase(case_id), once=False)
    with caller.reading() as view:
        page = case_page(view, case_id)
    return Case(
        id=page.case_id,
        reference=page.reference,
        label=page.label,
        opened_at=page.opened_at,
        lead=page.lead,
        known=tuple(Known(label, text) for label, text in page.details),
        referrals=tuple(
            CaseReferral(
                each.instance_id,
                each.title,
                each.state,
                each.holder,
                each.current_step,
                each.started_at,
                each.ended_at,
                each.outcome,
            )
            for each in page.referrals
        ),
        timeline=tuple(Line(each.at, each.who, each.agency, each.what) for each in page.timeline),
        participants=tuple(
            Participant(each.agency, each.team, each.since, each.why, each.is_lead) for each in page.participants
        ),
        startable=tuple(each.pathway for each in page.startable),
    )
