"""The register of destroyed keys: whom the installation has erased, written down outside the database.

A database that is restored from a backup brings back whoever was erased since; the worker reads here who they are, and
erases them again. One line each: the word “destroyed”, partnership, person, time, keyed hash of these, so that nobody
can have a person erased by writing into the file. An identifier that leads nowhere any more is all that it tells.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from engine.errors import InvalidState
from engine.store.keys import Keyring

CODE_LENGTH = 64


class KeyRegister:
    """The file at `path`, to which the worker only adds."""

    def __init__(self, path: Path, keys: Keyring) -> None:
        self.path = path
        self._keys = keys

    def add(self, partnership_id: int, persons: Iterable[UUID], now: datetime) -> None:
        """Write down, before their keys are destroyed, whose they are. On the disk before it returns.

        Whoever is listed already is not listed twice. Raises InvalidState when it cannot be written.
        """
        known = self.read(partnership_id)
        contents = [_content(partnership_id, each, now) for each in persons if each not in known]
        if not contents:
            return
        lines = "".join(f"{content} {self._code(content)}\n" for content in contents).encode()
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            os.write(descriptor, b"\n" + lines if is_torn else lines)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self, partnership_id: int) -> frozenset[UUID]:
        """Everybody of the partnership who was ever erased.

        Raises InvalidState for a line that the engine did not write, or whose master key is not there: it would be
        worse to bring somebody back. A line that a crash left unfinished counts for nothing; the erasure it belongs to
        is done again.
        """
        try:
            written = self.path.read_bytes().splitlines() if self.path.exists() else []
        except OSError as error:
            raise self._unusable(error) from error
        lines = ((number, line.decode(errors="replace")) for number, line in enumerate(written, start=1))
        entries = [self._entry(number, line) for number, line in lines if _is_whole(line)]
        return frozenset(person for partnership, person in entries if partnership == partnership_id)

    def _entry(self, number: int, line: str) -> tuple[int, UUID]:
        content, _, code = line.rpartition(" ")
        if not hmac.compare_digest(self._code(content).encode(), code.encode()):
            raise InvalidState(
                f"Expected the register of destroyed keys as it was written, but line {number} of {self.path} has been "
                f"changed, or was written under another MASTER_KEY. Put back a copy of the file."
            )
        _, partnership, person, _ = content.split(" ")
        return int(partnership), UUID(person)

    def _code(self, content: str) -> str:
        return self._keys.audit_code(content.encode()).hex()

    def _unusable(self, error: OSError) -> InvalidState:
        return InvalidState(
            f"Expected to read and write the register of destroyed keys at {self.path}, but that is not possible "
            f"({error.strerror}). See KEY_REGISTER in the configuration."
        )


def _is_whole(line: str) -> bool:
    return len(line.rpartition(" ")[2]) == CODE_LENGTH


def _content(partnership_id: int, person: UUID, now: datetime) -> str:
    return f"destroyed {partnership_id} {person} {now.isoformat()}"
