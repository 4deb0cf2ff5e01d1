"""The webhooks of an access token."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.errors import NotFound
from engine.queries.view import View
from engine.store import hooks
from engine.store.hooks import HookRecord


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events are sent. No `events`: all. `failed_at` without a later `delivered_at`: it is tried again."""

    hook_id: UUID
    url: str
    events: tuple[str, ...]
    created_at: datetime
    delivered_at: datetime | None
    failed_at: datetime | None


def webhooks(view: View, token_id: UUID) -> tuple[Webhook, ...]:
    """Those added with the token."""
    return tuple(_webhook(row) for row in hooks.of_token(view.tx, token_id))


def webhook(view: View, token_id: UUID, hook_id: UUID) -> Webhook:
    """One of them. NotFound for one of another token, as for one that does not exist."""
    return _webhook(_found(view, token_id, hook_id))


def signing_secret(view: View, token_id: UUID, hook_id: UUID) -> str:
    """What its receiver checks signatures with, told once, when it is added."""
    secret = hooks.secret(view.tx.keys, _found(view, token_id, hook_id).id)
    return f"whsec_{base64.b64encode(secret).decode()}"


def _found(view: View, token_id: UUID, hook_id: UUID) -> HookRecord:
    row = hooks.get(view.tx, hook_id)
    if row is None or row.token_id != token_id:
        raise NotFound("There is no such webhook.")
    return row


def _webhook(row: HookRecord) -> Webhook:
    return Webhook(row.id, row.url, tuple(row.names.split()), row.created_at, row.delivered_at, row.failed_at)
