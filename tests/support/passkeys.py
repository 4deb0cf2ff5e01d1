"""A device that makes passkeys and signs with them, as a browser would let it: for tests without a browser."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 1, 4, 64
ES256 = -7


class Device:
    """Holds one passkey, for one site. `verifies`: it has asked its owner for a fingerprint or the like. `counts`: it
    says how often it was used, which those that are kept in several places do not.
    """

    def __init__(self, origin: str, host: str, verifies: bool = True, counts: bool = True) -> None:
        self.origin = origin
        self.host = host
        self.verifies = verifies
        self.counts = counts
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.used = 0

    def make(self, options: str) -> str:
        """What a browser answers to `navigator.credentials.create`."""
        client = self._client("webauthn.create", options)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: ES256, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        statement = {"fmt": "none", "attStmt": {}, "authData": self._about(ATTESTED) + attested}
        return self._told(client, attestationObject=cbor2.dumps(statement))

    def sign(self, options: str, **changes: Any) -> str:
        """What a browser answers to `navigator.credentials.get`; `changes` are told of it that are not so."""
        self.used += self.counts
        client = self._client("webauthn.get", options, **changes)
        about = self._about(0)
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._told(client, authenticatorData=about, signature=signature)

    def _client(self, kind: str, options: str, **changes: Any) -> bytes:
        data = {"type": kind, "challenge": json.loads(options)["challenge"], "origin": self.origin, **changes}
        return json.dumps(data).encode()

    def _about(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.used.to_bytes(4)

    def _told(self, client: bytes, **response: bytes) -> str:
        parts = {name: bytes_to_base64url(value) for name, value in {"clientDataJSON": client, **response}.items()}
        name = bytes_to_base64url(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})


def challenge_of(options: str) -> bytes:
    return base64url_to_bytes(json.loads(options)["challenge"])
