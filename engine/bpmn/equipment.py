"""Which step executes which element, and what each takes from the diagram.

What the core would ignore or misread is refused here once more, whether lint was asked or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.bpmn.activities import CallStep, MappedStep, OperationStep, RuleStep, ScriptStep, SubProcessStep, UserStep
from engine.bpmn.events import AttachedStep, CatchStep, EndStep, EventDetail, StartStep, ThrowStep
from engine.bpmn.expressions import Place
from engine.bpmn.gateways import EventStep, ExclusiveStep, InclusiveStep, ParallelStep
from engine.bpmn.loops import LoopStep, MultiInstanceStep
from engine.bpmn.markup import Document, Element, bpmn, child_text, children, event_definitions, flag
from engine.bpmn.outline import OutlineStep
from engine.bpmn.steps import Step

if TYPE_CHECKING:
    from engine.bpmn.diagram import ProcessSpec


CLASSES: Mapping[str, type[Step]] = {
    "startEvent": StartStep,
    "endEvent": EndStep,
    "intermediateCatchEvent": CatchStep,
    "intermediateThrowEvent": ThrowStep,
    "boundaryEvent": AttachedStep,
    "receiveTask": CatchStep,
    "sendTask": ThrowStep,
    "userTask": UserStep,
    "manualTask": UserStep,
    "task": UserStep,
    "callActivity": CallStep,
    "serviceTask": OperationStep,
    "scriptTask": ScriptStep,
    "businessRuleTask": RuleStep,
    "subProcess": SubProcessStep,
    "transaction": SubProcessStep,
    "exclusiveGateway": ExclusiveStep,
    "parallelGateway": ParallelStep,
    "inclusiveGateway": InclusiveStep,
    "eventBasedGateway": EventStep,
}

_EVENTS: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({"", "message", "signal", "timer"}),
    "endEvent": frozenset({"", "message", "signal", "error", "escalation", "terminate", "cancel"}),
    "intermediateCatchEvent": frozenset({"message", "signal", "timer"}),
    "intermediateThrowEvent": frozenset({"", "message", "signal", "escalation"}),
    "boundaryEvent": frozenset({"message", "signal", "timer", "error", "escalation", "cancel"}),
    "receiveTask": frozenset({"message"}),
}


def class_for(step: OutlineStep) -> type[Step]:
    """The class of steps that executes an element; a send task without a message is an operation."""
    if step.kind == "sendTask" and step.event != "message":
        return OperationStep
    return CLASSES[step.kind]


@dataclass(frozen=True)
class Reading:
    """A diagram being read: what its nodes say, by id, and the keys of its lanes by their names."""

    document: Document
    steps: Mapping[str, OutlineStep]
    lane_keys: Mapping[str, str]

    def place(self, element_id: str, line: int | None) -> Place:
        return Place(self.document.file, element_id, line)

    def place_of(self, step: OutlineStep) -> Place:
        return self.place(step.id, step.line)

    def check(self, node: Element, step: OutlineStep) -> None:
        """Refuses what no step would execute as drawn."""
        place = self.place_of(step)
        if step.kind not in CLASSES:
            raise place.refuse(f"Expected an element that can be executed, but {step.kind} cannot.")
        if flag(node, "triggeredByEvent"):
            raise place.refuse("Expected an embedded sub-process, but this one is started by an event.")
        if flag(node, "isForCompensation"):
            raise place.refuse("Expected an activity that is part of the flow, but this one is for compensation.")
        if len(event_definitions(node)) > 1:
            raise place.refuse("Expected one event definition, but there are several.")
        if step.kind in _EVENTS and step.event not in _EVENTS[step.kind]:
            known = ", ".join(sorted(_EVENTS[step.kind] - {""}))
            found = f"“{step.event}”" if step.event else "none"
            raise place.refuse(f"Expected an event that can be executed here ({known}), but it is {found}.")

    def equip(self, step: Step, node: Element) -> None:
        """Gives a step what it needs to know from its node."""
        assert step.step is not None
        for step_class, give in _GIVE.items():
            if isinstance(step, step_class):
                give(self, step, step.step, node)

    def repeat(self, spec: ProcessSpec, step: Step, node: Element) -> None:
        """Puts a repetition in the place of a step that is to happen several times."""
        assert step.step is not None
        several = node.find(bpmn("multiInstanceLoopCharacteristics"))
        loop = node.find(bpmn("standardLoopCharacteristics"))
        if several is None and loop is None:
            return
        del spec.task_specs[step.name]
        name, step.name = step.name, f"{step.name}:instance"
        spec.task_specs[step.name] = step
        place = self.place_of(step.step)
        around = (
            _several(place, spec, name, step, several) if several is not None else _loop(place, spec, name, step, loop)
        )
        around.instance = step.name


def _give_lane(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    step.lane = reading.lane_keys.get(row.lane, "")


def _give_mappings(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    place = reading.place_of(row)
    step.inputs, step.outputs = place.inputs(row.properties), place.outputs(row.properties)


def _give_called(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    if not row.calls.strip():
        raise reading.place_of(row).refuse("Expected the key of the pathway it calls, but it names none.")
    step.called = reading.place_of(row).term(row.calls.strip(), "called pathway")


def _needed(reading: Reading, row: OutlineStep, name: str) -> str:
    value = row.properties.get(name, "").strip()
    if not value:
        raise reading.place_of(row).refuse(f"Expected a property “{name}”, but there is none.")
    return value


def _give_operation(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    step.operation = _needed(reading, row, "operation")


def _give_script(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    step.result = _needed(reading, row, "result")
    step.script = reading.place_of(row).formula(child_text(node, "script") or "", "script")


def _give_rule(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    step.decision, step.result = _needed(reading, row, "decision"), _needed(reading, row, "result")


def _give_start(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    starts = [child.get("id", "") for child in children(node, "startEvent")]
    if len(starts) != 1:
        raise reading.place_of(row).refuse(f"Expected one start event inside, but there are {len(starts)}.")
    step.start = starts[0]


def _give_event(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    _give_mappings(reading, step, row, node)
    step.event, step.refers_to = row.event, row.refers_to
    if row.event in {"message", "signal"} and not row.refers_to:
        raise reading.place_of(row).refuse(f"Expected the name of a {row.event}, but it names none.")
    if row.event in {"escalation", "error"}:
        step.name_of_event = _event_name(reading.document, node, row)


def _event_name(document: Document, node: Element, row: OutlineStep) -> str:
    reference = event_definitions(node)[0].get(f"{row.event}Ref", "")
    target = document.named(row.event).get(reference)
    return row.name if target is None else str(target.get("name") or row.name)


def _give_timer(reading: Reading, step: Any, row: OutlineStep, node: Element) -> None:
    step.interrupting = row.interrupting or row.event in {"error", "cancel"}
    if row.event != "timer":
        return
    if row.timer is None or not row.timer.text:
        raise reading.place_of(row).refuse("Expected a date, duration or cycle for the timer, but there is none.")
    step.timer_kind, step.timer_text = row.timer.kind, row.timer.text


_GIVE: Mapping[type[Step], Callable[[Reading, Any, OutlineStep, Element], None]] = MappingProxyType(
    {
        UserStep: _give_lane,
        MappedStep: _give_mappings,
        CallStep: _give_called,
        OperationStep: _give_operation,
        ScriptStep: _give_script,
        RuleStep: _give_rule,
        SubProcessStep: _give_start,
        EventDetail: _give_event,
        CatchStep: _give_timer,
    }
)


def _several(place: Place, spec: ProcessSpec, name: str, step: Step, node: Element) -> MultiInstanceStep:
    around = MultiInstanceStep(spec, name, step.step)
    around.sequential = flag(node, "isSequential")
    cardinality, collection = child_text(node, "loopCardinality"), child_text(node, "loopDataInputRef")
    if bool(cardinality) == bool(collection):
        raise place.refuse("Expected either a number of instances or a collection, not both.")
    around.cardinality = place.formula(cardinality, "number of instances") if cardinality else None
    around.collection = place.formula(collection, "collection") if collection else None
    around.item = _variable(node, "inputDataItem")
    around.collection_out = child_text(node, "loopDataOutputRef") or ""
    around.item_out = _variable(node, "outputDataItem")
    if around.collection_out and not around.item_out:
        raise place.refuse("Expected an output item for the output collection, but there is none.")
    condition = child_text(node, "completionCondition")
    around.condition = place.formula(condition, "completion condition") if condition else None
    return around


def _variable(node: Element, local: str) -> str:
    item = node.find(bpmn(local))
    return "" if item is None else str(item.get("name") or item.get("id", ""))


def _loop(place: Place, spec: ProcessSpec, name: str, step: Step, node: Element) -> LoopStep:
    around = LoopStep(spec, name, step.step)
    around.test_before = flag(node, "testBefore")
    condition, maximum = child_text(node, "loopCondition"), node.get("loopMaximum", "").strip()
    if not condition and not maximum:
        raise place.refuse("Expected a condition or a maximum for the loop, but there is neither.")
    if maximum and not (maximum.isascii() and maximum.isdigit()):
        raise place.refuse(f"Expected a whole number as the maximum of the loop, but it is “{maximum}”.")
    around.maximum = int(maximum[:9]) if maximum else None
    around.condition = place.formula(condition, "loop condition") if condition else None
    return around
