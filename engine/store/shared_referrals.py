"""Running referrals of which somebody may see the status, oldest first, a page at a time: sent, received, or all."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, String, Uuid, and_, bindparam, exists, func, literal, select

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.cases import case_participant
from engine.store.instances import instances, process_instance
from engine.store.records import partnership
from engine.store.schema import Moment
from engine.store.standing import Steps, is_late, is_stalled
from engine.store.tasks import user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

MOST_COUNTED = 100
WHOSE = ("sent", "received", "partnership")
SHOWS = ("all", "overdue", "stalled")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which referrals: of `WHOSE`, showing one of `SHOWS`. `values` are those of the conditions (`standing.moments`).

    Without progress since before `still_until`, and not since before `still_from`, if given.
    """

    whose: str
    show: str
    steps: Steps
    values: dict[str, Any]
    reference: str = ""
    still_from: datetime | None = None
    still_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A running referral, without what is in it. `may_open`: the actor may open its page."""

    id: UUID
    title: str
    pathway: str
    state: str
    case_id: UUID | None
    business_key: str
    started_at: datetime
    last_progress_at: datetime
    may_open: bool


_part = case_participant.alias("part")
_columns = tuple(process_instance.c[name] for name in ReferralRow.__slots__ if name != "may_open")
Shape: TypeAlias = tuple[str, str, Steps, bool, bool, bool]
_OWN = ("reference_from", "reference_to", "still_from", "still_until")


def page(tx: Transaction, actor: Actor, wanted: Wanted, after: UUID | None, limit: int) -> list[ReferralRow]:
    """Up to `limit` referrals that began after the one given."""
    values = partnership(tx, {**_values(wanted), "most": limit})
    if after is not None:
        values["after"] = after
    sources = [(selection, values) for selection in _pages(actor, _shape(wanted), after is not None)]
    found = tx.read_together(*sources) if sources else []
    rows = heapq.merge(*([_row(row) for row in rows] for rows in found), key=lambda row: row.id)
    return list({row.id: row for row in rows}.values())[:limit]


def counts(tx: Transaction, actor: Actor, wanted: Sequence[Wanted]) -> list[int]:
    """How many there are of each; nobody counts beyond `MOST_COUNTED` in one source."""
    parts, selection = _counting(actor, tuple(_shape(one) for one in wanted))
    if not parts:
        return [0] * len(wanted)
    values: dict[str, Any] = {}
    for place, one in enumerate(wanted):
        values |= {f"{name}_{place}" if name in _OWN else name: value for name, value in _values(one).items()}
    (row,) = tx.read(selection, partnership(tx, values))
    found = [0] * len(wanted)
    for place, number in zip(parts, row, strict=True):
        found[place] += number
    return found


def _row(row: Sequence[Any]) -> ReferralRow:
    return ReferralRow(*row)


def _shape(wanted: Wanted) -> Shape:
    return (
        wanted.whose,
        wanted.show,
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
def _pages(actor: Actor, shape: Shape, has_after: bool) -> tuple[Select[Any], ...]:
    conditions = _conditions(shape, None)
    if has_after:
        conditions.append(process_instance.c.id > bindparam("after", type_=Uuid))
    return tuple(
        select(*_columns, scope.instances(actor).label("may_open"))
        .where(instances.mine, scope.status(actor), source, *conditions)
        .order_by(order)
        .limit(bindparam("most", type_=Integer))
        for source, order in _sources(actor, shape[0])
    )


@lru_cache(maxsize=1024)
def _counting(actor: Actor, shapes: tuple[Shape, ...]) -> tuple[tuple[int, ...], Select[Any]]:
    columns = []
    for place, shape in enumerate(shapes):
        for source, order in _sources(actor, shape[0]):
            conditions = (scope.status(actor), source, *_conditions(shape, place))
            one = select(literal(1).label("one")).where(instances.mine, *conditions)
            few = one.order_by(order).limit(MOST_COUNTED)  # in the order of the index, so that it is what is read
            columns.append((place, select(func.count()).select_from(few.subquery()).scalar_subquery()))
    return tuple(place for place, _ in columns), select(*(column for _, column in columns))


def _sources(actor: Actor, whose: str) -> list[tuple[ColumnElement[bool], Any]]:
    """Conditions that each run along one index, with the order of that index. What is received was sent by others."""
    if whose == "partnership":
        return [(_is_running(), process_instance.c.id)] if actor.is_coordinator else []
    managed = scope.managed_agencies(actor)
    if whose == "sent":
        return [
            (and_(_is_running(), process_instance.c.starter_agency_id == each), process_instance.c.id)
            for each in managed
        ]
    by_others = process_instance.c.starter_agency_id.not_in(managed)
    return [(and_(_is_running(), _has_part(each), by_others), _part.c.instance_id) for each in managed]


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
    _, show, steps, has_reference, has_from, has_until = shape
    at = "" if place is None else f"_{place}"
    found = [] if show == "all" else [_has_step(is_late() if show == "overdue" else is_stalled(steps))]
    if has_reference:
        first, last = (bindparam(f"reference_{end}{at}", type_=String) for end in ("from", "to"))
        found.append(process_instance.c.business_key.between(first, last))
    if has_from:
        found.append(process_instance.c.last_progress_at >= bindparam(f"still_from{at}", type_=Moment))
    if has_until:
        found.append(process_instance.c.last_progress_at < bindparam(f"still_until{at}", type_=Moment))
    return found


def _has_step(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        user_task.c.partnership_id == process_instance.c.partnership_id,
        user_task.c.instance_id == process_instance.c.id,
        user_task.c.completed_at.is_(None),
        condition,
    )
