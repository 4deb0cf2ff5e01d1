"""Handing a case over: offering it to another team, and what that team answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from engine.commands import AnswerOffer, OfferCase, ViewCase, ViewOffer, WithdrawOffer
from engine.domain.hand_over import MAX_WHY
from engine.domain.scopes import Scope
from engine.queries import Offer as FoundOffer
from engine.queries import offer_page, offers_received, teams_to_lead
from web.api.caller import Caller
from web.api.hints import Said
from web.api.routes import route

Why = Annotated[str, Said(shortest=1, longest=MAX_WHY, pattern=r"\S")]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A case on offer, without why. `label`: what she is called, or the reference when the bearer may not know that."""

    id: UUID
    reference: str
    label: str
    state: str
    from_team: str
    to_team: str
    offered_at: datetime
    due_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A case on offer, or what came of it. `caseId` is null for those who may not open the case.

    `stays`: the team that offers it goes on working with her. `may`: answer, withdraw.
    """

    offer: OfferLine
    case_id: UUID | None
    who: str
    why: str
    stays: bool
    due_arithmetic: str
    answered_at: datetime | None
    answered_by: str
    why_not: str
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferState:
    """An offer, and how it stands: offered, accepted, declined or withdrawn."""

    id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class LeadingTeam:
    """A team that may be offered the case."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class NewOffer:
    """To which team, why (they read this before they can open the case), and whether one's own goes on with her."""

    team_id: UUID
    why: Why
    stays: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the team cannot take the case; the team that offered it reads this."""

    why_not: Why


@route("GET", "/offers", Scope.CASES_READ)
def list_offers(caller: Caller) -> tuple[OfferLine, ...]:
    """Cases that wait for an answer of the bearer's teams, nearest deadline first."""
    with caller.reading() as view:
        return tuple(_line(each) for each in offers_received(view))


@route("GET", "/offers/{offer_id}", Scope.CASES_READ)
def get_offer(caller: Caller, offer_id: UUID) -> Offer:
    """One offer, for the team it is made to and those in the whole case. That it was read goes on the record."""
    caller.execute(ViewOffer(offer_id), once=False)
    with caller.reading() as view:
        found = offer_page(view, offer_id)
    return Offer(
        offer=_line(found),
        case_id=found.case_id,
        who=found.who,
        why=found.why,
        stays=found.stays,
        due_arithmetic=found.arithmetic,
        answered_at=found.answered_at,
        answered_by=found.answered_by,
        why_not=found.why_not,
        may=tuple(sorted(found.may)),
    )


@route("GET", "/cases/{case_id}/teams-to-lead", Scope.CASES_READ)
def list_teams_to_lead(caller: Caller, case_id: UUID) -> tuple[LeadingTeam, ...]:
    """The teams that may be offered the case. For those who may hand it over now; on record."""
    with caller.reading() as view:
        found = tuple(LeadingTeam(UUID(each.value), each.label) for each in teams_to_lead(view, case_id))
    caller.execute(ViewCase(case_id), once=False)
    return found


@route("POST", "/cases/{case_id}/offers", Scope.CASES_WRITE, status=201, location="/offers/{id}")
def offer_case(caller: Caller, case_id: UUID, body: NewOffer) -> OfferState:
    """Offer the case to another team, which leads it once it accepts. For the team that leads it now."""
    return OfferState(caller.execute(OfferCase(case_id, body.team_id, body.why, body.stays)), "offered")


@route("POST", "/offers/{offer_id}/accept", Scope.CASES_WRITE)
def accept_offer(caller: Caller, offer_id: UUID) -> OfferState:
    """Lead the case from now on. For the team it was offered to, and managers of its agency."""
    caller.execute(AnswerOffer(offer_id, accept=True))
    return OfferState(offer_id, "accepted")


@route("POST", "/offers/{offer_id}/decline", Scope.CASES_WRITE)
def decline_offer(caller: Caller, offer_id: UUID, body: Refusal) -> OfferState:
    """Say why the team cannot take the case; the lead stays as it is."""
    caller.execute(AnswerOffer(offer_id, accept=False, why_not=body.why_not))
    return OfferState(offer_id, "declined")


@route("POST", "/offers/{offer_id}/withdraw", Scope.CASES_WRITE)
def withdraw_offer(caller: Caller, offer_id: UUID) -> OfferState:
    """Take an offer back before it is answered. For the team that made it, and managers of its agency."""
    caller.execute(WithdrawOffer(offer_id))
    return OfferState(offer_id, "withdrawn")


def _line(found: FoundOffer) -> OfferLine:
    return OfferLine(
        id=found.offer_id,
        reference=found.reference,
        label=found.label,
        state=found.state,
        from_team=found.from_team,
        to_team=found.to_team,
        offered_at=found.offered_at,
        due_at=found.due_at,
        is_late=found.is_late,
    )
