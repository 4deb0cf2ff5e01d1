"""Every table of the store, gathered for migrations and consistency checks."""

from __future__ import annotations

from engine.store import (  # noqa: F401  (importing a module registers its tables)
    absences,
    accounts,
    agencies,
    attempts,
    audit,
    bars,
    capacity,
    cases,
    definitions,
    drafts,
    emergencies,
    entries,
    erasures,
    factors,
    hand_overs,
    heartbeats,
    history,
    hooks,
    idempotency,
    instances,
    invitations,
    lanes,
    messages,
    notices,
    nudges,
    outbox,
    parameter_proposals,
    partnerships,
    plans,
    rota,
    sessions,
    sharing,
    stream,
    subject_requests,
    subjects,
    suspensions,
    tasks,
    timers,
    tokens,
    writings,
)
from engine.store.schema import metadata

__all__ = ["metadata"]
