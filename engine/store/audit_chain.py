"""Reading the audit trail from its first row to its last: what was changed, removed, added or put in another order."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select

from engine.store.audit import (
    CHAIN_START,
    AuditRecord,
    SealRecord,
    audit_event,
    audit_events,
    audit_seal,
    chained,
    content,
    content_of_seal,
    head,
    horizon,
    seals,
)
from engine.store.records import partnership

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

BATCH = 2_000
NO_ID = UUID(int=0)
CHANGED = "The row was changed or added by something other than the engine."
REMOVED = "The row was removed after it had its place in the chain."
MISSING = "Expected a row of the chain with this number; there is none."
BROKEN = "The chain breaks here: a row was changed, removed or added."
REMADE = "This place in the chain was made by something other than the engine."
PASSED_OVER = "The row was added behind the sealer: it lies among sealed rows and has no place in the chain."
ANOTHER = "The anchor knows another row at this number: the chain was made anew, or an older database went on."

Anchored = Mapping[int, frozenset[bytes]]
"""The hashes that were written down outside the database, by number."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row. `number` is its place in the chain; None when it has none."""

    table: str
    row: str
    column: str
    message: str
    number: int | None


@dataclass
class Walk:
    """One reading of the whole trail. The counts hold once `in_chain` and `in_waiting` are read to their end."""

    tx: Transaction
    anchored: Anchored
    sealed: int = 0
    waiting: int = 0
    without_code: int = 0
    last: SealRecord | None = None
    is_broken: bool = False

    def faults(self) -> Iterator[Fault]:
        """Every fault: in the order of the chain, then in rows that have no place in it yet."""
        yield from self.in_chain()
        yield from self.in_waiting()

    def in_chain(self) -> Iterator[Fault]:
        for seal, row in _places(self.tx):
            yield from self._of_chain(seal, row)
            yield from self._of_row(row, seal.number)
            self.last, self.sealed = seal, self.sealed + 1

    def in_waiting(self) -> Iterator[Fault]:
        passed = horizon(head(self.tx))
        for row in _without_place(self.tx):
            self.waiting += 1
            yield from self._of_row(row, None)
            if row.id < passed:
                yield Fault("audit_event", str(row.id), "id", PASSED_OVER, None)

    def _of_chain(self, seal: SealRecord, row: AuditRecord | None) -> Iterator[Fault]:
        """What follows the first break says nothing more."""
        if self.is_broken:
            return
        number, previous = (self.last.number + 1, self.last.hash) if self.last else (1, CHAIN_START)
        found = list(self._broken(seal, row, number, previous))
        found += [] if found else self._codes(seal)
        self.is_broken = bool(found)
        yield from found

    def _broken(self, seal: SealRecord, row: AuditRecord | None, number: int, previous: bytes) -> Iterator[Fault]:
        if seal.number != number:
            yield Fault("audit_seal", str(number), "number", MISSING, number)
        if row is None:
            yield Fault("audit_event", str(seal.audit_id), "id", REMOVED, seal.number)
        expected = chained(previous, row.mac if row else b"", number)
        if seal.number != number or seal.previous_hash != previous or seal.hash != expected:
            yield Fault("audit_seal", str(seal.number), "hash", BROKEN, seal.number)

    def _codes(self, seal: SealRecord) -> list[Fault]:
        """Codes are there from some number on; before it, the anchor alone vouches."""
        if seal.code is None and self.without_code == self.sealed:
            self.without_code += 1
        elif not self._is_code(content_of_seal(self.tx.partnership_id, seal), seal.code or b""):
            return [Fault("audit_seal", str(seal.number), "hash", REMADE, seal.number)]
        if self.anchored.get(seal.number, frozenset({seal.hash})) != {seal.hash}:
            return [Fault("audit_seal", str(seal.number), "hash", ANOTHER, seal.number)]
        return []

    def _of_row(self, row: AuditRecord | None, number: int | None) -> Iterator[Fault]:
        if row is not None and not self._is_code(content(self.tx.partnership_id, row), row.mac):
            yield Fault("audit_event", str(row.id), "mac", CHANGED, number)

    def _is_code(self, of: bytes, code: bytes) -> bool:
        return hmac.compare_digest(self.tx.keys.audit_code(of), code)


_in_order = (
    select(*seals.columns, *audit_events.columns)
    .outerjoin(
        audit_event,
        and_(audit_event.c.partnership_id == audit_seal.c.partnership_id, audit_event.c.id == audit_seal.c.audit_id),
    )
    .where(seals.mine, audit_seal.c.number > bindparam("after"))
    .order_by(audit_seal.c.number)
    .limit(BATCH)
)
_has_place = exists().where(
    audit_seal.c.partnership_id == audit_event.c.partnership_id, audit_seal.c.audit_id == audit_event.c.id
)
_placeless = audit_events.selection(~_has_place, audit_event.c.id > bindparam("after")).order_by(audit_event.c.id)
_width = len(fields(SealRecord))


def _places(tx: Transaction) -> Iterator[tuple[SealRecord, AuditRecord | None]]:
    after = -(2**31)
    while rows := tx.read(_in_order, partnership(tx, {"after": after})):
        for row in rows:
            seal = SealRecord(*row[:_width])
            yield seal, _record(row[_width:])
            after = seal.number


def _record(values: Any) -> AuditRecord | None:
    return AuditRecord(*values) if values[0] is not None else None


def _without_place(tx: Transaction) -> Iterator[AuditRecord]:
    after = NO_ID
    while rows := audit_events.all(tx, _placeless.limit(BATCH), after=after):
        yield from rows
        after = rows[-1].id
