"""Identifiers ordered by time, so that rows written together lie together on disk."""

from __future__ import annotations

import itertools
import secrets
from datetime import datetime
from uuid import UUID

_order = itertools.count()
ORDER_BITS = 26
"""Room for the order of 67 million identifiers: a clock that stands still makes all of them in one moment."""
REFERENCE_ALPHABET = "23456789CDFGHJKMNPQRTVWXYZ"
REFERENCE_LENGTH = 7


def new_id(now: datetime) -> UUID:
    """A version 7 UUID (RFC 9562) of the given moment; those of one process in one millisecond keep their order."""
    milliseconds = int(now.timestamp() * 1000) & 0xFFFFFFFFFFFF
    order = next(_order) & (1 << ORDER_BITS) - 1
    high, low = order >> 14, order & 0x3FFF
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low << 48 | secrets.randbits(48))


def new_reference() -> str:
    """A case reference such as `RP-7KQ2-M4X`: unguessable, so that it tells nothing about how many there are.

    Letters that are read as digits, and vowels (no words), are left out.
    """
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
    return f"RP-{letters[:4]}-{letters[4:]}"
