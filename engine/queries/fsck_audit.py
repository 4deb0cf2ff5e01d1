"""The audit trail: against itself (the keyed hash of each row, the chain over all), and as witness of what was done."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.store.audit import AuditRecord
from engine.store.audit_chain import Walk
from engine.store.unit_of_work import Transaction

Parts = tuple[str, str, str, str]


class Deeds:
    """What was done to each record, oldest first."""

    def __init__(self, rows: Iterable[AuditRecord]) -> None:
        self.rows = list(rows)
        self._of: dict[UUID, list[AuditRecord]] = defaultdict(list)
        for row in self.rows:
            if row.record_id is not None:
                self._of[row.record_id].append(row)

    def on(self, record_id: UUID, *actions: str) -> list[AuditRecord]:
        return [row for row in self._of.get(record_id, ()) if row.action in actions]

    def moment(self, record_id: UUID, action: str) -> datetime | None:
        """When it was done first; None when it never was."""
        done = self.on(record_id, action)
        return done[0].at if done else None


def detail(row: AuditRecord) -> dict[str, Any]:
    """The detail of a row; empty when there is none, or it was made unreadable."""
    try:
        read = json.loads(row.detail) if row.detail else {}
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def audit_problems(tx: Transaction) -> Iterator[Parts]:
    """Rows that were changed or added, and where the chain breaks because rows were removed, added or reordered."""
    return ((fault.table, fault.row, fault.column, fault.message) for fault in Walk(tx, {}).faults())
