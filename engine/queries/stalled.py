"""What has come to a halt, longest first: why, in words, who holds it, and how much of it is how old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TypeVar

from engine.domain.stalling import BUCKETS
from engine.domain.working_days import Calendar
from engine.queries import positions, team_lines
from engine.queries.choices import Choice
from engine.queries.team_lines import TeamLine
from engine.queries.team_work import (
    LARGEST_PAGE,
    OURS,
    colleagues_of,
    counted,
    lists_of,
    more,
)
from engine.queries.view import View
from engine.store import lists, standing
from engine.store.agency_work import STALLED, Sought
from engine.store.lists import Asked
from engine.store.shared_referrals import Wanted
from engine.store.standing import Measure

Some = TypeVar("Some")


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many have been without progress for that long. `count` is in words; `days_until` None is without end."""

    name: str
    days_from: int
    days_until: int | None
    count: str


@dataclass(frozen=True, slots=True)
class StalledPage:
    """`limit` is how long a step may stand where nothing else is said of it."""

    whose: str
    lists: tuple[str, ...]
    lines: tuple[TeamLine, ...]
    next_cursor: str | None
    total: str
    buckets: tuple[Bucket, ...]
    limit: str
    colleagues: tuple[Choice, ...]


def stalled(
    view: View, whose: str = "", bucket: str = "", reference: str = "", after: str | None = None, limit: int = 25
) -> StalledPage:
    """A page of what is overdue, or has stood longer than `stalled.after` allows. Paused referrals are left out.

    For managers: steps that her agency holds (`ours`), and the status of stuck referrals it sent or received; for the
    coordinator: the status of all that are stuck (`partnership`). A `bucket` that there is not shows all. Refuses:
    NotPermitted, InvalidInput (a cursor that no page gave).
    """
    has = lists_of(view)
    chosen = whose if whose in has else has[0]
    measure = standing.measure(view.tx)
    most = min(max(limit, 1), LARGEST_PAGE)
    of_list = _ours if chosen == OURS else _shared
    lines, cursor, numbers = of_list(view, measure, chosen, bucket, reference.strip().upper(), after, most)
    total, *by_age = (counted(number) for number in numbers)
    buckets = tuple(Bucket(*one, number) for one, number in zip(BUCKETS, by_age, strict=True))
    people = colleagues_of(view) if chosen == OURS else ()
    return StalledPage(chosen, has, lines, cursor, total, buckets, measure.limits[-1].value, people)


_Found = tuple[tuple[TeamLine, ...], str | None, list[int]]


def _ours(view: View, measure: Measure, _: str, bucket: str, reference: str, after: str | None, most: int) -> _Found:
    """The steps of the actor's agency, and among them what waits at one of its steps without a task of anybody."""
    tx, actor, values = view.tx, view.actor, standing.moments(measure.limits, view.now)
    steps, position = standing.steps_of(measure.limits), positions.read(after, positions.OF_TASKS["age"])
    every = Sought(STALLED, "age", steps, values)
    waiting = Wanted(OURS, STALLED, steps, values, order="still")
    periods = _periods(view)
    tasks = [every, *(replace(every, begun_from=first, begun_until=last) for _, first, last in periods)]
    still = [waiting, *(replace(waiting, still_from=first, still_until=last) for _, first, last in periods)]
    chosen = replace(_of_bucket(bucket, tasks), reference=reference)
    standing_still = replace(_of_bucket(bucket, still), reference=reference)
    asked = Asked(chosen, tasks, standing_still, still)
    found, numbers = lists.read(tx, actor, asked, position, most + 1)
    return team_lines.of_both(view, measure, found[:most]), more(found, most), numbers


def _shared(
    view: View, measure: Measure, whose: str, bucket: str, reference: str, after: str | None, most: int
) -> _Found:
    values = standing.moments(measure.limits, view.now)
    every = Wanted(whose, STALLED, standing.steps_of(measure.limits), values, order="still")
    counted = [every, *(replace(every, still_from=first, still_until=last) for _, first, last in _periods(view))]
    asked = Asked(referrals=replace(_of_bucket(bucket, counted), reference=reference), counted_referrals=counted)
    position = positions.read(after, positions.OF_REFERRALS["still"])
    found, numbers = lists.read(view.tx, view.actor, asked, position, most + 1)
    lines = team_lines.of_referrals(view, measure, found[:most], is_stuck_first=True)
    return lines, more(found, most), numbers


def _of_bucket(name: str, lists: Sequence[Some]) -> Some:
    """The list of that bucket; the first is of all."""
    names = ["", *(each for each, _, _ in BUCKETS)]
    return lists[names.index(name) if name in names else 0]


def _periods(view: View) -> list[tuple[str, datetime | None, datetime | None]]:
    """Of each bucket, from when and until before when it began."""
    return [
        (name, _before(view, until) if until is not None else None, _before(view, first) if first else None)
        for name, first, until in BUCKETS
    ]


def _before(view: View, days: int) -> datetime:
    """What began before this was begun at least so many days ago."""
    calendar = Calendar()
    day = calendar.local(view.now).date() - timedelta(days=days - 1)
    return calendar.from_wall(datetime.combine(day, time()))
