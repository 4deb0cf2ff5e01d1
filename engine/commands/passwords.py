"""Passwords: Argon2id with the library's recommended cost."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


class PasswordHash(str):
    """A password hashed already, as strongly as any: for many people at once who begin with the same one."""

    @classmethod
    def of(cls, password: str) -> PasswordHash:
        return cls(_hasher.hash(password))

    @property
    def is_strong(self) -> bool:
        """Whether it is a hash, and one that is made as hashes are made today."""
        try:
            return not _hasher.check_needs_rehash(self)
        except InvalidHashError:
            return False


def hash_password(password: str) -> str:
    return str(password) if isinstance(password, PasswordHash) else _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right. Takes as long when there is no such account, so that nobody learns who has one."""
    try:
        return _hasher.verify(password_hash or _of_nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _of_nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
