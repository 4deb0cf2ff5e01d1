"""The audit trail: against itself (the keyed hash of each row, the chain over all), and as witness of what was done."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.store import audit
from engine.store.audit import AuditRecord
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


def audit_problems(tx: Transaction, deeds: Deeds) -> Iterator[Parts]:
    """Rows that were changed or added, and where the chain breaks because rows were removed, added or reordered."""
    rows = {row.id: row for row in deeds.rows}
    for row in rows.values():
        if not hmac.compare_digest(tx.keys.audit_code(audit.content(tx.partnership_id, row)), row.mac):
            yield "audit_event", str(row.id), "mac", "The row was changed or added by something other than the engine."
    yield from _chain_problems(tx, rows)


def _chain_problems(tx: Transaction, rows: dict[UUID, AuditRecord]) -> Iterator[Parts]:
    previous = audit.CHAIN_START
    for number, seal in enumerate(audit.chain(tx), start=1):
        if seal.number != number:
            yield "audit_seal", str(number), "number", "Expected a row of the chain with this number; there is none."
        if seal.audit_id not in rows:
            yield "audit_event", str(seal.audit_id), "id", "The row was removed after it had its place in the chain."
        row_mac = rows[seal.audit_id].mac if seal.audit_id in rows else b""
        expected = hashlib.sha256(previous + row_mac + number.to_bytes(8, "big")).digest()
        if seal.number != number or seal.previous_hash != previous or seal.hash != expected:
            yield "audit_seal", str(seal.number), "hash", "The chain breaks here: a row was changed, removed or added."
            return
        previous = seal.hash
