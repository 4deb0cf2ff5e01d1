"""Sealing: AES-256-GCM under a data key per subject, wrapped by a master key from the environment.

Table, row and column are bound into each sealed value, so that a value moved to another place does not open. Blind
indexes and audit codes use keys derived from the oldest master key, which therefore stays listed when keys rotate.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import EngineError

_FORMAT = b"\x01"
_NONCE_BYTES = 12


class SealBroken(EngineError):
    """A sealed value does not open: it was altered, moved, or its key was destroyed."""


@dataclass(frozen=True)
class Place:
    """Where a sealed value stands."""

    table: str
    row: UUID | str
    column: str

    def bytes(self, partnership_id: int) -> bytes:
        return f"{partnership_id}|{self.table}|{self.row}|{self.column}".encode()


class SubjectCipher:
    """Seals and opens what concerns one subject."""

    def __init__(self, partnership_id: int, key: bytes) -> None:
        self._partnership_id = partnership_id
        self._aead = AESGCM(key)

    def seal(self, place: Place, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._aead.encrypt(nonce, plain, place.bytes(self._partnership_id))

    def open(self, place: Place, sealed: bytes) -> bytes:
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, place.bytes(self._partnership_id))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"The value in {place.table}.{place.column} of {place.row} does not open.") from error

    def seal_json(self, place: Place, value: Any) -> bytes:
        return self.seal(place, json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())

    def open_json(self, place: Place, sealed: bytes) -> Any:
        return json.loads(self.open(place, sealed))


class Keyring:
    """The master keys: wraps data keys, marks searchable values blindly, signs audit rows."""

    def __init__(self, master_keys: Sequence[tuple[str, bytes]]) -> None:
        self._masters = {key_id: AESGCM(key) for key_id, key in master_keys}
        self.current_id = master_keys[0][0]
        self.oldest_id, oldest = master_keys[-1]
        self._mark_key = _derive(oldest, "blind index")
        self._audit_key = _derive(oldest, "audit")
        self._link_key = _derive(oldest, "one-time links")
        self._unwrap = lru_cache(maxsize=4096)(self._unwrap_uncached)

    def new_wrapped_key(self, partnership_id: int, key_id: UUID) -> bytes:
        return self._wrap(partnership_id, key_id, AESGCM.generate_key(bit_length=256))

    def _wrap(self, partnership_id: int, key_id: UUID, key: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._masters[self.current_id].encrypt(nonce, key, _wrap_context(partnership_id, key_id))

    def wrap_anew(self, partnership_id: int, key_id: UUID, master_key_id: str, wrapped: bytes) -> bytes:
        """The same data key, wrapped by the current master key. Raises SealBroken when it does not open."""
        return self._wrap(partnership_id, key_id, self._data_key(partnership_id, key_id, master_key_id, wrapped))

    def cipher(self, partnership_id: int, key_id: UUID, master_key_id: str, wrapped: bytes | None) -> SubjectCipher:
        if wrapped is None:
            raise SealBroken("The key of this record was destroyed; what was sealed under it is erased.")
        return self._unwrap(partnership_id, key_id, master_key_id, wrapped)

    def _unwrap_uncached(self, partnership_id: int, key_id: UUID, master_key_id: str, wrapped: bytes) -> SubjectCipher:
        return SubjectCipher(partnership_id, self._data_key(partnership_id, key_id, master_key_id, wrapped))

    def _data_key(self, partnership_id: int, key_id: UUID, master_key_id: str, wrapped: bytes) -> bytes:
        master = self._masters.get(master_key_id)
        if master is None:
            raise SealBroken(f"MASTER_KEY lists no key {master_key_id!r}, under which this record is sealed.")
        nonce, body = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return master.decrypt(nonce, body, _wrap_context(partnership_id, key_id))
        except InvalidTag as error:
            raise SealBroken("The key of this record does not open under MASTER_KEY.") from error

    def mark(self, kind: str, text: str) -> bytes:
        """A blind index of a searchable text: equal texts (but for case and spaces) have equal marks."""
        folded = " ".join(text.casefold().split())
        return hmac.digest(self._mark_key, f"{kind}|{folded}".encode(), hashlib.sha256)

    def audit_code(self, content: bytes) -> bytes:
        return hmac.digest(self._audit_key, content, hashlib.sha256)

    def link_code(self, content: bytes) -> bytes:
        """What makes a link that is sent to somebody one that nobody can guess."""
        return hmac.digest(self._link_key, content, hashlib.sha256)


def _wrap_context(partnership_id: int, key_id: UUID) -> bytes:
    return f"{partnership_id}|subject_key|{key_id}".encode()


def _derive(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, f"referral-pathways {purpose}".encode(), hashlib.sha256)
