"""Webhooks of the token at hand: where events are sent as they happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from engine.bootstrap import allows_webhook
from engine.commands import AddWebhook, RemoveWebhook
from engine.domain.scopes import Scope
from engine.errors import InvalidInput
from engine.queries import hooks
from web.api.caller import Caller
from web.api.events import EventName
from web.api.hints import Said
from web.api.routes import route


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """Where to send, and which events; none named: all."""

    url: Annotated[str, Said("A host that this installation allows.", shortest=1, longest=500)]
    events: Annotated[tuple[EventName, ...], Said(longest=50)] = ()


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events are sent. `failedAt` after `deliveredAt`: it is tried again, later and later, for a day."""

    id: UUID
    url: str
    events: tuple[str, ...]
    created_at: datetime
    delivered_at: datetime | None
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AddedWebhook:
    """`secret` is told this once: with it the receiver checks the header webhook-signature."""

    id: UUID
    url: str
    events: tuple[str, ...]
    secret: str


@route("GET", "/webhooks", Scope.WEBHOOKS)
def list_webhooks(caller: Caller) -> tuple[Webhook, ...]:
    """Those added with this token."""
    with caller.reading() as view:
        return tuple(_shape(each) for each in hooks.webhooks(view, caller.bearer.token_id))


@route("GET", "/webhooks/{webhook_id}", Scope.WEBHOOKS)
def get_webhook(caller: Caller, webhook_id: UUID) -> Webhook:
    """One of them."""
    with caller.reading() as view:
        return _shape(hooks.webhook(view, caller.bearer.token_id, webhook_id))


@route("POST", "/webhooks", Scope.WEBHOOKS, status=201, location="/webhooks/{id}")
def add_webhook(caller: Caller, body: NewWebhook) -> AddedWebhook:
    """Have events sent from now on, as far as this token reaches and for as long as it is in use."""
    if not allows_webhook(caller.config, body.url):
        words = "Ask whoever runs this installation to list the host in WEBHOOK_HOSTS"
        raise InvalidInput("Expected a host that webhooks may go to, but this one is not listed.", {"url": words})
    hook_id = caller.execute(AddWebhook(caller.bearer.token_id, body.url, body.events))
    with caller.reading() as view:
        made = hooks.webhook(view, caller.bearer.token_id, hook_id)
        secret = hooks.signing_secret(view, caller.bearer.token_id, hook_id)
    return AddedWebhook(made.hook_id, made.url, made.events, secret)


@route("DELETE", "/webhooks/{webhook_id}", Scope.WEBHOOKS, status=204)
def remove_webhook(caller: Caller, webhook_id: UUID) -> None:
    """Send nothing more to it."""
    caller.execute(RemoveWebhook(caller.bearer.token_id, webhook_id))


def _shape(found: hooks.Webhook) -> Webhook:
    return Webhook(found.hook_id, found.url, found.events, found.created_at, found.delivered_at, found.failed_at)
