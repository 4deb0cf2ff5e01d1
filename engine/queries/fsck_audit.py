"""The audit trail against itself: the keyed hash of each row, and the chain over all."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from engine.store import audit
from engine.store.unit_of_work import Transaction

Parts = tuple[str, str, str, str]


def audit_problems(tx: Transaction) -> Iterator[Parts]:
    rows = {row.id: row for row in audit.everything(tx)}
    for row in rows.values():
        if not hmac.compare_digest(tx.keys.audit_code(audit.content(tx.partnership_id, row)), row.mac):
            yield "audit_event", str(row.id), "mac", "The row was changed after it was written."
    previous = audit.CHAIN_START
    for number, seal in enumerate(audit.chain(tx), start=1):
        row_mac = rows[seal.audit_id].mac if seal.audit_id in rows else b""
        expected = hashlib.sha256(previous + row_mac + number.to_bytes(8, "big")).digest()
        if seal.number != number or seal.previous_hash != previous or seal.hash != expected:
            yield "audit_seal", str(seal.number), "hash", "The chain breaks here: a row was changed, removed or added."
            return
        previous = seal.hash
