"""Whether the installation is new."""

from __future__ import annotations

from engine.queries.running import Running
from engine.store import accounts


def first_run(engine: Running) -> bool:
    """Whether nobody has been set up yet, so that the first administrator may be."""
    with engine.database.read(engine.system().partnership_id, engine.clock.now()) as tx:
        return accounts.count(tx) == 0
