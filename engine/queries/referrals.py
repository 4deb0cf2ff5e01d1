"""Where each referral of a case stands: who holds it, which step it is at, until when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.actors import Actor
from engine.domain.by_hand import BY_HAND
from engine.domain.permissions import Permission, is_permitted
from engine.domain.tasks import may_hold
from engine.queries.facts import facts
from engine.queries.pausing import Pausing, pausing_of
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import inbox, messages
from engine.store.instances import InstanceRecord
from engine.store.tasks import TaskRecord

WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody is asked to do in a referral now. `may_open`: the actor may open the task that asks for it."""

    title: str
    holder: str
    due_words: str
    task_id: UUID
    may_open: bool


@dataclass(frozen=True, slots=True)
class Referral:
    """One pathway for her. `current_step` and `holder` are of the step that is due first; empty when it has ended.

    `paused_until` is None while it is not paused; `paused_because` is the reason its manager gave. `steps` are all that
    people are asked for now, nearest deadline first; what they arrange by hand is among them when it has ended, too.
    """

    instance_id: UUID
    title: str
    state: str
    holder: str
    current_step: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    due_words: str
    may_withdraw: bool
    paused_until: datetime | None = None
    paused_because: str = ""
    may_pause: bool = False
    may_resume: bool = False
    steps: tuple[Step, ...] = ()


def referrals_of(view: View, instances: list[InstanceRecord], places: Places) -> tuple[Referral, ...]:
    """The referrals in the order given."""
    tasks: dict[UUID, list[TaskRecord]] = defaultdict(list)
    open_tasks = inbox.open_of_instances(view.tx, [instance.id for instance in instances])
    for task in open_tasks:
        tasks[task.instance_id].append(task)
    pauses = pausing_of(view, instances, open_tasks, places)
    waiting = {
        instance.parent_id: instance for instance in instances if instance.parent_id and instance.ended_at is None
    }
    return tuple(
        _referral(view, instance, tasks[instance.id], waiting.get(instance.id), places, pauses[instance.id])
        for instance in instances
    )


def _referral(
    view: View,
    instance: InstanceRecord,
    tasks: list[TaskRecord],
    called: InstanceRecord | None,
    places: Places,
    pause: Pausing,
) -> Referral:
    own = [task for task in tasks if task.origin == "pathway"] or tasks
    first = own[0] if own else None
    waits = f"Waits for: {called.title}" if called is not None else ""
    return Referral(
        instance_id=instance.id,
        title=instance.title,
        state=instance.state,
        holder=places.holder(first.agency_id, first.team_id) if first else "",
        current_step=first.title if first else waits,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        outcome=instance.outcome,
        due_words=places.due_words(first.due_at, first.agency_id) if first else "",
        may_withdraw=_may_withdraw(view, instance),
        paused_until=pause.until,
        paused_because=pause.because,
        may_pause=pause.may_pause,
        may_resume=pause.may_resume,
        steps=tuple(_step(view, task, places) for task in tasks if task.origin == "pathway" or task.kind == BY_HAND),
    )


def _step(view: View, task: TaskRecord, places: Places) -> Step:
    known = facts(task, places.agency_of(task.team_id))
    return Step(
        title=task.title,
        holder=places.holder(task.agency_id, task.team_id),
        due_words=places.due_words(task.due_at, task.agency_id),
        task_id=task.id,
        may_open=task.assignee_id == view.actor.account_id or may_hold(known, view.actor),
    )


def _may_withdraw(view: View, instance: InstanceRecord) -> bool:
    """Whether it runs and can be withdrawn now, and the actor is of the team that started it or manages there."""
    if instance.ended_at is not None or not _is_sender(view.actor, instance):
        return False
    return any(wait.name == WITHDRAW and wait.kind == "message" for wait in messages.waits_of(view.tx, instance.id))


def _is_sender(actor: Actor, instance: InstanceRecord) -> bool:
    sends = instance.starter_team_id in actor.team_ids or actor.manages(instance.starter_agency_id)
    return sends and is_permitted(actor, Permission.WITHDRAW_INSTANCE)
