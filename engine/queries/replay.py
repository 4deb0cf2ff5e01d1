"""Rebuilding an instance from its events alone."""

from __future__ import annotations

from engine.bpmn.pathway import Pathway
from engine.bpmn.runtime import Execution
from engine.domain.events import (
    MessageDelivered,
    ProcessStarted,
    ReplayedEvent,
    TimerFired,
    from_payload,
)
from engine.errors import InvalidState
from engine.store import history
from engine.store.instances import Held
from engine.store.unit_of_work import Transaction


def events_of(tx: Transaction, held: Held) -> list[ReplayedEvent]:
    """What happened to the instance, opened and in order."""
    return [
        from_payload(
            row.name, held.cipher.open_json(history.event_place(row.instance_id, row.number), row.payload_sealed)
        )
        for row in history.events_of(tx, held.record.id)
    ]


def replayed(tx: Transaction, held: Held, pathway: Pathway) -> Execution:
    """The execution that the events lead to. Refuses events that do not begin with the start."""
    events = events_of(tx, held)
    if not events or not isinstance(events[0], ProcessStarted):
        raise InvalidState("Expected the events to begin with the start of the instance, but they do not.")
    execution = Execution.begin(pathway.definition, events[0].values, pathway)
    for event in events[1:]:
        # Put away after every step, as it was when it happened.
        execution = Execution.resume(pathway.definition, execution.state(), pathway)
        _apply(execution, event)
    return execution


def _apply(execution: Execution, event: ReplayedEvent) -> None:
    if isinstance(event, ProcessStarted):
        raise InvalidState("Expected one start of the instance, but there are several.")
    if isinstance(event, TimerFired):
        execution.fire_timer(event.token, last=bool(event.values.get("last")))
    elif isinstance(event, MessageDelivered):
        execution.deliver(event.token, event.values)
    else:
        execution.complete(event.token, event.values)
