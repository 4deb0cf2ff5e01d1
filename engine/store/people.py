"""An account with its roles, as the actor that commands and queries know."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from engine.domain.actors import CASE_ROLES, Actor, Membership, Role
from engine.store import accounts, agencies, tokens
from engine.store.accounts import AccountRecord

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


def account(tx: Transaction, account_id: UUID) -> AccountRecord | None:
    """The account of a person; None when there is none, or it is that of a service."""
    return None if tokens.get_service(tx, account_id) else accounts.get(tx, account_id)


def actor(tx: Transaction, account_id: UUID) -> Actor | None:
    """The person with her roles; None when there is no such account or it is closed."""
    record = accounts.get(tx, account_id)
    if record is None or not record.is_active:
        return None
    held = tuple(
        Membership(member.agency_id, member.team_id, Role(member.role), member.duty)
        for member in accounts.memberships_of(tx, account_id)
    )
    coordinating = agencies.coordinating_team(tx)
    is_coordinator = coordinating is not None and any(
        member.team_id == coordinating.id and member.role in CASE_ROLES for member in held
    )
    return Actor(account_id, tx.partnership_id, record.name, held, is_coordinator)
