"""Sessions: opened once a person has proved who she is, renewed when she proves it again, ended from anywhere."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from engine.commands.work import Work
from engine.domain.sign_in import SECOND_STEP_LASTS, SESSION_LASTS, browser_words, network_words
from engine.errors import NotFound
from engine.store import attempts, sessions
from engine.store.sessions import HalfRecord, SessionRecord
from engine.store.tokens import hash_of


@dataclass(frozen=True, slots=True)
class SignedInSession:
    """`token` is for the browser's cookie only, as is `device`; the store keeps their hashes.

    `is_half`: the token is good for the second step of signing in, and for nothing else.
    """

    token: str
    account_id: UUID
    device: str = ""
    is_half: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Where somebody signs in: the address the request came from, the browser, and the device's own secret, if any."""

    address: str = ""
    browser: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class EndSession:
    """Sign oneself out in one place. For everybody, of their own. Refuses: NotFound."""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class EndOtherSessions:
    """Sign oneself out everywhere but here. For everybody. `session_id` is the session that stays."""

    session_id: UUID


def open_session(work: Work, account_id: UUID, visit: Visit, has_second: bool) -> SignedInSession:
    """A new session of a person who has just proved who she is; `has_second`: by more than a password.

    The device is remembered as hers.
    """
    token, device = new_token(work), visit.device or secrets.token_urlsafe(32)
    session = SessionRecord(
        id=work.tx.new_id(),
        account_id=account_id,
        token_hash=hash_of(token),
        created_at=work.now,
        seen_at=work.now,
        expires_at=work.now + SESSION_LASTS,
        ended_at=None,
        proven_at=work.now,
        second_at=work.now if has_second else None,
        browser=browser_words(visit.browser),
        network=network_words(visit.address),
    )
    sessions.sessions.add(work.tx, session)
    attempts.remember_device(work.tx, account_id, work.tx.keys.mark("device", device))
    return SignedInSession(token, account_id, device)


def half_open(work: Work, account_id: UUID) -> SignedInSession:
    """What a browser is given between the two steps of signing in."""
    token = new_token(work)
    until = work.now + SECOND_STEP_LASTS
    sessions.halves.add(work.tx, HalfRecord(work.tx.new_id(), account_id, hash_of(token), work.now, until))
    return SignedInSession(token, account_id, is_half=True)


def renew(work: Work, session: SessionRecord, has_second: bool) -> SignedInSession:
    """The session goes on under a new token, because she has just proved who she is again."""
    token = new_token(work)
    second_at = work.now if has_second else session.second_at
    sessions.change_session(
        work.tx, session.id, token_hash=hash_of(token), proven_at=work.now, seen_at=work.now, second_at=second_at
    )
    return SignedInSession(token, session.account_id)


def new_token(work: Work) -> str:
    return f"{work.tx.partnership_id}.{secrets.token_urlsafe(32)}"


def end_session(work: Work, command: EndSession) -> None:
    account_id = work.person().account_id
    if not sessions.end_session(work.tx, account_id, command.session_id):
        raise NotFound("There is no such session.")
    work.audit("session_ended", "account", account_id)


def end_other_sessions(work: Work, command: EndOtherSessions) -> None:
    account_id = work.person().account_id
    sessions.end_sessions_of(work.tx, account_id, command.session_id)
    work.audit("sessions_ended", "account", account_id)
