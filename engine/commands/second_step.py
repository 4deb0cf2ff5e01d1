"""The second step of signing in, and proving again who one is: a code of an app, a recovery code, or the password."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID

import pyotp

from engine.commands.attempts import CountAttempt, Step, was_right
from engine.commands.passwords import matches
from engine.commands.sessions import SignedInSession, Visit, open_session, renew
from engine.commands.work import Work
from engine.domain.sign_in import folded_code
from engine.errors import InvalidState, NotPermitted
from engine.store import accounts, factors, sessions, subjects
from engine.store.factors import AuthenticatorRecord
from engine.store.sessions import SessionRecord
from engine.store.tokens import hash_of

STEP_SECONDS = 30
STEPS_EITHER_WAY = 1
"""A clock may be half a minute off."""
WRONG_CODE = "Expected a code that is good now, but this one is not."
WRONG_PASSWORD = "Expected your password, but it does not match."  # noqa: S105 - a sentence
TOO_LATE = "Expected the second step within 10 minutes, but they are over. Sign in again."
SIGNED_OUT = "Expected you to be signed in, but the session has ended. Sign in again."


@dataclass(frozen=True, slots=True)
class EnterCode:
    """Finish signing in with a code of the authenticator app or a recovery code. `token` is that of the half session.

    Refuses: InvalidState (the ten minutes are over), NotPermitted (not a good code), TooManyAttempts.
    """

    token: str
    code: str
    address: str
    browser: str = ""
    device: str = ""
    attempt_id: UUID | None = None

    def attempt(self) -> CountAttempt:
        return CountAttempt(Step.SECOND, "", self.token, self.address, self.device)


@dataclass(frozen=True, slots=True)
class ProveAgain:
    """Prove again who one is: with a code if one has a second step, else with the password. The session goes on under
    the new token that is answered.

    Refuses: InvalidState (no session), NotPermitted (wrong), TooManyAttempts.
    """

    token: str
    proof: str
    address: str
    device: str = ""
    attempt_id: UUID | None = None

    def attempt(self) -> CountAttempt:
        return CountAttempt(Step.SECOND, "", self.token, self.address, self.device)


def enter_code(work: Work, command: EnterCode) -> SignedInSession:
    half = sessions.half(work.tx, hash_of(command.token))
    account = accounts.get(work.tx, half.account_id) if half else None
    if half is None or account is None or not account.is_active:
        raise InvalidState(TOO_LATE)
    by = check_code(work, account.id, command.code)
    if not sessions.use_half(work.tx, half.id):
        raise InvalidState(TOO_LATE)
    was_right(work, command.attempt_id)
    work.audit("signed_in", "account", account.id, by=f"password and {by}")
    visit = Visit(command.address, command.browser, command.device)
    return open_session(work, account.id, visit, has_second=True)


def prove_again(work: Work, command: ProveAgain) -> SignedInSession:
    session = session_of(work, command.token)
    has_second = factors.has_second(work.tx, session.account_id)
    by = (
        check_code(work, session.account_id, command.proof)
        if has_second
        else check_own_password(work, session.account_id, command.proof)
    )
    was_right(work, command.attempt_id)
    work.audit("proved_again", "account", session.account_id, by=by)
    return renew(work, session, has_second)


def session_of(work: Work, token: str) -> SessionRecord:
    """The session of a token. Refuses, with InvalidState, one that has ended."""
    found = sessions.open_session(work.tx, hash_of(token))
    account = accounts.get(work.tx, found.account_id) if found else None
    if found is None or account is None or not account.is_active:
        raise InvalidState(SIGNED_OUT)
    return found


def check_own_password(work: Work, account_id: UUID, password: str) -> str:
    """Refuses, with NotPermitted, what is not the person's password."""
    account = accounts.get(work.tx, account_id)
    if account is None or not matches(account.password_hash, password):
        raise NotPermitted(WRONG_PASSWORD)
    return "password"


def check_code(work: Work, account_id: UUID, code: str) -> str:
    """Takes a code of the app or a recovery code, each once; answers which. Refuses any other, with NotPermitted."""
    app = factors.app_of(work.tx, account_id)
    if app is not None and app.confirmed_at is not None and takes_app_code(work, app, code):
        return "app"
    if factors.use_code(work.tx, account_id, recovery_mark(work, account_id, code)):
        work.audit("recovery_code_used", "account", account_id)
        return "recovery code"
    raise NotPermitted(WRONG_CODE)


def takes_app_code(work: Work, app: AuthenticatorRecord, code: str) -> bool:
    """Whether the app shows this code about now, and it was not used before."""
    typed = "".join(code.split())
    totp = pyotp.TOTP(secret_of(work, app))
    now = int(work.now.timestamp()) // STEP_SECONDS
    around = range(now - STEPS_EITHER_WAY, now + STEPS_EITHER_WAY + 1)
    good = [step for step in around if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), typed.encode())]
    return bool(good) and factors.take_step(work.tx, app.id, good[0])


def secret_of(work: Work, app: AuthenticatorRecord) -> str:
    cipher = subjects.cipher(work.tx, subjects.partnership_subject(work.tx.partnership_id))
    if cipher is None:
        raise InvalidState("Expected the partnership to have its key, but there is none.")
    return cipher.open(app.place, app.secret_sealed).decode()


def recovery_mark(work: Work, account_id: UUID, code: str) -> bytes:
    """The keyed hash by which a recovery code is kept."""
    return work.tx.keys.mark("recovery code", f"{account_id} {folded_code(code)}")
