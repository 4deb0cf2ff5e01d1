"""Passkeys: keys that a telephone, computer or stick keeps, and that are good on this site alone (WebAuthn).

Whoever uses one proves with it, to the device, that it is her: it stands for both steps of signing in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException

from engine.commands.attempts import CountAttempt, Step, was_right
from engine.commands.enrolling import Enrolled, changed, first_codes, still_proves
from engine.commands.second_step import TOO_LATE, session_of
from engine.commands.sessions import SignedInSession, Visit, open_session, renew
from engine.commands.work import Work
from engine.domain.sign_in import LONGEST_NAME, MOST_PASSKEYS
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import accounts, challenges, factors, sessions
from engine.store.factors import PasskeyRecord
from engine.store.tokens import hash_of

REFUSAL = "Expected a passkey that is known here, but this one is not, or it took too long. Try again."


@dataclass(frozen=True, slots=True)
class AddPasskey:
    """Keep a passkey that the browser has made. `token` is that of the session, `credential` what the browser answered.

    For everybody. Refuses: InvalidInput (fields `name`, `credential`).
    """

    token: str
    name: str
    credential: str


@dataclass(frozen=True, slots=True)
class RenamePasskey:
    """Call a passkey of one's own something else. Refuses: NotFound, InvalidInput (field `name`)."""

    passkey_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class RemovePasskey:
    """Do without a passkey of one's own. Refuses: NotFound, InvalidState (a second step is required, and it is all)."""

    passkey_id: UUID


@dataclass(frozen=True, slots=True)
class SignInByPasskey:
    """Sign in with a passkey: from the start, or as the second step of the half session whose token is given.

    Refuses: NotPermitted, InvalidState (the ten minutes of the half session are over), TooManyAttempts.
    """

    credential: str
    address: str
    browser: str = ""
    device: str = ""
    token: str = ""
    attempt_id: UUID | None = None

    def attempt(self) -> CountAttempt:
        return CountAttempt(Step.PASSKEY, "", self.token, self.address, self.device)


@dataclass(frozen=True, slots=True)
class ProveByPasskey:
    """Prove again who one is. The session goes on under the new token that is answered.

    Refuses: NotPermitted, InvalidState (no session), TooManyAttempts.
    """

    token: str
    credential: str
    address: str
    device: str = ""
    attempt_id: UUID | None = None

    def attempt(self) -> CountAttempt:
        return CountAttempt(Step.PASSKEY, "", self.token, self.address, self.device)


def add_passkey(work: Work, command: AddPasskey) -> Enrolled:
    session = session_of(work, command.token)
    name = _name(command.name)
    if len(factors.passkeys_of(work.tx, session.account_id)) >= MOST_PASSKEYS:
        fields = {"name": "Remove a passkey that you no longer use first"}
        raise InvalidInput(f"Expected at most {MOST_PASSKEYS} passkeys, but there are as many already.", fields)
    made = _registered(work, command.credential)
    record = PasskeyRecord(
        id=work.tx.new_id(),
        account_id=session.account_id,
        name=name,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        created_at=work.now,
        used_at=None,
    )
    factors.passkeys.add(work.tx, record)
    changed(work, session.account_id, "passkey_added", passkey=record.id)
    return Enrolled(renew(work, session, has_second=True), first_codes(work, session.account_id))


def _registered(work: Work, credential: str) -> Any:
    """What the browser has made, checked. Refuses, with InvalidInput, what is not an answer to a question of ours."""
    try:
        return verify_registration_response(
            credential=credential,
            expected_challenge=_answered(work, credential, challenges.REGISTER),
            expected_rp_id=work.rules.host,
            expected_origin=work.rules.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, NotPermitted, ValueError) as error:
        words = "The passkey was not made, or it took too long. Try again"
        raise InvalidInput("Expected a passkey made just now, but it cannot be used.", {"credential": words}) from error


def rename_passkey(work: Work, command: RenamePasskey) -> None:
    account_id = work.person().account_id
    if command.passkey_id not in {known.id for known in factors.passkeys_of(work.tx, account_id)}:
        raise NotFound("There is no such passkey.")
    factors.change_passkey(work.tx, command.passkey_id, name=_name(command.name))
    work.audit("passkey_renamed", "account", account_id, passkey=str(command.passkey_id))


def remove_passkey(work: Work, command: RemovePasskey) -> None:
    account_id = work.person().account_id
    if not factors.remove_passkey(work.tx, account_id, command.passkey_id):
        raise NotFound("There is no such passkey.")
    still_proves(work, account_id)
    changed(work, account_id, "passkey_removed", passkey=command.passkey_id)


def sign_in_by_passkey(work: Work, command: SignInByPasskey) -> SignedInSession:
    used = _proved(work, command.credential)
    if command.token:
        half = sessions.half(work.tx, hash_of(command.token))
        if half is None or not sessions.use_half(work.tx, half.id):
            raise InvalidState(TOO_LATE)
        _is_of(used, half.account_id)
    account = accounts.get(work.tx, used.account_id)
    if account is None or not account.is_active:
        raise NotPermitted(REFUSAL)
    was_right(work, command.attempt_id)
    work.audit("signed_in", "account", account.id, by="passkey")
    visit = Visit(command.address, command.browser, command.device)
    return open_session(work, account.id, visit, has_second=True)


def prove_by_passkey(work: Work, command: ProveByPasskey) -> SignedInSession:
    session = session_of(work, command.token)
    _is_of(_proved(work, command.credential), session.account_id)
    was_right(work, command.attempt_id)
    work.audit("proved_again", "account", session.account_id, by="passkey")
    return renew(work, session, has_second=True)


def _is_of(used: PasskeyRecord, account_id: UUID) -> None:
    if used.account_id != account_id:
        raise NotPermitted(REFUSAL)


def _proved(work: Work, credential: str) -> PasskeyRecord:
    """The passkey that has signed our challenge. Refuses all else, alike."""
    try:
        challenge = _answered(work, credential, challenges.SIGN_IN)
        known = factors.passkey_by(work.tx, base64url_to_bytes(json.loads(credential)["id"]))
        if known is None:
            raise NotPermitted(REFUSAL)
        used = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=work.rules.host,
            expected_origin=work.rules.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise NotPermitted(REFUSAL) from error
    factors.change_passkey(work.tx, known.id, sign_count=used.new_sign_count, used_at=work.now)
    return known


def _answered(work: Work, credential: str, purpose: str) -> bytes:
    """The challenge that is answered, which is used up with it. Refuses one that is not ours, or too old."""
    try:
        data = json.loads(base64url_to_bytes(json.loads(credential)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(data["challenge"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotPermitted(REFUSAL) from error
    if not work.rules.host or not challenges.is_ours(work.tx.keys, purpose, challenge, work.now):
        raise NotPermitted(REFUSAL)
    factors.spend(work.tx, challenges.mark(work.tx.keys, challenge))
    return challenge


def _name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        fields = {"name": f"Enter what you know it by, in {LONGEST_NAME} characters or less"}
        raise InvalidInput("Expected a name for the passkey, but it is missing or cannot be used.", fields)
    return name
