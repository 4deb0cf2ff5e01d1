"""What has happened to an instance, in the past tense.

The replayed events carry all that is needed to rebuild the state from nothing, in order: a token and the values that
came with it. The other kinds are kept for people only. Values are JSON types; the store seals the payloads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar

from engine.errors import InvalidInput


class EventKind(StrEnum):
    """Every kind of event. The first six move the instance, and are replayed with `REPLAYED`'s others."""

    PROCESS_STARTED = "process_started"
    TASK_COMPLETED = "task_completed"
    TIMER_FIRED = "timer_fired"
    MESSAGE_DELIVERED = "message_delivered"
    CALL_RETURNED = "call_returned"
    OPERATION_PERFORMED = "operation_performed"
    PROCESS_COMPLETED = "process_completed"
    PROCESS_WITHDRAWN = "process_withdrawn"
    PROCESS_SUSPENDED = "process_suspended"
    PROCESS_RESUMED = "process_resumed"
    PROCESS_MIGRATED = "process_migrated"
    TASK_CREATED = "task_created"
    TASK_CLAIMED = "task_claimed"
    TASK_RELEASED = "task_released"
    TASK_REASSIGNED = "task_reassigned"
    TASK_DELEGATED = "task_delegated"
    TASK_RESOLVED = "task_resolved"
    TASK_COMMENTED = "task_commented"
    TASK_CANCELLED = "task_cancelled"
    LANE_BOUND = "lane_bound"
    LANE_REBOUND = "lane_rebound"
    DEADLINE_PASSED = "deadline_passed"
    PERSON_TOLD = "person_told"
    PATHWAY_CALLED = "pathway_called"
    MESSAGE_THROWN = "message_thrown"
    DECISION_TAKEN = "decision_taken"
    MERGE_CONFLICT_FOUND = "merge_conflict_found"
    INFORMATION_DISCLOSED = "information_disclosed"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_RESOLVED = "incident_resolved"

    @property
    def is_replayed(self) -> bool:
        return self in REPLAYED


def _no_values() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ProcessStarted:
    """An instance began with exactly these variables."""

    kind: ClassVar[EventKind] = EventKind.PROCESS_STARTED
    pathway: str
    values: Mapping[str, Any] = field(default_factory=_no_values)


@dataclass(frozen=True, slots=True)
class TaskCompleted:
    """A person completed the task at `token`; `values` are its routing variables."""

    kind: ClassVar[EventKind] = EventKind.TASK_COMPLETED
    token: int
    values: Mapping[str, Any] = field(default_factory=_no_values)


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The timer at `token` came due and fired."""

    kind: ClassVar[EventKind] = EventKind.TIMER_FIRED
    token: int
    values: Mapping[str, Any] = field(default_factory=_no_values)


@dataclass(frozen=True, slots=True)
class MessageDelivered:
    """A message or signal with the payload `values` reached the catch at `token`."""

    kind: ClassVar[EventKind] = EventKind.MESSAGE_DELIVERED
    token: int
    values: Mapping[str, Any] = field(default_factory=_no_values)


@dataclass(frozen=True, slots=True)
class CallReturned:
    """The pathway called at `token` ended; `values` are its final variables."""

    kind: ClassVar[EventKind] = EventKind.CALL_RETURNED
    token: int
    values: Mapping[str, Any] = field(default_factory=_no_values)


@dataclass(frozen=True, slots=True)
class OperationPerformed:
    """The engine's operation at `token` was done with the result `values`."""

    kind: ClassVar[EventKind] = EventKind.OPERATION_PERFORMED
    token: int
    values: Mapping[str, Any] = field(default_factory=_no_values)


@dataclass(frozen=True, slots=True)
class ProcessSuspended:
    """The instance was paused until the moment `until` (ISO 8601) at the latest.

    `values` names the agency of the manager who asked for it, or the caller that it was paused with.
    """

    kind: ClassVar[EventKind] = EventKind.PROCESS_SUSPENDED
    until: str
    values: Mapping[str, Any] = field(default_factory=_no_values)


@dataclass(frozen=True, slots=True)
class ProcessResumed:
    """The pause ended at the moment `at` (ISO 8601): when somebody resumed it, or when it was to end by itself."""

    kind: ClassVar[EventKind] = EventKind.PROCESS_RESUMED
    at: str
    values: Mapping[str, Any] = field(default_factory=_no_values)


MovingEvent = ProcessStarted | TaskCompleted | TimerFired | MessageDelivered | CallReturned | OperationPerformed
PausingEvent = ProcessSuspended | ProcessResumed
"""What stops and starts the clocks; the state stays as it is."""
ReplayedEvent = MovingEvent | PausingEvent

_CLASSES: tuple[type[ReplayedEvent], ...] = (
    ProcessStarted,
    TaskCompleted,
    TimerFired,
    MessageDelivered,
    CallReturned,
    OperationPerformed,
    ProcessSuspended,
    ProcessResumed,
)
_IDENTITY: Mapping[type[ReplayedEvent], tuple[str, type]] = {
    ProcessStarted: ("pathway", str),
    ProcessSuspended: ("until", str),
    ProcessResumed: ("at", str),
}
_TOKEN = ("token", int)
REPLAYED: Mapping[EventKind, type[ReplayedEvent]] = {each.kind: each for each in _CLASSES}


def to_payload(event: ReplayedEvent) -> dict[str, Any]:
    """The event as a JSON object, without its kind, which is kept beside it."""
    payload = {each.name: getattr(event, each.name) for each in fields(event)}
    return payload | {"values": dict(event.values)}


def from_payload(kind: str, payload: Mapping[str, Any]) -> ReplayedEvent:
    """The event of a kept kind and payload. Refuses a kind that is not replayed and a payload of another shape."""
    event_class = REPLAYED.get(EventKind(kind)) if kind in list(EventKind) else None
    if event_class is None:
        raise InvalidInput(f"Expected an event that can be replayed, but “{kind}” is not one.")
    first, right_type = _IDENTITY.get(event_class, _TOKEN)
    identity, values = payload.get(first), payload.get("values")
    if set(payload) != {first, "values"} or type(identity) is not right_type or not isinstance(values, Mapping):
        raise InvalidInput(f"Expected a payload of {first} and values for “{kind}”, but it has another shape.")
    arguments: dict[str, Any] = {first: identity, "values": MappingProxyType(dict(values))}
    return event_class(**arguments)
