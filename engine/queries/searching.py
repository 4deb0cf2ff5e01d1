"""Tasks and referrals by filters, for other systems: what a person would find in the web, as a page or a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.queries.my_work import WorkItem, items_of
from engine.queries.places import Places
from engine.queries.referrals import Referral, referrals_of
from engine.queries.view import View
from engine.store import inbox, searches, visibility
from engine.store.instances import InstanceRecord
from engine.store.searches import Sought
from engine.store.tasks import TaskRecord

__all__ = ["FoundReferral", "FoundTask", "Sought", "count_referrals", "count_tasks", "find_referrals", "find_tasks"]


@dataclass(frozen=True, slots=True)
class FoundTask:
    """An open task as on the list of work, with what identifies it among others."""

    item: WorkItem
    record: TaskRecord


@dataclass(frozen=True, slots=True)
class FoundReferral:
    """A referral as on its case, with what identifies it among others."""

    item: Referral
    record: InstanceRecord


def find_tasks(view: View, sought: Sought) -> tuple[FoundTask, ...]:
    """A page of open tasks within the actor's scope. Filters and orders are those of `engine.store.searches`."""
    found = searches.open_tasks(view.tx, view.actor, sought)
    return tuple(FoundTask(item, record) for item, record in zip(items_of(view, found), found, strict=True))


def count_tasks(view: View, sought: Sought) -> int:
    return searches.count_open_tasks(view.tx, view.actor, sought)


def find_referrals(view: View, sought: Sought) -> tuple[FoundReferral, ...]:
    """A page of referrals within the actor's scope, also those that have ended."""
    return _as_found(view, searches.referrals(view.tx, view.actor, sought))


def count_referrals(view: View, sought: Sought) -> int:
    return searches.count_referrals(view.tx, view.actor, sought)


def find_referral(view: View, instance_id: UUID) -> FoundReferral | None:
    """One referral; None when there is none that the actor may open."""
    found = visibility.instance(view.tx, view.actor, instance_id)
    return _as_found(view, [found])[0] if found is not None else None


def _as_found(view: View, found: Sequence[InstanceRecord]) -> tuple[FoundReferral, ...]:
    opened = inbox.open_of_instances(view.tx, [record.id for record in found])
    places = Places(view, {task.team_id for task in opened})
    items = referrals_of(view, list(found), places)
    return tuple(FoundReferral(item, record) for item, record in zip(items, found, strict=True))
