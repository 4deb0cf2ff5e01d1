"""Timers: the sole truth about when something falls due. The clock only triggers what stands here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Integer, String, Text, Uuid, bindparam, delete, or_, select, update

from engine.store.records import Records, among_few, few, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

timer = table(
    "timer",
    Column("instance_id", Uuid, nullable=False),
    Column("token", Integer, nullable=True),
    Column("task_id", Uuid, nullable=True),
    Column("element_id", String(120), nullable=True),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("interrupting", Boolean, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("next_try_at", Moment, nullable=True),
    Column("deadline_class", String(20), nullable=False),
    Column("arithmetic", Text, nullable=False),
    Column("parameter", String(80), nullable=True),
    Column("fired", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("paused_remaining", Integer, nullable=True),
    reference("instance_id", "process_instance"),
    # Not unique: several of the engine's own clocks may end with one token, besides the clock that the diagram draws.
    index("ix_timer_instance", "instance_id", "token"),
    index("ix_timer_next_try", "next_try_at"),
)


@dataclass(frozen=True, slots=True)
class TimerRecord:
    """One running clock. `next_try_at` is None while it is paused; otherwise the moment to look at it (again)."""

    id: UUID
    instance_id: UUID
    token: int | None
    task_id: UUID | None
    element_id: str | None
    kind: str
    text: str
    interrupting: bool
    started_at: datetime
    due_at: datetime
    next_try_at: datetime | None
    deadline_class: str
    arithmetic: str
    parameter: str | None
    fired: int
    attempts: int
    paused_remaining: int | None


@dataclass(frozen=True, slots=True)
class DueTimer:
    id: UUID
    instance_id: UUID


timers = Records(TimerRecord, timer)

selecting_timer = timers.selection(timer.c.id == bindparam("id"))
_of_instance = timers.selection(timer.c.instance_id == bindparam("instance_id")).order_by(timer.c.due_at, timer.c.id)
_due = (
    select(timer.c.id, timer.c.instance_id)
    .where(timers.mine, timer.c.next_try_at <= bindparam("now"))
    .order_by(timer.c.next_try_at, timer.c.id)
    .limit(bindparam("most"))
)


def get(tx: Transaction, timer_id: UUID) -> TimerRecord | None:
    return timers.one(tx, selecting_timer, id=timer_id)


def of_instance(tx: Transaction, instance_id: UUID) -> list[TimerRecord]:
    return timers.all(tx, _of_instance, instance_id=instance_id)


def due(tx: Transaction, most: int) -> list[DueTimer]:
    """The timers that are due, earliest first, at most so many. Unlocked: each is checked again under its lock."""
    return [DueTimer(*row) for row in tx.run(_due, partnership(tx, {"now": tx.now, "most": most}))]


def due_of_instance(tx: Transaction, instance_id: UUID) -> list[TimerRecord]:
    return timers.all(
        tx, _of_instance.where(timer.c.next_try_at <= bindparam("now")), instance_id=instance_id, now=tx.now
    )


_of_parameter = timers.selection(
    timer.c.parameter == bindparam("name"),
    timer.c.due_at > bindparam("now"),
    timer.c.attempts == 0,
    timer.c.fired == 0,
).order_by(timer.c.instance_id, timer.c.due_at, timer.c.id)


def of_parameter(tx: Transaction, name: str, instance_id: UUID | None = None) -> dict[UUID, list[TimerRecord]]:
    """The clocks that run by the value of a parameter and have neither passed nor fired, by instance."""
    found: dict[UUID, list[TimerRecord]] = {}
    statement = _of_parameter if instance_id is None else _of_parameter.where(timer.c.instance_id == bindparam("at"))
    values = {"name": name, "now": tx.now, **({"at": instance_id} if instance_id is not None else {})}
    for record in timers.all(tx, statement, **values):
        found.setdefault(record.instance_id, []).append(record)
    return found


_forget = delete(timer).where(timers.mine)
_forget_tokens = _forget.where(timer.c.instance_id == bindparam("at_instance"), among_few(timer.c.token, "token"))
_forget_one = _forget.where(timer.c.id == bindparam("timer_id"))
_forget_all = _forget.where(timer.c.instance_id == bindparam("at_instance"))
_forget_others = _forget_all.where(
    or_(timer.c.task_id.is_(None), timer.c.task_id.not_in(bindparam("kept", expanding=True)))
)


def forget_tokens(tx: Transaction, instance_id: UUID, tokens: Iterable[int]) -> None:
    tx.write(
        _forget_tokens, *(partnership(tx, {"at_instance": instance_id, **those}) for those in few("token", tokens))
    )


def forget(tx: Transaction, timer_id: UUID) -> None:
    tx.write(_forget_one, partnership(tx, {"timer_id": timer_id}))


def forget_all(tx: Transaction, instance_id: UUID, but: Collection[UUID] = ()) -> None:
    """Forget every clock of an instance that has ended, but for those that watch these tasks."""
    values = partnership(tx, {"at_instance": instance_id})
    if but:
        tx.run(_forget_others, {**values, "kept": sorted(but)})
    else:
        tx.write(_forget_all, values)


def change(tx: Transaction, timer_id: UUID, **changes: Any) -> None:
    tx.run(
        update(timer).where(timers.mine, timer.c.id == bindparam("timer_id")).values(changes),
        partnership(tx, {"timer_id": timer_id}),
    )
