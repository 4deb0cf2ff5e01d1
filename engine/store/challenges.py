"""What a passkey is asked to sign: good for a few minutes, for one purpose, and known as ours without being kept."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from engine.store.keys import Keyring

LASTS = timedelta(minutes=5)
NONCE_BYTES, TIME_BYTES, CODE_BYTES = 16, 8, 32
SIGN_IN, REGISTER = "sign in", "register"


def make(keys: Keyring, purpose: str, now: datetime) -> bytes:
    """A challenge for `purpose` that is new each time."""
    stem = secrets.token_bytes(NONCE_BYTES) + int(now.timestamp()).to_bytes(TIME_BYTES)
    return stem + _code(keys, purpose, stem)


def is_ours(keys: Keyring, purpose: str, challenge: bytes, now: datetime) -> bool:
    """Whether the challenge was made here, for this purpose, and not long ago."""
    stem, code = challenge[:-CODE_BYTES], challenge[-CODE_BYTES:]
    if len(challenge) != NONCE_BYTES + TIME_BYTES + CODE_BYTES or not hmac.compare_digest(
        code, _code(keys, purpose, stem)
    ):
        return False
    age = now.timestamp() - int.from_bytes(stem[NONCE_BYTES:])
    return -1 <= age < LASTS.total_seconds()


def mark(keys: Keyring, challenge: bytes) -> bytes:
    """By which an answered challenge is remembered."""
    return keys.link_code(b"answered|" + challenge)


def _code(keys: Keyring, purpose: str, stem: bytes) -> bytes:
    return keys.link_code(f"passkey|{purpose}|".encode() + stem)
