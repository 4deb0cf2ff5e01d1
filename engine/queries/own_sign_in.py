"""How a person signs in, for herself: what she proves it with, and where she is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp

from engine.errors import NotFound
from engine.queries.view import View
from engine.store import factors, sessions, subjects

ISSUER = "Referral Pathways"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A place where one is signed in. `network` is rough: whose network, not where."""

    session_id: UUID
    browser: str
    network: str
    since: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    passkey_id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """What one signs in with. `codes_left`: recovery codes that are not used yet."""

    sessions: tuple[SessionLine, ...]
    passkeys: tuple[PasskeyLine, ...]
    has_app: bool
    codes_left: int

    @property
    def has_second(self) -> bool:
        return self.has_app or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class AppSetUp:
    """An authenticator app that is being set up: the secret to type into it, and the same as a link for a picture."""

    secret: str
    uri: str


def own_sign_in(view: View, session_id: UUID) -> OwnSignIn:
    """The actor's own; `session_id` is the session that asks."""
    own = view.actor.account_id
    app = factors.app_of(view.tx, own)
    return OwnSignIn(
        sessions=tuple(
            SessionLine(
                each.id, each.browser or "A browser", each.network or "", each.created_at, each.seen_at, is_this
            )
            for each in sessions.of_account(view.tx, own)
            for is_this in (each.id == session_id,)
        ),
        passkeys=tuple(
            PasskeyLine(each.id, each.name, each.created_at, each.used_at) for each in factors.passkeys_of(view.tx, own)
        ),
        has_app=app is not None and app.confirmed_at is not None,
        codes_left=factors.codes_left(view.tx, own),
    )


def app_set_up(view: View, email: str) -> AppSetUp:
    """The app that the actor is setting up, for her eyes only. Refuses: NotFound (none, or it is set up already)."""
    app = factors.app_of(view.tx, view.actor.account_id)
    cipher = subjects.cipher(view.tx, subjects.partnership_subject(view.tx.partnership_id))
    if app is None or cipher is None or app.confirmed_at is not None:
        raise NotFound("There is no app being set up.")
    secret = cipher.open(app.place, app.secret_sealed).decode()
    return AppSetUp(secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def has_second_step(view: View) -> bool:
    """Whether the actor proves who she is by more than a password."""
    return factors.has_second(view.tx, view.actor.account_id)
