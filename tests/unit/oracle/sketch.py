"""A pathway being drawn: nodes get ids as they come, and open ends wait for what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.unit.oracle.net import Event, Flow, Kind, Net, Node, Test


@dataclass(frozen=True)
class Loose:
    """The loose end of a flow: where it comes from, and the condition on it. `default` makes it the default flow."""

    source: str
    test: Test | None = None
    default: bool = False


@dataclass
class Sketch:
    """Nodes and flows of one pathway; `scope` is the sub-process that is being drawn, empty for the pathway."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    scope: str = ""
    room: int = 10
    """How many more activities may be drawn."""

    def node(self, kind: Kind, *into: Loose, **about: Any) -> str:
        """Adds a node into which the loose ends lead, and gives its id."""
        node_id = f"{kind}_{len(self.nodes)}"
        self.nodes[node_id] = Node(node_id, kind, self.scope, **about)
        self.connect(node_id, into)
        return node_id

    def connect(self, target: str, into: Iterable[Loose]) -> None:
        for loose in into:
            flow = Flow(f"flow_{len(self.flows)}", loose.source, target, loose.test)
            self.flows.append(flow)
            if loose.default:
                self.nodes[loose.source] = replace(self.nodes[loose.source], default=flow.id)

    def then(self, kind: Kind, *into: Loose, **about: Any) -> Loose:
        """Adds a node with one flow out of it, and gives the loose end of that."""
        return Loose(self.node(kind, *into, **about))

    def user(self, *into: Loose, aside: bool = False) -> Loose:
        return self.then("user", *into, aside=aside)

    def end(self, *into: Loose, event: Event | None = None) -> None:
        self.node("end", *into, event=event)

    def merge(self, *into: Loose) -> Loose:
        """An exclusive gateway where alternatives meet again."""
        return self.then("exclusive", *into) if len(into) > 1 else into[0]

    def boundary(self, host: str, event: Event, interrupting: bool) -> Loose:
        name = "noted" if interrupting else f"noted{len(self.nodes)}"
        outputs = {name: "text"} if event.kind in {"message", "signal"} else {}
        return self.then("boundary", host=host, event=event, interrupting=interrupting, outputs=outputs)

    def net(self) -> Net:
        return Net(tuple(self.nodes.values()), tuple(self.flows))
