"""The open tasks of the agencies somebody manages, a page at a time: by deadline or age along an index, or by holder.

Every source goes through the scope as well. Names are read along, so that a page is one statement for each source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    Integer,
    String,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    select,
)

from engine.domain.actors import Actor
from engine.store import ordering, scope
from engine.store.accounts import account
from engine.store.agencies import agency, team
from engine.store.instances import process_instance
from engine.store.nudges import nudge
from engine.store.ordering import Position, Question
from engine.store.records import partnership
from engine.store.schema import Moment
from engine.store.standing import Steps, is_late, is_stalled
from engine.store.tasks import TaskRecord, tasks, user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

MOST_COUNTED = 100
SHOWS = ("all", "overdue", "unclaimed", "approvals")
STALLED = "stalled"
ORDERS: dict[str, ColumnElement[Any]] = {
    "due": user_task.c.due_order,
    "age": user_task.c.created_at,
    "holder": ordering.by_name(func.coalesce(account.c.name, "")),
}
"""By holder those that nobody has claimed come first."""


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
    is_reversed: bool = False


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
    key: datetime | str

    @property
    def place(self) -> Position:
        """Where it stands in the order in which it was read."""
        return self.key, self.task.id

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


def paging(
    tx: Transaction, actor: Actor, sought: Sought, today: date, after: Position | None, limit: int
) -> list[Question]:
    """What a page of up to `limit` tasks after a position asks of the database; nothing for who has no such list.

    `row_of` reads the answers. `today` is the day for which it is said whether news was asked for.
    """
    values = partnership(tx, {**_values(sought), "today": today, "most": limit, **ordering.values_of(after)})
    selection = _pages(actor, shape_of(sought), after is not None)
    return [] if selection is None else [(selection, values)]


def counted_values(wanted: Sequence[Sought]) -> dict[str, Any]:
    """The values for the `numbers` of these lists."""
    values: dict[str, Any] = {}
    for place, sought in enumerate(wanted):
        values |= {_at(name, place) if name in _OWN else name: value for name, value in _values(sought).items()}
    return values


def numbers(actor: Actor, shapes: Sequence[Shape]) -> list[tuple[int, ColumnElement[int]]]:
    """How many tasks each list has in each source, with the place of that list; beyond `MOST_COUNTED` nobody counts."""
    return [
        (place, _count(actor, source, _conditions(shape, place)))
        for place, shape in enumerate(shapes)
        for source in _sources(actor)
    ]


def of_instances(tx: Transaction, instance_ids: Sequence[UUID], today: date) -> list[WorkRow]:
    """The open tasks of referrals that were found in the actor's scope, nearest deadline first."""
    if not instance_ids:
        return []
    rows = tx.run(_of_instances, partnership(tx, {"ids": list(instance_ids), "today": today}))
    return [row_of(row) for row in rows]


def row_of(row: Sequence[Any]) -> WorkRow:
    """A row as the database answers it."""
    width = len(tasks.columns)
    title, person, holding, doing, doing_agency, doing_agency_id, nudged, *keys = row[width:]
    task = TaskRecord(*row[:width])
    key = keys[0] if keys else task.due_order
    return WorkRow(task, title, person, holding, doing, doing_agency, doing_agency_id, nudged is not None, key)


Shape: TypeAlias = tuple[str, str, bool, Steps, bool, bool, bool, bool]
_OWN = ("reference_from", "reference_to", "person", "begun_from", "begun_until")
"""Values that each of several counted lists has of its own."""


def shape_of(sought: Sought) -> Shape:
    """What of it is part of the statement, and not a value."""
    return (
        sought.show,
        sought.order,
        sought.is_reversed,
        sought.steps,
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
def _pages(actor: Actor, shape: Shape, has_after: bool) -> Executable | None:
    key, row_id, is_reversed = ORDERS[shape[1]], user_task.c.id, shape[2]
    conditions = _conditions(shape)
    if has_after:
        conditions.append(ordering.goes_on(key, row_id, is_reversed))
    rows = _rows.add_columns(key.label("key")).where(scope.tasks(actor), *conditions)
    order, most = ordering.ordered(key, row_id, is_reversed), bindparam("most", type_=Integer)
    return ordering.together([rows.where(source).order_by(*order).limit(most) for source in _sources(actor)])


def _count(actor: Actor, source: ColumnElement[bool], conditions: Sequence[ColumnElement[bool]]) -> Any:
    is_open = user_task.c.completed_at.is_(None)
    few = select(literal(1).label("one")).where(tasks.mine, is_open, scope.tasks(actor), source, *conditions)
    return select(func.count()).select_from(few.limit(MOST_COUNTED).subquery()).scalar_subquery()


def _at(name: str, place: int | None) -> str:
    return name if place is None else f"{name}_{place}"


def _conditions(shape: Shape, place: int | None = None) -> list[ColumnElement[bool]]:
    show, _, _, steps, has_reference, has_person, has_from, has_until = shape
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
