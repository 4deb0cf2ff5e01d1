"""What a browser is told so that it makes a passkey, or signs with one. Nothing of it is kept here."""

from __future__ import annotations

from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from engine.errors import InvalidState
from engine.queries.own_sign_in import ISSUER
from engine.queries.running import Running
from engine.queries.view import View
from engine.store import challenges, factors, sessions
from engine.store.tokens import hash_of

MILLISECONDS = int(challenges.LASTS.total_seconds() * 1000)


def new_passkey_options(view: View, host: str, email: str) -> str:
    """JSON for `navigator.credentials.create`: a passkey of the actor's, of which the device asks that it is her."""
    known = factors.passkeys_of(view.tx, view.actor.account_id)
    options = generate_registration_options(
        rp_id=_named(host),
        rp_name=ISSUER,
        user_name=email,
        user_display_name=view.actor.name,
        user_id=view.actor.account_id.bytes,
        challenge=challenges.make(view.tx.keys, challenges.REGISTER, view.now),
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.credential_id) for each in known],
    )
    return options_to_json(options)


def passkey_options(engine: Running, host: str, token: str = "") -> str:
    """JSON for `navigator.credentials.get`: with a token of a session or half session, of that person's passkeys."""
    with engine.database.read(engine.system().partnership_id, engine.clock.now()) as tx:
        hashed = hash_of(token)
        found = (sessions.half(tx, hashed) or sessions.open_session(tx, hashed)) if token else None
        known = factors.passkeys_of(tx, found.account_id) if found else []
        options = generate_authentication_options(
            rp_id=_named(host),
            challenge=challenges.make(tx.keys, challenges.SIGN_IN, tx.now),
            timeout=MILLISECONDS,
            allow_credentials=[PublicKeyCredentialDescriptor(id=each.credential_id) for each in known],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    return options_to_json(options)


def _named(host: str) -> str:
    if not host:
        raise InvalidState("Expected BASE_URL to have a name, but it is an address, for which there are no passkeys.")
    return host
