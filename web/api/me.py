"""Who the token acts as, and what it is good for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from web.api.caller import Caller
from web.api.routes import route


@dataclass(frozen=True, slots=True)
class Role:
    """A role held in an agency, and in one of its teams."""

    agency: UUID
    team: UUID | None
    role: str


@dataclass(frozen=True, slots=True)
class Me:
    """The person or service behind the token."""

    account_id: UUID
    name: str
    roles: tuple[Role, ...]
    scopes: tuple[str, ...]
    token_name: str
    expires_at: datetime


@route("GET", "/me", None)
def get_me(caller: Caller) -> Me:
    """Who the bearer is, her teams (the ids that `candidateGroups` takes), and what the token is good for."""
    bearer = caller.bearer
    roles = tuple(Role(held.agency_id, held.team_id, held.role.value) for held in bearer.actor.memberships)
    return Me(
        account_id=bearer.actor.account_id,
        name=bearer.actor.name,
        roles=roles,
        scopes=tuple(sorted(bearer.scopes)),
        token_name=bearer.name,
        expires_at=bearer.expires_at,
    )
