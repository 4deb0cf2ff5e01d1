"""Open steps that stand still: conditions on tasks, and the values that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, false, func, or_

from engine.domain.parameters import DeadlineClass, Parameter, resolve
from engine.domain.stalling import OWN_STEPS, PARAMETER, Limit, limits
from engine.domain.working_days import Calendar
from engine.store.agencies import ClosureRecord, closure_day, closures
from engine.store.definitions import ParameterRecord, parameters
from engine.store.definitions import parameter as parameter_table
from engine.store.records import partnership
from engine.store.schema import Moment
from engine.store.tasks import user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

Steps: TypeAlias = tuple[tuple[str, str], ...]
"""Pathway and element of each limit, nearest first; the last is for all steps."""

_named = parameters.selection(parameter_table.c.name >= PARAMETER, parameter_table.c.name < f"{PARAMETER}/").order_by(
    parameter_table.c.name, parameter_table.c.valid_from
)


def steps_of(known: Sequence[Limit]) -> Steps:
    return tuple((limit.pathway, limit.element) for limit in known)


def moments(known: Sequence[Limit], now: datetime) -> dict[str, Any]:
    """The values for `is_stalled` and `is_late`."""
    return {"now": now, **{f"since_{place}": limit.since for place, limit in enumerate(known)}}


def is_late() -> ColumnElement[bool]:
    """Whether the deadline of a step has passed that does not stand still on purpose."""
    return and_(user_task.c.due_order < bindparam("now", type_=Moment), user_task.c.paused.is_(False))


def is_stalled(steps: Steps) -> ColumnElement[bool]:
    """Whether a step is late or has stood beyond its limit. What the engine asks about another step is no step."""
    return and_(
        user_task.c.paused.is_(False),
        or_(user_task.c.origin != "engine", *(user_task.c.kind == kind for kind in OWN_STEPS)),
        or_(user_task.c.due_order < bindparam("now", type_=Moment), _stands_too_long(steps)),
    )


def _stands_too_long(steps: Steps) -> ColumnElement[bool]:
    chosen = [(_is_of(*step), _since(place)) for place, step in enumerate(steps[:-1])]
    last = _since(len(steps) - 1)
    return user_task.c.created_at < (case(*chosen, else_=last) if chosen else last) if steps else false()


def _since(place: int) -> Any:
    return bindparam(f"since_{place}", type_=Moment)


def _is_of(pathway: str, element: str) -> ColumnElement[bool]:
    of_pathway = user_task.c.pathway == pathway
    return and_(of_pathway, func.lower(user_task.c.element_id) == element) if element else of_pathway


_closures = closures.selection().order_by(closure_day.c.closed_on)


@dataclass(frozen=True, slots=True)
class Measure:
    """What standing still is measured by: the limits in force today, and the days on which agencies are closed."""

    limits: tuple[Limit, ...]
    closures: tuple[ClosureRecord, ...]

    def calendar(self, agency_id: UUID) -> Calendar:
        """The days on which that agency works."""
        closed = (day.closed_on for day in self.closures if day.agency_id in (None, agency_id))
        return Calendar(closed_days=frozenset(closed))


def measure(tx: Transaction) -> Measure:
    """Read in one round trip."""
    here = partnership(tx, {})
    named, closed = tx.read_together((_named, here), (_closures, here))
    return Measure(
        _limits(tx.now, [ParameterRecord(*row) for row in named]), tuple(ClosureRecord(*row) for row in closed)
    )


def _limits(now: datetime, found: Sequence[ParameterRecord]) -> tuple[Limit, ...]:
    today = Calendar().local(now).date()
    rows = [
        Parameter(row.name, row.value, DeadlineClass(row.parameter_class), row.source, row.valid_from) for row in found
    ]
    names = {row.name for row in rows if row.valid_from <= today}
    return limits({name: resolve(rows, name, today).value for name in names}, now)
