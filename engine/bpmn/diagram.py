"""From a diagram to the steps that execute it, through SpiffWorkflow's parser.

Every node is created first and connected afterwards, so a long diagram needs no deep stack and the order of drawing
does not matter. What the stock parser would add to a process (its own start and end, predictions, Python) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.bpmn import equipment
from engine.bpmn.equipment import Reading
from engine.bpmn.gateways import InclusiveStep
from engine.bpmn.markup import Element, child_text, children, kind
from engine.bpmn.normalise import original_id
from engine.bpmn.steps import Exit, Guard, Root, Step


class ProcessSpec(BpmnProcessSpec):
    """The steps of one scope by name. Names that no author can give hold a colon.

    `starts` are its start events; `sources` says which drawn element each sequence flow comes from.
    """

    task_specs: dict[str, Step]

    def __init__(self, name: str, description: str, filename: str) -> None:
        super().__init__(name=name, description=description, filename=filename)
        self.task_specs.clear()
        self.root = Root(self, ":root")
        self.starts: list[str] = []
        self.sources: dict[str, str] = {}


class StepParser(TaskParser):
    """Creates the step of one node."""

    process_parser: ScopeParser

    def parse_node(self) -> Step:
        reading = self.process_parser.reading
        row = reading.steps[self.bpmn_id]
        step = equipment.class_for(row)(self.spec, self.bpmn_id, row)
        step.bpmn_name = row.name
        reading.equip(step, self.node)
        return step


class ScopeParser(ProcessParser):
    """Creates the steps of a process or sub-process, repetitions and guards around them, and the flows between."""

    parser: DiagramParser
    spec: ProcessSpec
    node: Element

    @property
    def reading(self) -> Reading:
        return self.parser.reading

    def create_spec(self) -> ProcessSpec:
        return ProcessSpec(self.bpmn_id, self.get_name(), self.filename)

    def add_tasks(self) -> None:
        nodes = [node for node in children(self.node) if node.get("id") in self.reading.steps]
        for node in nodes:
            self._add(node)
        for node in nodes:
            self._guard(node)
        for flow in children(self.node, "sequenceFlow"):
            self._connect(flow)
        _find_upstream(self.spec)

    def _add(self, node: Element) -> None:
        step = self.parse_node(node)
        if kind(node) == "startEvent":
            self.spec.starts.append(step.name)
        if kind(node) in {"subProcess", "transaction"}:
            self.parser.create_parser(node, self.filename)
            self.parser.process_parsers[step.bpmn_id].get_spec()
        self.reading.repeat(self.spec, step, node)

    def _guard(self, node: Element) -> None:
        name = node.get("id", "")
        events = [event.get("id", "") for event in self.get_boundary_events(name)]
        if events:
            guard = Guard(self.spec, f"{name}:guard")
            guard.main, guard.events = name, tuple(events)

    def _connect(self, flow: Element) -> None:
        specs = self.spec.task_specs
        source, target = specs[flow.get("sourceRef", "")], specs[flow.get("targetRef", "")]
        flow_id = flow.get("id", "")
        text = child_text(flow, "conditionExpression")
        place = self.reading.place(flow_id, flow.sourceline)
        entered = f"{target.name}:guard" if f"{target.name}:guard" in specs else target.name
        source.exits.append(
            Exit(
                id=flow_id,
                target=entered,
                condition=place.formula(text, "condition") if text else None,
                is_default=source.step is not None and source.step.default == flow_id,
                drawn=original_id(flow_id) == flow_id,
            )
        )
        target.incoming.append(flow_id)
        self.spec.sources[flow_id] = original_id(source.bpmn_id)


class DiagramParser(BpmnParser):
    """Reads a normalised diagram. `reading` holds what its nodes say and refuses what is wrong with it."""

    PROCESS_PARSER_CLASS = ScopeParser
    OVERRIDE_PARSER_CLASSES: Mapping[str, Any] = {
        full_tag(name): (StepParser, step_class) for name, step_class in equipment.CLASSES.items()
    }

    def __init__(self, reading: Reading) -> None:
        super().__init__(spec_descriptions={})
        self.reading = reading

    def _add_data_stores(self, bpmn: Element) -> None:
        """Data stores are for the reader of the diagram only."""

    def _add_correlations(self, bpmn: Element) -> None:
        """Messages are correlated outside."""

    def _add_collaborations(self, bpmn: Element) -> None:
        """Pools are for the reader of the diagram only."""

    def specs(self, process_id: str) -> tuple[ProcessSpec, dict[str, ProcessSpec]]:
        """The process and, by id, the sub-processes embedded in it."""
        top: ProcessSpec = self.get_spec(process_id)
        inner = {key: parser.get_spec() for key, parser in self.process_parsers.items() if key != process_id}
        return top, inner


def _find_upstream(spec: ProcessSpec) -> None:
    """Tells every inclusive join from which steps a token can still reach which of its incoming flows."""
    before: dict[str, set[str]] = {}
    for source, flow_id, target in _arrows(spec):
        before.setdefault(target, set()).add(source)
        before.setdefault(f"flow {flow_id}", set()).add(source)
    for step in list(spec.task_specs.values()):
        if isinstance(step, InclusiveStep):
            step.upstream = {flow: _reaching(before, f"flow {flow}", step.bpmn_id) for flow in step.incoming}


def _arrows(spec: ProcessSpec) -> Iterator[tuple[str, str, str]]:
    """From where to where a token may go: it enters a step, which leads to the step and to the events attached to it.

    So a token that is at a step already goes on by its own flows only; the events that still listen have tokens of
    their own.
    """
    for step in spec.task_specs.values():
        yield f"entered {step.bpmn_id}", "", step.bpmn_id
        for way in step.exits:
            yield step.bpmn_id, way.id, f"entered {way.target.removesuffix(':guard')}"
        if isinstance(step, Guard):
            for event in step.events:
                yield f"entered {step.main}", "", event


def _reaching(before: Mapping[str, set[str]], place: str, without: str) -> frozenset[str]:
    found: set[str] = set()
    ahead = [place]
    while ahead:
        for source in before.get(ahead.pop(), ()):
            if source not in found and source != without:
                found.add(source)
                ahead.append(source)
    return frozenset(found)
