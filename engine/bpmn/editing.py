"""Changes that a commissioner makes to a pathway by its outline, written into the diagram.

Each takes the BPMN XML and gives it back changed, with the picture kept readable. Raises NotFound when the step or way
is gone, DefinitionError when the file cannot be read, InvalidInput when the change makes no sense.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.bpmn.drawing import (
    Drawing,
    add_flow,
    add_node,
    link,
    set_attribute,
    set_condition,
    set_property,
    set_text,
    timer_part,
    unlink,
)
from engine.bpmn.markup import ACTIVITIES, PERSON_TASKS, Element, bpmn, kind, properties
from engine.bpmn.placing import add_lane, close_gap, insert, move
from engine.errors import InvalidInput

_ENDS_BEHIND = frozenset({"endEvent", "intermediateThrowEvent"})


def change_step(xml: bytes, file: str, step_id: str, name: str, documentation: str) -> bytes:
    """What a step is called, and what is asked and why."""
    drawing = Drawing(xml, file)
    node = drawing.node(step_id)
    set_attribute(node, "name", name)
    set_text(node, "documentation", documentation)
    return drawing.xml()


def change_properties(xml: bytes, file: str, step_id: str, given: Mapping[str, str]) -> bytes:
    """Extension properties of a step, such as its form; an empty value takes one away."""
    drawing = Drawing(xml, file)
    node = drawing.node(step_id)
    for name, value in given.items():
        set_property(node, name, value)
    return drawing.xml()


def change_deadline(xml: bytes, file: str, step_id: str, text: str) -> bytes:
    """The deadline of a task, or when a timer event fires. Timers on a task that ran with it go on running with it."""
    drawing = Drawing(xml, file)
    node = drawing.node(step_id)
    if kind(node) not in PERSON_TASKS:
        _set_timer(node, text)
        return drawing.xml()
    before = properties(node).get("deadline", "")
    timers = drawing.attached(step_id)
    for event in timers:
        part = timer_part(event)
        if text and before and part is not None and (part.text or "").strip() == before:
            part.text = text
    set_property(node, "deadline", text)
    return drawing.xml()


def _set_timer(event: Element, text: str) -> None:
    part = timer_part(event)
    if part is None or not text:
        raise InvalidInput("Expected a time for this step, but it has none.", {"deadline": "Enter when it happens."})
    part.text = text


def change_lane(xml: bytes, file: str, step_id: str, lane_id: str) -> bytes:
    """Move a step, with what is attached to it, to another role."""
    drawing = Drawing(xml, file)
    node = drawing.node(step_id)
    lane = _lane(drawing, lane_id)
    if drawing.lane_around(node) is lane:
        return xml
    moving = _belonging(drawing, step_id)
    drawing.enlist(step_id, lane)
    for each in moving:
        drawing.enlist(each, lane)
    if kind(node.getparent()) == "process":
        move(drawing.picture, step_id, lane_id, moving)
    return drawing.xml()


def _belonging(drawing: Drawing, step_id: str) -> list[str]:
    """The events on a step, and the ends that only those lead to."""
    found = [event.get("id", "") for event in drawing.attached(step_id)]
    for each in found:
        for flow in drawing.flows(source=each):
            target = flow.get("targetRef", "")
            sources = {other.get("sourceRef", "") for other in drawing.flows(target=target)}
            if target not in found and sources <= set(found) and kind(drawing.node(target)) in _ENDS_BEHIND:
                found.append(target)
    return found


def _lane(drawing: Drawing, lane_id: str) -> Element:
    found = next((lane for lane in drawing.lanes if lane.get("id") == lane_id), None)
    if found is None:
        raise InvalidInput("Expected a role of this pathway, but it has no such role.", {"lane": "Choose a role."})
    return found


def change_flow(xml: bytes, file: str, flow_id: str, name: str, condition: str) -> bytes:
    """What a way is called, and when it is taken."""
    drawing = Drawing(xml, file)
    flow = drawing.flow(flow_id)
    set_attribute(flow, "name", name)
    set_condition(flow, condition)
    return drawing.xml()


def add_step(
    xml: bytes, file: str, flow_id: str, name: str, lane_id: str, form: str, deadline: str, documentation: str
) -> tuple[bytes, str]:
    """A new task for people in the middle of a way; answers its id too. The condition stays on the first half."""
    drawing = Drawing(xml, file)
    flow = drawing.flow(flow_id)
    source, target = drawing.node(flow.get("sourceRef", "")), drawing.node(flow.get("targetRef", ""))
    step_id = drawing.free_id(name, "step")
    node = add_node(drawing, source, "userTask", {"id": step_id, "name": name})
    set_text(node, "documentation", documentation)
    set_property(node, "form", form)
    set_property(node, "deadline", deadline)
    flow.set("targetRef", step_id)
    unlink(target, "incoming", flow_id)
    link(node, "incoming", flow_id)
    next_id = drawing.free_id(f"flow {step_id} to {target.get('id', '')}", "flow")
    add_flow(drawing, next_id, node, target)
    room = _enter(drawing, node, lane_id)
    insert(drawing.picture, step_id, flow_id, next_id, room)
    return drawing.xml(), step_id


def _enter(drawing: Drawing, node: Element, lane_id: str) -> str:
    """Put a new step into its lane; answers the id of what it is drawn in."""
    around = drawing.lane_around(node)
    if lane_id and (around is None or around.get("id") != lane_id):
        drawing.enlist(node.get("id", ""), _lane(drawing, lane_id))
    scope = node.getparent()
    return lane_id if scope is drawing.process else str(scope.get("id", ""))


def remove_step(xml: bytes, file: str, step_id: str) -> bytes:
    """Take out a task with what is attached to it; what led to it leads on to what came after it."""
    drawing = Drawing(xml, file)
    node = drawing.node(step_id)
    outgoing, incoming = drawing.flows(source=step_id), drawing.flows(target=step_id)
    if kind(node) not in ACTIVITIES or len(outgoing) != 1 or not incoming or outgoing[0] in incoming:
        message = "Expected a task with one way out, but this step has another shape, so nothing could take its place."
        raise InvalidInput(f"{message} Change it in the diagram.")
    target = drawing.node(outgoing[0].get("targetRef", ""))
    close_gap(drawing.picture, step_id, [flow.get("id", "") for flow in incoming], outgoing[0].get("id", ""))
    for flow in incoming:
        flow.set("targetRef", target.get("id", ""))
        link(target, "incoming", flow.get("id", ""))
    _drop_flow(drawing, outgoing[0])
    for event in drawing.attached(step_id):
        _drop(drawing, event)
    _drop(drawing, node)
    return drawing.xml()


def _drop_flow(drawing: Drawing, flow: Element) -> None:
    flow_id = flow.get("id", "")
    for end, local in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
        unlink(drawing.node(flow.get(end, "")), local, flow_id)
    drawing.picture.remove(flow_id)
    flow.getparent().remove(flow)


def _drop(drawing: Drawing, node: Element) -> None:
    """Remove a step, and the ends that nothing leads to without it."""
    node_id = node.get("id", "")
    for flow in drawing.flows(source=node_id):
        target = drawing.node(flow.get("targetRef", ""))
        _drop_flow(drawing, flow)
        if kind(target) in _ENDS_BEHIND and not drawing.flows(target=target.get("id", "")):
            _drop(drawing, target)
    for inner in node.iter():
        if isinstance(inner.tag, str) and inner.get("id"):
            drawing.strike(inner.get("id", ""))
            drawing.picture.remove(inner.get("id", ""))
    node.getparent().remove(node)


def add_role(xml: bytes, file: str, name: str) -> tuple[bytes, str]:
    """A new role below the others; answers the id of its lane. Refuses a diagram without roles."""
    drawing = Drawing(xml, file)
    lanes = drawing.lanes
    if not lanes:
        raise InvalidInput("Expected a diagram with roles to add one to, but it has none. Draw them in the diagram.")
    lane_id = drawing.free_id(name, "role")
    etree.SubElement(lanes[0].getparent(), bpmn("lane"), {"id": lane_id, "name": name})
    add_lane(drawing.picture, lane_id, [each.get("id", "") for each in lanes])
    return drawing.xml(), lane_id
