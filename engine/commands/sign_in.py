"""Signing in and out: Argon2id, sessions kept on the server, a second step for whoever has one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.attempts import CountAttempt, Step, was_right
from engine.commands.passwords import matches
from engine.commands.sessions import SignedInSession, Visit, half_open, open_session
from engine.commands.work import Work
from engine.errors import NotPermitted
from engine.store import accounts, factors, sessions
from engine.store.tokens import hash_of

REFUSAL = "Expected a known email address and its password, but they do not match."


@dataclass(frozen=True, slots=True)
class SignIn:
    """Open a session, or the first half of one for a person who has a second step. `address` is where the request came
    from, `device` the secret of a device that somebody has signed in with before.

    Refuses: NotPermitted, alike for what is unknown and what is wrong; TooManyAttempts (`engine.domain.sign_in`).
    `attempt_id` is given by the engine.
    """

    email: str
    password: str
    address: str
    browser: str = ""
    device: str = ""
    attempt_id: UUID | None = None

    def attempt(self) -> CountAttempt:
        return CountAttempt(Step.PASSWORD, self.email, "", self.address, self.device)


@dataclass(frozen=True, slots=True)
class SignOut:
    """End a session. Nothing happens when there is none."""

    token: str


def sign_in(work: Work, command: SignIn) -> SignedInSession:
    account = accounts.by_email(work.tx, command.email)
    is_right = matches(account.password_hash if account else None, command.password)
    if account is None or not is_right or not account.is_active:
        raise NotPermitted(REFUSAL)
    was_right(work, command.attempt_id)
    if factors.has_second(work.tx, account.id):
        return half_open(work, account.id)
    work.audit("signed_in", "account", account.id, by="password")
    visit = Visit(command.address, command.browser, command.device)
    return open_session(work, account.id, visit, has_second=False)


def sign_out(work: Work, command: SignOut) -> None:
    found = sessions.open_session(work.tx, hash_of(command.token))
    if found is not None:
        sessions.end_session(work.tx, found.account_id, found.id)
        work.audit("signed_out", "account", found.account_id)
