"""The anchor: the head of the audit chain, written down outside the database, in a file that only grows.

One line each: the word “anchor”, partnership, number, hash, time, keyed hash of these. A chain that was cut off at its
end, or an older database put in place of the newer, is sound in itself; it contradicts the anchor.
"""

from __future__ import annotations

import hmac
import os
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from engine.errors import InvalidState
from engine.store import audit
from engine.store.keys import Keyring
from engine.store.unit_of_work import Transaction

EVERY = timedelta(minutes=1)
"""How often the head is written down at most: what comes after the last line is not vouched for."""
TAIL = 4096
CODE_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Line:
    """The head of the chain of a partnership at one moment."""

    partnership_id: int
    number: int
    hash: bytes
    at: datetime


@dataclass
class Reading:
    """What the file says of one partnership. `wrong` are the lines that the engine did not write so."""

    lines: int = 0
    last: Line | None = None
    hashes: dict[int, frozenset[bytes]] = field(default_factory=dict)
    wrong: list[int] = field(default_factory=list)
    torn: int = 0
    """Lines that a crash left unfinished."""


class Anchor:
    """The file at `path`, which the worker writes and `pathways audit verify` reads."""

    def __init__(self, path: Path, keys: Keyring) -> None:
        self.path = path
        self._keys = keys

    def keep(self, tx: Transaction) -> bool:
        """Write down the head of the chain when it has moved on. False when the chain contradicts the file.

        Nothing is written then, so that the contradiction stays to be seen.
        """
        head, last = audit.head(tx), self.last(tx.partnership_id)
        if last is not None and (head is None or head.number < last.number):
            return False
        if head is None:
            return True
        if last is not None and head.number == last.number:
            return head.hash == last.hash
        if last is None or tx.now - last.at >= EVERY:
            self._append(Line(tx.partnership_id, head.number, head.hash, tx.now))
        return True

    def last(self, partnership_id: int) -> Line | None:
        """The last whole line of the partnership among the last of the file; None when there is none."""
        if not self.path.exists():
            return None
        with self.path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            written = file.read().splitlines()
        found = (self._line(each) for each in reversed(written))
        return next((line for line in found if line and line.partnership_id == partnership_id), None)

    def read(self, partnership_id: int) -> Reading:
        """All that the file says. Refuses, with InvalidState, when it is not there."""
        reading, hashes = Reading(), defaultdict(set)
        for number, written in enumerate(self._written(), start=1):
            line = self._line(written)
            if line is None and written.strip():
                is_whole = len(written.rpartition(b" ")[2]) == CODE_LENGTH
                reading.torn += not is_whole
                reading.wrong += [number] if is_whole else []
            elif line is not None and line.partnership_id == partnership_id:
                reading.lines += 1
                reading.last = line if reading.last is None or line.number >= reading.last.number else reading.last
                hashes[line.number].add(line.hash)
        reading.hashes = {number: frozenset(known) for number, known in hashes.items()}
        return reading

    def _written(self) -> list[bytes]:
        try:
            return self.path.read_bytes().splitlines()
        except OSError as error:
            raise InvalidState(
                f"Expected the anchor of the audit trail at {self.path}, but it cannot be read "
                f"({error.strerror}). The worker writes it; see AUDIT_ANCHOR in the configuration."
            ) from error

    def _append(self, line: Line) -> None:
        """On the disk before it counts. A line that a crash left unfinished is ended first."""
        content = _content(line)
        written = f"{content} {self._keys.audit_code(content.encode()).hex()}\n".encode()
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            size = os.fstat(descriptor).st_size
            unfinished = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            os.write(descriptor, b"\n" + written if unfinished else written)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _line(self, written: bytes) -> Line | None:
        content, _, code = written.decode(errors="replace").rpartition(" ")
        if not hmac.compare_digest(self._keys.audit_code(content.encode()).hex().encode(), code.encode()):
            return None
        _, partnership_id, number, hashed, at = content.split(" ")
        return Line(int(partnership_id), int(number), bytes.fromhex(hashed), datetime.fromisoformat(at))


def _content(line: Line) -> str:
    return f"anchor {line.partnership_id} {line.number} {line.hash.hex()} {line.at.isoformat()}"
