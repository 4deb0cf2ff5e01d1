"""A page of a list for managers, and how long the lists beside it are: tasks, referrals, or both; in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Select, select

from engine.domain.actors import Actor
from engine.store import absences, agency_work, ordering, shared_referrals
from engine.store.agency_work import Sought, WorkRow
from engine.store.ordering import Position, Question
from engine.store.records import partnership
from engine.store.shared_referrals import ReferralRow, Wanted

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

ListRow: TypeAlias = WorkRow | ReferralRow


@dataclass(frozen=True, slots=True)
class Asked:
    """The list that is shown, and those that are counted beside it: of tasks, of referrals, or of both together.

    Where both are shown their orders must be of the same kind; where both are counted, as many of each.
    """

    tasks: Sought | None = None
    counted_tasks: Sequence[Sought] = ()
    referrals: Wanted | None = None
    counted_referrals: Sequence[Wanted] = ()


def read(
    tx: Transaction, actor: Actor, asked: Asked, after: Position | None, limit: int
) -> tuple[list[ListRow], list[int]]:
    """Up to `limit` rows after a position, and how many each counted list has."""
    tasks, referrals = asked.tasks, asked.referrals
    of_tasks = agency_work.paging(tx, actor, tasks, absences.today_of(tx), after, limit) if tasks else []
    of_referrals = shared_referrals.paging(tx, actor, referrals, after, limit) if referrals else []
    counting, parts = _counting(tx, actor, asked)
    answers = iter(tx.read_together(*of_tasks, *of_referrals, *counting))
    rows: list[ListRow] = [agency_work.row_of(row) for _ in of_tasks for row in next(answers)]
    rows += [shared_referrals.row_of(row) for _ in of_referrals for row in next(answers)]
    lists = max(len(asked.counted_tasks), len(asked.counted_referrals))
    numbers = ordering.added_up(parts, next(answers)[0] if counting else (), lists)
    shown = tasks or referrals
    return ordering.first_of(rows, lambda row: row.place, shown is not None and shown.is_reversed, limit), numbers


def _counting(tx: Transaction, actor: Actor, asked: Asked) -> tuple[list[Question], tuple[int, ...]]:
    task_shapes = tuple(agency_work.shape_of(sought) for sought in asked.counted_tasks)
    referral_shapes = tuple(shared_referrals.shape_of(wanted) for wanted in asked.counted_referrals)
    parts, selection = _numbers(actor, task_shapes, referral_shapes)
    if not parts:
        return [], ()
    values: dict[str, Any] = agency_work.counted_values(asked.counted_tasks)
    values |= shared_referrals.counted_values(asked.counted_referrals)
    return [(selection, partnership(tx, values))], parts


@lru_cache(maxsize=1024)
def _numbers(
    actor: Actor, tasks: tuple[agency_work.Shape, ...], referrals: tuple[shared_referrals.Shape, ...]
) -> tuple[tuple[int, ...], Select[Any]]:
    """How long each list is, a number for each source of it; and of which list each number is."""
    counted = [*agency_work.numbers(actor, tasks), *shared_referrals.numbers(actor, referrals)]
    return tuple(place for place, _ in counted), select(*(column for _, column in counted))
