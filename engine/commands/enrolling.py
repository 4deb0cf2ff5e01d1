"""Setting up a second step: an authenticator app, and the recovery codes that stand in when all else is lost."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from uuid import UUID

import pyotp

from engine.commands.second_step import recovery_mark, session_of, takes_app_code
from engine.commands.sessions import SignedInSession, renew
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.domain.sign_in import RECOVERY_CODES
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import factors, outbox, people, sessions, subjects
from engine.store.factors import AuthenticatorRecord, RecoveryRecord

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""No letter or digit that is easily taken for another."""
CODE_LETTERS = 12
CHANGED = "sign_in_changed"
LAST_ONE = "Expected another way to prove who you are to stay, but there is none. Set up another one first."


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The session goes on under a new token. `codes` are recovery codes, told this once; none when she has some."""

    session: SignedInSession
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BeginApp:
    """Make a secret for an authenticator app; it counts once a code was entered (`ConfirmApp`). For everybody.

    Refuses: InvalidState (there is an app already).
    """


@dataclass(frozen=True, slots=True)
class ConfirmApp:
    """Enter the code that the app shows: from now on it is the second step. `token` is that of the session.

    Refuses: InvalidInput (field `code`), InvalidState (no secret was made).
    """

    token: str
    code: str


@dataclass(frozen=True, slots=True)
class RemoveApp:
    """Do without the app. For everybody. Refuses: NotFound, InvalidState (a second step is required, and it is all)."""


@dataclass(frozen=True, slots=True)
class MakeRecoveryCodes:
    """New recovery codes; those made before are good no more. For everybody who has a second step. Answers them."""


@dataclass(frozen=True, slots=True)
class RemoveSecondStep:
    """A person has lost her telephone and her recovery codes: she is signed out, and sets up a second step anew when
    she signs in. For administrators, but not for themselves. Refuses: NotFound, NotPermitted.
    """

    account_id: UUID


def begin_app(work: Work, _: BeginApp) -> None:
    account_id = work.person().account_id
    known = factors.app_of(work.tx, account_id)
    if known is not None and known.confirmed_at is not None:
        raise InvalidState("Expected no authenticator app yet, but there is one. Remove it first.")
    factors.remove_app(work.tx, account_id)
    app_id = work.tx.new_id()
    cipher = subjects.cipher(work.tx, subjects.partnership_subject(work.tx.partnership_id))
    if cipher is None:
        raise InvalidState("Expected the partnership to have its key, but there is none.")
    sealed = cipher.seal(factors.secret_place(app_id), pyotp.random_base32().encode())
    factors.authenticators.add(work.tx, AuthenticatorRecord(app_id, account_id, sealed, work.now, None, 0))


def confirm_app(work: Work, command: ConfirmApp) -> Enrolled:
    session = session_of(work, command.token)
    app = factors.app_of(work.tx, session.account_id)
    if app is None or app.confirmed_at is not None:
        raise InvalidState("Expected an app that is being set up, but there is none. Begin again.")
    if not takes_app_code(work, app, command.code):
        words = "Enter the six digits that the app shows now"
        raise InvalidInput("Expected the code that the app shows, but it is another.", {"code": words})
    factors.confirm_app(work.tx, app.id)
    changed(work, session.account_id, "authenticator_added")
    return Enrolled(renew(work, session, has_second=True), first_codes(work, session.account_id))


def remove_app(work: Work, _: RemoveApp) -> None:
    account_id = work.person().account_id
    if factors.app_of(work.tx, account_id) is None:
        raise NotFound("There is no such app.")
    factors.remove_app(work.tx, account_id)
    still_proves(work, account_id)
    changed(work, account_id, "authenticator_removed")


def make_recovery_codes(work: Work, _: MakeRecoveryCodes) -> tuple[str, ...]:
    account_id = work.person().account_id
    if not factors.has_second(work.tx, account_id):
        raise InvalidState("Expected a second step to have codes for, but there is none. Set one up first.")
    factors.remove_codes(work.tx, account_id)
    changed(work, account_id, "recovery_codes_made")
    return first_codes(work, account_id)


def remove_second_step(work: Work, command: RemoveSecondStep) -> None:
    require(work.actor, Permission.MANAGE_ACCOUNTS)
    account = people.account(work.tx, command.account_id)
    if account is None:
        raise NotFound("There is no such person.")
    if work.actor.account_id == account.id:
        raise NotPermitted("Expected another administrator to do this for you: ask one of them.")
    factors.remove_all(work.tx, account.id)
    sessions.end_sessions_of(work.tx, account.id)
    changed(work, account.id, "second_step_removed")


def first_codes(work: Work, account_id: UUID) -> tuple[str, ...]:
    """Recovery codes for a person who has none left; none for others."""
    if factors.codes_left(work.tx, account_id):
        return ()
    factors.remove_codes(work.tx, account_id)
    made = tuple("".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS)) for _ in range(RECOVERY_CODES))
    rows = (
        RecoveryRecord(work.tx.new_id(), account_id, recovery_mark(work, account_id, code), work.now, None)
        for code in made
    )
    factors.codes.add(work.tx, *rows)
    return tuple("-".join((code[:4], code[4:8], code[8:])) for code in made)


def still_proves(work: Work, account_id: UUID) -> None:
    """Refuses to leave a person without a second step where one is required; without one, codes are of no use."""
    if factors.has_second(work.tx, account_id):
        return
    if work.rules.requires_second_factor:
        raise InvalidState(LAST_ONE)
    factors.remove_codes(work.tx, account_id)


def changed(work: Work, account_id: UUID, action: str, passkey: UUID | None = None) -> None:
    """Put on record that the way a person signs in has changed, and tell her by mail: it may not have been her."""
    if passkey is None:
        work.audit(action, "account", account_id)
    else:
        work.audit(action, "account", account_id, passkey=str(passkey))
    content = {"account": str(account_id), "kind": CHANGED}
    outbox.put(work.tx, "mail", json.dumps(content, separators=(",", ":")))
