"""Who holds an access token, and what it is good for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from engine.domain.actors import Actor
from engine.queries.running import Running
from engine.store import bearers, tokens

LONGEST = 100
NOTED_EVERY = timedelta(minutes=1)
"""How exactly a token remembers when it was last used; finer would write on every request."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """The person or service behind a token. `is_use_unnoted`: `NoteTokenUse` is due."""

    actor: Actor
    token_id: UUID
    name: str
    scopes: frozenset[str]
    expires_at: datetime
    is_use_unnoted: bool


def bearer(engine: Running, token: str) -> Bearer | None:
    """Who holds the token; None when there is none, it has run out or been revoked, or its holder has left."""
    if len(token) > LONGEST:
        return None
    now = engine.clock.now()
    with engine.database.read(engine.system().partnership_id, now) as tx:
        found = tokens.by_hash(tx, token)
        actor = bearers.actor_of(tx, found) if found is not None and found.is_good(now) else None
    if found is None or actor is None:
        return None
    is_use_unnoted = found.used_at is None or now - found.used_at > NOTED_EVERY
    return Bearer(actor, found.id, found.name, frozenset(found.scopes.split()), found.expires_at, is_use_unnoted)
