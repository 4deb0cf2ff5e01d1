"""The pathways of the oracle: nodes, flows and expressions in a form that a test can both walk and draw as BPMN.

Expressions are few on purpose, so that the simulator can work out their values without an evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

Data: TypeAlias = Mapping[str, Any]
Kind: TypeAlias = Literal[
    "boundary", "call", "catch", "end", "events", "exclusive", "inclusive", "parallel", "script", "start", "sub",
    "throw", "user",
]  # fmt: skip
ACTIVITIES = frozenset({"call", "sub", "user"})


@dataclass(frozen=True)
class Test:
    """A condition: the variable is greater than the number, or is true when no number is given."""

    __test__ = False

    name: str
    above: int | None = None

    def holds(self, data: Data) -> bool:
        value = data[self.name]
        return value is True if self.above is None else value > self.above

    @property
    def text(self) -> str:
        return self.name if self.above is None else f"{self.name} > {self.above}"


@dataclass(frozen=True)
class Sum:
    """What a script works out: a variable and a number."""

    result: str
    name: str
    plus: int

    def value(self, data: Data) -> int:
        return int(data[self.name]) + self.plus

    @property
    def text(self) -> str:
        return f"{self.name} + {self.plus}"


@dataclass(frozen=True)
class Event:
    """What an event is about. `about` is the text of a timer, or the name of a message, signal or escalation."""

    kind: Literal["escalation", "message", "signal", "terminate", "timer"]
    about: str = ""
    timer_kind: Literal["cycle", "date", "duration"] = "duration"
    repetitions: int | None = 1
    """How often a timer that leaves its activity alone may fire; None: without limit."""


@dataclass(frozen=True)
class Several:
    """An activity once for each item. `enough` instances complete it; None: all."""

    items: tuple[int, ...]
    item: str
    answer: str
    answers: str
    sequential: bool
    enough: int | None = None


@dataclass(frozen=True)
class Node:
    id: str
    kind: Kind
    scope: str = ""
    event: Event | None = None
    default: str = ""
    host: str = ""
    interrupting: bool = True
    script: Sum | None = None
    several: Several | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    aside: bool = False
    """Beside the way of the pathway: its answer has a name of its own."""


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    test: Test | None = None


@dataclass(frozen=True)
class Net:
    """A whole pathway. Nodes and flows are in the order in which they are written in the file."""

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @property
    def outline(self) -> str:
        """The pathway in words, for a person who looks for what went wrong."""
        told = [f"{flow.source} > {flow.target}" + (f" ? {flow.test.text}" if flow.test else "") for flow in self.flows]
        plain = Node("", "user")
        for node in self.nodes:
            about = {name: value for name, value in vars(node).items() if value != getattr(plain, name)}
            told.append(" ".join(f"{name}={value}" for name, value in about.items() if name != "kind"))
        return "\n".join(told)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def outgoing(self) -> dict[str, list[Flow]]:
        return {node.id: [flow for flow in self.flows if flow.source == node.id] for node in self.nodes}

    @cached_property
    def incoming(self) -> dict[str, list[Flow]]:
        return {node.id: [flow for flow in self.flows if flow.target == node.id] for node in self.nodes}

    @cached_property
    def attached(self) -> dict[str, list[Node]]:
        return {node.id: [each for each in self.nodes if each.host == node.id] for node in self.nodes}

    def start_of(self, scope: str) -> Node:
        found = [node for node in self.nodes if node.kind == "start" and node.scope == scope]
        assert len(found) == 1, f"{scope or 'the pathway'} has {len(found)} start events"
        return found[0]

    def is_join(self, node: Node) -> bool:
        return node.kind in {"parallel", "inclusive"} and len(self.incoming[node.id]) > 1

    @cached_property
    def inclusive_joins(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.kind == "inclusive" and self.is_join(node))

    def ways_to(self, join: Node) -> dict[str, frozenset[str]]:
        """For each flow, the flows into the join that a token on it may still take without passing the join."""
        return self._ways[join.id]

    @cached_property
    def _ways(self) -> dict[str, dict[str, frozenset[str]]]:
        return {
            join.id: {flow.id: self._reached(flow, join.id) for flow in self.flows} for join in self.inclusive_joins
        }

    def _reached(self, first: Flow, join: str) -> frozenset[str]:
        seen, todo = {first.id}, [first]
        found = set()
        while todo:
            flow = todo.pop()
            if flow.target == join:
                found.add(flow.id)
                continue
            new = [onward for onward in self.leaving(flow.target) if onward.id not in seen]
            seen.update(onward.id for onward in new)
            todo.extend(new)
        return frozenset(found)

    def leaving(self, node_id: str) -> list[Flow]:
        """The flows by which a token that is at a node may go on, also through a boundary event."""
        through = [flow for event in self.attached[node_id] for flow in self.outgoing[event.id]]
        return self.outgoing[node_id] + through

    def chosen(self, node: Node, data: Data) -> list[Flow]:
        """The flows that a token takes out of a node."""
        flows = self.outgoing[node.id]
        if node.kind not in {"exclusive", "inclusive"} or len(flows) == 1:
            return flows
        holding = [flow for flow in flows if flow.test and flow.test.holds(data)]
        if not holding:
            holding = [flow for flow in flows if flow.id == node.default]
        assert holding, f"{node.id} has no way to go on"
        return holding if node.kind == "inclusive" else holding[:1]

    def escalated(self, node: Node) -> list[Node]:
        """Boundary events that catch an escalation from within."""
        return [each for each in self.attached[node.id] if each.event and each.event.kind == "escalation"]

    def listening(self, node: Node) -> list[Node]:
        """Boundary events that come from outside; escalations come from within."""
        return [each for each in self.attached[node.id] if each.event and each.event.kind != "escalation"]
