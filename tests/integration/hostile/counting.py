"""How many rows there are, so that "nothing was stored" can be shown. That somebody looked is always stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.domain.deeds import DeedKind, actions_of
from engine.store.audit import audit_event
from engine.store.tables import metadata

LOOKING = (*actions_of(DeedKind.READ), *actions_of(DeedKind.SEARCH))


def rows_of(engine: Engine) -> dict[str, int]:
    """The number of rows of every table, but for the audit of reads and searches."""
    with engine.database.read(1, engine.clock.now()) as tx:
        counts = {table.name: tx.run(select(func.count()).select_from(table)) for table in metadata.sorted_tables}
        looked = tx.run(select(func.count()).where(audit_event.c.action.in_(LOOKING))).scalar_one()
        rows = {name: int(found.scalar_one()) for name, found in counts.items()}
    return rows | {audit_event.name: rows[audit_event.name] - int(looked)}


@contextmanager
def nothing_stored(engine: Engine) -> Iterator[None]:
    before = rows_of(engine)
    yield
    assert rows_of(engine) == before
