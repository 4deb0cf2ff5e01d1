"""A token game on an outline: which markings of one scope can occur, and what goes wrong in them.

Independent of the stepping core on purpose. Data is not modelled: every branch of a choice may be taken, every
boundary event may happen. Activities and embedded sub-processes are one step; a sub-process is its own scope.

A marking is the set of arrows that carry a token, as bits of an integer. In each marking one node moves, chosen so that
nothing is missed that matters: plain nodes and complete joins first, since nobody else can take their tokens; then
merges, so that tokens which may meet do meet; then inclusive joins, which wait for all that can still come; terminate
ends last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from engine.bpmn.markup import EVENTS
from engine.bpmn.outline import Outline, OutlineFlow, OutlineStep

MAX_MARKINGS = 20_000
_MAX_FREE_BRANCHES = 4
_PLAIN, _MERGE, _INCLUSIVE_JOIN, _TERMINATE = range(4)


@dataclass(frozen=True, slots=True)
class _Node:
    step: OutlineStep
    rank: int
    phase: int
    needs_all: bool
    takes_all: bool
    inputs: int
    outcomes: tuple[tuple[int, tuple[str, ...]], ...]  # tokens put out, boundary events that happened


@dataclass
class Verdict:
    """What the game showed of one scope. Ids are the author's."""

    scope: str
    complete: bool = True
    markings: int = 0
    fired: set[str] = field(default_factory=set)
    stuck: dict[str, tuple[str, ...]] = field(default_factory=dict)  # join → arrows on which nothing comes
    doubled: set[str] = field(default_factory=set)  # nodes at which two tokens meet without a join


def play(outline: Outline, scope: str, budget: int = MAX_MARKINGS) -> Verdict:
    """Play one scope through, up to `budget` markings; `complete` tells whether that was enough."""
    return _Game(outline, scope).run(budget)


class _Game:
    def __init__(self, outline: Outline, scope: str) -> None:
        self.steps = outline.scope(scope)
        flows = [flow for flow in outline.flows if flow.scope == scope]
        self.edges = [(flow.source, flow.target, flow.id) for flow in flows] + list(_links(self.steps))
        self.flows = {flow.id: flow for flow in flows}
        self.verdict = Verdict(scope)
        self.bit = {edge[2]: 1 << place for place, edge in enumerate(self.edges)}
        self.nodes = [self._node(rank, step) for rank, step in enumerate(self.steps)]
        self.by_id = {node.step.id: node for node in self.nodes}
        self.target = {self.bit[flow_id]: target for _, target, flow_id in self.edges}

    def run(self, budget: int) -> Verdict:
        pending = [marking for start in self._starts() for marking in self._fire(start, 0, 0)]
        seen: set[int] = set()
        while pending:
            marking = pending.pop()
            if marking in seen:
                continue
            if len(seen) >= budget:
                self.verdict.complete = False
                break
            seen.add(marking)
            pending.extend(self._next(marking))
        self.verdict.markings = len(seen)
        return self.verdict

    def _starts(self) -> list[_Node]:
        starts = [node for node in self.nodes if node.step.kind == "startEvent"]
        return starts or [node for node in self.nodes if not node.inputs and node.step.kind != "boundaryEvent"]

    def _next(self, marking: int) -> Iterator[int]:
        enabled = [node for node in self.nodes if self._may_fire(node, marking)]
        if not enabled:
            self._note_stuck(marking)
            return
        node = min(enabled, key=lambda each: (each.phase, each.rank))
        taken = marking & node.inputs
        if node.phase == _TERMINATE:
            self.verdict.fired.add(node.step.id)
            yield 0
        elif node.needs_all or node.takes_all:
            yield from self._fire(node, marking, taken)
        else:
            if node.phase == _MERGE and taken & (taken - 1):
                self.verdict.doubled.add(node.step.id)
            yield from self._fire(node, marking, taken & -taken)

    def _may_fire(self, node: _Node, marking: int) -> bool:
        taken = marking & node.inputs
        return bool(taken) and (not node.needs_all or taken == node.inputs)

    def _fire(self, node: _Node, marking: int, taken: int) -> Iterator[int]:
        self.verdict.fired.add(node.step.id)
        rest = marking & ~taken
        for put, happened in node.outcomes:
            self.verdict.fired.update(happened)
            if rest & put:
                self._note_doubled(rest & put)
            yield rest | put

    def _note_doubled(self, arrows: int) -> None:
        while arrows:
            arrow = arrows & -arrows
            arrows ^= arrow
            target = self.by_id.get(self.target[arrow])
            if target is not None and target.step.kind != "endEvent":
                self.verdict.doubled.add(target.step.id)

    def _note_stuck(self, marking: int) -> None:
        for node in self.nodes:
            if marking & node.inputs:
                missing = node.inputs & ~marking
                arrows = tuple(flow_id for flow_id, bit in self.bit.items() if missing & bit)
                self.verdict.stuck.setdefault(node.step.id, arrows)

    def _node(self, rank: int, step: OutlineStep) -> _Node:
        inputs = sum(self.bit[flow_id] for _, target, flow_id in self.edges if target == step.id)
        several = inputs & (inputs - 1) != 0
        inclusive = several and step.kind == "inclusiveGateway"
        needs_all = several and step.kind == "parallelGateway"
        phase = _phase(step, several, inclusive, needs_all)
        return _Node(step, rank, phase, needs_all, inclusive, inputs, tuple(self._outcomes(step)))

    def _outcomes(self, step: OutlineStep) -> Iterator[tuple[int, tuple[str, ...]]]:
        attached = [each for each in self.steps if each.kind == "boundaryEvent" and each.attached_to == step.id]
        bases: list[tuple[int, tuple[str, ...]]] = [(put, ()) for put in self._puts(step)]
        bases += [(put, (event.id,)) for event in attached if event.interrupting for put in self._puts(event)]
        beside = [(sum(self._puts(event)[:1]), event.id) for event in attached if not event.interrupting]
        for put, happened in bases:
            yield put, happened
            for extra, event_id in beside:
                yield put | extra, (*happened, event_id)

    def _puts(self, step: OutlineStep) -> list[int]:
        """The sets of arrows a node may put tokens on."""
        leaving = [(flow_id, self.flows.get(flow_id)) for source, _, flow_id in self.edges if source == step.id]
        bits = [self.bit[flow_id] for flow_id, _ in leaving]
        if not bits:
            return [0]
        if step.kind in {"exclusiveGateway", "eventBasedGateway", "complexGateway"}:
            return bits
        if step.kind == "parallelGateway" or step.kind in EVENTS:
            return [sum(bits)]
        return list(self._free_choice(step, leaving))

    def _free_choice(self, step: OutlineStep, leaving: list[tuple[str, OutlineFlow | None]]) -> Iterator[int]:
        """Inclusive: all arrows without condition, with any of those that have one; the default alone when none is."""
        always, free, default = 0, [], 0
        for flow_id, flow in leaving:
            if flow_id == step.default:
                default = self.bit[flow_id]
            elif flow is not None and flow.condition:
                free.append(self.bit[flow_id])
            else:
                always |= self.bit[flow_id]
        if always or default or not free:
            yield always | default
        for chosen in _subsets(free):
            yield always | sum(chosen)


def _phase(step: OutlineStep, several: bool, inclusive: bool, needs_all: bool) -> int:
    if step.kind == "endEvent":
        return _TERMINATE if step.event in {"terminate", "error", "cancel"} else _PLAIN
    if inclusive:
        return _INCLUSIVE_JOIN
    return _MERGE if several and not needs_all else _PLAIN


def _links(steps: Iterable[OutlineStep]) -> Iterator[tuple[str, str, str]]:
    links = [step for step in steps if step.event == "link"]
    targets = {step.refers_to: step.id for step in links if step.kind == "intermediateCatchEvent"}
    for step in links:
        if step.kind != "intermediateCatchEvent" and step.refers_to in targets:
            yield step.id, targets[step.refers_to], f"{step.id}-implied-flow"


def _subsets(free: list[int]) -> Iterator[tuple[int, ...]]:
    """All non-empty subsets of a few; of many, the single ones, the pairs and the whole."""
    sizes = range(1, len(free) + 1) if len(free) <= _MAX_FREE_BRANCHES else (1, 2, len(free))
    for size in sizes:
        yield from combinations(free, size)
