"""Inviting people: a link by mail, content-free, used once and for a week, with which a person chooses her password."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from engine.commands.enrolling import changed
from engine.commands.passwords import check_password
from engine.commands.people import add_roles, check_name, check_new_address, check_place, check_team, read_role
from engine.commands.resets import set_password
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import InvalidState, NotFound
from engine.store import accounts, invitations, outbox, people
from engine.store.accounts import AccountRecord
from engine.store.invitations import RESET, InvitationRecord

LASTS = timedelta(days=7)
NO_PASSWORD = ""
"""No password matches it."""
KIND = "invitation"
USED_UP = (
    "Expected a link that can still be used, but it has been used, has run out, or a newer one was sent. Get a new one."
)


@dataclass(frozen=True, slots=True)
class InvitePerson:
    """Add a person, and send her a link with which she chooses her password. For administrators. Answers her id.

    Until then she cannot sign in, and nothing is put to her. Refuses: InvalidInput (fields), Conflict (the address is
    known).
    """

    email: str
    name: str
    agency_id: UUID
    team_id: UUID | None
    roles: Sequence[str]
    duty: bool = False


@dataclass(frozen=True, slots=True)
class SendInvitation:
    """Send a person a new link: the last one was lost, her password was, or she has come back. For administrators.

    Links sent before stop working. Refuses: NotFound.
    """

    account_id: UUID


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Choose a password with the link that was sent. For whoever has the link, once.

    Refuses: NotFound (no such link), InvalidState (used, or run out), InvalidInput (password).
    """

    token: str
    password: str


def invite_person(work: Work, command: InvitePerson) -> UUID:
    require(work.actor, Permission.MANAGE_ACCOUNTS)
    check_name(command.name)
    check_new_address(work, command.email)
    roles = [read_role(role) for role in command.roles]
    check_place(work, command.agency_id, command.team_id, roles)
    check_team(command.team_id, roles)
    account_id = work.tx.new_id()
    address = command.email.strip().lower()
    record = AccountRecord(account_id, address, command.name.strip(), NO_PASSWORD, False, None, work.now)
    accounts.accounts.add(work.tx, record)
    add_roles(work, account_id, command.agency_id, command.team_id, roles, command.duty)
    _send(work, account_id)
    work.audit("invited", "account", account_id)
    return account_id


def send_invitation(work: Work, command: SendInvitation) -> None:
    require(work.actor, Permission.MANAGE_ACCOUNTS)
    account = people.account(work.tx, command.account_id)
    if account is None:
        raise NotFound("There is no such person.")
    if account.left_at is not None:
        accounts.change(work.tx, account.id, left_at=None, password_hash=NO_PASSWORD)
    _send(work, account.id)
    work.audit("invited", "account", account.id)


def accept_invitation(work: Work, command: AcceptInvitation) -> None:
    found = invitations.by_token(work.tx, command.token, lock=True)
    account = accounts.get(work.tx, found.account_id) if found else None
    if found is None or account is None:
        raise NotFound("There is no such invitation.")
    if not found.is_open(work.now) or account.left_at is not None:
        raise InvalidState(USED_UP)
    check_password(work, command.password, account.name, account.email)
    if found.kind == RESET and not account.is_active:
        raise InvalidState(USED_UP)
    set_password(work, account, command.password)
    if found.kind == RESET:
        changed(work, account.id, "password_reset")
    else:
        work.audit("invitation_accepted", "account", account.id)


def _send(work: Work, account_id: UUID) -> None:
    invitations.end_those_of(work.tx, account_id)
    invitation_id = work.tx.new_id()
    invitations.invitations.add(
        work.tx,
        InvitationRecord(invitation_id, account_id, work.now, work.actor.account_id, work.now + LASTS, None),
    )
    content = {"account": str(account_id), "kind": KIND, "invitation": str(invitation_id)}
    outbox.put(work.tx, "mail", json.dumps(content, separators=(",", ":")))
