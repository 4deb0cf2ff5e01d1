"""The picture: every step and arrow has a place, steps lie in their lanes and not on top of each other.

Nothing here changes what happens, so these are warnings; but people find their way by the picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from engine.bpmn.lint_findings import label, warning
from engine.bpmn.markup import BPMNDI, DC, DI, SUB_PROCESSES, Document, Element, bpmn, flag, inside, kind
from engine.dmn.findings import Finding

_REDRAW = "Open the diagram in an editor, place it and save."
_TOUCH = 1.0  # shapes may share an edge


@dataclass(frozen=True, slots=True)
class Box:
    """Where a shape lies, in the units of the diagram."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Whether two shapes cover each other by more than an edge."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return across > _TOUCH and down > _TOUCH

    def holds_middle(self, other: Box) -> bool:
        """Whether the middle of the other shape is inside this one."""
        x, y = other.x + other.width / 2, other.y + other.height / 2
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


def check_diagram(document: Document) -> Iterator[Finding]:
    """What is missing or misplaced in the picture."""
    shapes = {shape.get("bpmnElement", ""): shape for shape in document.root.iter(f"{{{BPMNDI}}}BPMNShape")}
    if not shapes:
        message = "Expected a picture of the pathway, but the file holds none."
        yield warning(document, document.process, message, _REDRAW)
        return
    boxes = {element_id: box for element_id, shape in shapes.items() if (box := read_box(shape)) is not None}
    hidden = _hidden(document, shapes)
    yield from _check_shapes(document, boxes, hidden)
    yield from _check_edges(document, hidden)
    yield from _check_lanes(document, boxes, hidden)
    yield from _check_overlaps(document, boxes)


def read_box(shape: Element) -> Box | None:
    """Where a shape lies; None when the file does not say it in numbers."""
    bounds = shape.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    try:
        sides = [float(bounds.get(side, "")) for side in ("x", "y", "width", "height")]
    except ValueError:
        return None
    return Box(*sides) if all(math.isfinite(side) for side in sides) and sides[2] > 0 and sides[3] > 0 else None


def _hidden(document: Document, shapes: Mapping[str, Element]) -> set[str]:
    """The sub-processes whose inside is not drawn here: collapsed ones and those in them."""
    found: set[str] = set()
    for scope in document.scopes[1:]:
        shape = shapes.get(scope.id)
        parent = scope.element.getparent()
        if shape is None or not flag(shape, "isExpanded", default=True) or parent.get("id") in found:
            found.add(scope.id)
    return found


def _check_shapes(document: Document, boxes: Mapping[str, Box], hidden: set[str]) -> Iterator[Finding]:
    for scope, node in document.nodes:
        if scope.id not in hidden and node.get("id") not in boxes:
            message = f"Expected {label(node)} to be in the picture, but it has no shape with a place and size."
            yield warning(document, node, message, _REDRAW)


def _check_edges(document: Document, hidden: set[str]) -> Iterator[Finding]:
    drawn = {
        edge.get("bpmnElement")
        for edge in document.root.iter(f"{{{BPMNDI}}}BPMNEdge")
        if len(edge.findall(f"{{{DI}}}waypoint")) > 1
    }
    for scope in document.scopes:
        for flow in scope.flows:
            if scope.id not in hidden and flow.get("id") not in drawn:
                ends = f"“{flow.get('sourceRef', '')}” to “{flow.get('targetRef', '')}”"
                message = f"Expected the arrow from {ends} to be in the picture, but it has no line."
                yield warning(document, flow, message, _REDRAW)


def _check_lanes(document: Document, boxes: Mapping[str, Box], hidden: set[str]) -> Iterator[Finding]:
    nodes = {node.get("id"): (scope, node) for scope, node in document.nodes}
    for lane in inside(document.process, "lane"):
        box = boxes.get(lane.get("id", ""))
        if box is None:
            message = f"Expected {label(lane)} to be in the picture, but it has no shape with a place and size."
            yield warning(document, lane, message, _REDRAW)
            continue
        for reference in lane.findall(bpmn("flowNodeRef")):
            scope, node = nodes.get((reference.text or "").strip(), (None, None))
            own = boxes.get((reference.text or "").strip())
            if scope is None or own is None or scope.id in hidden or box.holds_middle(own):
                continue
            message = f"Expected {label(node)} to be drawn in {label(lane)}, but it lies outside of it."
            yield warning(document, node, message, "Move it into its lane, or change its lane.")


def _check_overlaps(document: Document, boxes: Mapping[str, Box]) -> Iterator[Finding]:
    for scope in document.scopes:
        placed = [node for node in scope.nodes.values() if node.get("id") in boxes]
        for one, other in combinations(placed, 2):
            if _belong_together(one, other) or not boxes[one.get("id")].overlaps(boxes[other.get("id")]):
                continue
            message = f"Expected every step to be visible, but {label(other)} covers {label(one)}."
            yield warning(document, other, message, "Move one of them.")


def _belong_together(one: Element, other: Element) -> bool:
    """A boundary event sits on its host; what sits at the edge of a sub-process may reach into it."""
    if one.get("attachedToRef", "") == other.get("id") or other.get("attachedToRef", "") == one.get("id"):
        return True
    kinds = {kind(one), kind(other)}
    return "boundaryEvent" in kinds and bool(kinds & SUB_PROCESSES)
