"""A token game of BPMN 2.0, written from the standard and the design and from nothing of the engine.

Time does not pass in it: timers, messages and the completion of tasks come from outside, one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.unit.oracle.known import LOOP_COUNTER, Knowledge
from tests.unit.oracle.marking import Activity, Marking, Scope, Wait
from tests.unit.oracle.merge import Strand
from tests.unit.oracle.net import ACTIVITIES, Data, Flow, Net, Node


class Simulator:
    """One instance of a pathway. The public calls move it until it waits or ends."""

    def __init__(self, net: Net, data: Data) -> None:
        self.net = net
        self.marking = Marking(net)
        self._enter(self.marking.top, net.start_of(""), Strand(dict(data)))
        self._settle()

    @property
    def waits(self) -> list[Wait]:
        return self.marking.waits

    @property
    def result(self) -> Data | None:
        return self.marking.result

    def complete(self, wait: Wait, values: Mapping[str, Any]) -> None:
        """Completes a task or call; of the values of a call only the declared outputs are kept."""
        assert wait.activity is not None
        brought = _mapped(wait.node, values) if wait.node.kind == "call" else values
        wait.activity.tasks.remove(wait)
        self._finish(wait.activity, wait.place, self._stamped(_with(wait.strand, brought)))
        self._settle()

    def happen(self, wait: Wait, payload: Mapping[str, Any]) -> None:
        """Fires a timer, or delivers a message or signal."""
        brought = _mapped(wait.node, payload)
        if wait.activity is not None:
            self._boundary(wait, brought)
        else:
            for rival in [wait, *wait.rivals]:
                if rival in wait.scope.catches:
                    wait.scope.catches.remove(rival)
            if wait.way is not None:
                self.marking.flows[wait.way.id] += 1
            self._leave(wait.scope, wait.node, self._stamped(_with(wait.strand, brought)))
        self._settle()

    def _stamped(self, strand: Strand) -> Strand:
        return replace(strand, at=self.marking.tick())

    def _settle(self) -> None:
        marking = self.marking
        while True:
            if marking.agenda:
                scope, flow, strand = marking.agenda.popleft()
                if scope.alive:
                    self._arrive(scope, flow, strand)
            elif not self._complete_a_scope() and not self._open_an_inclusive_join():
                break
        assert self.waits or self.result is not None, "nothing is awaited, but the pathway has not ended"

    def _complete_a_scope(self) -> bool:
        for scope in self.marking.scopes:
            if not (scope.activities or scope.catches or scope.parked):
                self._scope_done(scope)
                return True
        return False

    def _open_an_inclusive_join(self) -> bool:
        for scope in self.marking.scopes:
            for join in self.net.inclusive_joins:
                parked = [flow.id for flow, _ in scope.parked if flow.target == join.id]
                if parked and not self._awaits_more(scope, join, frozenset(parked)):
                    self._join(scope, join, parked)
                    return True
        return False

    def _awaits_more(self, scope: Scope, join: Node, filled: frozenset[str]) -> bool:
        """Whether a token can still come by an empty flow, other than by passing the join or to a flow with a token."""
        ways = self.net.ways_to(join)
        places = [flow for flow, _ in scope.parked if flow.target != join.id]
        for activity in scope.activities:
            listening = [wait.node for wait in activity.boundary] + self.net.escalated(activity.node)
            for node in (activity.node, *listening):
                places += self.net.outgoing[node.id]
        for catch in scope.catches:
            places += [catch.way] if catch.way else self.net.leaving(catch.node.id)
        return any(ways[place.id] - filled and not ways[place.id] & filled for place in places)

    def _join(self, scope: Scope, join: Node, flows: Sequence[str]) -> None:
        """Takes one token from each of these flows and goes on with what they know together."""
        strands = []
        for name in dict.fromkeys(flows):
            found = next(parked for parked in scope.parked if parked[0].id == name)
            scope.parked.remove(found)
            strands.append(found[1])
        self._leave(scope, join, self._merged(strands))

    def _merged(self, strands: list[Strand]) -> Strand:
        knowledge = Knowledge(self.marking.bases)
        strand = knowledge.merged(strands)
        self.marking.disagreements += knowledge.disagreements
        return self._stamped(strand)

    def _known(self, activity: Activity) -> Strand:
        knowledge = Knowledge(self.marking.bases)
        strand = knowledge.activity(activity)
        self.marking.disagreements += knowledge.disagreements
        return strand

    def _arrive(self, scope: Scope, flow: Flow, strand: Strand) -> None:
        node = self.net.by_id[flow.target]
        if not self.net.is_join(node):
            return self._enter(scope, node, strand)
        scope.parked.append((flow, self._stamped(strand)))
        if node.kind == "parallel":
            wanted = [each.id for each in self.net.incoming[node.id]]
            if set(wanted) <= {parked.id for parked, _ in scope.parked}:
                self._join(scope, node, wanted)
        return None

    def _enter(self, scope: Scope, node: Node, strand: Strand) -> None:
        if node.kind in ACTIVITIES:
            self._begin(scope, node, strand)
        elif node.kind == "end":
            self._end(scope, node, strand)
        elif node.kind == "events":
            self._await_first(scope, node, strand)
        elif node.kind == "catch":
            scope.catches.append(Wait(node, scope, strand))
        elif node.kind == "throw":
            self._throw(scope, node, strand)
        else:
            brought = {node.script.result: node.script.value(strand.data)} if node.script else {}
            self._leave(scope, node, _with(strand, brought))

    def _leave(self, scope: Scope, node: Node, strand: Strand) -> None:
        """Goes on along the flows that the node chooses, each with a token of its own."""
        flows = self.net.chosen(node, strand.data)
        if len(flows) > 1:
            strand = self._split(strand, self.marking.new_split(strand.data))
        for flow in flows:
            self.marking.flows[flow.id] += 1
            self.marking.agenda.append((scope, flow, strand))

    @staticmethod
    def _split(strand: Strand, number: int) -> Strand:
        return replace(strand, splits=strand.splits | {number})

    def _begin(self, scope: Scope, node: Node, strand: Strand) -> None:
        activity = Activity(node, scope, strand)
        scope.activities.append(activity)
        activity.boundary = [Wait(event, scope, strand, activity) for event in self.net.listening(node)]
        if node.several is None:
            self._begin_instance(activity, None, strand)
            return
        activity.instances = self.marking.new_split(strand.data)
        count = 1 if node.several.sequential else len(node.several.items)
        for _ in range(count):
            self._begin_next(activity, strand)

    def _begin_next(self, activity: Activity, strand: Strand) -> None:
        several, place = activity.node.several, activity.begun
        assert several is not None
        assert activity.instances is not None
        activity.begun += 1
        own_data = {several.item: several.items[place], LOOP_COUNTER: place + 1}
        own = self._split(_with(strand, own_data), activity.instances)
        self._begin_instance(activity, place, own)

    def _begin_instance(self, activity: Activity, place: int | None, strand: Strand) -> None:
        if activity.node.kind != "sub":
            activity.tasks.append(Wait(activity.node, activity.scope, strand, activity, place))
            return
        inner = Scope(activity.node.id, activity, place)
        activity.inner.append(inner)
        self._enter(inner, self.net.start_of(activity.node.id), strand)

    def _finish(self, activity: Activity, place: int | None, strand: Strand) -> None:
        """One instance of the activity is done."""
        several = activity.node.several
        if several is None or place is None:
            return self._done(activity, strand)
        activity.done.append((place, self._stamped(strand)))
        if len(activity.done) == (several.enough or len(several.items)):
            return self._done(activity, self._known(activity))
        if several.sequential:
            self._begin_next(activity, activity.strand if several.answers else strand)
        return None

    def _done(self, activity: Activity, strand: Strand) -> None:
        self.marking.end_activity(activity)
        activity.scope.activities.remove(activity)
        if activity.split is not None:
            strand = self._split(strand, activity.split)
        self._leave(activity.scope, activity.node, strand)

    def _boundary(self, wait: Wait, brought: Data) -> None:
        """A boundary event happens: it takes the token of its activity, or sends another one beside it."""
        activity = wait.activity
        assert activity is not None
        if wait.node.interrupting:
            strand = self._known(activity)
            self.marking.end_activity(activity)
            activity.scope.activities.remove(activity)
            self._leave(activity.scope, wait.node, _with(strand, brought))
            return
        if activity.split is None:
            activity.split = self.marking.new_split(activity.strand.data)
        wait.fired += 1
        event = wait.node.event
        if event is not None and event.kind == "timer" and wait.fired == event.repetitions:
            activity.boundary.remove(wait)
        strand = self._split(_with(activity.strand, brought), activity.split)
        self._leave(activity.scope, wait.node, replace(strand, reminders=(*strand.reminders, activity)))

    def _await_first(self, scope: Scope, node: Node, strand: Strand) -> None:
        flows = self.net.outgoing[node.id]
        waits = [Wait(self.net.by_id[flow.target], scope, strand, way=flow) for flow in flows]
        for wait in waits:
            wait.rivals = waits
        scope.catches += waits

    def _throw(self, scope: Scope, node: Node, strand: Strand) -> None:
        if node.event is not None and node.event.kind == "escalation":
            self._escalate(scope, node, strand)
        else:
            self.marking.thrown.append(node.id)
        if scope.alive:
            self._leave(scope, node, strand)

    def _escalate(self, scope: Scope, node: Node, strand: Strand) -> None:
        code = node.event.about if node.event else ""
        reminding = [each for each in strand.reminders if isinstance(each, Activity) and each.alive]
        self.marking.raised.append((node.id, reminding[-1].node.id if reminding else None))
        host = scope.host
        while host is not None:
            for event in self.net.escalated(host.node):
                if event.event and event.event.about in {code, ""}:
                    if event.interrupting:
                        scope.ended.append(self._stamped(strand))
                    self._boundary(Wait(event, host.scope, host.strand, host), {})
                    return
            host = host.scope.host

    def _end(self, scope: Scope, node: Node, strand: Strand) -> None:
        kind = node.event.kind if node.event else ""
        if kind in {"message", "signal"}:
            self.marking.thrown.append(node.id)
        if kind == "escalation":
            self._escalate(scope, node, strand)
        if not scope.alive:
            return
        scope.ended.append(replace(strand, at=self.marking.tick(), branch=node.id))
        if kind == "terminate":
            knowledge = Knowledge(self.marking.bases)
            scope.ended = [knowledge.scope(scope)]
            self.marking.disagreements += knowledge.disagreements
            self.marking.kill(scope)
            self._scope_done(scope)

    def _scope_done(self, scope: Scope) -> None:
        strand = self._merged(scope.ended)
        scope.alive = False
        if scope.host is None:
            self.marking.result = strand.data
        else:
            scope.host.inner.remove(scope)
            self._finish(scope.host, scope.place, replace(strand, branch=""))


def _with(strand: Strand, brought: Mapping[str, Any]) -> Strand:
    return replace(strand, data={**strand.data, **brought}) if brought else strand


def _mapped(node: Node, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[source] for name, source in node.outputs.items()}
