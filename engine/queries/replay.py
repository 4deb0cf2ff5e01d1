"""Rebuilding an instance from its events alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.pathway import Pathway
from engine.bpmn.runtime import Execution
from engine.bpmn.waits import Wait
from engine.domain.events import (
    MessageDelivered,
    MovingEvent,
    PausingEvent,
    ProcessStarted,
    ReplayedEvent,
    TimerFired,
    from_payload,
)
from engine.errors import InvalidState
from engine.store import history
from engine.store.history import EventRecord
from engine.store.instances import Held
from engine.store.unit_of_work import Transaction


@dataclass(frozen=True)
class Moved:
    """One event, what the instance waited for before it, and the execution that it led to."""

    row: EventRecord
    event: ReplayedEvent
    before: tuple[Wait, ...]
    execution: Execution


def replay(tx: Transaction, held: Held, pathway: Pathway) -> Iterator[Moved]:
    """The instance from its start, event by event. Refuses events that do not begin with the start."""
    execution: Execution | None = None
    for row in history.events_of(tx, held.record.id):
        event = _opened(held, row)
        if execution is None:
            if not isinstance(event, ProcessStarted):
                raise InvalidState("Expected the events to begin with the start of the instance, but they do not.")
            before: tuple[Wait, ...] = ()
            execution = Execution.begin(pathway.definition, event.values, pathway)
        elif isinstance(event, PausingEvent):
            before = execution.waits
        else:
            before = execution.waits
            # Put away after every step, as it was when it happened.
            execution = Execution.resume(pathway.definition, execution.state(), pathway)
            _apply(execution, event)
        yield Moved(row, event, before, execution)


def _opened(held: Held, row: EventRecord) -> ReplayedEvent:
    place = history.event_place(row.instance_id, row.number)
    return from_payload(row.name, held.cipher.open_json(place, row.payload_sealed))


def _apply(execution: Execution, event: MovingEvent) -> None:
    if isinstance(event, ProcessStarted):
        raise InvalidState("Expected one start of the instance, but there are several.")
    if isinstance(event, TimerFired):
        execution.fire_timer(event.token, last=bool(event.values.get("last")))
    elif isinstance(event, MessageDelivered):
        execution.deliver(event.token, event.values)
    else:
        execution.complete(event.token, event.values)
