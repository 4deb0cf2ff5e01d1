"""Every table of the store, gathered for migrations and consistency checks."""

from __future__ import annotations

from engine.store import (  # noqa: F401  (importing a module registers its tables)
    accounts,
    agencies,
    audit,
    capacity,
    cases,
    definitions,
    heartbeats,
    history,
    idempotency,
    instances,
    lanes,
    messages,
    notices,
    outbox,
    partnerships,
    sharing,
    subjects,
    suspensions,
    tasks,
    timers,
    writings,
)
from engine.store.schema import metadata

__all__ = ["metadata"]
