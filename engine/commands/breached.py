"""Passwords that have been in somebody else's leak: looked up in a file that the installation may keep.

The file holds SHA-1 hashes in hexadecimal, one to a line and sorted, as lists of breached passwords are given out; what
follows a colon is not looked at. It is searched by halves, so that its size does not matter, and never read whole.
"""

from __future__ import annotations

import hashlib
import mmap
from dataclasses import dataclass
from pathlib import Path

from engine.errors import InvalidState

DIGITS = 40


@dataclass(frozen=True, slots=True)
class BreachedPasswords:
    """A sorted file of hashes."""

    file: Path

    def holds(self, password: str) -> bool:
        """Whether the password is in the file. Refuses, with InvalidState, a file that cannot be read."""
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        try:
            with self.file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as lines:
                return _search(lines, wanted)
        except (OSError, ValueError) as error:
            raise InvalidState(
                "Expected the list of breached passwords to be there, but it cannot be read, so no password can be "
                "chosen now. Tell your administrator."
            ) from error


def _search(lines: mmap.mmap, wanted: bytes) -> bool:
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        end = lines.find(b"\n", start)
        found = lines[start : start + DIGITS].upper()
        if found == wanted:
            return True
        if found < wanted:
            low = len(lines) if end < 0 else end + 1
        else:
            high = start
    return False
