"""Which referrals of a case can be made once more."""

from __future__ import annotations

from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.queries.view import View
from engine.store import definitions, visibility
from engine.store.cases import CaseRecord


def can_refer_again(view: View, case_id: UUID) -> frozenset[UUID]:
    """The referrals that have ended and that the actor may make again: in an open case in which she takes part wholly,
    of a pathway that people start and that asks nothing before it begins.
    """
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None:
        return frozenset()
    return again_of(view, case, visibility.sees_whole_case(view.tx, view.actor, case_id))


def again_of(view: View, case: CaseRecord, whole: bool) -> frozenset[UUID]:
    """The same of a case that the actor may open. `whole`: she takes part in all of it."""
    if not whole or case.state == "closed" or not is_permitted(view.actor, Permission.START_PATHWAY):
        return frozenset()
    ended = [row for row in visibility.instances_of_case(view.tx, view.actor, case.id) if row.ended_at is not None]
    published = [view.shelf.get(view.tx, version.id).settings for version in definitions.published(view.tx)]
    again = {known.key for known in published if known.start.by_hand and not known.start_form}
    return frozenset(row.id for row in ended if row.pathway in again)
