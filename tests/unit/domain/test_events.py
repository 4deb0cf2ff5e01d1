"""What happened can be written down and read back whole."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.events import (
    REPLAYED,
    CallReturned,
    EventKind,
    MessageDelivered,
    OperationPerformed,
    ProcessResumed,
    ProcessStarted,
    ProcessSuspended,
    ReplayedEvent,
    TaskCompleted,
    TimerFired,
    from_payload,
    to_payload,
)
from engine.errors import InvalidInput

VALUES = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists, max_leaves=4),
    max_size=4,
)
TOKENS = st.integers(0, 2**40)
EVENTS = st.one_of(
    *(st.builds(event, st.text(max_size=20), VALUES) for event in (ProcessStarted, ProcessSuspended, ProcessResumed)),
    *(
        st.builds(event, TOKENS, VALUES)
        for event in (TaskCompleted, TimerFired, MessageDelivered, CallReturned, OperationPerformed)
    ),
)


@given(EVENTS)
def test_an_event_is_read_back_as_it_was_written(event: ReplayedEvent) -> None:
    kept = json.dumps(to_payload(event))
    assert from_payload(event.kind.value, json.loads(kept)) == event


def test_exactly_the_replayed_kinds_can_be_read_back() -> None:
    assert {kind for kind in EventKind if kind.is_replayed} == set(REPLAYED)
    assert len(REPLAYED) == 8
    assert all(REPLAYED[kind].kind is kind for kind in REPLAYED)


def test_an_event_without_values_carries_none() -> None:
    assert to_payload(TimerFired(7)) == {"token": 7, "values": {}}


@pytest.mark.parametrize("kind", ["task_claimed", "nonsense", ""])
def test_a_kind_that_is_not_replayed_is_refused(kind: str) -> None:
    with pytest.raises(InvalidInput, match="Expected an event that can be replayed"):
        from_payload(kind, {"token": 1, "values": {}})


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("timer_fired", {}),
        ("timer_fired", {"token": "1", "values": {}}),
        ("timer_fired", {"token": True, "values": {}}),
        ("timer_fired", {"token": 1, "values": []}),
        ("timer_fired", {"token": 1, "values": {}, "more": 1}),
        ("process_started", {"token": 1, "values": {}}),
        ("process_started", {"pathway": 1, "values": {}}),
        ("process_suspended", {"token": 1, "values": {}}),
        ("process_resumed", {"until": "2026-12-07T09:00:00+00:00", "values": {}}),
    ],
)
def test_a_payload_of_another_shape_is_refused(kind: str, payload: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="it has another shape"):
        from_payload(kind, payload)
