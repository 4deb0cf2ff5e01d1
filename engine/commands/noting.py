"""What has been noted of an instance becomes its events, from which it can be rebuilt."""

from __future__ import annotations

from dataclasses import replace

from engine.commands.work import Live
from engine.domain.events import to_payload
from engine.store import history
from engine.store.history import EventRecord


def write_events(live: Live) -> None:
    """Write what has been noted since, in order."""
    records = []
    account = live.work.actor.account_id
    for number, event in enumerate(live.events, start=live.record.event_count + 1):
        sealed = live.cipher.seal_json(history.event_place(live.record.id, number), to_payload(event))
        records.append(EventRecord(live.record.id, number, event.kind.value, sealed, live.work.now, account))
    history.events.add(live.work.tx, *records)
    live.record = replace(live.record, event_count=live.record.event_count + len(records))
    live.events.clear()
