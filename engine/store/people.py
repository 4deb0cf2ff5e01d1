"""An account with its roles, as the actor that commands and queries know."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from engine.domain.actors import CASE_ROLES, Actor, Membership, Role
from engine.store import accounts, agencies, emergencies, tokens
from engine.store.accounts import AccountRecord, MembershipRecord
from engine.store.records import partnership

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
    of_account = partnership(tx, {"account_id": account_id})
    members, opened = tx.read_together(
        (accounts.selecting_memberships, of_account), (emergencies.selecting_open, {**of_account, "now": tx.now})
    )
    held = tuple(
        Membership(member.agency_id, member.team_id, Role(member.role), member.duty)
        for member in (MembershipRecord(*row) for row in members)
    )
    coordinating = agencies.coordinating_team(tx)
    is_coordinator = coordinating is not None and any(
        member.team_id == coordinating.id and member.role in CASE_ROLES for member in held
    )
    cases = frozenset(row[0] for row in opened)
    return Actor(account_id, tx.partnership_id, record.name, held, is_coordinator, opened=cases)
