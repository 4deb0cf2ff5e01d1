"""What happened: events enough to rebuild every state, nodes passed, decisions with their trace, incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, Integer, LargeBinary, String, Uuid, bindparam, update

from engine.store.keys import Place
from engine.store.records import OfEach, Records, among_few, partnership
from engine.store.schema import Moment, index, keyed_table, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

event = keyed_table(
    "event",
    Column("instance_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("payload_sealed", LargeBinary, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("account_id", Uuid, nullable=True),
)

step_history = keyed_table(
    "step_history",
    Column("instance_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("element_id", String(120), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("ended", String(12), nullable=False),
    Column("passed_at", Moment, nullable=False),
    Column("account_id", Uuid, nullable=True),
)

decision_trace = table(
    "decision_trace",
    Column("instance_id", Uuid, nullable=False),
    Column("element_id", String(120), nullable=False),
    Column("decision", String(120), nullable=False),
    Column("trace_sealed", LargeBinary, nullable=False),
    Column("decided_at", Moment, nullable=False),
    index("ix_decision_trace_instance", "instance_id"),
)

incident = table(
    "incident",
    Column("instance_id", Uuid, nullable=False),
    Column("state", String(12), nullable=False),
    Column("command", String(40), nullable=False),
    Column("command_sealed", LargeBinary, nullable=False),
    Column("element_id", String(120), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("resolved_at", Moment, nullable=True),
    reference("instance_id", "process_instance"),
    index("ix_incident_instance", "instance_id"),
)


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One thing that happened to an instance; `number` counts from 1 without gaps."""

    instance_id: UUID
    number: int
    name: str
    payload_sealed: bytes
    happened_at: datetime
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One node of the diagram that was passed."""

    instance_id: UUID
    number: int
    element_id: str
    kind: str
    ended: str
    passed_at: datetime
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class TraceRecord:
    id: UUID
    instance_id: UUID
    element_id: str
    decision: str
    trace_sealed: bytes
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """A command that failed inside the process. It can be tried again after the data or definition is corrected."""

    id: UUID
    instance_id: UUID
    state: str
    command: str
    command_sealed: bytes
    element_id: str | None
    attempts: int
    happened_at: datetime
    resolved_at: datetime | None


events = Records(EventRecord, event)
steps = Records(StepRecord, step_history)
traces = Records(TraceRecord, decision_trace)
incidents = Records(IncidentRecord, incident)

_events = events.selection(event.c.instance_id == bindparam("instance_id")).order_by(event.c.number)
_steps = steps.selection(step_history.c.instance_id == bindparam("instance_id")).order_by(step_history.c.number)
_incident = incidents.selection(incident.c.id == bindparam("id"))
_open_incidents = incidents.selection(
    incident.c.instance_id == bindparam("instance_id"), incident.c.state == "open"
).order_by(incident.c.happened_at)


def event_place(instance_id: UUID, number: int) -> Place:
    return Place("event", f"{instance_id}/{number}", "payload_sealed")


def trace_place(trace_id: UUID) -> Place:
    return Place("decision_trace", trace_id, "trace_sealed")


def incident_place(incident_id: UUID) -> Place:
    return Place("incident", incident_id, "command_sealed")


def events_of(tx: Transaction, instance_id: UUID) -> list[EventRecord]:
    return events.all(tx, _events, instance_id=instance_id)


def steps_of(tx: Transaction, instance_id: UUID) -> list[StepRecord]:
    return steps.all(tx, _steps, instance_id=instance_id)


steps_of_each = OfEach(
    _steps,
    steps.selection(among_few(step_history.c.instance_id, "id")).order_by(step_history.c.number),
    steps.names.index("instance_id"),
)


def get_incident(tx: Transaction, incident_id: UUID) -> IncidentRecord | None:
    return incidents.one(tx, _incident, id=incident_id)


def open_incidents(tx: Transaction, instance_id: UUID) -> list[IncidentRecord]:
    return incidents.all(tx, _open_incidents, instance_id=instance_id)


def resolve_incident(tx: Transaction, incident_id: UUID) -> None:
    statement = update(incident).where(incidents.mine, incident.c.id == bindparam("at_id"))
    tx.run(statement.values(state="resolved", resolved_at=tx.now), partnership(tx, {"at_id": incident_id}))


def count_attempt(tx: Transaction, incident_id: UUID) -> None:
    statement = update(incident).where(incidents.mine, incident.c.id == bindparam("at_id"))
    tx.run(
        statement.values(attempts=incident.c.attempts + 1, happened_at=tx.now),
        partnership(tx, {"at_id": incident_id}),
    )
