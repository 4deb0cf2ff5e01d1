"""How many rows there are, so that "nothing was stored" can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.store.tables import metadata


def rows_of(engine: Engine) -> dict[str, int]:
    """The number of rows of every table."""
    with engine.database.read(1, engine.clock.now()) as tx:
        counts = {table.name: tx.run(select(func.count()).select_from(table)) for table in metadata.sorted_tables}
        return {name: int(found.scalar_one()) for name, found in counts.items()}


@contextmanager
def nothing_stored(engine: Engine) -> Iterator[None]:
    before = rows_of(engine)
    yield
    assert rows_of(engine) == before
