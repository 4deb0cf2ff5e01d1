"""What referrals wait for besides people: messages, moments, and what they have called, however deep.

Asked of referrals that were found in the actor's scope. Who may know of a referral is told where it is with what that
has called, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from engine.store.agencies import agency
from engine.store.instances import process_instance
from engine.store.lanes import lane_binding
from engine.store.messages import message_wait
from engine.store.records import partnership
from engine.store.standing import is_drawn
from engine.store.timers import timer

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Waiting:
    """A running referral of the list, or what it has called, with one message and one moment it waits for, if any.

    `agency` holds the step at which it waits for the message; else it is the agency that began it. `clock_runs` is
    False while the referral is paused.
    """

    id: UUID
    parent_id: UUID | None
    parent_element: str | None
    version_id: UUID
    pathway: str
    title: str
    state: str
    last_progress_at: datetime
    awaited: str | None
    clock: str | None
    clock_at: datetime | None
    clock_runs: bool
    agency: str
    agency_id: UUID


_called = process_instance.alias("called")
_same = process_instance.c.partnership_id
_listed = select(process_instance.c.id).where(
    process_instance.c.partnership_id == bindparam("in_partnership"),
    process_instance.c.id.in_(bindparam("ids", expanding=True)),
    process_instance.c.ended_at.is_(None),
)
_above = _listed.cte("above", recursive=True)
_under = _above.union_all(
    select(_called.c.id).where(
        _called.c.partnership_id == bindparam("in_partnership"),
        _called.c.parent_id == _above.c.id,
        _called.c.ended_at.is_(None),
    )
)
_bound = agency.alias("bound")
_began = agency.alias("began")
_of_each = (
    select(
        process_instance.c.id,
        process_instance.c.parent_id,
        process_instance.c.parent_element,
        process_instance.c.version_id,
        process_instance.c.pathway,
        process_instance.c.title,
        process_instance.c.state,
        process_instance.c.last_progress_at,
        message_wait.c.element_id,
        timer.c.element_id,
        timer.c.due_at,
        timer.c.next_try_at.is_not(None),
        func.coalesce(_bound.c.name, _began.c.name),
        func.coalesce(_bound.c.id, _began.c.id),
    )
    .select_from(process_instance)
    .join(_began, and_(_began.c.partnership_id == _same, _began.c.id == process_instance.c.starter_agency_id))
    .outerjoin(
        message_wait,
        and_(
            message_wait.c.partnership_id == _same,
            message_wait.c.instance_id == process_instance.c.id,
            message_wait.c.beside.is_(False),
        ),
    )
    .outerjoin(
        lane_binding,
        and_(
            lane_binding.c.partnership_id == _same,
            lane_binding.c.instance_id == process_instance.c.id,
            lane_binding.c.lane == message_wait.c.lane,
        ),
    )
    .outerjoin(_bound, and_(_bound.c.partnership_id == _same, _bound.c.id == lane_binding.c.agency_id))
    .outerjoin(
        timer,
        and_(
            timer.c.partnership_id == _same,
            timer.c.instance_id == process_instance.c.id,
            is_drawn(timer),
        ),
    )
    .where(_same == bindparam("in_partnership"), process_instance.c.id.in_(select(_under.c.id)))
    .order_by(process_instance.c.id, timer.c.due_at)
)


def of_referrals(tx: Transaction, instance_ids: Sequence[UUID]) -> list[Waiting]:
    """Those that run, and what they have called that runs; a row for each message and moment waited for."""
    if not instance_ids:
        return []
    rows: Sequence[Any] = tx.run(_of_each, partnership(tx, {"ids": list(instance_ids)})).all()
    return [Waiting(*row) for row in rows]
