"""Handing a case over to another team: offered, accepted or declined, chased when nobody answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from engine.bpmn.timer_functions import evaluate
from engine.commands.casework import OpenedCase, open_case, text_of
from engine.commands.clocks import calendar_of
from engine.commands.leading import change_lead
from engine.commands.telling import tell
from engine.commands.work import Work
from engine.domain.actors import Role
from engine.domain.deadlines import Due, due_from_text
from engine.domain.hand_over import ANSWER_WITHIN, MAX_WHY, TWO_WORKING_DAYS, may_lead
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.redating import parameter
from engine.store import agencies, cases, colleagues, definitions, hand_overs, outbox, subjects
from engine.store.cases import CaseRecord
from engine.store.colleagues import Colleague
from engine.store.hand_overs import OFFERED, OfferRecord
from engine.store.keys import SubjectCipher

ACCEPTED, DECLINED, WITHDRAWN = "accepted", "declined", "withdrawn"


@dataclass(frozen=True, slots=True)
class OfferCase:
    """Offer a case to another team, which leads it once it accepts. Answers the id of the offer.

    For caseworkers of the team that leads the case and managers of its agency. The other team is one of the same
    agency, or takes part in the whole case. `stays`: the team that leads now goes on taking part. Refuses: NotFound
    (out of scope), NotPermitted (does not lead), InvalidState (closed, or on offer already), InvalidInput.
    """

    case_id: UUID
    team_id: UUID
    why: str
    stays: bool


@dataclass(frozen=True, slots=True)
class ViewOffer:
    """Record that somebody reads an offer. NotFound for those who may not."""

    offer_id: UUID


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """Accept a case that was offered, or decline it and say why (`why_not`).

    For caseworkers of the team it was offered to and managers of its agency. Refuses: NotFound (out of scope),
    NotPermitted (of another team), InvalidState (answered or withdrawn, or the case has got another lead meanwhile).
    """

    offer_id: UUID
    accept: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawOffer:
    """Take an offer back before it is answered. For the team that made it, and managers of its agency."""

    offer_id: UUID


@dataclass(frozen=True, slots=True)
class ChaseOffers:
    """Tell the managers of both sides of offers that nobody has answered in time. For the worker only."""


def offer_case(work: Work, command: OfferCase) -> UUID:
    found = open_case(work, command.case_id, Permission.HAND_OVER_CASE).only_whole().only_open()
    _check_leads(found)
    if any(offer.state == OFFERED for offer in hand_overs.of_case(work.tx, found.record.id)):
        raise InvalidState("Expected the case to be on offer to nobody, but another team has yet to answer.")
    cases.hold(work.tx, found.record.id)
    why = text_of("why", command.why, MAX_WHY, "why you hand it over")
    agency_id = _agency_of(work, found.record, command.team_id)
    offer_id, due = work.tx.new_id(), answer_by(work, agency_id, ANSWER_WITHIN)
    body = {"why": why, "stays": command.stays}
    record = OfferRecord(
        id=offer_id,
        case_id=found.record.id,
        from_agency_id=found.record.lead_agency_id,
        from_team_id=found.record.lead_team_id,
        to_agency_id=agency_id,
        to_team_id=command.team_id,
        why_sealed=found.cipher.seal_json(hand_overs.why_place(offer_id), body),
        offered_at=work.now,
        offered_by=found.actor.account_id,
        due_at=due.at,
        arithmetic=due.arithmetic,
    )
    hand_overs.offers.add(work.tx, record)
    work.audit("case_offered", "offer", offer_id, found.record.id, to=str(command.team_id))
    tell_teams(work, [command.team_id], "case_offered", found.record.id)
    return offer_id


def view_offer(work: Work, command: ViewOffer) -> None:
    offer = hand_overs.get(work.tx, work.person(), command.offer_id)
    if offer is None:
        raise NotFound("There is no such offer.")
    require(work.actor, Permission.READ_CASE)
    work.audit("offer_viewed", "offer", offer.id, offer.case_id)


def answer_offer(work: Work, command: AnswerOffer) -> None:
    offer, case, cipher = _open_offer(work, command.offer_id)
    actor = work.person()
    if offer.to_team_id not in actor.team_ids and not actor.manages(offer.to_agency_id):
        raise NotPermitted("Expected a member of the team that it was offered to, but you are of another.")
    state = ACCEPTED if command.accept else DECLINED
    sealed = None
    if not command.accept:
        why_not = text_of("why_not", command.why_not, MAX_WHY, "why you decline")
        sealed = cipher.seal_json(hand_overs.answer_place(offer.id), why_not)
    else:
        stays = cipher.open_json(hand_overs.why_place(offer.id), offer.why_sealed)["stays"]
        change_lead(work, case, (offer.to_agency_id, offer.to_team_id), stays)
    _settle(work, offer, state, sealed)
    tell_teams(work, [offer.from_team_id, offer.to_team_id], f"offer_{state}", offer.case_id)


def withdraw_offer(work: Work, command: WithdrawOffer) -> None:
    offer, _, _ = _open_offer(work, command.offer_id)
    actor = work.person()
    if offer.from_team_id not in actor.team_ids and not actor.manages(offer.from_agency_id):
        raise NotPermitted("Expected a member of the team that made the offer, but you are of another.")
    _settle(work, offer, WITHDRAWN)
    tell_teams(work, [offer.to_team_id], "offer_withdrawn", offer.case_id)


def chase_offers(work: Work, command: ChaseOffers) -> int:
    require(work.actor, Permission.RUN_DAILY_JOBS)
    late = hand_overs.unanswered(work.tx)
    for offer in late:
        for person in _answerable(work, offer):
            tell(work, person, "offer_late", case_id=offer.case_id)
        hand_overs.change(work.tx, offer.id, escalated_at=work.now)
        work.audit("offer_escalated", "offer", offer.id, offer.case_id)
    return len(late)


def tell_teams(work: Work, team_ids: Iterable[UUID], kind: str, case_id: UUID) -> None:
    """Have the people of the teams told, after the commit, that there is something to see; never what."""
    content = {"kind": kind, "teams": [str(team_id) for team_id in team_ids], "people": [], "case_id": str(case_id)}
    outbox.put(work.tx, "notify", json.dumps(content, separators=(",", ":")))


def _check_leads(found: OpenedCase) -> None:
    case, actor = found.record, found.actor
    if case.lead_team_id not in actor.team_ids and not actor.manages(case.lead_agency_id):
        raise NotPermitted("Expected a member of the team that leads the case to hand it over, but you are of another.")


def _agency_of(work: Work, case: CaseRecord, team_id: UUID) -> UUID:
    """The agency of the team chosen, when the case may be offered to it."""
    team = agencies.get_team(work.tx, team_id)
    agency = agencies.get_agency(work.tx, team.agency_id) if team else None
    parts = cases.participants_of(work.tx, case.id)
    whole = {part.team_id for part in parts if part.until is None and part.instance_id is None and part.team_id}
    lead = (case.lead_agency_id, case.lead_team_id)
    if team is None or agency is None or not agency.has_accounts or not may_lead((agency.id, team.id), lead, whole):
        message = "Expected a team of your agency, or one that works on her whole case, but the team is neither."
        raise InvalidInput(message, {"team_id": "Choose which team should lead the case"})
    return agency.id


def answer_by(work: Work, agency_id: UUID, within: str) -> Due:
    """By when the parameter `within` wants an answer; in two working days, where nobody has entered it."""
    tx, calendar = work.tx, calendar_of(work.tx, agency_id)
    text = f'= deadline("{within}")' if definitions.parameter_rows(tx, within) else TWO_WORKING_DAYS
    return due_from_text(
        text,
        tx.now,
        calendar,
        resolve=lambda name: parameter(tx, name),
        evaluate=lambda expression: evaluate(expression, {}, calendar),
    )


def _open_offer(work: Work, offer_id: UUID) -> tuple[OfferRecord, CaseRecord, SubjectCipher]:
    """The offer, locked, with its case, when the actor may read it. Refuses one that is settled."""
    actor = work.person()
    if hand_overs.get(work.tx, actor, offer_id) is None:
        raise NotFound("There is no such offer.")
    require(actor, Permission.HAND_OVER_CASE)
    offer = hand_overs.lock(work.tx, offer_id)
    case = cases.get(work.tx, offer.case_id) if offer else None
    cipher = subjects.cipher(work.tx, case.person_id) if case else None
    if offer is None or case is None or cipher is None:
        raise NotFound("There is no such offer.")
    if offer.state != OFFERED:
        raise InvalidState(f"Expected an offer that waits for an answer, but it has been {offer.state}.")
    if case.state == "closed" or case.lead_team_id != offer.from_team_id:
        raise InvalidState("Expected the case to be led by the team that offered it, but that has changed meanwhile.")
    return offer, case, cipher


def _settle(work: Work, offer: OfferRecord, state: str, sealed: bytes | None = None) -> None:
    by = work.actor.account_id
    hand_overs.change(work.tx, offer.id, state=state, answered_at=work.now, answered_by=by, answer_sealed=sealed)
    work.audit(f"offer_{state}", "offer", offer.id, offer.case_id)


def _answerable(work: Work, offer: OfferRecord) -> list[Colleague]:
    """The managers of both agencies; where one has none at work, the partnership's coordinating team."""
    found: list[Colleague] = []
    for agency_id in {offer.from_agency_id, offer.to_agency_id}:
        held = colleagues.in_agencies(work.tx, [agency_id])
        managers = [person for person, member in held if member.role == Role.MANAGER and not person.is_absent]
        found += managers or _coordinators(work)
    return list({person.id: person for person in found}.values())


def _coordinators(work: Work) -> list[Colleague]:
    team = agencies.coordinating_team(work.tx)
    return [person for person, _ in colleagues.in_teams(work.tx, [team.id])] if team else []
