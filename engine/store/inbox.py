"""Lists of open tasks: a page at a time, nearest deadline first, and how many there are of each kind.

A page costs the same out of a thousand tasks as out of a million: each source (a person, a team, an agency's managers)
is read along an index of its own, no further than the page is long, and the sources are merged. Every source goes
through the scope as well.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Uuid, bindparam, func, literal, select, tuple_

from engine.domain.actors import Actor, Role
from engine.store import absences, scope
from engine.store.instances import process_instance
from engine.store.records import among_few, few, partnership
from engine.store.schema import Moment
from engine.store.tasks import TaskRecord, tasks, user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

Position: TypeAlias = tuple[datetime, UUID]
"""Where a page ended: the deadline and id of its last task."""

MOST_COUNTED = 100
COUNTS = ("mine", "team", "overdue", "today", "unclaimed")

_is_open = user_task.c.completed_at.is_(None)
_order = (user_task.c.due_order, user_task.c.id)
_most = bindparam("most", type_=Integer)
_after = tuple_(*_order) > tuple_(bindparam("after_due", type_=Moment), bindparam("after_id", type_=Uuid))
_shows: dict[str, tuple[ColumnElement[bool], ...]] = {
    "all": (),
    "overdue": (user_task.c.due_order < bindparam("now", type_=Moment),),
    "today": (
        user_task.c.due_order >= bindparam("day_begins", type_=Moment),
        user_task.c.due_order < bindparam("day_ends", type_=Moment),
    ),
    "unclaimed": (user_task.c.assignee_id.is_(None),),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks. `whose` is mine or team; `show` is all, overdue, today or unclaimed; `reference` begins a reference.

    Mine are also those held by people who are away and for whom the actor stands in, as far as she may see them. The
    day is `today` on the wall clock, from `day_begins` until before `day_ends`.
    """

    whose: str
    show: str
    reference: str
    now: datetime
    today: date
    day_begins: datetime
    day_ends: datetime


def page(tx: Transaction, actor: Actor, wanted: Wanted, after: Position | None, limit: int) -> list[TaskRecord]:
    """Up to `limit` open tasks after a position, in the order of deadline and id."""
    values: dict[str, Any] = _moments(wanted)
    if wanted.reference:
        values |= _reference_range(wanted.reference)
    if after is not None:
        values |= {"after_due": after[0], "after_id": after[1]}
    values = partnership(tx, {**values, "most": limit})
    selections = _pages(actor, wanted.whose, wanted.show, bool(wanted.reference), after is not None)
    found = tx.read_together(*((selection, values) for selection in selections)) if selections else []
    sources = [[TaskRecord(*row) for row in rows] for rows in found]
    merged = heapq.merge(*sources, key=lambda task: (task.due_order, task.id))
    return list(merged)[:limit]


def counts(tx: Transaction, actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many open tasks there are: mine, my team's, and of those in `whose` the overdue, today's and unclaimed.

    Of mine none is unclaimed. Nobody counts beyond `MOST_COUNTED` in one source.
    """
    names, selection = _counting(actor, wanted.whose)
    row = tx.run(selection, partnership(tx, _moments(wanted))).one() if names else ()
    found = dict.fromkeys(COUNTS, 0)
    for name, number in zip(names, row, strict=True):
        found[name] += number
    return found


def titles(tx: Transaction, instance_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The titles of the pathways of the instances."""
    found = [tx.read(statement, values) for statement, values in asking_titles(tx, instance_ids)]
    return {row[0]: row[1] for rows in found for row in rows}


def open_of_instances(tx: Transaction, instance_ids: Sequence[UUID]) -> list[TaskRecord]:
    """The open tasks of several referrals, nearest deadline first."""
    found = [tx.read(statement, values) for statement, values in asking_open(tx, instance_ids)]
    return sorted((TaskRecord(*row) for rows in found for row in rows), key=lambda task: (task.due_order, task.id))


_titles = select(process_instance.c.id, process_instance.c.title).where(
    process_instance.c.partnership_id == bindparam("in_partnership"), among_few(process_instance.c.id, "id")
)
_open_of_few = tasks.selection(among_few(user_task.c.instance_id, "id"), _is_open)
Asking: TypeAlias = list[tuple[Select[Any], dict[str, Any]]]


def asking_titles(tx: Transaction, instance_ids: Iterable[UUID]) -> Asking:
    """What `titles` asks, to be read together with other things."""
    return [(_titles, partnership(tx, ids)) for ids in few("id", sorted(set(instance_ids)))]


def asking_open(tx: Transaction, instance_ids: Iterable[UUID]) -> Asking:
    """What `open_of_instances` asks, to be read together with other things."""
    return [(_open_of_few, partnership(tx, ids)) for ids in few("id", sorted(set(instance_ids)))]


def _moments(wanted: Wanted) -> dict[str, Any]:
    day = {"today": wanted.today, "day_begins": wanted.day_begins, "day_ends": wanted.day_ends}
    return {"now": wanted.now, **day}


def _reference_range(reference: str) -> dict[str, str]:
    return {"reference_from": reference, "reference_to": f"{reference}\uffff"}


@lru_cache(maxsize=1024)
def _pages(actor: Actor, whose: str, show: str, has_reference: bool, has_after: bool) -> tuple[Select[Any], ...]:
    conditions = list(_shows[show])
    if has_reference:
        conditions.append(user_task.c.business_key.between(bindparam("reference_from"), bindparam("reference_to")))
    if has_after:
        conditions.append(_after)
    return tuple(
        tasks.selection(_is_open, scope.tasks(actor), source, *conditions).order_by(*_order).limit(_most)
        for source in _sources(actor, whose)
    )


@lru_cache(maxsize=1024)
def _counting(actor: Actor, whose: str) -> tuple[tuple[str, ...], Select[Any]]:
    wanted: list[tuple[str, str, tuple[ColumnElement[bool], ...]]] = [(name, name, ()) for name in ("mine", "team")]
    shown = [name for name in ("overdue", "today", "unclaimed") if (whose, name) != ("mine", "unclaimed")]
    wanted += [(name, whose, _shows[name]) for name in shown]
    columns = [
        (name, _count(actor, source, conditions))
        for name, owner, conditions in wanted
        for source in _sources(actor, owner)
    ]
    return tuple(name for name, _ in columns), select(*(column for _, column in columns))


def _count(actor: Actor, source: ColumnElement[bool], conditions: tuple[ColumnElement[bool], ...]) -> Any:
    few = select(literal(1).label("one")).where(tasks.mine, _is_open, scope.tasks(actor), source, *conditions)
    return select(func.count()).select_from(few.limit(MOST_COUNTED).subquery()).scalar_subquery()


def _sources(actor: Actor, whose: str) -> list[ColumnElement[bool]]:
    """Conditions that each run along one index, and of which no task meets two."""
    if whose == "mine":
        own = user_task.c.assignee_id == actor.account_id
        return [own, user_task.c.assignee_id.in_(absences.stands_in(actor.account_id))]
    managed = {member.team_id for member in actor.memberships if member.role is Role.MANAGER and member.team_id}
    sources = [_of_team(team, team in managed) for team in sorted(actor.team_ids)]
    for agency in scope.managed_agencies(actor):
        of_agency = (user_task.c.agency_id == agency) & user_task.c.managers_only
        sources.append(of_agency & user_task.c.team_id.not_in(sorted(managed)))
    return sources


def _of_team(team_id: UUID, manages: bool) -> ColumnElement[bool]:
    of_team = user_task.c.team_id == team_id
    return of_team if manages else of_team & user_task.c.managers_only.is_(False)
