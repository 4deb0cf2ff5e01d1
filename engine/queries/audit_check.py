"""Whether the audit trail is whole: read from its first row to its last, and compared with the anchor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.store.anchor import Anchor, Reading
from engine.store.audit_chain import Fault, Walk
from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What was found. `fault` is the first bad row; None when there is none.

    `sealed` rows have their place in the chain, `waiting` ones not yet; for `without_code` of them, sealed before there
    were codes, the anchor alone vouches. `anchored` lines of the anchor were compared, the last of `anchored_at`; both
    None when there is no anchor.
    """

    fault: Fault | None
    sealed: int
    waiting: int
    without_code: int
    anchored: int | None
    anchored_at: datetime | None
    torn: int

    @property
    def is_whole(self) -> bool:
        return self.fault is None


def check_audit(tx: Transaction, anchor: Anchor | None) -> AuditCheck:
    """Read the whole trail. Refuses, with InvalidState, when the anchor is to be there and cannot be read."""
    known = anchor.read(tx.partnership_id) if anchor else None
    walk = Walk(tx, known.hashes if known else {})
    fault = next(_faults(walk, known), None)
    return AuditCheck(
        fault=fault,
        sealed=walk.sealed,
        waiting=walk.waiting,
        without_code=walk.without_code,
        anchored=known.lines if known else None,
        anchored_at=known.last.at if known and known.last else None,
        torn=known.torn if known else 0,
    )


def _faults(walk: Walk, known: Reading | None) -> Iterator[Fault]:
    yield from walk.in_chain()
    if known is not None:
        yield from _of_anchor(known, walk.last.number if walk.last else 0)
    yield from walk.in_waiting()


def _of_anchor(known: Reading, ended: int) -> Iterator[Fault]:
    """What the anchor knows and the chain does not, and what in it the engine did not write."""
    if known.last is not None and known.last.number > ended:
        message = (
            f"The chain ends before this row, but on {known.last.at:%d %B %Y at %H:%M} UTC it went on to number "
            f"{known.last.number}: its end was cut off, or an older database was restored."
        )
        yield Fault("audit_seal", str(ended + 1), "number", message, ended + 1)
    for line in known.wrong:
        yield Fault("anchor", str(line), "line", "The engine did not write this line so.", None)
