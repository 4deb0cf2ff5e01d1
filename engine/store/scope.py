"""Who may see what: the one place that decides. Every list, search, count, page and mail goes through it.

A record outside the scope answers exactly as one that does not exist. Sources: design record section 6 and governance
rules 6, 7, 8 and 10: caseworkers see the cases they take part in; managers the content of their own agency's cases, and
the status of the referrals it sent or received; coordinators the status of all; coordinators, commissioners,
administrators and privacy officers no case content through these roles. Nobody sees one that she is barred from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Uuid, and_, exists, false, literal, or_, select, true

from engine.domain.actors import CASE_ROLES, Actor, Party, Role, System
from engine.store.accounts import membership
from engine.store.agencies import team
from engine.store.bars import not_barred
from engine.store.cases import case_file, case_participant
from engine.store.instances import process_instance
from engine.store.lanes import lane_binding
from engine.store.row_by_row import is_there
from engine.store.tasks import user_task


def managed_agencies(actor: Actor) -> list[UUID]:
    return sorted({member.agency_id for member in actor.memberships if member.role is Role.MANAGER})


def _among(column: ColumnElement[UUID], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Whether the column is one of the ids. Each is written out, so that the statement is compiled but once."""
    written = [literal(each, Uuid) for each in sorted(ids)]
    return column.in_(written) if written else false()


def tasks(actor: Party) -> ColumnElement[bool]:
    """The tasks whose content the actor may see: of her teams, assigned to her, or of an agency she manages."""
    if isinstance(actor, System):
        return true()
    hers = or_(
        user_task.c.assignee_id == actor.account_id,
        and_(_among(user_task.c.team_id, actor.team_ids), user_task.c.managers_only.is_(False)),
        _among(user_task.c.agency_id, managed_agencies(actor)),
        _managed_teams(actor),
    )
    return and_(hers, not_barred(actor, user_task.c.case_id))


def _managed_teams(actor: Actor) -> ColumnElement[bool]:
    """Tasks that a team of hers keeps for an agency without accounts, whose own managers cannot."""
    managed = managed_agencies(actor)
    if not managed:
        return false()
    teams = select(team.c.id).where(team.c.partnership_id == actor.partnership_id, _among(team.c.agency_id, managed))
    return user_task.c.team_id.in_(teams)


def kept_for_partners(actor: Actor) -> ColumnElement[bool]:
    """Of those, the ones of teams she manages for agencies without accounts; none of them is of her own agency."""
    return and_(_managed_teams(actor), ~_among(user_task.c.agency_id, managed_agencies(actor)))


def status(actor: Party) -> ColumnElement[bool]:
    """The referrals of which the actor may see the status: step, holder, age, deadline; and nothing of the content.

    A manager those that her agency sent, or received, or takes part in; the partnership's coordinator every one.
    """
    if isinstance(actor, System):
        return true()
    allowed, managed = not_barred(actor, process_instance.c.case_id), managed_agencies(actor)
    if actor.is_coordinator:
        return allowed
    if not managed:
        return false()
    shared = or_(_among(process_instance.c.starter_agency_id, managed), received(managed), _without_case(managed))
    return and_(shared, allowed)


def counted(actor: Actor) -> ColumnElement[bool]:
    """The referrals that the actor may count: those of which she may see the status, and for a commissioner all.

    Whoever counts all as a commissioner only is not told small numbers (`engine.domain.suppression`).
    """
    only_counts = actor.holds(Role.COMMISSIONER) and not managed_agencies(actor)
    return not_barred(actor, process_instance.c.case_id) if only_counts else status(actor)


def received(agency_ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Whether one of the agencies takes part in the referral, or in the whole of its case."""
    return is_there(
        case_participant.c.partnership_id == process_instance.c.partnership_id,
        case_participant.c.case_id == process_instance.c.case_id,
        or_(case_participant.c.instance_id.is_(None), case_participant.c.instance_id == process_instance.c.id),
        case_participant.c.until.is_(None),
        _among(case_participant.c.agency_id, agency_ids),
    )


def _without_case(agency_ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Whether it is about one of the agencies, or about no person and one of the agencies has a part in it."""
    has_part = is_there(
        lane_binding.c.partnership_id == process_instance.c.partnership_id,
        lane_binding.c.instance_id == process_instance.c.id,
        _among(lane_binding.c.agency_id, agency_ids),
    )
    return and_(process_instance.c.case_id.is_(None), or_(_among(process_instance.c.subject_id, agency_ids), has_part))


def cases(actor: Party) -> ColumnElement[bool]:
    """The cases in which the actor takes part, in whole or in one referral, and those open to her in an emergency."""
    if isinstance(actor, System):
        return true()
    part = exists().where(
        case_participant.c.partnership_id == case_file.c.partnership_id,
        case_participant.c.case_id == case_file.c.id,
        _takes_part(actor),
    )
    return and_(_or_opened(actor, part, case_file.c.id), not_barred(actor, case_file.c.id))


def _or_opened(actor: Actor, part: ColumnElement[bool], case_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Where she takes part, or has broken the glass: `opened` is empty but for hours after an emergency."""
    return or_(part, _among(case_id, actor.opened)) if actor.opened else part


def instances(actor: Party) -> ColumnElement[bool]:
    """The referrals the actor may open: those of a case she takes part in wholly, or the very one she takes part in.

    And what is about an agency, in which there is nothing of any woman: see `_about_agency`.
    """
    if isinstance(actor, System):
        return true()
    part = is_there(
        case_participant.c.partnership_id == process_instance.c.partnership_id,
        case_participant.c.case_id == process_instance.c.case_id,
        or_(case_participant.c.instance_id.is_(None), case_participant.c.instance_id == process_instance.c.id),
        _takes_part(actor),
    )
    of_case = _or_opened(actor, part, process_instance.c.case_id)
    return or_(and_(of_case, not_barred(actor, process_instance.c.case_id)), _about_agency(actor))


def _about_agency(actor: Actor) -> ColumnElement[bool]:
    """What is about an agency, such as its charter: for its managers, for the teams that have work in it, and for
    commissioners and the coordinator, who answer for the partnership (docs/adr/0008).
    """
    at_work = is_there(
        lane_binding.c.partnership_id == process_instance.c.partnership_id,
        lane_binding.c.instance_id == process_instance.c.id,
        _among(lane_binding.c.team_id, actor.team_ids),
        lane_binding.c.managers_only.is_(False),
    )
    answers_for_all = true() if actor.is_coordinator or actor.holds(Role.COMMISSIONER) else false()
    return and_(
        process_instance.c.subject_type == "agency",
        or_(_among(process_instance.c.subject_id, managed_agencies(actor)), at_work, answers_for_all),
    )


def whole_case(actor: Party) -> ColumnElement[bool]:
    """The cases in which the actor takes part wholly, not only in one referral, or which are open in an emergency."""
    if isinstance(actor, System):
        return true()
    part = case_participant.alias()
    wholly = exists().where(
        part.c.partnership_id == case_file.c.partnership_id,
        part.c.case_id == case_file.c.id,
        part.c.instance_id.is_(None),
        part.c.until.is_(None),
        or_(_among(part.c.team_id, actor.team_ids), _among(part.c.agency_id, managed_agencies(actor))),
    )
    return and_(_or_opened(actor, wholly, case_file.c.id), not_barred(actor, case_file.c.id))


def governed(actor: Actor) -> ColumnElement[bool]:
    """The cases of which the actor may say who must not know of them: her team leads it, she is a manager of an agency
    that leads it or takes part in all of it, or looks after the record. No content comes with it.
    """
    managed = managed_agencies(actor)
    wholly = exists().where(
        case_participant.c.partnership_id == case_file.c.partnership_id,
        case_participant.c.case_id == case_file.c.id,
        case_participant.c.instance_id.is_(None),
        case_participant.c.until.is_(None),
        _among(case_participant.c.agency_id, managed),
    )
    leads = _among(case_file.c.lead_team_id, actor.team_ids)
    answers = or_(leads, _among(case_file.c.lead_agency_id, managed), wholly, records(actor))
    return and_(answers, case_file.c.merged_into.is_(None), not_barred(actor, case_file.c.id))


def entries(actor: Actor, entry: Table) -> ColumnElement[bool]:
    """What was written on a case that the actor may read, by the audience that was chosen for it.

    For the case: who takes part wholly. For a referral: who takes part in it, too. For the writer's agency: its own
    people, as long as they take part (each agency is controller of its entries, and health notes stay in health).
    """
    part = and_(
        case_participant.c.partnership_id == entry.c.partnership_id,
        case_participant.c.case_id == entry.c.case_id,
        _takes_part(actor),
    )
    opened = or_(case_participant.c.instance_id.is_(None), case_participant.c.instance_id == entry.c.instance_id)
    own = {member.agency_id for member in actor.memberships if member.role in CASE_ROLES}
    shared = _or_opened(actor, exists().where(part, opened), entry.c.case_id)
    written = or_(
        and_(entry.c.audience != "agency", shared),
        and_(entry.c.audience == "agency", _among(entry.c.agency_id, own), exists().where(part)),
    )
    return and_(written, not_barred(actor, entry.c.case_id))


def records(actor: Actor) -> ColumnElement[bool]:
    """The records that the actor looks after as a privacy officer: of cases in which an agency takes or took part in
    all of it, or leads it. Who they are about is opened by commands of hers only, each of which is audited.
    """
    own = {member.agency_id for member in actor.memberships if member.role is Role.PRIVACY_OFFICER}
    part = exists().where(
        case_participant.c.partnership_id == case_file.c.partnership_id,
        case_participant.c.case_id == case_file.c.id,
        case_participant.c.instance_id.is_(None),
        _among(case_participant.c.agency_id, own),
    )
    return and_(or_(_among(case_file.c.lead_agency_id, own), part), not_barred(actor, case_file.c.id))


def offers_received(actor: Actor, offer: Table) -> ColumnElement[bool]:
    """Offers of cases to a team of the actor's, or of an agency she manages."""
    asked = or_(
        _among(offer.c.to_team_id, actor.team_ids),
        _among(offer.c.to_agency_id, managed_agencies(actor)),
    )
    return and_(asked, not_barred(actor, offer.c.case_id))


def offers(actor: Actor, offer: Table) -> ColumnElement[bool]:
    """Offers to a team of the actor's while they wait for an answer, and those of cases she takes part in wholly."""
    whole = exists().where(
        case_participant.c.partnership_id == offer.c.partnership_id,
        case_participant.c.case_id == offer.c.case_id,
        case_participant.c.instance_id.is_(None),
        _takes_part(actor),
    )
    found = or_(and_(offer.c.state == "offered", offers_received(actor, offer)), whole)
    return and_(found, not_barred(actor, offer.c.case_id))


def privacy_agencies(actor: Actor) -> list[UUID]:
    """The agencies of which the actor is a privacy officer."""
    return sorted({member.agency_id for member in actor.memberships if member.role is Role.PRIVACY_OFFICER})


def audited(actor: Actor, event: Table) -> ColumnElement[bool]:
    """Rows of the audit trail that a privacy officer may read, without content: what people of her agency did, and what
    anybody did in cases of which her agency takes or took part. Of the coordinating agency: every row, not asked here.
    """
    own = select(membership.c.account_id).where(
        membership.c.partnership_id == actor.partnership_id,
        _among(membership.c.agency_id, privacy_agencies(actor)),
    )
    return or_(event.c.account_id.in_(own), audited_cases(actor, event.c.case_id))


def audited_cases(actor: Actor, case_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an agency of which the actor is a privacy officer takes or took part in the case."""
    part = select(case_participant.c.case_id).where(
        case_participant.c.partnership_id == actor.partnership_id,
        _among(case_participant.c.agency_id, privacy_agencies(actor)),
    )
    return case_id.in_(part)


def _takes_part(actor: Actor) -> ColumnElement[bool]:
    return and_(
        case_participant.c.until.is_(None),
        or_(
            _among(case_participant.c.team_id, actor.team_ids),
            _among(case_participant.c.agency_id, managed_agencies(actor)),
        ),
    )
