"""The access tokens that a person may look after: her own, those of her agency's services, for administrators all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.actors import Actor, Role
from engine.domain.permissions import Permission, is_permitted
from engine.domain.scopes import Scope
from engine.queries.choices import Choice
from engine.queries.view import View
from engine.store import accounts, agencies, tokens
from engine.store.tokens import ApiServiceRecord, TokenRecord

GOOD, REVOKED, EXPIRED = "in use", "revoked", "expired"


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token, never its text. `holder` is empty for the actor's own; `state` is in use, revoked or expired."""

    token_id: UUID
    name: str
    holder: str
    scopes: tuple[str, ...]
    state: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenPage:
    """`holders` are those whom the actor may make a token for besides herself: `team:…` and `service:…`."""

    lines: tuple[TokenLine, ...]
    holders: tuple[Choice, ...]


def access_tokens(view: View) -> TokenPage:
    """The tokens, newest first, and for whom new ones can be made. For everybody who signs in, within their scope."""
    managed = _managed(view.actor)
    services = tokens.services_of(view.tx, managed) if managed else []
    rows = _rows(view, services)
    names = accounts.names(view.tx, [row.account_id for row in rows])
    lines = tuple(_line(view, row, names.get(row.account_id, "")) for row in rows)
    return TokenPage(lines, _holders(view, managed, services))


def _managed(actor: Actor) -> list[UUID]:
    return sorted({member.agency_id for member in actor.memberships if member.role is Role.MANAGER})


def _rows(view: View, services: list[ApiServiceRecord]) -> list[TokenRecord]:
    if is_permitted(view.actor, Permission.MANAGE_ACCOUNTS):
        return tokens.everything(view.tx)
    return tokens.of_accounts(view.tx, [view.actor.account_id, *(service.id for service in services)])


def _line(view: View, row: TokenRecord, holder: str) -> TokenLine:
    state = REVOKED if row.revoked_at is not None else GOOD if row.is_good(view.now) else EXPIRED
    labels = tuple(Scope(scope).label for scope in row.scopes.split())
    whose = "" if row.account_id == view.actor.account_id else holder
    return TokenLine(row.id, row.name, whose, labels, state, row.created_at, row.expires_at, row.used_at)


def _holders(view: View, managed: list[UUID], services: list[ApiServiceRecord]) -> tuple[Choice, ...]:
    known = [Choice(f"service:{service.id}", f"Another token for {service.name}") for service in services]
    teams = [team for team in agencies.all_teams(view.tx) if team.agency_id in managed]
    return (*(Choice(f"team:{team.id}", f"Another system, working as {team.name}") for team in teams), *known)
