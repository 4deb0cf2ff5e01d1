"""What reaches an instance while it is paused is kept, and handed to it when it goes on: in a unit of work of its own,
so that something it cannot take never holds up its clocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from engine.bpmn.waits import CallWait, MessageWait, SignalWait
from engine.commands import letters
from engine.commands.settle import settle
from engine.commands.work import Live
from engine.domain.events import MessageDelivered
from engine.domain.pausing import SUSPENDED
from engine.store import instances, messages
from engine.store.messages import InboxRecord

SIGNAL, MESSAGE = "signal", "message"


def keep(live: Live, wait: MessageWait | SignalWait, payload: Mapping[str, Any], thrown_in: UUID) -> None:
    """Keep a message or signal that a paused instance waits for, once for each letter in which it was thrown."""
    if messages.is_kept(live.work.tx, live.record.id, thrown_in):
        return
    kind = SIGNAL if isinstance(wait, SignalWait) else MESSAGE
    inbox_id = live.work.tx.new_id()
    sealed = live.cipher.seal_json(messages.inbox_place(inbox_id), dict(payload))
    record = InboxRecord(inbox_id, live.record.id, wait.name, sealed, live.work.now, kind, thrown_in)
    messages.inbox.add(live.work.tx, record)


def hand_over(live: Live) -> None:
    """Hand over what was kept, in the order in which it came, and what called pathways have returned meanwhile."""
    if live.record.state == SUSPENDED or live.record.ended_at is not None:
        return
    tx, before = live.work.tx, live.execution.waits
    calls = {wait.token for wait in before if isinstance(wait, CallWait)}
    for child in instances.children(tx, live.record.id):
        if child.parent_token in calls and child.ended_at is not None and child.state == "completed":
            letters.remind_caller(live.work, child.id, live.record.id)
    waiting = messages.kept(tx, live.record.id)
    for letter in waiting:
        _deliver(live, letter)
    if waiting:
        settle(live, before)
        live.work.audit("message_delivered", "instance", live.record.id, live.record.case_id)


def _deliver(live: Live, letter: InboxRecord) -> None:
    """Hand it to each that waits for it now. A message that nothing waits for any more is kept until something does."""
    waiting = _waiting(live, letter)
    if letter.kind == MESSAGE and not waiting:
        return
    payload = live.cipher.open_json(messages.inbox_place(letter.id), letter.payload_sealed)
    messages.forget_buffered(live.work.tx, letter.id)
    for token in waiting:
        if token in _waiting(live, letter):  # what another did with it may have ended this wait
            live.stepping(partial(live.execution.deliver, token, payload))
            live.note(MessageDelivered(token, payload))


def _waiting(live: Live, letter: InboxRecord) -> list[int]:
    kind = SignalWait if letter.kind == SIGNAL else MessageWait
    return [wait.token for wait in live.execution.waits if isinstance(wait, kind) and wait.name == letter.name]
