"""Which referrals of a case can be made once more."""

from __future__ import annotations

from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.queries.view import View
from engine.store import visibility


def can_refer_again(view: View, case_id: UUID) -> frozenset[UUID]:
    """The referrals that have ended and that the actor may make again: in an open case in which she takes part wholly,
    of a pathway that people start and that asks nothing before it begins.
    """
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None or case.state == "closed" or not is_permitted(view.actor, Permission.START_PATHWAY):
        return frozenset()
    if not visibility.sees_whole_case(view.tx, view.actor, case_id):
        return frozenset()
    ended = [row for row in visibility.instances_of_case(view.tx, view.actor, case_id) if row.ended_at is not None]
    again = {key for key in {row.pathway for row in ended} if _starts_bare(view, key)}
    return frozenset(row.id for row in ended if row.pathway in again)


def _starts_bare(view: View, key: str) -> bool:
    found = view.shelf.published(view.tx, key)
    return found is not None and found[1].settings.start.by_hand and not found[1].settings.start_form
