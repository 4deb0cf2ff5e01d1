"""Her shared file: the referrals that run for her, what is known, who takes part and what happened.

Who takes part in the whole case sees all of it. Who takes part in one referral sees that one, what was disclosed for
it, and no other agency besides those of that referral.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.errors import NotFound
from engine.queries import lines, vocabulary
from engine.queries.knowledge import Detail, Knowledge
from engine.queries.lines import Happening, HistoryLine
from engine.queries.places import Places
from engine.queries.referrals import Referral, referrals_of
from engine.queries.view import View
from engine.store import ahead, cases, definitions, sharing, visibility
from engine.store.cases import CaseRecord, ParticipantRecord
from engine.store.instances import InstanceRecord
from engine.store.sharing import DisclosureRow

__all__ = ["CasePage", "Participant", "Referral", "Startable", "case_page"]

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Participant:
    """A team that takes part, since when and why. `team` is empty for a whole agency."""

    agency: str
    team: str
    since: datetime
    why: str
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Startable:
    """A pathway that the actor may start for her."""

    pathway: str
    title: str
    purpose: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """`lead`, `startable` and all but one's own referral are empty for those who take part in one referral only."""

    case_id: UUID
    reference: str
    label: str
    opened_at: datetime
    lead: str
    details: tuple[Detail, ...]
    referrals: tuple[Referral, ...]
    timeline: tuple[HistoryLine, ...]
    participants: tuple[Participant, ...]
    startable: tuple[Startable, ...]


def case_page(view: View, case_id: UUID) -> CasePage:
    """The case, for those who take part in it. NotFound for everybody else, as if it did not exist."""
    ahead.of_case(view.tx, view.actor, case_id)
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None:
        raise NotFound("There is no such case.")
    knowledge = Knowledge(view, [case_id])
    whole = knowledge.sees_whole(case_id)
    instances = visibility.instances_of_case(view.tx, view.actor, case_id)
    parts = _visible_parts(cases.participants_of(view.tx, case_id), instances, whole)
    teams = {case.lead_team_id, *(part.team_id for part in parts if part.team_id)}
    ahead.of_instances(view.tx, [instance.id for instance in instances], teams)
    places = Places(view, teams)
    shared = _visible_disclosures(view, case_id, instances)
    happenings = [line for instance in instances for line in lines.of_instance(view, instance)]
    happenings += [_shared(places, row) for row in shared]
    return CasePage(
        case_id=case.id,
        reference=case.reference,
        label=knowledge.label(case.id, case.reference),
        opened_at=case.opened_at,
        lead=places.holder(case.lead_agency_id, case.lead_team_id) if whole else "",
        details=knowledge.details(case.id),
        referrals=referrals_of(view, instances, places),
        timeline=lines.as_lines(view, happenings),
        participants=tuple(_participant(case, part, places, whole) for part in parts),
        startable=_startable(view) if whole and case.state != "closed" and case.id not in view.actor.opened else (),
    )


def _visible_parts(
    parts: list[ParticipantRecord], instances: list[InstanceRecord], whole: bool
) -> list[ParticipantRecord]:
    """Who takes part now: all for those in the whole case, else those of the referrals one may open and who sent them.

    A team that takes part in several referrals is listed once.
    """
    opened = {instance.id for instance in instances}
    starters = {instance.starter_team_id for instance in instances}
    listed: dict[tuple[UUID, UUID | None], ParticipantRecord] = {}
    for part in sorted(parts, key=lambda part: (part.instance_id is not None, part.since, part.id)):
        if part.until is None and (whole or part.instance_id in opened or part.team_id in starters):
            listed.setdefault((part.agency_id, part.team_id), part)
    return list(listed.values())


def _visible_disclosures(view: View, case_id: UUID, instances: list[InstanceRecord]) -> list[DisclosureRow]:
    opened = {instance.id for instance in instances}
    return [row for row in sharing.disclosures_of(view.tx, case_id) if row.instance_id in opened]


def _shared(places: Places, row: DisclosureRow) -> Happening:
    fields = vocabulary.left_of(row.fields, row.gate, row.purpose)
    what = vocabulary.shared_words(fields) or "that there is a referral"
    return Happening(row.decided_at, row.decided_by, f"Shared with {places.agency(row.to_agency_id)}: {what}")


def _participant(case: CaseRecord, part: ParticipantRecord, places: Places, whole: bool) -> Participant:
    return Participant(
        agency=places.agency(part.agency_id),
        team=places.team(part.team_id),
        since=part.since,
        why=part.why,
        is_lead=whole and (part.agency_id, part.team_id) == (case.lead_agency_id, case.lead_team_id),
    )


def _startable(view: View) -> tuple[Startable, ...]:
    """Published pathways about a person that people start, when the actor is one of them."""
    if not is_permitted(view.actor, Permission.START_PATHWAY):
        return ()
    settings = [view.shelf.get(view.tx, version.id).settings for version in definitions.published(view.tx)]
    return tuple(
        Startable(known.key, known.title, known.purpose)
        for known in settings
        if known.start.by_hand and known.subject.value == PERSON
    )
