"""How many running referrals wait at which step, counted within what somebody may count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, distinct, func, select

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.instances import instances, process_instance
from engine.store.messages import message_wait
from engine.store.records import partnership
from engine.store.standing import is_drawn
from engine.store.tasks import user_task
from engine.store.timers import timer

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many referrals of one version wait at one element."""

    version_id: UUID
    element_id: str
    count: int


def running(tx: Transaction, actor: Actor) -> dict[str, int]:
    """How many referrals run on each pathway; those on which none runs are left out."""
    return {row[0]: row[1] for row in tx.read(_running(actor), partnership(tx, {}))}


def at_steps(tx: Transaction, actor: Actor, pathway: str) -> list[StepCount]:
    """How many of them wait at each step for a person, a message, a moment, or a pathway that they have called."""
    values = partnership(tx, {"pathway": pathway})
    found = tx.read_together(*((selection, values) for selection in _steps(actor)))
    return [StepCount(*row) for rows in found for row in rows]


@lru_cache(maxsize=1024)
def _running(actor: Actor) -> Select[Any]:
    return (
        select(process_instance.c.pathway, func.count())
        .where(_counted(actor))
        .group_by(process_instance.c.pathway)
        .order_by(process_instance.c.pathway)
    )


@lru_cache(maxsize=1024)
def _steps(actor: Actor) -> tuple[Select[Any], ...]:
    waiting = (
        (user_task, and_(user_task.c.completed_at.is_(None), user_task.c.origin == "pathway")),
        (message_wait, message_wait.c.element_id.is_not(None)),
        (timer, is_drawn(timer)),
    )
    return *(_at(actor, table, condition) for table, condition in waiting), _at_calls(actor)


def _at(actor: Actor, table: Any, condition: ColumnElement[bool]) -> Select[Any]:
    here = and_(
        table.c.partnership_id == process_instance.c.partnership_id, table.c.instance_id == process_instance.c.id
    )
    return (
        select(process_instance.c.version_id, table.c.element_id, func.count(distinct(process_instance.c.id)))
        .join_from(process_instance, table, here)
        .where(_counted(actor), process_instance.c.pathway == bindparam("pathway"), condition)
        .group_by(process_instance.c.version_id, table.c.element_id)
    )


def _at_calls(actor: Actor) -> Select[Any]:
    called = process_instance.alias("called")
    of_call = and_(
        called.c.partnership_id == process_instance.c.partnership_id, called.c.parent_id == process_instance.c.id
    )
    return (
        select(process_instance.c.version_id, called.c.parent_element, func.count(distinct(process_instance.c.id)))
        .join_from(process_instance, called, of_call)
        .where(
            _counted(actor),
            process_instance.c.pathway == bindparam("pathway"),
            called.c.ended_at.is_(None),
            called.c.parent_element.is_not(None),
        )
        .group_by(process_instance.c.version_id, called.c.parent_element)
    )


def _counted(actor: Actor) -> ColumnElement[bool]:
    return and_(instances.mine, process_instance.c.ended_at.is_(None), scope.counted(actor))
