"""Very many rows at once: open tasks for an inbox, waiting timers for the sweep.

They are copies of one real row, made by the database itself, with an identifier and a deadline of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Table, text

from engine.queries.my_work import my_work
from engine.store import timers
from engine.store.tasks import user_task
from engine.store.timers import timer
from engine.store.unit_of_work import Transaction
from tests.benchmarks.ours import Ours

PAGE = 50
SPREAD = timedelta(days=365)
"""Deadlines lie within a year, a second apart at least."""


def more_tasks(ours: Ours, task_id: UUID, count: int) -> None:
    """So many open tasks beside `task_id`, of the same team."""
    with ours.engine.database.write(1, ours.clock.now()) as tx:
        number = _text_of_moment(tx, ours.clock.now())
        _copy(tx, user_task, task_id, count, {"due_at": number, "due_order": number, "token": "NULL"})
    ours.analyse()


def more_timers(ours: Ours, timer_id: UUID, count: int, is_due: bool) -> None:
    """So many timers beside `timer_id`, all due since now or none within a year."""
    now = ours.clock.now()
    first = now - SPREAD * 2 if is_due else now + SPREAD
    with ours.engine.database.write(1, now) as tx:
        number = _text_of_moment(tx, first)
        _copy(tx, timer, timer_id, count, {"due_at": number, "next_try_at": number, "token": "NULL"})
    ours.analyse()


def _copy(tx: Transaction, table: Table, row_id: UUID, count: int, own: Mapping[str, str]) -> None:
    """`own` gives the SQL of what is not copied; `n` counts from 1."""
    new_id = "gen_random_uuid()" if tx.is_postgresql else "lower(hex(randomblob(16)))"
    series = (
        f"SELECT n FROM generate_series(1, {count}) AS n"
        if tx.is_postgresql
        else f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s"
    )
    taken = {"id": new_id, **own}
    names = [column.name for column in table.columns]
    chosen = ", ".join(taken.get(name, f"one.{name}") for name in names)
    wanted = row_id if tx.is_postgresql else row_id.hex
    tx.run(
        text(
            f"INSERT INTO {table.name} ({', '.join(names)}) "
            f"SELECT {chosen} FROM (SELECT * FROM {table.name} WHERE id = :wanted) AS one, ({series}) AS many"
        ),
        {"wanted": wanted},
    )


def _text_of_moment(tx: Transaction, first: datetime) -> str:
    """SQL of the moment that lies `n` steps after `first`."""
    seconds = int(SPREAD.total_seconds())
    if tx.is_postgresql:
        return f"timestamptz '{first.isoformat()}' + make_interval(secs => n * 37 % {seconds})"
    begun = first.replace(tzinfo=None).isoformat(" ", "seconds")
    return f"strftime('%Y-%m-%d %H:%M:%S', '{begun}', '+' || (n * 37 % {seconds}) || ' seconds') || '.000000'"


def inbox_page(ours: Ours, lane: str) -> None:
    """The first page of 50 of the work of the team that holds a lane."""
    with ours.engine.reading(ours.people[lane]) as view:
        page = my_work(view, whose="team", limit=PAGE)
    assert page.items, "Expected open tasks in the inbox, but there are none."


def find_due(ours: Ours, count: int) -> None:
    """What the worker asks: which timers are due, so many at most."""
    with ours.engine.database.read(1, ours.clock.now()) as tx:
        found = timers.due(tx, count)
    assert len(found) == count, f"Expected {count} timers due, but found {len(found)}."
