"""Signing in and out: Argon2id, sessions kept on the server, attempts limited by person and by address.

Each attempt is counted, as one that failed, before its password is looked at: guesses sent at once are counted one
after the other, so that no more of them are looked at than the limit allows. Who is right takes her attempt back.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from engine.commands.passwords import matches
from engine.commands.work import Work
from engine.errors import NotPermitted, TooManyAttempts
from engine.store import accounts
from engine.store.accounts import AttemptRecord, SessionRecord

MAX_FAILURES = 5
MAX_FAILURES_FROM_ADDRESS = 50
"""An office shares an address; one forgetful colleague must not lock it out."""
FAILURES_COUNT_FOR = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
REFUSAL = "Expected a known email address and its password, but they do not match."
TOO_MANY = "Expected fewer attempts, but signing in failed too often. Try again in 15 minutes."


@dataclass(frozen=True, slots=True)
class SignIn:
    """Open a session. `address` is where the request came from.

    Refuses: NotPermitted, alike for what is unknown and what is wrong; TooManyAttempts after 5 wrong ones for a person
    or 50 from an address within 15 minutes. `attempt_id` is given by the engine.
    """

    email: str
    password: str
    address: str
    attempt_id: UUID | None = None


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
class CountAttempt:
    """Count an attempt to sign in before it is looked at, in a unit of work of its own. For the engine only.

    Answers its id. Refuses, with TooManyAttempts, when there were too many.
    """

    email: str
    address: str


@dataclass(frozen=True, slots=True)
class RecordFailedSignIn:
    """Put on record that signing in failed, in a unit of work of its own. For the engine only."""


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def count_attempt(work: Work, command: CountAttempt) -> UUID:
    marks = work.tx.keys.mark("email", command.email), work.tx.keys.mark("address", command.address)
    for mark in marks:
        accounts.queue_for_attempt(work.tx, mark)
    of_person, from_address = accounts.failures_since(work.tx, *marks, work.now - FAILURES_COUNT_FOR)
    if of_person >= MAX_FAILURES or from_address >= MAX_FAILURES_FROM_ADDRESS:
        raise TooManyAttempts(TOO_MANY)
    attempt = AttemptRecord(work.tx.new_id(), *marks, work.now, False)
    accounts.attempts.add(work.tx, attempt)
    return attempt.id


def sign_in(work: Work, command: SignIn) -> SignedInSession:
    account = accounts.by_email(work.tx, command.email)
    is_right = matches(account.password_hash if account else None, command.password)
    if account is None or not is_right or not account.is_active:
        raise NotPermitted(REFUSAL)
    if command.attempt_id is None:
        raise NotPermitted("Expected the attempt to have been counted, but it was not.")
    accounts.attempt_succeeded(work.tx, command.attempt_id)
    token = f"{work.tx.partnership_id}.{secrets.token_urlsafe(32)}"
    until = work.now + SESSION_LASTS
    session = SessionRecord(work.tx.new_id(), account.id, token_hash(token), work.now, work.now, until, None)
    accounts.sessions.add(work.tx, session)
    work.audit("signed_in", "account", account.id)
    return SignedInSession(token, account.id)


def record_failed_sign_in(work: Work, command: RecordFailedSignIn) -> None:
    work.audit("sign_in_failed")


def sign_out(work: Work, command: SignOut) -> None:
    accounts.end_session(work.tx, token_hash(command.token))
    work.audit("signed_out")
