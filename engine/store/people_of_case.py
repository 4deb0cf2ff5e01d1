"""Who works on a case: the people of the teams that take part, for naming them in a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from engine.domain.actors import CASE_ROLES
from engine.store import bars, cases, colleagues
from engine.store.colleagues import Colleague

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_CASE_ROLES = {role.value for role in CASE_ROLES}


def readers(tx: Transaction, case_id: UUID, instance_id: UUID | None) -> dict[UUID, Colleague]:
    """The caseworkers and managers of teams in the whole case, and with `instance_id` also of those in the referral:
    those who can read a comment on it, by account, in the order of their names.
    """
    parts = [part for part in cases.participants_of(tx, case_id) if part.until is None]
    teams = {part.team_id for part in parts if part.team_id and part.instance_id in (None, instance_id)}
    held = colleagues.in_teams(tx, teams)
    barred = bars.barred_from(tx, case_id)
    return {account.id: account for account, member in held if member.role in _CASE_ROLES and account.id not in barred}
