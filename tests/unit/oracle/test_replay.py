"""What was recorded of an instance is enough to have it again: the same calls give the same tokens and bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.bpmn import Execution
from tests.unit.oracle.models import STARTING, nets
from tests.unit.oracle.net import Net
from tests.unit.oracle.walks import Pair


def repeat(execution: Execution, call: tuple[str, int, Mapping[str, Any]]) -> None:
    kind, token, values = call
    if kind in {"user", "call"}:
        execution.complete(token, values)
    elif kind == "timer":
        execution.fire_timer(token)
    else:
        execution.deliver(token, values)


@settings(max_examples=2 * settings().max_examples, phases=(Phase.explicit, Phase.generate), database=None)
@given(net=nets(), numbers=st.lists(st.integers(0, 999), min_size=5, max_size=30))
def test_replaying_the_calls_gives_the_same_tokens_bytes_and_occurrences(net: Net, numbers: list[int]) -> None:
    """The recorded walk was put away after every step, the replay never is."""
    recorded = Pair(net).walk(numbers)
    replayed = Execution.begin(recorded.definition, STARTING, recorded.services)
    states = [replayed.state()]
    for call in recorded.calls:
        repeat(replayed, call)
        states.append(replayed.state())
    assert states == recorded.states
    assert replayed.waits == recorded.execution.waits
    assert list(replayed.occurrences) == recorded.happened
