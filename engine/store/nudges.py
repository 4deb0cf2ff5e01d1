"""Who was asked for news of a step, and on which day: once a day at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, Date, UniqueConstraint, Uuid, bindparam

from engine.store.records import Records
from engine.store.schema import Moment, reference, table

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
