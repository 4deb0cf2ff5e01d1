"""The generated pathways are worth walking: every supported element is among them, and they are many different ones."""

from __future__ import annotations

from hypothesis import Phase, given, settings

from tests.unit.oracle.models import nets
from tests.unit.oracle.net import Net, Node

BOUNDARY = {
    f"boundary {event} {effect}"
    for event in ("timer", "message", "signal", "escalation")
    for effect in ("stops", "tells")
}
EVERYTHING = BOUNDARY | {
    *("start", "user", "script", "call", "sub", "user several", "sub several"),
    *("exclusive", "parallel", "inclusive", "events", "catch timer", "catch message", "catch signal"),
    *("throw message", "throw signal", "throw escalation", "end", "end escalation", "end terminate"),
}


def name(node: Node) -> str:
    parts = [node.kind, *([node.event.kind] if node.event else []), *(["several"] if node.several else [])]
    if node.kind == "boundary":
        parts.append("stops" if node.interrupting else "tells")
    return " ".join(parts)


def test_every_supported_element_is_drawn() -> None:
    found: set[str] = set()
    drawn: set[str] = set()

    @settings(max_examples=150, phases=(Phase.generate,), database=None)
    @given(net=nets())
    def draw(net: Net) -> None:
        found.update(map(name, net.nodes))
        drawn.add(net.outline)

    draw()
    assert found >= EVERYTHING
    assert len(drawn) > 100
