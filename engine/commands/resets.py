"""Passwords chosen anew: by whoever knows the old one, and by whoever can read mail at her address."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from engine.commands.attempts import CountAttempt, Step, was_right
from engine.commands.enrolling import changed
from engine.commands.passwords import check_password, hash_password
from engine.commands.second_step import check_own_password, session_of
from engine.commands.sessions import SignedInSession, renew
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import NotFound
from engine.store import accounts, invitations, outbox, people, sessions, subjects, tokens
from engine.store.accounts import AccountRecord
from engine.store.invitations import RESET, InvitationRecord

LASTS = timedelta(minutes=30)
MOST_LINKS = 3
"""That are good at once: nobody's postbox is to be filled by somebody else."""
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Choose another password, knowing the one so far. Signed out everywhere else; access tokens end. `token` is that
    of the session, which goes on under the new one that is answered.

    Refuses: InvalidState (no session), NotPermitted (not the password so far), InvalidInput (field `password`),
    TooManyAttempts.
    """

    token: str
    known: str
    password: str
    address: str
    device: str = ""
    attempt_id: UUID | None = None

    def attempt(self) -> CountAttempt:
        return CountAttempt(Step.PASSWORD, "", self.token, self.address, self.device)


@dataclass(frozen=True, slots=True)
class AskReset:
    """Ask for a link by mail with which to choose a password. For anybody; the answer never says whether there is such
    an account. Refuses: TooManyAttempts.
    """

    email: str
    address: str
    device: str = ""
    attempt_id: UUID | None = None

    def attempt(self) -> CountAttempt:
        return CountAttempt(Step.RESET, self.email, "", self.address, self.device)


@dataclass(frozen=True, slots=True)
class SendReset:
    """Send the link that was asked for, if there is somebody to send it to. For the worker only."""

    letter_id: UUID


def change_password(work: Work, command: ChangePassword) -> SignedInSession:
    session = session_of(work, command.token)
    account = accounts.get(work.tx, session.account_id)
    if account is None:
        raise NotFound("There is no such person.")
    check_own_password(work, account.id, command.known)
    check_password(work, command.password, account.name, account.email)
    was_right(work, command.attempt_id)
    set_password(work, account, command.password, but=session.id)
    changed(work, account.id, "password_changed")
    return renew(work, session, has_second=False)


def set_password(work: Work, account: AccountRecord, password: str, but: UUID | None = None) -> None:
    """Keep the password. What was open with the old one ends: links, sessions (but one), access tokens."""
    invitations.end_those_of(work.tx, account.id)
    sessions.end_sessions_of(work.tx, account.id, but)
    tokens.revoke_those_of(work.tx, account.id)
    accounts.change(work.tx, account.id, password_hash=hash_password(password), is_active=True)


def ask_reset(work: Work, command: AskReset) -> None:
    """Who it is about is looked up later, by the worker: nobody learns from the time it takes."""
    work.audit("reset_asked")
    cipher = subjects.cipher(work.tx, subjects.partnership_subject(work.tx.partnership_id))
    if cipher is None:
        return
    letter_id = work.tx.new_id()
    address = command.email.strip().lower()[:LONGEST_ADDRESS]
    sealed = base64.b85encode(cipher.seal(outbox.payload_place(letter_id), address.encode())).decode()
    outbox.put(work.tx, "reset", json.dumps({"sealed": sealed}, separators=(",", ":")), letter_id=letter_id)


def send_reset(work: Work, command: SendReset) -> None:
    require(work.actor, Permission.DELIVER_MESSAGE)
    letter = outbox.take(work.tx, command.letter_id)
    cipher = subjects.cipher(work.tx, subjects.partnership_subject(work.tx.partnership_id))
    if letter is None or letter.kind != "reset" or cipher is None:
        return
    sealed = base64.b85decode(json.loads(letter.payload)["sealed"])
    account = accounts.by_email(work.tx, cipher.open(outbox.payload_place(letter.id), sealed).decode())
    if account is not None and account.is_active and people.account(work.tx, account.id) is not None:
        _send(work, account.id)
    outbox.delivered(work.tx, letter)


def _send(work: Work, account_id: UUID) -> None:
    if invitations.good_resets_of(work.tx, account_id) >= MOST_LINKS:
        return
    record = InvitationRecord(work.tx.new_id(), account_id, work.now, None, work.now + LASTS, None, RESET)
    invitations.invitations.add(work.tx, record)
    content = {"account": str(account_id), "kind": RESET, "invitation": str(record.id)}
    outbox.put(work.tx, "mail", json.dumps(content, separators=(",", ":")))
    work.audit("reset_sent", "account", account_id)
