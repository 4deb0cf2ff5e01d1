"""Passwords: which are taken, and how they are kept: Argon2id with the library's recommended cost."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.commands.work import Work
from engine.domain.passwords import BREACHED, password_problem
from engine.errors import InvalidInput
from engine.store import partnerships

_hasher = PasswordHasher()
ARGON2 = "$argon2"


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


def problem_with(work: Work, password: str, *names: str) -> str:
    """Why the password is not taken from the person of these names (her name, her address); empty when it is."""
    partnership = [known.name for known in partnerships.everyone(work.tx)]
    if problem := password_problem(password, (*names, *partnership)):
        return problem
    breached = work.rules.breached
    return BREACHED if breached is not None and breached.holds(password) else ""


def check_password(work: Work, password: str, *names: str) -> None:
    """Refuses, with InvalidInput, a password that is not taken from the person of these names."""
    if problem := problem_with(work, password, *names):
        raise InvalidInput("Expected a password that is hard to guess.", {"password": problem})


def hash_password(password: str) -> str:
    return str(password) if isinstance(password, PasswordHash) else _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right.

    Takes as long when there is no such account, or none with a password, so that nobody learns who has one.
    """
    try:
        is_hash = password_hash is not None and password_hash.startswith(ARGON2)
        return _hasher.verify(password_hash if password_hash and is_hash else _of_nobody(), password) and is_hash
    except (VerificationError, InvalidHashError):
        return False


@cache
def _of_nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
