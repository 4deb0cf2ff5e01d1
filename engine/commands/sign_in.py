"""Signing in and out: Argon2id, sessions kept on the server, attempts limited by person and by address."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from engine.commands.passwords import matches
from engine.commands.work import Work
from engine.errors import NotPermitted
from engine.store import accounts
from engine.store.accounts import AttemptRecord, SessionRecord

MAX_FAILURES = 5
MAX_FAILURES_FROM_ADDRESS = 50
"""An office shares an address; one forgetful colleague must not lock it out."""
FAILURES_COUNT_FOR = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
REFUSAL = "Expected a known email address and its password, but they do not match."
TOO_MANY = "Expected fewer attempts, but signing in failed too often. Try again in 15 minutes."


class TooManyAttempts(NotPermitted):
    """Signing in is closed for a while. Not an attempt itself: who goes on trying does not stay shut out for ever."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Open a session. `address` is where the request came from. Refuses alike what is unknown and what is wrong."""

    email: str
    password: str
    address: str


@dataclass(frozen=True, slots=True)
class SignedInSession:
    """`token` is for the browser's cookie only; the store keeps its hash."""

    token: str
    account_id: UUID


@dataclass(frozen=True, slots=True)
class SignOut:
    """End a session. Nothing happens when there is none."""

    token: str


@dataclass(frozen=True, slots=True)
class RecordFailedSignIn:
    """Remember that signing in failed, in a unit of work of its own. For the engine only."""

    email: str
    address: str


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def sign_in(work: Work, command: SignIn) -> SignedInSession:
    _refuse_too_many(work, command)
    account = accounts.by_email(work.tx, command.email)
    is_right = matches(account.password_hash if account else None, command.password)
    if account is None or not is_right or not account.is_active:
        raise NotPermitted(REFUSAL)
    _remember_attempt(work, command.email, command.address, succeeded=True)
    token = f"{work.tx.partnership_id}.{secrets.token_urlsafe(32)}"
    until = work.now + SESSION_LASTS
    session = SessionRecord(work.tx.new_id(), account.id, token_hash(token), work.now, work.now, until, None)
    accounts.sessions.add(work.tx, session)
    work.audit("signed_in", "account", account.id)
    return SignedInSession(token, account.id)


def record_failed_sign_in(work: Work, command: RecordFailedSignIn) -> None:
    _remember_attempt(work, command.email, command.address, succeeded=False)
    work.audit("sign_in_failed")


def sign_out(work: Work, command: SignOut) -> None:
    accounts.end_session(work.tx, token_hash(command.token))
    work.audit("signed_out")


def _refuse_too_many(work: Work, command: SignIn) -> None:
    email_mark, address_mark = _marks(work, command.email, command.address)
    since = work.now - FAILURES_COUNT_FOR
    of_person, from_address = accounts.failures_since(work.tx, email_mark, address_mark, since)
    if of_person >= MAX_FAILURES or from_address >= MAX_FAILURES_FROM_ADDRESS:
        raise TooManyAttempts(TOO_MANY)


def _remember_attempt(work: Work, email: str, address: str, succeeded: bool) -> None:
    marks = _marks(work, email, address)
    accounts.attempts.add(work.tx, AttemptRecord(work.tx.new_id(), *marks, work.now, succeeded))


def _marks(work: Work, email: str, address: str) -> tuple[bytes, bytes]:
    return work.tx.keys.mark("email", email), work.tx.keys.mark("address", address)
