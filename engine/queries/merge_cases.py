"""What merging two cases of one person would do, before it is done; and where a merged case has gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.errors import InvalidInput, NotFound
from engine.queries.knowledge import Detail, Knowledge
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import cases, finding, visibility
from engine.store.cases import CaseRecord


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of the two cases: what is known of her there, how many referrals it has, and who leads it."""

    case_id: UUID
    reference: str
    label: str
    lead: str
    details: tuple[Detail, ...]
    referrals: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """`kept` stays, `other` is merged into it. `teams` will see what they do not see now."""

    kept: MergeSide
    other: MergeSide
    differing: tuple[str, ...]
    teams: tuple[str, ...]


def may_merge(view: View, case_id: UUID) -> bool:
    """Whether the actor may merge another case into this one."""
    case = visibility.case(view.tx, view.actor, case_id)
    return case is not None and may_merge_into(view, case, visibility.sees_whole_case(view.tx, view.actor, case_id))


def may_merge_into(view: View, case: CaseRecord, whole: bool) -> bool:
    """The same of a case that the actor may open. `whole`: she takes part in all of it."""
    leads = case.lead_team_id in view.actor.team_ids or view.actor.manages(case.lead_agency_id)
    return whole and leads and case.state != "closed" and is_permitted(view.actor, Permission.MERGE_CASES)


def merge_preview(view: View, case_id: UUID, reference: str) -> MergePreview:
    """What merging the case of that reference into this one would do.

    NotFound when the actor may merge nothing into it. InvalidInput (field `reference`) when the other is none of the
    cases in which the actor takes part wholly.
    """
    if not may_merge(view, case_id):
        raise NotFound("There is no such case.")
    kept, other = visibility.case(view.tx, view.actor, case_id), _other(view, case_id, reference)
    if kept is None:
        raise NotFound("There is no such case.")
    knowledge = Knowledge(view, [kept.id, other.id])
    places = Places(view, [kept.lead_team_id, other.lead_team_id])
    first, second = (_side(view, case, knowledge, places) for case in (kept, other))
    said, told = dict(first.details), dict(second.details)
    differing = tuple(label for label, text in told.items() if label in said and said[label] != text)
    return MergePreview(first, second, differing, _teams(view, kept, other, places))


def merged_into(view: View, case_id: UUID) -> UUID | None:
    """The case into which this one was merged, when the actor may open it."""
    found = finding.led_on(view.tx, view.actor, case_id=case_id)
    return found.id if found else None


def _other(view: View, case_id: UUID, reference: str) -> CaseRecord:
    wanted = reference.strip().upper()
    found = visibility.cases_page(view.tx, view.actor, wanted, None, 1) if wanted else []
    exact = [case for case in found if case.reference == wanted and case.id != case_id]
    if not exact or not visibility.sees_whole_case(view.tx, view.actor, exact[0].id):
        message = "Expected the reference of another case on which you work, but there is none like it."
        raise InvalidInput(message, {"reference": "Enter the whole reference of another case on which you work"})
    return exact[0]


def _side(view: View, case: CaseRecord, knowledge: Knowledge, places: Places) -> MergeSide:
    return MergeSide(
        case_id=case.id,
        reference=case.reference,
        label=knowledge.label(case.id, case.reference),
        lead=places.holder(case.lead_agency_id, case.lead_team_id),
        details=knowledge.details(case.id),
        referrals=len(visibility.instances_of_case(view.tx, view.actor, case.id)),
    )


def _teams(view: View, kept: CaseRecord, other: CaseRecord, places: Places) -> tuple[str, ...]:
    """The teams in only one of the whole cases: from now on they see both."""
    first, second = (_whole(view, case.id) for case in (kept, other))
    return tuple(sorted(_words(places, first ^ second)))


def _whole(view: View, case_id: UUID) -> set[tuple[UUID, UUID]]:
    parts = cases.participants_of(view.tx, case_id)
    return {
        (part.agency_id, part.team_id)
        for part in parts
        if part.until is None and part.instance_id is None and part.team_id is not None
    }


def _words(places: Places, teams: Iterable[tuple[UUID, UUID]]) -> set[str]:
    return {places.holder(agency_id, team_id) for agency_id, team_id in teams}
