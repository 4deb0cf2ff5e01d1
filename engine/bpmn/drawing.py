"""A diagram opened for changing: the XML with its picture, and the small changes that all edits are made of.

Prefixes, extensions of other editors and what is not understood here stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from engine.bpmn.markup import (
    BPMN,
    FLOW_NODES,
    SPIFF,
    Document,
    Element,
    bpmn,
    children,
    event_definitions,
    executable,
    inside,
    kind,
    property_elements,
    read_document,
)
from engine.bpmn.picture import Picture
from engine.dmn.secure_xml import parse_xml
from engine.domain.routing import slug
from engine.errors import DefinitionError, NotFound

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TIMER_PARTS = ("timeDate", "timeDuration", "timeCycle")
_FIRST = frozenset({"documentation", "extensionElements"})


class Drawing:
    """One diagram with one executable process. Raises DefinitionError when there is none."""

    def __init__(self, xml: bytes, file: str) -> None:
        self.root = parse_xml(xml, file)
        found = executable(self.root)
        if len(found) != 1:
            raise DefinitionError(f"Expected one executable process, but there are {len(found)}.", file)
        self.file = file
        self.process = found[0]
        self.picture = Picture(self.root)

    @property
    def document(self) -> Document:
        return read_document(self.root, self.process, self.file)

    def xml(self) -> bytes:
        """The diagram as BPMN 2.0 XML in UTF-8."""
        etree.indent(self.root, space="  ")
        written: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        return written + b"\n"

    def node(self, node_id: str) -> Element:
        """A step. Raises NotFound."""
        for node in inside(self.process, *FLOW_NODES):
            if node.get("id") == node_id:
                return node
        raise NotFound("Expected a step of this pathway, but there is none of that name any more.")

    def flow(self, flow_id: str) -> Element:
        """An arrow. Raises NotFound."""
        for flow in inside(self.process, "sequenceFlow"):
            if flow.get("id") == flow_id:
                return flow
        raise NotFound("Expected a way from one step to another, but there is none of that name any more.")

    def flows(self, *, source: str = "", target: str = "") -> list[Element]:
        found = inside(self.process, "sequenceFlow")
        return [
            each for each in found if source in ("", each.get("sourceRef")) and target in ("", each.get("targetRef"))
        ]

    def attached(self, host: str) -> list[Element]:
        return [each for each in inside(self.process, "boundaryEvent") if each.get("attachedToRef") == host]

    @property
    def lanes(self) -> list[Element]:
        return list(inside(self.process, "lane"))

    def lane_of(self, node_id: str) -> Element | None:
        """The lane in which the step itself is listed."""
        for lane in self.lanes:
            if any((each.text or "").strip() == node_id for each in lane.findall(bpmn("flowNodeRef"))):
                return lane
        return None

    def lane_around(self, node: Element) -> Element | None:
        """The lane of the step, else of the sub-process that it is in."""
        current: Element | None = node
        while current is not None:
            if (lane := self.lane_of(current.get("id", ""))) is not None:
                return lane
            current = current.getparent()
        return None

    def enlist(self, node_id: str, lane: Element) -> None:
        """Put the step into the lane, and out of any other."""
        self.strike(node_id)
        etree.SubElement(lane, bpmn("flowNodeRef")).text = node_id

    def strike(self, node_id: str) -> None:
        """Take the step out of its lane."""
        for lane in self.lanes:
            for each in lane.findall(bpmn("flowNodeRef")):
                if (each.text or "").strip() == node_id:
                    lane.remove(each)

    def free_id(self, name: str, fallback: str) -> str:
        """An id made of the name that nothing in the file has yet."""
        wanted = re.sub(r"[^a-z0-9_]", "", slug(name))[:40] or fallback
        wanted = wanted if wanted[0].isalpha() else f"{fallback}_{wanted}"
        taken = {each.get("id") for each in self.root.iter() if isinstance(each.tag, str)}
        return next(each for each in _numbered(wanted) if each not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def set_text(node: Element, local: str, text: str) -> None:
    """The documentation of an element, or another child with text; none when the text is empty."""
    found = node.find(bpmn(local))
    if not text:
        if found is not None:
            node.remove(found)
        return
    if found is None:
        found = etree.Element(bpmn(local))
        node.insert(0, found)
    found.text = text


def set_attribute(node: Element, name: str, value: str) -> None:
    if value:
        node.set(name, value)
    else:
        node.attrib.pop(name, None)


def set_property(node: Element, name: str, value: str) -> None:
    """One extension property; none when the value is empty. What other editors put there stays."""
    known = [each for each in property_elements(node) if each.get("name") == name]
    if known and value:
        known[0].set("value", value)
    for each in known[1:] if value else known:
        _remove_up(each)
    if value and not known:
        etree.SubElement(_properties(node), f"{{{SPIFF}}}property", {"name": name, "value": value})


def _properties(node: Element) -> Element:
    extensions = node.find(bpmn("extensionElements"))
    if extensions is None:
        extensions = etree.Element(bpmn("extensionElements"))
        node.insert(1 if node.find(bpmn("documentation")) is not None else 0, extensions)
    found = extensions.find(f"{{{SPIFF}}}properties")
    if found is None:
        found = etree.SubElement(extensions, f"{{{SPIFF}}}properties", nsmap={"spiffworkflow": SPIFF})
    return found


def _remove_up(element: Element) -> None:
    """Remove the element, and what holds nothing without it."""
    parent = element.getparent()
    parent.remove(element)
    if len(parent) == 0 and kind(parent) not in FLOW_NODES:
        _remove_up(parent)


def set_condition(flow: Element, text: str) -> None:
    """The FEEL condition of an arrow; none when the text is empty."""
    found = flow.find(bpmn("conditionExpression"))
    if not text:
        if found is not None:
            flow.remove(found)
        return
    if found is None:
        found = etree.SubElement(flow, bpmn("conditionExpression"))
    prefix = next((each for each, uri in flow.nsmap.items() if uri == BPMN), None)
    found.set(_XSI_TYPE, f"{prefix}:tFormalExpression" if prefix else "tFormalExpression")
    found.text = text


def timer_part(event: Element) -> Element | None:
    """Where the text of a timer event stands."""
    for definition in event_definitions(event):
        for local in _TIMER_PARTS:
            if (found := definition.find(bpmn(local))) is not None:
                return found
    return None


def add_node(drawing: Drawing, after: Element, local: str, attributes: Mapping[str, str]) -> Element:
    """A new step in the same process or sub-process, written after another one."""
    node: Element = etree.Element(bpmn(local), dict(attributes))
    after.addnext(node)
    return node


def add_flow(drawing: Drawing, flow_id: str, source: Element, target: Element) -> Element:
    """A new arrow, known to both of its ends."""
    ends = {"id": flow_id, "sourceRef": source.get("id", ""), "targetRef": target.get("id", "")}
    flow: Element = etree.Element(bpmn("sequenceFlow"), ends)
    siblings = children(source.getparent(), "sequenceFlow")
    (siblings[-1] if siblings else source).addnext(flow)
    link(source, "outgoing", flow_id)
    link(target, "incoming", flow_id)
    return flow


def link(node: Element, local: str, flow_id: str) -> None:
    """Tell a step of an arrow, where the schema wants it: after documentation and extensions."""
    made = etree.Element(bpmn(local))
    made.text = flow_id
    place = 0
    for number, child in enumerate(node, 1):
        if kind(child) in _FIRST | {"incoming"} | ({"outgoing"} if local == "outgoing" else set()):
            place = number
    node.insert(place, made)


def unlink(node: Element, local: str, flow_id: str) -> None:
    for each in node.findall(bpmn(local)):
        if (each.text or "").strip() == flow_id:
            node.remove(each)
