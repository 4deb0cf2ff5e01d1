"""What reaches an instance while it is paused is kept, and handed to it when it goes on: in a unit of work of its own,
so that something it cannot take never holds up its clocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from engine.bpmn.waits import CallWait, MessageWait, SignalWait
from engine.commands import letters
from engine.commands.settle import settle
from engine.commands.work import Live
from engine.domain.events import MessageDelivered
from engine.domain.pausing import SUSPENDED
from engine.store import instances, messages
from engine.store.messages import InboxRecord

SIGNAL = "signal"


def keep(live: Live, wait: MessageWait | SignalWait, payload: Mapping[str, Any]) -> None:
    """Keep a message or signal that a paused instance waits for."""
    kind = SIGNAL if isinstance(wait, SignalWait) else "message"
    inbox_id = live.work.tx.new_id()
    sealed = live.cipher.seal_json(messages.inbox_place(inbox_id), dict(payload))
    record = InboxRecord(inbox_id, live.record.id, wait.name, sealed, live.work.now, kind)
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
        if letter.kind == SIGNAL:
            _signal(live, letter)
    if waiting:
        settle(live, before)
        live.work.audit("message_delivered", "instance", live.record.id, live.record.case_id)


def _signal(live: Live, letter: InboxRecord) -> None:
    payload = live.cipher.open_json(messages.inbox_place(letter.id), letter.payload_sealed)
    messages.forget_buffered(live.work.tx, letter.id)
    for wait in live.execution.waits:
        if isinstance(wait, SignalWait) and wait.name == letter.name:
            live.stepping(partial(live.execution.deliver, wait.token, payload))
            live.note(MessageDelivered(wait.token, payload))
