"""Where the tokens of the simulator are: scopes, the activities under way in them, and what is awaited from outside."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from tests.unit.oracle.merge import Strand
from tests.unit.oracle.net import Data, Flow, Net, Node


@dataclass(eq=False)
class Wait:
    """Something awaited. `activity` is the task itself, or the host of a boundary event."""

    node: Node
    scope: Scope
    strand: Strand
    activity: Activity | None = None
    place: int | None = None
    """Which instance of an activity that happens several times."""
    fired: int = 0
    way: Flow | None = None
    """The flow from an event-based gateway."""
    rivals: list[Wait] = field(default_factory=list)
    """All events behind the same event-based gateway."""

    @property
    def kind(self) -> str:
        if self.node.kind in {"user", "call"}:
            return self.node.kind
        assert self.node.event is not None
        return self.node.event.kind

    @property
    def data(self) -> Data:
        return self.strand.data

    @property
    def inputs(self) -> dict[str, Any]:
        return {name: self.data[source] for name, source in self.node.inputs.items()}


@dataclass(eq=False)
class Activity:
    """A task, call or sub-process under way, with the boundary events that listen to it."""

    node: Node
    scope: Scope
    strand: Strand
    boundary: list[Wait] = field(default_factory=list)
    tasks: list[Wait] = field(default_factory=list)
    inner: list[Scope] = field(default_factory=list)
    split: int | None = None
    """Between the activity and what its boundary events sent off, once there is any."""
    instances: int | None = None
    """The split between the instances of an activity that happens several times."""
    begun: int = 0
    done: list[tuple[int, Strand]] = field(default_factory=list)
    alive: bool = True


@dataclass(eq=False)
class Scope:
    """The pathway itself, or one instance of a sub-process."""

    name: str
    host: Activity | None = None
    place: int | None = None
    parked: list[tuple[Flow, Strand]] = field(default_factory=list)
    """Tokens on flows into a join that is not complete."""
    activities: list[Activity] = field(default_factory=list)
    catches: list[Wait] = field(default_factory=list)
    ended: list[Strand] = field(default_factory=list)
    alive: bool = True


class Marking:
    """All tokens, and what has happened so far."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.top = Scope("")
        self.agenda: deque[tuple[Scope, Flow, Strand]] = deque()
        self.bases: dict[int, Data] = {}
        self.clock = 0
        self.flows: Counter[str] = Counter()
        self.disagreements: list[str] = []
        self.raised: list[tuple[str, str | None]] = []
        """Escalations: the element, and the activity still under way of which it reminds."""
        self.thrown: list[str] = []
        self.result: Data | None = None

    @property
    def scopes(self) -> list[Scope]:
        """All that are alive, innermost first."""
        return [scope for scope in self._within(self.top) if scope.alive]

    def _within(self, scope: Scope) -> list[Scope]:
        inner = [within for activity in scope.activities for each in activity.inner for within in self._within(each)]
        return [*inner, scope]

    @property
    def waits(self) -> list[Wait]:
        found = []
        for scope in self.scopes:
            found += scope.catches
            for activity in scope.activities:
                found += [*activity.tasks, *activity.boundary]
        return found

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    def new_split(self, data: Data) -> int:
        number = self.tick()
        self.bases[number] = data
        return number

    def kill(self, scope: Scope) -> None:
        """Takes everything away that goes on in a scope."""
        scope.alive = False
        for activity in scope.activities:
            self.end_activity(activity)
        scope.activities, scope.catches, scope.parked = [], [], []

    def end_activity(self, activity: Activity) -> None:
        activity.alive = False
        for scope in activity.inner:
            self.kill(scope)
        activity.tasks, activity.boundary, activity.inner = [], [], []
