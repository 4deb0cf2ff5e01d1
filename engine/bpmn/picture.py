"""The picture of a diagram, changed so that it stays readable: room is made, what is drawn moves along with its lines.

Everything is in the units of BPMN diagram interchange. A diagram without a picture stays without one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.lint_diagram import Box, read_box
from engine.bpmn.markup import BPMNDI, DC, DI, SUB_PROCESSES, Element, inside, kind

Point = tuple[float, float]
TASK_WIDTH, TASK_HEIGHT = 100.0, 80.0
GAP = 45.0
_CONTAINERS = SUB_PROCESSES | {"participant", "lane"}
_BOUNDS, _WAYPOINT, _LABEL = f"{{{DC}}}Bounds", f"{{{DI}}}waypoint", f"{{{BPMNDI}}}BPMNLabel"


@dataclass(frozen=True, slots=True)
class Axis:
    """Across or down: which sides of a box and which coordinate of a point it is about."""

    at: str
    size: str
    index: int

    def low(self, box: Box) -> float:
        return float(getattr(box, self.at))

    def high(self, box: Box) -> float:
        return self.low(box) + float(getattr(box, self.size))


ACROSS, DOWN = Axis("x", "width", 0), Axis("y", "height", 1)


class Picture:
    """Shapes and lines by the id of what they draw."""

    def __init__(self, root: Element) -> None:
        self._plane = next(root.iter(f"{{{BPMNDI}}}BPMNPlane"), None)
        shapes = [] if self._plane is None else list(self._plane.iter(f"{{{BPMNDI}}}BPMNShape"))
        edges = [] if self._plane is None else list(self._plane.iter(f"{{{BPMNDI}}}BPMNEdge"))
        self._shapes: dict[str, Element] = {shape.get("bpmnElement", ""): shape for shape in shapes}
        self._edges: dict[str, Element] = {edge.get("bpmnElement", ""): edge for edge in edges}
        drawn = {node.get("id", ""): node for node in root.iter() if kind(node)}
        self._kinds = {each: kind(node) for each, node in drawn.items()}
        self._hosts = {each: node.get("attachedToRef", "") for each, node in drawn.items() if node.get("attachedToRef")}
        self.ends = {
            flow.get("id", ""): (flow.get("sourceRef", ""), flow.get("targetRef", "")) for flow in _flows(root)
        }

    def box(self, element_id: str) -> Box | None:
        shape = self._shapes.get(element_id)
        return None if shape is None else read_box(shape)

    def boxes(self) -> dict[str, Box]:
        """Where every step lies; what holds steps (roles, sub-processes) is left out."""
        found = {each: self.box(each) for each in self._shapes if not self._holds(each)}
        return {each: box for each, box in found.items() if box is not None}

    def blocks(self) -> dict[str, Box]:
        """Where every sub-process lies whose inside is drawn."""
        found = {
            each: self.box(each) for each in self._shapes if self._holds(each) and self._kinds[each] in SUB_PROCESSES
        }
        return {each: box for each, box in found.items() if box is not None}

    def line(self, flow_id: str) -> list[Point]:
        edge = self._edges.get(flow_id)
        return [] if edge is None else [_point(each) for each in edge.iter(_WAYPOINT)]

    def lines(self) -> Iterator[tuple[str, list[Point]]]:
        for flow_id in self._edges:
            yield flow_id, self.line(flow_id)

    def pools(self) -> list[str]:
        return [each for each in self._shapes if self._kinds.get(each) == "participant"]

    def _holds(self, element_id: str) -> bool:
        shape = self._shapes[element_id]
        is_open = shape.get("isExpanded", "true") != "false"
        return self._kinds.get(element_id, "") in _CONTAINERS and is_open

    def place(self, element_id: str, box: Box) -> None:
        """Draw the element there, or move what is drawn of it, with its words."""
        shape = self._shapes.get(element_id)
        if shape is None:
            shape = self._new("BPMNShape", element_id)
            self._shapes[element_id] = shape
            etree.SubElement(shape, _BOUNDS)
            before = box
        else:
            before = self.box(element_id) or box
        _write(shape.find(_BOUNDS), box)
        _move_label(shape, box.x - before.x, box.y - before.y)

    def draw(self, flow_id: str, points: Iterable[Point]) -> None:
        """Draw the flow along these points; its words go to where it begins."""
        edge = self._edges.get(flow_id)
        if edge is None:
            edge = self._edges[flow_id] = self._new("BPMNEdge", flow_id)
        label = edge.find(_LABEL)
        for old in edge.findall(_WAYPOINT):
            edge.remove(old)
        tidy = _straightened(list(points))
        for place, (x, y) in enumerate(tidy):
            edge.insert(place, etree.Element(_WAYPOINT, {"x": f"{x:.10g}", "y": f"{y:.10g}"}))
        if label is not None and (bounds := label.find(_BOUNDS)) is not None and tidy:
            bounds.set("x", f"{tidy[0][0] + 6:.10g}")
            bounds.set("y", f"{tidy[0][1] - 18:.10g}")

    def remove(self, element_id: str) -> None:
        """Take away what is drawn of a step or flow."""
        for known in (self._shapes, self._edges):
            drawn = known.pop(element_id, None)
            if drawn is not None:
                drawn.getparent().remove(drawn)

    def _new(self, local: str, element_id: str) -> Element:
        assert self._plane is not None
        attributes = {"id": f"{element_id}_di", "bpmnElement": element_id}
        drawn: Element = etree.SubElement(self._plane, f"{{{BPMNDI}}}{local}", attributes)
        return drawn

    def shift(self, axis: Axis, cut: float, by: float, stretched: frozenset[str] = frozenset()) -> None:
        """Move everything behind `cut` on by so much; what spans it, and what is named in `stretched`, grows."""
        moved = {each for each in self._shapes if self._is_behind(each, axis, cut) and each not in stretched}
        for each in self._shapes:
            box = self.box(each)
            if box is None:
                continue
            if each in moved:
                self.place(each, _moved(box, axis, by))
            elif each in stretched or (self._holds(each) and axis.low(box) < cut < axis.high(box)):
                _write(self._shapes[each].find(_BOUNDS), _grown(box, axis, by))
        for flow_id, edge in self._edges.items():
            self._shift_line(flow_id, edge, axis, cut, by, moved)

    def _is_behind(self, element_id: str, axis: Axis, cut: float) -> bool:
        box = self.box(self._hosts.get(element_id, element_id)) or self.box(element_id)
        if box is None:
            return False
        own = self._hosts.get(element_id, element_id)
        holds = own in self._shapes and self._holds(own)
        return (axis.low(box) if holds else (axis.low(box) + axis.high(box)) / 2) >= cut

    def _shift_line(self, flow_id: str, edge: Element, axis: Axis, cut: float, by: float, moved: set[str]) -> None:
        waypoints = edge.findall(_WAYPOINT)
        source, target = self.ends.get(flow_id, ("", ""))
        for place, waypoint in enumerate(waypoints):
            end = source if place == 0 else target if place == len(waypoints) - 1 else ""
            if end in moved if end in self._shapes else _point(waypoint)[axis.index] >= cut:
                waypoint.set(axis.at, f"{_point(waypoint)[axis.index] + by:.10g}")
        bounds = edge.find(f"{_LABEL}/{_BOUNDS}")
        if bounds is not None and _number(bounds, axis.at) >= cut:
            _move_label(edge, by if axis is ACROSS else 0, by if axis is DOWN else 0)


def route(a: Box, b: Box) -> list[Point]:
    """Right-angled points from one box to another: rightwards where that leads on, else over top or bottom."""
    if b.x >= a.x + a.width:
        middle = (a.x + a.width + b.x) / 2
        return [(a.x + a.width, mid(a)[1]), (middle, mid(a)[1]), (middle, mid(b)[1]), (b.x, mid(b)[1])]
    if b.y >= a.y + a.height:
        return _vertical(mid(a)[0], a.y + a.height, mid(b)[0], b.y)
    if a.y >= b.y + b.height:
        return _vertical(mid(a)[0], a.y, mid(b)[0], b.y + b.height)
    below = max(a.y + a.height, b.y + b.height) + 30
    return [(mid(a)[0], a.y + a.height), (mid(a)[0], below), (mid(b)[0], below), (mid(b)[0], b.y + b.height)]


def _vertical(x: float, y: float, to_x: float, to_y: float) -> list[Point]:
    middle = (y + to_y) / 2
    return [(x, y), (x, middle), (to_x, middle), (to_x, to_y)]


def mid(box: Box) -> Point:
    return box.x + box.width / 2, box.y + box.height / 2


def _straightened(points: list[Point]) -> list[Point]:
    """Without points that lie on the way between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        while len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _in_line(one: Point, two: Point, three: Point) -> bool:
    return one[0] == two[0] == three[0] or one[1] == two[1] == three[1]


def _flows(root: Element) -> Iterator[Element]:
    yield from inside(root, "sequenceFlow")
    yield from inside(root, "association")


def _point(waypoint: Element) -> Point:
    return _number(waypoint, "x"), _number(waypoint, "y")


def _number(element: Element, side: str) -> float:
    """What the file says; nought where that is no number."""
    try:
        value = float(element.get(side, "0"))
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def _moved(box: Box, axis: Axis, by: float) -> Box:
    x, y = (box.x + by, box.y) if axis is ACROSS else (box.x, box.y + by)
    return Box(x, y, box.width, box.height)


def _grown(box: Box, axis: Axis, by: float) -> Box:
    width, height = (box.width + by, box.height) if axis is ACROSS else (box.width, box.height + by)
    return Box(box.x, box.y, width, height)


def _write(bounds: Element | None, box: Box) -> None:
    if bounds is not None:
        sides: Mapping[str, float] = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        for side, value in sides.items():
            bounds.set(side, f"{value:.10g}")


def _move_label(drawn: Element, x: float, y: float) -> None:
    bounds = drawn.find(f"{_LABEL}/{_BOUNDS}")
    if bounds is not None:
        bounds.set("x", f"{_number(bounds, 'x') + x:.10g}")
        bounds.set("y", f"{_number(bounds, 'y') + y:.10g}")
