"""Running referrals of which somebody may see the status, in an order, a page at a time: sent, received, or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
)

from engine.domain.actors import Actor
from engine.store import ordering, scope
from engine.store.agencies import agency, team
from engine.store.cases import case_participant
from engine.store.instances import instances, process_instance
from engine.store.ordering import Position, Question
from engine.store.records import partnership
from engine.store.row_by_row import is_there
from engine.store.schema import Moment
from engine.store.standing import Steps, is_late, stalls, waits_with
from engine.store.tasks import NO_DEADLINE, user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

MOST_COUNTED = 100
WHOSE = ("sent", "received", "partnership", "ours")
SHOWS = ("all", "overdue", "stalled")
NOBODY = "\uffff"
"""Where a referral in which nobody has anything to do stands in the order of holders: last."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which referrals: of `WHOSE`, showing one of `SHOWS`, in one of `ORDERS`; `ours` are those that stand still
    without a step of anybody, at a step of an agency the actor manages.

    `values` are those of the conditions (`standing.moments`). Without progress since before `still_until`, and not
    since before `still_from`, if given.
    """

    whose: str
    show: str
    steps: Steps
    values: dict[str, Any]
    reference: str = ""
    order: str = "age"
    is_reversed: bool = False
    still_from: datetime | None = None
    still_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A running referral, without what is in it. `may_open`: the actor may open its page. `key` is what orders it."""

    id: UUID
    title: str
    pathway: str
    state: str
    case_id: UUID | None
    business_key: str
    started_at: datetime
    last_progress_at: datetime
    may_open: bool
    key: datetime | str | UUID

    @property
    def place(self) -> Position:
        """Where it stands in the order in which it was read."""
        return self.key, self.id


_part = case_participant.alias("part")
_columns = tuple(process_instance.c[name] for name in ReferralRow.__slots__ if name not in ("may_open", "key"))
Shape: TypeAlias = tuple[str, str, str, bool, Steps, bool, bool, bool]
_OWN = ("reference_from", "reference_to", "still_from", "still_until")


_first = user_task.alias()
_open = and_(
    _first.c.partnership_id == process_instance.c.partnership_id,
    _first.c.instance_id == process_instance.c.id,
    _first.c.completed_at.is_(None),
)
_of_pathway_first = (case((_first.c.origin == "engine", 1), else_=0), _first.c.due_order, _first.c.id)
_team = team.alias()
_holding = (
    select(agency.c.name + ", " + _team.c.name)
    .select_from(_first)
    .join(agency, and_(agency.c.partnership_id == _first.c.partnership_id, agency.c.id == _first.c.agency_id))
    .join(_team, and_(_team.c.partnership_id == _first.c.partnership_id, _team.c.id == _first.c.team_id))
)
_nearest = select(_first.c.due_order).where(_open).order_by(*_of_pathway_first).limit(1).scalar_subquery()
_holder = _holding.where(_open).order_by(*_of_pathway_first).limit(1).scalar_subquery()
ORDERS: dict[str, ColumnElement[Any]] = {
    "due": func.coalesce(_nearest, literal(NO_DEADLINE, Moment), type_=Moment),
    "age": process_instance.c.id,
    "still": process_instance.c.last_progress_at,
    "holder": ordering.by_name(func.coalesce(_holder, literal(NOBODY))),
}
"""Deadline and holder are those of the step that a line shows: of the pathway's own the one that is due first."""


def paging(tx: Transaction, actor: Actor, wanted: Wanted, after: Position | None, limit: int) -> list[Question]:
    """What a page of up to `limit` referrals after a position asks of the database; nothing for who has no such list.

    `row_of` reads the answers.
    """
    values = partnership(tx, {**_values(wanted), "most": limit, **ordering.values_of(after)})
    selection = _pages(actor, shape_of(wanted), after is not None)
    return [] if selection is None else [(selection, values)]


def row_of(row: Sequence[Any]) -> ReferralRow:
    """A row as the database answers it."""
    return ReferralRow(*row)


def counted_values(wanted: Sequence[Wanted]) -> dict[str, Any]:
    """The values for the `numbers` of these lists."""
    values: dict[str, Any] = {}
    for place, one in enumerate(wanted):
        values |= {f"{name}_{place}" if name in _OWN else name: value for name, value in _values(one).items()}
    return values


def numbers(actor: Actor, shapes: Sequence[Shape]) -> list[tuple[int, ColumnElement[int]]]:
    """How many there are of each list in each source, with the place of that list; nobody counts beyond `MOST_COUNTED`
    in one source.
    """
    return [
        (place, _count(actor, source, row_id, _conditions(shape, place)))
        for place, shape in enumerate(shapes)
        for source, row_id in _sources(actor, shape)
    ]


def _count(actor: Actor, source: Any, row_id: Any, conditions: Sequence[ColumnElement[bool]]) -> Any:
    one = select(literal(1).label("one")).where(instances.mine, scope.status(actor), source, *conditions)
    few = one.order_by(row_id).limit(MOST_COUNTED)  # in the order of the index, so that it is what is read
    return select(func.count()).select_from(few.subquery()).scalar_subquery()


def shape_of(wanted: Wanted) -> Shape:
    """What of it is part of the statement, and not a value."""
    return (
        wanted.whose,
        wanted.show,
        wanted.order,
        wanted.is_reversed,
        wanted.steps,
        bool(wanted.reference),
        wanted.still_from is not None,
        wanted.still_until is not None,
    )


def _values(wanted: Wanted) -> dict[str, Any]:
    values = dict(wanted.values)
    if wanted.reference:
        values |= {"reference_from": wanted.reference, "reference_to": f"{wanted.reference}\uffff"}
    own = {"still_from": wanted.still_from, "still_until": wanted.still_until}
    return values | {name: value for name, value in own.items() if value is not None}


@lru_cache(maxsize=1024)
def _pages(actor: Actor, shape: Shape, has_after: bool) -> Executable | None:
    return ordering.together([_page(actor, shape, has_after, *source) for source in _sources(actor, shape)])


def _page(
    actor: Actor, shape: Shape, has_after: bool, source: ColumnElement[bool], row_id: ColumnElement[Any]
) -> Select[Any]:
    order, is_reversed = shape[2:4]
    key = row_id if order == "age" else ORDERS[order]
    conditions = _conditions(shape, None)
    if has_after:
        conditions.append(ordering.goes_on(key, row_id, is_reversed))
    return (
        select(*_columns, scope.instances(actor).label("may_open"), key.label("key"))
        .where(instances.mine, scope.status(actor), source, *conditions)
        .order_by(*ordering.ordered(key, row_id, is_reversed))
        .limit(bindparam("most", type_=Integer))
    )


def _sources(actor: Actor, shape: Shape) -> list[tuple[ColumnElement[bool], Any]]:
    """Conditions that each run along one index, with the order of that index. What is received was sent by others: in
    the order of its parts along their index, else along that of what runs.
    """
    whose = shape[0]
    if whose == "partnership":
        return [(_is_running(), process_instance.c.id)] if actor.is_coordinator else []
    managed = scope.managed_agencies(actor)
    if whose == "ours":
        return [_waiting_with(each, shape[4]) for each in managed]
    if whose == "sent":
        return [
            (and_(_is_running(), process_instance.c.starter_agency_id == each), process_instance.c.id)
            for each in managed
        ]
    by_others = and_(*(process_instance.c.starter_agency_id != each for each in managed))
    if shape[2] == "age":
        return [(and_(_is_running(), _has_part(each), by_others), _part.c.instance_id) for each in managed]
    return [(and_(_is_running(), by_others, is_there(_has_part(each))), process_instance.c.id) for each in managed]


def _waiting_with(agency_id: UUID, steps: Steps) -> tuple[ColumnElement[bool], Any]:
    """What stands still at a step of the agency without a task of anybody."""
    return and_(_is_running(), waits_with(steps, agency_id)), process_instance.c.id


def _has_part(agency_id: UUID) -> ColumnElement[bool]:
    """Joins the parts that the agency has in referrals of others."""
    return and_(
        _part.c.partnership_id == process_instance.c.partnership_id,
        _part.c.instance_id == process_instance.c.id,
        _part.c.agency_id == agency_id,
        _part.c.until.is_(None),
        _part.c.instance_id.is_not(None),
    )


def _is_running() -> ColumnElement[bool]:
    return process_instance.c.ended_at.is_(None)


def _conditions(shape: Shape, place: int | None) -> list[ColumnElement[bool]]:
    whose, show, _, _, steps, has_reference, has_from, has_until = shape
    at = "" if place is None else f"_{place}"
    found = _shown(show, steps) if whose != "ours" else []
    if has_reference:
        first, last = (bindparam(f"reference_{end}{at}", type_=String) for end in ("from", "to"))
        found.append(process_instance.c.business_key.between(first, last))
    if has_from:
        found.append(process_instance.c.last_progress_at >= bindparam(f"still_from{at}", type_=Moment))
    if has_until:
        found.append(process_instance.c.last_progress_at < bindparam(f"still_until{at}", type_=Moment))
    return found


def _shown(show: str, steps: Steps) -> list[ColumnElement[bool]]:
    if show == "overdue":
        return [_has_step(is_late())]
    return [stalls(steps)] if show == "stalled" else []


def _has_step(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        user_task.c.partnership_id == process_instance.c.partnership_id,
        user_task.c.instance_id == process_instance.c.id,
        user_task.c.completed_at.is_(None),
        condition,
    )
