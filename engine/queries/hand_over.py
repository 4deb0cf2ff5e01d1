"""Cases on offer: to whom, why, until when; for the team that is asked, and for those in the whole case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.domain.hand_over import may_lead
from engine.domain.permissions import Permission, is_permitted
from engine.errors import NotFound
from engine.queries.choices import Choice
from engine.queries.knowledge import Knowledge
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import agencies, cases, hand_overs, names, subjects, visibility
from engine.store.cases import CaseRecord
from engine.store.hand_overs import OFFERED, OfferRecord


@dataclass(frozen=True, slots=True)
class Offer:
    """A case on offer, or what came of it. `label` is the reference for those who may not know her yet.

    `state`: offered, accepted, declined, withdrawn. `why_not` is why it was declined. `may` ⊆ {"answer", "withdraw"}.
    `case_id` is None for those who may not open the case.
    """

    offer_id: UUID
    case_id: UUID | None
    reference: str
    label: str
    state: str
    from_team: str
    to_team: str
    who: str
    why: str
    stays: bool
    offered_at: datetime
    due_at: datetime
    due_words: str
    is_late: bool
    arithmetic: str
    answered_at: datetime | None
    answered_by: str
    why_not: str
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the case page says of handing over: the latest offer, and whether the actor may offer the case now."""

    latest: Offer | None
    may_offer: bool


NOTHING = HandOver(None, may_offer=False)


def offers_received(view: View) -> tuple[Offer, ...]:
    """The offers that wait for an answer of the actor's teams, nearest deadline first."""
    if not is_permitted(view.actor, Permission.HAND_OVER_CASE):
        return ()
    return tuple(_offer(view, row) for row in hand_overs.received(view.tx, view.actor))


def offer_page(view: View, offer_id: UUID) -> Offer:
    """One offer, for the team it is made to and those in the whole case. NotFound for everybody else."""
    row = hand_overs.get(view.tx, view.actor, offer_id)
    if row is None or not is_permitted(view.actor, Permission.HAND_OVER_CASE):
        raise NotFound("There is no such offer.")
    return _offer(view, row)


def hand_over(view: View, case_id: UUID) -> HandOver:
    """The latest offer of a case, for those in the whole case; for all others nothing."""
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None:
        return NOTHING
    return hand_over_of(view, case, visibility.sees_whole_case(view.tx, view.actor, case_id))


def hand_over_of(view: View, case: CaseRecord, whole: bool) -> HandOver:
    """The latest offer, of a case that the actor may open. `whole`: she takes part in all of it."""
    if not whole:
        return NOTHING
    rows = hand_overs.of_case(view.tx, case.id)
    latest = _offer(view, rows[0]) if rows else None
    is_on_offer = latest is not None and latest.state == OFFERED
    return HandOver(latest, not is_on_offer and _may_offer(view, case))


def teams_to_lead(view: View, case_id: UUID) -> tuple[Choice, ...]:
    """The teams to which the actor may offer the case. NotFound when she may not hand it over now."""
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None or not hand_over(view, case_id).may_offer:
        raise NotFound("There is no such case to hand over.")
    return _teams(view, case)


def _may_offer(view: View, case: CaseRecord) -> bool:
    leads = case.lead_team_id in view.actor.team_ids or view.actor.manages(case.lead_agency_id)
    return leads and case.state != "closed" and is_permitted(view.actor, Permission.HAND_OVER_CASE)


def _teams(view: View, case: CaseRecord) -> tuple[Choice, ...]:
    parts = cases.participants_of(view.tx, case.id)
    whole = {part.team_id for part in parts if part.until is None and part.instance_id is None and part.team_id}
    with_accounts = {agency.id: agency.name for agency in agencies.all_agencies(view.tx) if agency.has_accounts}
    lead = (case.lead_agency_id, case.lead_team_id)
    found = [
        Choice(str(team.id), f"{with_accounts[team.agency_id]}, {team.name}")
        for team in agencies.all_teams(view.tx)
        if team.agency_id in with_accounts and may_lead((team.agency_id, team.id), lead, whole)
    ]
    return tuple(sorted(found, key=lambda choice: choice.label))


def _offer(view: View, row: OfferRecord) -> Offer:
    case = cases.get(view.tx, row.case_id)
    cipher = subjects.cipher(view.tx, case.person_id) if case else None
    if case is None or cipher is None:
        raise NotFound("There is no such offer.")
    knowledge, places = Knowledge(view, [case.id]), Places(view, [row.from_team_id, row.to_team_id])
    people = names.of_accounts(view.tx, [row.offered_by, row.answered_by])
    body: dict[str, Any] = cipher.open_json(hand_overs.why_place(row.id), row.why_sealed)
    answer = cipher.open_json(hand_overs.answer_place(row.id), row.answer_sealed) if row.answer_sealed else ""
    is_open = row.state == OFFERED
    answered_by = people.get(row.answered_by) if row.answered_by else None
    opened = visibility.case(view.tx, view.actor, case.id)
    return Offer(
        offer_id=row.id,
        case_id=case.id if opened else None,
        reference=case.reference,
        label=knowledge.label(case.id, case.reference),
        state=row.state,
        from_team=places.holder(row.from_agency_id, row.from_team_id),
        to_team=places.holder(row.to_agency_id, row.to_team_id),
        who=people[row.offered_by].name if row.offered_by in people else "",
        why=str(body["why"]),
        stays=bool(body["stays"]),
        offered_at=row.offered_at,
        due_at=row.due_at,
        due_words=places.due_words(row.due_at, row.to_agency_id) if is_open else "",
        is_late=is_open and row.due_at < view.now,
        arithmetic=row.arithmetic,
        answered_at=row.answered_at,
        answered_by=answered_by.words if answered_by else "",
        why_not=str(answer),
        may=_may(view, row) if is_open else frozenset(),
    )


def _may(view: View, row: OfferRecord) -> frozenset[str]:
    actor = view.actor
    asked = row.to_team_id in actor.team_ids or actor.manages(row.to_agency_id)
    asks = row.from_team_id in actor.team_ids or actor.manages(row.from_agency_id)
    return frozenset(name for name, holds in (("answer", asked), ("withdraw", asks)) if holds)
