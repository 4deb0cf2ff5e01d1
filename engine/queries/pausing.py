"""Whether a referral is paused: until when, why, and whether the actor may pause it or let it go on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.pausing import holding_agencies
from engine.domain.permissions import Permission, is_permitted
from engine.errors import NotFound
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import inbox, subjects, suspensions, visibility
from engine.store.instances import InstanceRecord
from engine.store.suspensions import SuspensionRecord
from engine.store.tasks import TaskRecord

WITH_CALLER = "the referral that called it is paused"


@dataclass(frozen=True, slots=True)
class Pausing:
    """Of a referral that one may open. `until` is None while it is not paused; `because` is the manager's reason."""

    instance_id: UUID
    case_id: UUID | None
    title: str
    holder: str
    until: datetime | None = None
    because: str = ""
    may_pause: bool = False
    may_resume: bool = False


def pausing(view: View, instance_id: UUID) -> Pausing:
    """The referral, for those who may open it. NotFound for everybody else, as if it did not exist."""
    instance = visibility.instance(view.tx, view.actor, instance_id)
    if instance is None:
        raise NotFound("There is no such referral.")
    open_tasks = inbox.open_of_instances(view.tx, [instance_id])
    places = Places(view, {task.team_id for task in open_tasks})
    return pausing_of(view, [instance], open_tasks, places)[instance_id]


def pausing_of(
    view: View, instances: Sequence[InstanceRecord], open_tasks: Iterable[TaskRecord], places: Places
) -> Mapping[UUID, Pausing]:
    """The same of several referrals that the actor may open, with their open tasks, nearest deadline first."""
    held: dict[UUID, list[TaskRecord]] = defaultdict(list)
    for task in open_tasks:
        if task.origin == "pathway":
            held[task.instance_id].append(task)
    current = suspensions.current_among(view.tx, (instance.id for instance in instances))
    return {
        instance.id: _pausing(view, instance, held[instance.id], current.get(instance.id), places)
        for instance in instances
    }


def _pausing(
    view: View, instance: InstanceRecord, held: list[TaskRecord], current: SuspensionRecord | None, places: Places
) -> Pausing:
    agencies = holding_agencies(
        ((task.agency_id, places.agency_of(task.team_id)) for task in held), instance.starter_agency_id
    )
    manages = instance.ended_at is None and _is_manager(view, agencies)
    if current is None:
        return Pausing(instance.id, instance.case_id, instance.title, _holder(held, places), may_pause=manages)
    return Pausing(
        instance.id,
        instance.case_id,
        instance.title,
        _holder(held, places),
        until=current.until,
        because=because(view, instance.subject_id, current),
        may_resume=manages or (current.agency_id is not None and _is_manager(view, {current.agency_id})),
    )


def _holder(held: list[TaskRecord], places: Places) -> str:
    return places.holder(held[0].agency_id, held[0].team_id) if held else ""


def _is_manager(view: View, agencies: Iterable[UUID]) -> bool:
    return any(is_permitted(view.actor, Permission.SUSPEND_INSTANCE, agency) for agency in agencies)


def because(view: View, subject_id: UUID, current: SuspensionRecord) -> str:
    """Why it is paused, for those who may open it."""
    if current.reason_sealed is None:
        return WITH_CALLER
    cipher = subjects.cipher(view.tx, subject_id)
    return str(cipher.open_json(suspensions.reason_place(current.id), current.reason_sealed)) if cipher else ""
