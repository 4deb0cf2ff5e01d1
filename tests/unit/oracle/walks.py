"""An execution and the simulator, walked side by side and compared after every step."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from engine.bpmn import (
    CallWait,
    EscalationRaised,
    Execution,
    FlowTaken,
    MergeConflict,
    MessageThrown,
    MessageWait,
    Occurrence,
    SignalThrown,
    SignalWait,
    TimerWait,
    UserTaskWait,
)
from engine.bpmn import Wait as EngineWait
from tests.support.bpmn_walk import Surroundings
from tests.unit.oracle.drawing import load
from tests.unit.oracle.marking import Wait
from tests.unit.oracle.models import NUMBERS, STARTING
from tests.unit.oracle.net import Net
from tests.unit.oracle.simulator import Simulator

MAX_STEPS = 1000
"""More than any of the generated pathways needs to end."""


class Pair:
    """Both of them. `tokens` says which wait of the simulator a token of the engine stands for."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.definition = load(net)
        self.services = Surroundings()
        self.simulator = Simulator(net, STARTING)
        self.execution = Execution.begin(self.definition, STARTING, self.services)
        self.tokens: dict[int, Wait] = {}
        self.flows: Counter[str] = Counter()
        self.happened: list[Occurrence] = []
        self.calls: list[tuple[str, int, Mapping[str, Any]]] = []
        self.states: list[bytes] = []
        self._compare()

    @property
    def ended(self) -> bool:
        return self.execution.result is not None

    @property
    def open(self) -> list[str]:
        """The tasks and calls that are awaited, by element."""
        return sorted(wait.node.id for wait in self.tokens.values() if wait.kind in {"user", "call"})

    def walk(self, numbers: Iterable[int]) -> Pair:
        """Lets as many things happen as there are numbers; each chooses one of those that are awaited."""
        for number in numbers:
            if self.ended:
                break
            tokens = sorted(self.tokens)
            self._step(tokens[number % len(tokens)], number)
        return self

    def finish(self) -> Pair:
        """Lets everything come to its end: nothing is to be done again, and nobody is reminded any more."""
        for number in range(MAX_STEPS):
            if self.ended:
                return self
            needed = [token for token, wait in self.tokens.items() if wait.node.interrupting]
            self._step(min(needed), number, finish=True)
        raise AssertionError(f"Expected the pathway to end, but it goes on.\n{self.net.outline}")

    def complete(self, element_id: str, values: Mapping[str, Any]) -> None:
        """Completes the only task with that id."""
        self._take(self._token(element_id), values)

    def fire(self, element_id: str) -> None:
        """Fires the only timer with that id."""
        self._take(self._token(element_id), {})

    def _token(self, element_id: str) -> int:
        (token,) = (token for token, wait in self.tokens.items() if wait.node.id == element_id)
        return token

    def _step(self, token: int, number: int, finish: bool = False) -> None:
        node = self.tokens[token].node
        self._take(token, {node.id: number} if node.aside else answers(number, finish))

    def _take(self, token: int, values: Mapping[str, Any]) -> None:
        wait = self.tokens[token]
        self.calls.append((wait.kind, token, values))
        if wait.kind in {"user", "call"}:
            self.simulator.complete(wait, values)
            self.execution.complete(token, values)
        elif wait.kind == "timer":
            self.simulator.happen(wait, {})
            self.execution.fire_timer(token)
        else:
            self.simulator.happen(wait, values)
            self.execution.deliver(token, values)
        self._compare()

    def _compare(self) -> None:
        self._put_away()
        self._same_waits()
        marking = self.simulator.marking
        self._agree("flows taken", self.flows, marking.flows)
        self._agree("result", self.execution.result, self.simulator.result)
        self._same_conflicts(set(marking.disagreements))
        raised = [each for each in self.happened if isinstance(each, EscalationRaised)]
        told = Counter((each.element_id, each.host_element_id) for each in raised)
        self._agree("escalations", told, Counter(marking.raised))
        thrown = [each.element_id for each in self.happened if isinstance(each, (MessageThrown, SignalThrown))]
        self._agree("messages thrown", Counter(thrown), Counter(marking.thrown))

    def _agree(self, what: str, seen: object, expected: object) -> None:
        """Fails with all that is needed to repeat it by hand."""
        if seen != expected:
            steps = [(token, values) for _, token, values in self.calls]
            told = f"seen:     {seen}\nexpected: {expected}\n{self.net.outline}\nsteps: {steps}"
            raise AssertionError(f"Expected the same {what}, but\n{told}")

    def _put_away(self) -> None:
        """Saves and reloads the execution, after looking at what happened in it."""
        self.happened.extend(self.execution.occurrences)
        self.flows.update(each.flow_id for each in self.execution.occurrences if isinstance(each, FlowTaken))
        state = self.execution.state()
        self.states.append(state)
        self.execution = Execution.resume(self.definition, state, self.services)
        assert self.execution.state() == state

    def _same_conflicts(self, expected: set[str]) -> None:
        """Between branches that ended the engine may tell at once, the simulator only when their scope ends."""
        told = {each.path for each in self.happened if isinstance(each, MergeConflict)}
        self._agree("conflicts", told if self.ended else told & expected, expected)

    def _same_waits(self) -> None:
        """Tokens that stay mean the same as before; those that are new are matched by all that can be seen of them."""
        waits = {wait.token: wait for wait in self.execution.waits}
        expected = set(map(id, self.simulator.waits))
        kept = {token: wait for token, wait in self.tokens.items() if token in waits}
        stayed = [token for token, wait in self.tokens.items() if id(wait) in expected]
        self._agree("tokens that stayed", list(kept), stayed)
        known = set(map(id, kept.values()))
        new = [wait for wait in self.simulator.waits if id(wait) not in known]
        fresh = [wait for token, wait in waits.items() if token not in kept]
        self._agree("new waits", sorted(map(self._seen, fresh)), sorted(map(self._foreseen, new)))
        matched = zip(sorted(fresh, key=self._seen), sorted(new, key=self._foreseen), strict=True)
        self.tokens = kept | {seen.token: wait for seen, wait in matched}
        seen_all = {token: self._seen(wait) for token, wait in waits.items()}
        self._agree("waits", seen_all, {token: self._foreseen(wait) for token, wait in self.tokens.items()})
        self._same_hosts(waits)

    def _seen(self, wait: EngineWait) -> str:
        """All that can be seen of a wait, but for its token."""
        hosted = getattr(wait, "host_token", None) is not None
        return _text([wait.element_id, *_kind_and_event(wait), hosted, self.execution.variables(wait.token)])

    def _foreseen(self, wait: Wait) -> str:
        node, event = wait.node, wait.node.event
        hosted = node.kind == "boundary"
        about: tuple[Any, ...] = ("",) if node.kind == "user" else ("other", wait.inputs)
        if event is not None and event.kind == "timer":
            about = (event.about, event.timer_kind, wait.fired if event.timer_kind == "cycle" else 0, node.interrupting)
        elif event is not None:
            about = (event.about, node.interrupting)
        return _text([node.id, wait.kind, about, hosted, wait.data])

    def _same_hosts(self, waits: Mapping[int, EngineWait]) -> None:
        """Boundary events of one activity have one host, those of different activities different ones."""
        hosts: dict[int, int] = {}
        for token, wait in self.tokens.items():
            seen = waits[token]
            if wait.node.kind == "boundary":
                assert isinstance(seen, (TimerWait, MessageWait, SignalWait))
                assert seen.host_token is not None
                self._agree("host", seen.host_token, hosts.setdefault(id(wait.activity), seen.host_token))
        self._agree("number of hosts", len(set(hosts.values())), len(hosts))
        for token, wait in self.tokens.items():
            seen = waits[token]
            if isinstance(seen, (UserTaskWait, CallWait)):
                around = (seen.token, *seen.inside)
                expected = [hosts[id(each)] for each in _around(wait) if id(each) in hosts]
                self._agree("activities around", [host for host in around if host in hosts.values()], expected)


def _around(wait: Wait) -> Iterable[object]:
    """The activities around a task, innermost first."""
    activity = wait.activity
    while activity is not None:
        yield activity
        activity = activity.scope.host


def answers(number: int, finish: bool = False) -> dict[str, Any]:
    """What a person or message brings, different from step to step."""
    chance = Random(number)
    plan = {"steps": [number] if chance.random() < 0.5 else [], "by": chance.choice([None, "a", "b"])}
    values: dict[str, Any] = {
        **{name: chance.randint(0, 5) for name in NUMBERS},
        "note": chance.choice([None, True, 1, "x"]),
        "plan": plan | ({f"p{number % 3}": number} if chance.random() < 0.5 else {}),
        "fresh": chance.choice([{"x": number % 2}, {"y": 1}, 7]),
        "again": chance.random() < 0.4 and not finish,
        "quit": chance.random() < 0.2 and not finish,
    }
    always = {"text", "again", "quit", "k0", "k1"}
    values = {name: value for name, value in values.items() if name in always or chance.random() < 0.4}
    return {**values, "text": f"t{number}"}


def _kind_and_event(wait: EngineWait) -> tuple[str, tuple[Any, ...]]:
    match wait:
        case UserTaskWait():
            return "user", (wait.lane,)
        case CallWait():
            return "call", (wait.called, wait.inputs)
        case TimerWait():
            return "timer", (wait.text, wait.kind, wait.fired, wait.interrupting)
        case MessageWait():
            return "message", (wait.name, wait.interrupting)
        case SignalWait():
            return "signal", (wait.name, wait.interrupting)
        case _:
            raise AssertionError(f"Expected no other wait, but there is {wait}.")


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
