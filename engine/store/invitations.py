"""Invitations: a link by mail with which a person chooses her password, once and for a week.

The link is worked out from the invitation's id and a key; nowhere is it kept, so that nobody finds it in the database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, String, Uuid, bindparam, update

from engine.store.keys import Keyring
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

ID_BYTES = 16
INVITATION, RESET = "invitation", "reset"
"""Sent by an administrator; asked for by whoever has forgotten her password."""

invitation = table(
    "invitation",
    Column("account_id", Uuid, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("sent_by", Uuid, nullable=True),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("kind", String(12), nullable=False),
    reference("account_id", "account"),
    index("ix_invitation_account", "account_id"),
)


@dataclass(frozen=True, slots=True)
class InvitationRecord:
    """`ended_at`: when it was used, or another took its place."""

    id: UUID
    account_id: UUID
    sent_at: datetime
    sent_by: UUID | None
    expires_at: datetime
    ended_at: datetime | None
    kind: str = INVITATION

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


invitations = Records(InvitationRecord, invitation)

_by_id = invitations.selection(invitation.c.id == bindparam("id"))
_by_id_locked = _by_id.with_for_update()
_of_account = invitations.selection(invitation.c.account_id == bindparam("account_id")).order_by(
    invitation.c.sent_at.desc(), invitation.c.id.desc()
)
_ending = (
    update(invitation)
    .where(invitations.mine, invitation.c.account_id == bindparam("at_account"), invitation.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)


def token(keys: Keyring, invitation_id: UUID) -> str:
    """What the link of the invitation ends in."""
    return base64.urlsafe_b64encode(invitation_id.bytes + keys.link_code(invitation_id.bytes)).decode().rstrip("=")


def get(tx: Transaction, invitation_id: UUID) -> InvitationRecord | None:
    return invitations.one(tx, _by_id, id=invitation_id)


def by_token(tx: Transaction, text: str, lock: bool = False) -> InvitationRecord | None:
    """The invitation that a link names, if it is one of ours. Locked, it is used once, however many try together."""
    try:
        given = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    code = given[ID_BYTES:]
    if len(given) <= ID_BYTES or not hmac.compare_digest(code, tx.keys.link_code(given[:ID_BYTES])):
        return None
    return invitations.one(tx, _by_id_locked if lock else _by_id, id=UUID(bytes=given[:ID_BYTES]))


def latest_of(tx: Transaction, account_id: UUID) -> InvitationRecord | None:
    """The invitation sent to the person last."""
    found = invitations.all(tx, _of_account, account_id=account_id)
    return found[0] if found else None


def good_resets_of(tx: Transaction, account_id: UUID) -> int:
    """How many links that the person asked for herself can be used."""
    return sum(
        each.kind == RESET and each.is_open(tx.now) for each in invitations.all(tx, _of_account, account_id=account_id)
    )


def end_those_of(tx: Transaction, account_id: UUID) -> None:
    """No link sent to the person so far can be used any more."""
    tx.write(_ending, partnership(tx, {"at_account": account_id, "now": tx.now}))
