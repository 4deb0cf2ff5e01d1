"""Webhooks: adding and removing them, and leaving letters to them in the outbox. What they send holds no content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from engine.commands.work import Work
from engine.domain.actors import Actor
from engine.domain.permissions import Permission, require
from engine.domain.scopes import Scope
from engine.domain.stream import read_names
from engine.errors import InvalidInput, NotFound
from engine.store import bearers, hooks, outbox, stream, tokens
from engine.store.hooks import HookRecord
from engine.store.stream import StreamRecord
from engine.store.unit_of_work import Transaction

LONGEST_URL = 500
MOST_HOOKS = 10
AT_ONCE = 200
"""So many letters a webhook is left at once; more follow when the worker comes by again."""


@dataclass(frozen=True, slots=True)
class AddWebhook:
    """Have events sent to an address from now on. For whoever holds the token, as far as it reaches.

    `events` are names of `engine.domain.stream`; none: all of them. Answers the webhook's id. Refuses, with
    InvalidInput, what is no address, and more than 10 for one token. Whether the address is one of those that the
    installation allows is asked when something is sent, and by who takes the request.
    """

    token_id: UUID
    url: str
    events: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RemoveWebhook:
    """Send nothing more to an address. For whoever holds the token it was added with; NotFound for others."""

    token_id: UUID
    hook_id: UUID


@dataclass(frozen=True, slots=True)
class QueueWebhooks:
    """Leave a letter in the outbox for each event that a webhook is to be told. For the worker only."""


def add_webhook(work: Work, command: AddWebhook) -> UUID:
    token = tokens.get(work.tx, command.token_id)
    if token is None or token.account_id != work.person().account_id:
        raise NotFound("There is no such token.")
    if len(hooks.of_token(work.tx, token.id)) >= MOST_HOOKS:
        raise InvalidInput(f"Expected at most {MOST_HOOKS} webhooks for a token, but there are as many already.")
    names = read_names(command.events)
    _, number = stream.place(work.tx)
    hook_id = work.tx.new_id()
    url, chosen = _url(command.url), " ".join(names)
    hooks.hooks.add(work.tx, HookRecord(hook_id, token.id, url, chosen, number, work.now, None, None, None, 0, None))
    work.audit("webhook_added", "webhook", hook_id)
    return hook_id


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    plain = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    if not is_whole or not plain or "@" in text.partition("//")[2].partition("/")[0] or len(text) > LONGEST_URL:
        words = "Enter a whole address such as https://hooks.example.org/pathways"
        raise InvalidInput("Expected an address that events can be sent to, but it is none.", {"url": words})
    return text


def remove_webhook(work: Work, command: RemoveWebhook) -> None:
    found = hooks.get(work.tx, command.hook_id)
    token = tokens.get(work.tx, command.token_id)
    if found is None or token is None or found.token_id != token.id or token.account_id != work.person().account_id:
        raise NotFound("There is no such webhook.")
    hooks.change(work.tx, found.id, removed_at=work.now)
    work.audit("webhook_removed", "webhook", found.id)


def queue_webhooks(work: Work, command: QueueWebhooks) -> int:
    """Returns how many letters there are now to send."""
    require(work.actor, Permission.RUN_DAILY_JOBS)
    _, last = stream.place(work.tx)
    return sum(_queue(work, hook, last) for hook in hooks.in_use(work.tx) if hook.number < last)


def _queue(work: Work, hook: HookRecord, last: int) -> int:
    """As the one whose token it is, as she stands now: what she may not know of is not told."""
    actor = follower(work.tx, hook)
    if actor is None:
        hooks.change(work.tx, hook.id, number=last)
        return 0
    found = _news(work, hook, actor)
    for event in found:
        outbox.put(work.tx, "webhook", _payload(hook, event))
    upto = found[-1].number if len(found) == AT_ONCE else min(hook.number + stream.WINDOW, last)
    hooks.change(work.tx, hook.id, number=upto)
    return len(found)


def follower(tx: Transaction, hook: HookRecord) -> Actor | None:
    """Who is told by the webhook; None once its token is not good any more, or whoever holds it has left."""
    token = tokens.get(tx, hook.token_id)
    if token is None or not token.is_good(tx.now) or Scope.WEBHOOKS not in token.scopes.split():
        return None
    return bearers.actor_of(tx, token)


def _news(work: Work, hook: HookRecord, actor: Actor) -> list[StreamRecord]:
    return stream.visible(work.tx, actor, hook.number, hook.names.split(), AT_ONCE)


def _payload(hook: HookRecord, event: StreamRecord) -> str:
    """Identifiers, the name of the event and when: nothing else is ever sent."""
    told = {
        "id": str(event.id),
        "name": event.name,
        "at": event.at.isoformat(),
        "referralId": str(event.instance_id),
        "taskId": str(event.task_id) if event.task_id else None,
    }
    return json.dumps({"hook": str(hook.id), "event": told}, separators=(",", ":"))
