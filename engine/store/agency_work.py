"""The open tasks of the agencies somebody manages: a page at a time, by deadline or by age, along an index of its own.

Every source goes through the scope as well. Names are read along, so that a page is one statement for each source.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
)

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.accounts import account
from engine.store.agencies import agency, team
from engine.store.instances import process_instance
from engine.store.nudges import nudge
from engine.store.records import partnership
from engine.store.schema import Moment
from engine.store.standing import Steps, is_late, is_stalled
from engine.store.tasks import TaskRecord, tasks, user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

Position: TypeAlias = tuple[datetime, UUID]
"""Where a page ended: the deadline, or the beginning, and the id of its last task."""

MOST_COUNTED = 100
SHOWS = ("all", "overdue", "unclaimed", "approvals")
STALLED = "stalled"
ORDERS = {"due": user_task.c.due_order, "age": user_task.c.created_at}


@dataclass(frozen=True, slots=True)
class Sought:
    """Which tasks, in which order. `values` are those of the conditions (`standing.moments`).

    `show` is one of `SHOWS`, or stalled; `person` holds them, if given; those that began from `begun_from` until
    before `begun_until`, if given; `reference` begins a reference.
    """

    show: str
    order: str
    steps: Steps
    values: dict[str, Any]
    reference: str = ""
    person: UUID | None = None
    begun_from: datetime | None = None
    begun_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An open task with the names that people read. `agency` holds it, `team` of `team_agency` does it."""

    task: TaskRecord
    title: str
    person: str | None
    agency: str
    team: str
    team_agency: str
    team_agency_id: UUID
    is_nudged: bool

    @property
    def holder(self) -> str:
        if self.team_agency_id == self.task.agency_id:
            return f"{self.agency}, {self.team}"
        return f"{self.agency} (replies recorded by {self.team_agency}, {self.team})"


_doing = team.alias("doing")
_of_team = agency.alias("of_team")
_same = user_task.c.partnership_id
_rows = (
    select(
        *tasks.columns,
        process_instance.c.title,
        account.c.name,
        agency.c.name,
        _doing.c.name,
        _of_team.c.name,
        _of_team.c.id,
        nudge.c.id,
    )
    .join(
        process_instance,
        and_(process_instance.c.partnership_id == _same, process_instance.c.id == user_task.c.instance_id),
    )
    .join(_doing, and_(_doing.c.partnership_id == _same, _doing.c.id == user_task.c.team_id))
    .join(agency, and_(agency.c.partnership_id == _same, agency.c.id == user_task.c.agency_id))
    .join(_of_team, and_(_of_team.c.partnership_id == _same, _of_team.c.id == _doing.c.agency_id))
    .outerjoin(account, and_(account.c.partnership_id == _same, account.c.id == user_task.c.assignee_id))
    .outerjoin(
        nudge,
        and_(
            nudge.c.partnership_id == _same,
            nudge.c.task_id == user_task.c.id,
            nudge.c.nudged_on == bindparam("today", type_=Date),
        ),
    )
    .where(tasks.mine, user_task.c.completed_at.is_(None))
)
_of_instances = _rows.where(user_task.c.instance_id.in_(bindparam("ids", expanding=True))).order_by(
    user_task.c.due_order, user_task.c.id
)


def page(
    tx: Transaction, actor: Actor, sought: Sought, today: date, after: Position | None, limit: int
) -> list[WorkRow]:
    """Up to `limit` tasks after a position. `today` is the day for which it is said whether news was asked for."""
    values = partnership(tx, {**_values(sought), "today": today, "most": limit})
    if after is not None:
        values |= {"after_at": after[0], "after_id": after[1]}
    shape = (sought.show, sought.order, sought.steps, *_given(sought))
    sources = [(selection, values) for selection in _pages(actor, shape, after is not None)]
    found = [[_row(row) for row in rows] for rows in tx.read_together(*sources)] if sources else []
    return list(heapq.merge(*found, key=lambda row: place_of(row, sought.order)))[:limit]


def place_of(row: WorkRow, order: str) -> Position:
    """Where the row stands in that order."""
    return (row.task.due_order if order == "due" else row.task.created_at, row.task.id)


def counts(tx: Transaction, actor: Actor, wanted: Sequence[Sought]) -> list[int]:
    """How many tasks each of them has; nobody counts beyond `MOST_COUNTED` in one source."""
    shapes = tuple((sought.show, sought.order, sought.steps, *_given(sought)) for sought in wanted)
    parts, selection = _counting(actor, shapes)
    if not parts:
        return [0] * len(wanted)
    values: dict[str, Any] = {}
    for place, sought in enumerate(wanted):
        values |= {_at(name, place): value for name, value in _values(sought).items() if name in _OWN}
        values |= {name: value for name, value in _values(sought).items() if name not in _OWN}
    (row,) = tx.read(selection, partnership(tx, values))
    found = [0] * len(wanted)
    for place, number in zip(parts, row, strict=True):
        found[place] += number
    return found


def of_instances(tx: Transaction, instance_ids: Sequence[UUID], today: date) -> list[WorkRow]:
    """The open tasks of referrals that were found in the actor's scope, nearest deadline first."""
    if not instance_ids:
        return []
    rows = tx.run(_of_instances, partnership(tx, {"ids": list(instance_ids), "today": today}))
    return [_row(row) for row in rows]


def _row(row: Sequence[Any]) -> WorkRow:
    width = len(tasks.columns)
    title, person, holding, doing, doing_agency, doing_agency_id, nudged = row[width:]
    return WorkRow(
        TaskRecord(*row[:width]), title, person, holding, doing, doing_agency, doing_agency_id, nudged is not None
    )


Shape: TypeAlias = tuple[str, str, Steps, bool, bool, bool, bool]
_OWN = ("reference_from", "reference_to", "person", "begun_from", "begun_until")
"""Values that each of several counted lists has of its own."""


def _given(sought: Sought) -> tuple[bool, bool, bool, bool]:
    return (
        bool(sought.reference),
        sought.person is not None,
        sought.begun_from is not None,
        sought.begun_until is not None,
    )


def _values(sought: Sought) -> dict[str, Any]:
    values = dict(sought.values)
    if sought.reference:
        values |= {"reference_from": sought.reference, "reference_to": f"{sought.reference}\uffff"}
    own = {"person": sought.person, "begun_from": sought.begun_from, "begun_until": sought.begun_until}
    return values | {name: value for name, value in own.items() if value is not None}


@lru_cache(maxsize=1024)
def _pages(actor: Actor, shape: Shape, has_after: bool) -> tuple[Select[Any], ...]:
    order, most = (ORDERS[shape[1]], user_task.c.id), bindparam("most", type_=Integer)
    conditions = _conditions(shape)
    if has_after:
        conditions.append(
            tuple_(*order) > tuple_(bindparam("after_at", type_=Moment), bindparam("after_id", type_=Uuid))
        )
    return tuple(
        _rows.where(scope.tasks(actor), source, *conditions).order_by(*order).limit(most) for source in _sources(actor)
    )


@lru_cache(maxsize=1024)
def _counting(actor: Actor, shapes: tuple[Shape, ...]) -> tuple[tuple[int, ...], Select[Any]]:
    columns = [
        (place, _count(actor, source, _conditions(shape, place)))
        for place, shape in enumerate(shapes)
        for source in _sources(actor)
    ]
    return tuple(place for place, _ in columns), select(*(column for _, column in columns))


def _count(actor: Actor, source: ColumnElement[bool], conditions: Sequence[ColumnElement[bool]]) -> Any:
    is_open = user_task.c.completed_at.is_(None)
    few = select(literal(1).label("one")).where(tasks.mine, is_open, scope.tasks(actor), source, *conditions)
    return select(func.count()).select_from(few.limit(MOST_COUNTED).subquery()).scalar_subquery()


def _at(name: str, place: int | None) -> str:
    return name if place is None else f"{name}_{place}"


def _conditions(shape: Shape, place: int | None = None) -> list[ColumnElement[bool]]:
    show, _, steps, has_reference, has_person, has_from, has_until = shape
    found = _shown(show, steps)
    if has_reference:
        first, last = (bindparam(_at(f"reference_{end}", place), type_=String) for end in ("from", "to"))
        found.append(user_task.c.business_key.between(first, last))
    if has_person:
        found.append(user_task.c.assignee_id == bindparam(_at("person", place), type_=Uuid))
    if has_from:
        found.append(user_task.c.created_at >= bindparam(_at("begun_from", place), type_=Moment))
    if has_until:
        found.append(user_task.c.created_at < bindparam(_at("begun_until", place), type_=Moment))
    return found


def _shown(show: str, steps: Steps) -> list[ColumnElement[bool]]:
    if show == "overdue":
        return [is_late()]
    if show == "unclaimed":
        return [user_task.c.assignee_id.is_(None)]
    if show == "approvals":
        return [user_task.c.managers_only.is_(True), user_task.c.origin != "engine"]
    return [is_stalled(steps)] if show == STALLED else []


def _sources(actor: Actor) -> list[ColumnElement[bool]]:
    """Conditions that each run along one index, and of which no task meets two."""
    managed = scope.managed_agencies(actor)
    return [
        *(user_task.c.agency_id == each for each in managed),
        *([scope.kept_for_partners(actor)] if managed else []),
    ]


_referrals = select(user_task.c.id, user_task.c.instance_id).where(
    tasks.mine, user_task.c.id.in_(bindparam("ids", expanding=True))
)


def referrals_of(tx: Transaction, task_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The referral of each task, to lock them in one order; whoever asks is told nothing of it."""
    return {row[0]: row[1] for row in tx.run(_referrals, partnership(tx, {"ids": list(task_ids)}))}
