"""Ending an instance from outside: its tasks, clocks and waits go with it, and so do the instances it called."""

from __future__ import annotations

from dataclasses import replace

from engine.commands import letters
from engine.commands.participation import stop_sharing
from engine.commands.work import Live
from engine.domain.pausing import SUSPENDED
from engine.store import instances, messages, suspensions, tasks, timers


def end_instance(live: Live, state: str, outcome: str) -> None:
    tx, instance_id = live.work.tx, live.record.id
    tasks.close_all(tx, instance_id)
    timers.forget_all(tx, instance_id)
    messages.forget_all(tx, instance_id)
    for child in instances.children(tx, instance_id):
        if child.ended_at is None:
            letters.cancel_instance(live.work, child.id)
    stop_sharing(live)
    if live.record.state == SUSPENDED:
        suspensions.end(tx, instance_id, live.work.now, None)
    live.record = replace(live.record, state=state, outcome=outcome, ended_at=live.work.now)
    instances.save(tx, live.record)
