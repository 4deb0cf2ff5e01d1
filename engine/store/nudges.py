"""Who was asked for news of a step, and on which day: once a day at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, Date, Select, UniqueConstraint, Uuid, bindparam, exists, or_

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.instances import process_instance
from engine.store.records import Records
from engine.store.schema import Moment, reference, table
from engine.store.tasks import TaskRecord, tasks, user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

nudge = table(
    "nudge",
    Column("task_id", Uuid, nullable=False),
    Column("nudged_on", Date, nullable=False),
    Column("nudged_at", Moment, nullable=False),
    Column("nudged_by", Uuid, nullable=False),
    UniqueConstraint("partnership_id", "task_id", "nudged_on"),
    reference("task_id", "user_task"),
    reference("nudged_by", "account"),
)


@dataclass(frozen=True, slots=True)
class NudgeRecord:
    """One asking. `nudged_on` is the day on the wall clock where the partnership works."""

    id: UUID
    task_id: UUID
    nudged_on: date
    nudged_at: datetime
    nudged_by: UUID


nudges = Records(NudgeRecord, nudge)

_on_day = nudges.selection(nudge.c.task_id == bindparam("task_id"), nudge.c.nudged_on == bindparam("day"))


def on_day(tx: Transaction, task_id: UUID, day: date) -> NudgeRecord | None:
    """Whether somebody asked for news of the step on that day."""
    return nudges.one(tx, _on_day, task_id=task_id, day=day)


@lru_cache(maxsize=2048)
def _askable(actor: Actor) -> Select[Any]:
    of_referral = exists().where(
        process_instance.c.partnership_id == user_task.c.partnership_id,
        process_instance.c.id == user_task.c.instance_id,
        or_(scope.status(actor), scope.instances(actor)),
    )
    return tasks.selection(user_task.c.id == bindparam("id"), or_(scope.tasks(actor), of_referral))


def task_to_ask(tx: Transaction, actor: Actor, task_id: UUID) -> TaskRecord | None:
    """The step, if the actor may see it or the status of its referral."""
    return tasks.one(tx, _askable(actor), id=task_id)
