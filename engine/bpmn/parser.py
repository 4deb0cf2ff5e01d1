"""A pathway's diagram read once into a definition that all its instances and threads share."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine.bpmn.diagram import DiagramParser, ProcessSpec
from engine.bpmn.equipment import Reading
from engine.bpmn.markup import FLOW_NODES, Document, executable, inside, kind, read_document
from engine.bpmn.normalise import normalise, original_id
from engine.bpmn.outline import Outline, OutlineFlow, OutlineStep, outline_document
from engine.dmn.secure_xml import parse_xml
from engine.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class Element:
    """A node of the diagram, with what its author wrote on it.

    `kind` is the local name of the BPMN element, `lane` the key of its lane, `scope` the id of the process or
    sub-process it is drawn in. `event` is timer, message, signal, …, empty for what is no event or a plain one;
    `attached_to` the host of a boundary event; `repeats` is parallel, sequential or standard for what happens several
    times.
    """

    id: str
    kind: str
    name: str
    lane: str
    documentation: str
    properties: Mapping[str, str]
    scope: str
    line: int | None
    event: str = ""
    refers_to: str = ""
    attached_to: str = ""
    interrupting: bool = True
    repeats: str = ""
    calls: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `condition` is FEEL, empty when there is none."""

    id: str
    source: str
    target: str
    name: str
    condition: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A role. `key` is what process.toml calls it: the lane's id or name, slugged, whichever is listed there."""

    key: str
    id: str
    name: str


@dataclass(frozen=True, eq=False)
class Definition:
    """A process as drawn, and the steps that execute it. Immutable; share it between instances and threads."""

    key: str
    file: str
    lanes: tuple[Lane, ...]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    top: ProcessSpec = field(repr=False)
    inner: Mapping[str, ProcessSpec] = field(repr=False)


def load_definition(files: Mapping[str, bytes], key: str) -> Definition:
    """The definition of the process `key` from a bundle of files: its diagram is the first `.bpmn` file that holds it.

    Raises `DefinitionError` with file, element id and line for whatever could not be executed as drawn.
    """
    document = _find_document(files, key)
    rows = outline_document(document)
    lanes = tuple(_lane(files, each.id, each.name) for each in rows.lanes)
    steps = {step.id: step for step in rows.steps}
    reading = Reading(document, steps, {lane.name: lane.key for lane in lanes})
    _check_structure(reading, rows)
    top, inner = _specs(reading, key)
    elements = {step.id: _element(step, reading.lane_keys) for step in rows.steps if original_id(step.id) == step.id}
    flows = {flow.id: _flow(flow) for flow in rows.flows if original_id(flow.id) == flow.id}
    return Definition(
        key, document.file, lanes, MappingProxyType(elements), MappingProxyType(flows), top, MappingProxyType(inner)
    )


def _find_document(files: Mapping[str, bytes], key: str) -> Document:
    names = sorted(name for name in files if name.endswith(".bpmn"))
    if not names:
        raise DefinitionError("Expected a .bpmn file, but there is none.")
    found: list[str] = []
    for name in names:
        root = parse_xml(files[name], name)
        if kind(root) != "definitions":
            raise DefinitionError("Expected a BPMN 2.0 diagram, but the file is another kind of XML.", name, line=1)
        root = normalise(root)
        for process in executable(root):
            if process.get("id") == key:
                return read_document(root, process, name)
            found.append(process.get("id", ""))
    names_found = ", ".join(found) or "none"
    raise DefinitionError(f"Expected an executable process “{key}”, but found: {names_found}.", names[0])


def _specs(reading: Reading, key: str) -> tuple[ProcessSpec, dict[str, ProcessSpec]]:
    parser = DiagramParser(reading)
    try:
        parser.add_bpmn_xml(reading.document.root, reading.document.file)
        return parser.specs(key)
    except DefinitionError:
        raise
    except (SpiffWorkflowException, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        node = getattr(error, "node", None)
        element_id = "" if node is None else node.get("id", "")
        line = None if node is None else node.sourceline
        message = f"Expected a diagram that can be executed, but: {error}"
        raise DefinitionError(message, reading.document.file, element_id, line) from error


def _check_structure(reading: Reading, rows: Outline) -> None:
    for scope, node in reading.document.nodes:
        step = reading.steps[node.get("id", "")]
        reading.check(node, step)
        if step.kind == "boundaryEvent" and step.attached_to not in scope.nodes:
            message = f"Expected an activity to attach to, but there is no “{step.attached_to}” beside it."
            raise reading.place_of(step).refuse(message)
    _check_ids(reading)
    for flow in rows.flows:
        _check_ends(reading, flow)
        _check_event_gateway(reading, rows, flow)


def _check_ids(reading: Reading) -> None:
    seen: set[str] = set()
    for node in inside(reading.document.process, "sequenceFlow", *sorted(FLOW_NODES)):
        element_id = node.get("id", "")
        if element_id in seen:
            place = reading.place(element_id, node.sourceline)
            raise place.refuse("Expected an id of its own, but another element has the same.")
        seen.add(element_id)


def _check_event_gateway(reading: Reading, rows: Outline, flow: OutlineFlow) -> None:
    if reading.steps[flow.source].kind != "eventBasedGateway":
        return
    target = reading.steps[flow.target]
    if target.kind not in {"intermediateCatchEvent", "receiveTask"}:
        raise reading.place_of(target).refuse("Expected an event behind the event-based gateway, but this is none.")
    if target.repeats or any(step.attached_to == target.id for step in rows.steps):
        message = "Expected a plain event behind the event-based gateway, but it repeats or has boundary events."
        raise reading.place_of(target).refuse(message)


def _check_ends(reading: Reading, flow: OutlineFlow) -> None:
    for role, end in (("come from", flow.source), ("lead to", flow.target)):
        step = reading.steps.get(end)
        if step is None or step.scope != flow.scope:
            message = f"Expected the flow to {role} an element beside it, but there is no “{end}”."
            raise reading.place(flow.id, flow.line).refuse(message)


def _lane(files: Mapping[str, bytes], lane_id: str, name: str) -> Lane:
    listed = _listed_lanes(files)
    keys = [slug(lane_id), slug(name)]
    key = next((key for key in keys if key in listed), keys[1] or keys[0])
    return Lane(key, lane_id, name)


def _listed_lanes(files: Mapping[str, bytes]) -> frozenset[str]:
    try:
        settings = tomllib.loads(files.get("process.toml", b"").decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return frozenset()
    lanes = settings.get("lanes", {})
    return frozenset(lanes) if isinstance(lanes, dict) else frozenset()


def slug(text: str) -> str:
    """Lower-case letters and digits of a label, the rest as single underscores."""
    return re.sub(r"\W+", "_", text.strip().lower()).strip("_")


def _element(step: OutlineStep, lane_keys: Mapping[str, str]) -> Element:
    return Element(
        id=step.id,
        kind=step.kind,
        name=step.name,
        lane=lane_keys.get(step.lane, ""),
        documentation=step.documentation,
        properties=MappingProxyType(dict(step.properties)),
        scope=step.scope,
        line=step.line,
        event=step.event,
        refers_to=step.refers_to,
        attached_to=step.attached_to,
        interrupting=step.interrupting,
        repeats=step.repeats,
        calls=step.calls,
    )


def _flow(row: OutlineFlow) -> Flow:
    source, target = original_id(row.source), original_id(row.target)
    return Flow(row.id, source, target, row.name, row.condition, row.is_default)
