"""Steps and referrals that stand still: conditions on them, and the values that go with them.

A referral in which nobody is asked for anything stands still when what it waits for instead is long in coming: a
message, a moment that has passed, or what another pathway does that stands still itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from engine.domain.parameters import DeadlineClass, Parameter, resolve
from engine.domain.stalling import OWN_STEPS, PARAMETER, Limit, limits
from engine.domain.working_days import Calendar
from engine.store.agencies import closure_day, closures
from engine.store.definitions import parameter as parameter_table
from engine.store.definitions import parameters
from engine.store.instances import process_instance
from engine.store.lanes import lane_binding
from engine.store.messages import message_wait
from engine.store.records import partnership
from engine.store.row_by_row import is_there
from engine.store.schema import Moment
from engine.store.tasks import user_task
from engine.store.timers import timer

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

Steps: TypeAlias = tuple[tuple[str, str], ...]
"""Pathway and element of each limit, nearest first; the last is for all steps."""

RUNNING = "running"
OF_THE_ENGINE = ("deadline", "resume")
"""Clocks that no diagram draws."""
WORKER_IS_LATE = timedelta(minutes=15)
"""A worker looks every few seconds, and tries again soon what failed."""


def steps_of(known: Sequence[Limit]) -> Steps:
    return tuple((limit.pathway, limit.element) for limit in known)


def moments(known: Sequence[Limit], now: datetime) -> dict[str, Any]:
    """The values for the conditions below."""
    return {
        "now": now,
        "worker_late": now - WORKER_IS_LATE,
        **{f"since_{place}": limit.since for place, limit in enumerate(known)},
    }


def is_late() -> ColumnElement[bool]:
    """Whether the deadline of a step has passed that does not stand still on purpose."""
    return and_(user_task.c.due_order < bindparam("now", type_=Moment), user_task.c.paused.is_(False))


def is_stalled(steps: Steps, task: FromClause = user_task) -> ColumnElement[bool]:
    """Whether a step is late or has stood beyond its limit. What the engine asks about another step is no step."""
    began = _Since(task.c.created_at, task.c.pathway, task.c.element_id)
    return and_(
        task.c.paused.is_(False),
        is_step(task),
        or_(task.c.due_order < bindparam("now", type_=Moment), began.too_long_ago(steps)),
    )


def is_step(task: FromClause) -> ColumnElement[bool]:
    """Whether it moves the referral on, and not only asks about what does."""
    return or_(task.c.origin != "engine", *(task.c.kind == kind for kind in OWN_STEPS))


def stalls(steps: Steps) -> ColumnElement[bool]:
    """Whether a referral has a stalled step, or stands still without one."""
    return or_(_has_stalled_step(steps, process_instance), waits_in_vain(steps))


def waits_in_vain(steps: Steps) -> ColumnElement[bool]:
    """Whether nobody is asked for anything in it, and what it waits for instead is long in coming."""
    of = process_instance
    return and_(of.c.state == RUNNING, ~_asks_somebody(of), or_(_has_cause(steps, of), _calls_in_vain(steps, of)))


def _has_stalled_step(steps: Steps, of: FromClause) -> ColumnElement[bool]:
    task = user_task.alias()
    return exists().where(_in(task, of), is_stalled(steps, task))


def _has_cause(steps: Steps, of: FromClause) -> ColumnElement[bool]:
    return or_(_hears_nothing(steps, of), _clock_has_passed(of), _has_nothing_to_wait_for(steps, of))


def _calls_in_vain(steps: Steps, of: FromClause) -> ColumnElement[bool]:
    """Whether something that it has called stands still, or what that waits for in its turn, however deep."""
    first, deeper, called = (process_instance.alias() for _ in range(3))
    under = (
        select(first.c.partnership_id, first.c.id)
        .where(_is_called(first, of))
        .correlate(of)
        .cte("under", recursive=True, nesting=True)
    )
    task = user_task.alias()
    asks = exists().where(
        task.c.partnership_id == under.c.partnership_id,
        task.c.instance_id == under.c.id,
        task.c.completed_at.is_(None),
        is_step(task),
    )
    under = under.union_all(select(deeper.c.partnership_id, deeper.c.id).where(_is_called(deeper, under), ~asks))
    stands = or_(
        _has_stalled_step(steps, called),
        and_(called.c.state == RUNNING, ~_asks_somebody(called), _has_cause(steps, called)),
    )
    same = and_(called.c.partnership_id == under.c.partnership_id, called.c.id == under.c.id)
    return select(literal(1)).select_from(under).join(called, same).where(called.c.state == RUNNING, stands).exists()


def waits_with(steps: Steps, agency_id: UUID) -> ColumnElement[bool]:
    """Of those that stand still without a step, the ones that wait at a step of the agency; see `waits_of_others`."""
    of = process_instance
    by_itself = or_(_clock_has_passed(of), _has_nothing_to_wait_for(steps, of))
    started = of.c.starter_agency_id == literal(agency_id, Uuid)
    heard = or_(_hears_nothing(steps, of, agency_id), and_(started, _hears_nothing(steps, of, None, is_unbound=True)))
    return and_(of.c.state == RUNNING, ~_asks_somebody(of), or_(heard, and_(started, by_itself)))


def _in(table: FromClause, of: FromClause) -> ColumnElement[bool]:
    open_only = table.c.completed_at.is_(None) if "completed_at" in table.c else true()
    return and_(table.c.partnership_id == of.c.partnership_id, table.c.instance_id == of.c.id, open_only)


def is_drawn(clock: FromClause) -> ColumnElement[bool]:
    """Whether it is a clock of the diagram, and not one by which the engine watches over something."""
    return and_(*(clock.c.kind != kind for kind in OF_THE_ENGINE))


def _asks_somebody(of: FromClause) -> ColumnElement[bool]:
    task = user_task.alias()
    return exists().where(_in(task, of), is_step(task))


def _is_called(called: FromClause, of: FromClause) -> ColumnElement[bool]:
    same = and_(called.c.partnership_id == of.c.partnership_id, called.c.parent_id == of.c.id)
    return and_(same, called.c.ended_at.is_(None))


def _hears_nothing(
    steps: Steps, of: FromClause, agency_id: UUID | None = None, is_unbound: bool = False
) -> ColumnElement[bool]:
    """Whether it has waited too long for a message: at any step, at one of the agency, or at one nobody holds yet."""
    wait = message_wait.alias()
    began = _Since(of.c.last_progress_at, of.c.pathway, wait.c.element_id)
    conditions = [_in(wait, of), wait.c.beside.is_(False), began.too_long_ago(steps)]
    lane = lane_binding.alias()
    same = and_(lane.c.partnership_id == wait.c.partnership_id, lane.c.instance_id == wait.c.instance_id)
    bound = [same, lane.c.lane == wait.c.lane]
    if agency_id is not None:
        conditions.append(is_there(*bound, lane.c.agency_id == literal(agency_id, Uuid)))
    elif is_unbound:
        conditions.append(~is_there(*bound))
    return exists().where(*conditions)


def _clock_has_passed(of: FromClause) -> ColumnElement[bool]:
    """Whether a moment has passed long enough for the worker to have seen it."""
    clock = timer.alias()
    late = clock.c.due_at < bindparam("worker_late", type_=Moment)
    return exists().where(_in(clock, of), is_drawn(clock), clock.c.next_try_at.is_not(None), late)


def _has_nothing_to_wait_for(steps: Steps, of: FromClause) -> ColumnElement[bool]:
    """Whether nothing is under way that could move it on: what it has called has not begun, or not come back."""
    wait, clock, called = message_wait.alias(), timer.alias(), process_instance.alias()
    return and_(
        _Since(of.c.last_progress_at, of.c.pathway, literal("")).too_long_ago(steps),
        ~exists().where(_in(wait, of), wait.c.beside.is_(False)),
        ~exists().where(_in(clock, of), is_drawn(clock)),
        ~exists().where(_is_called(called, of)),
    )


@dataclass(frozen=True)
class _Since:
    """Since when something stands still, in which pathway, at which step."""

    moment: ColumnElement[Any]
    pathway: ColumnElement[Any]
    element: ColumnElement[Any]

    def too_long_ago(self, steps: Steps) -> ColumnElement[bool]:
        chosen = [(self._is_of(*step), _limit(place)) for place, step in enumerate(steps[:-1])]
        last = _limit(len(steps) - 1)
        return self.moment < (case(*chosen, else_=last) if chosen else last) if steps else false()

    def _is_of(self, pathway: str, element: str) -> ColumnElement[bool]:
        of_pathway = self.pathway == pathway
        return and_(of_pathway, func.lower(self.element) == element) if element else of_pathway


def _limit(place: int) -> Any:
    return bindparam(f"since_{place}", type_=Moment)


_measured = union_all(
    select(
        parameter_table.c.name,
        parameter_table.c.value,
        parameter_table.c.parameter_class,
        parameter_table.c.source,
        parameter_table.c.valid_from,
        null().cast(Uuid).label("agency_id"),
    ).where(parameters.mine, parameter_table.c.name >= PARAMETER, parameter_table.c.name < f"{PARAMETER}/"),
    select(*(literal("", String) for _ in range(4)), closure_day.c.closed_on, closure_day.c.agency_id).where(
        closures.mine
    ),
)
"""Parameters with the day from which they hold, and nameless the days of closure."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What standing still is measured by: the limits in force today, and the days on which agencies are closed
    (all of them, where none is named).
    """

    limits: tuple[Limit, ...]
    closures: tuple[tuple[UUID | None, date], ...]

    def calendar(self, agency_id: UUID) -> Calendar:
        """The days on which that agency works."""
        closed = (day for closing, day in self.closures if closing in (None, agency_id))
        return Calendar(closed_days=frozenset(closed))


def measure(tx: Transaction) -> Measure:
    """Read as one question."""
    rows = tx.read(_measured, partnership(tx, {}))
    named = [Parameter(row[0], row[1], DeadlineClass(row[2]), row[3], row[4]) for row in rows if row[0]]
    closed = [(row[5], row[4]) for row in rows if not row[0]]
    return Measure(_limits(tx.now, named), tuple(closed))


def _limits(now: datetime, found: Sequence[Parameter]) -> tuple[Limit, ...]:
    today = Calendar().local(now).date()
    names = {row.name for row in found if row.valid_from <= today}
    return limits({name: resolve(found, name, today).value for name in names}, now)
