"""The picture is checked for what people would miss in it; nothing about it prevents publishing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.bpmn.lint import lint
from engine.dmn.findings import Finding
from tests.unit.bpmn.drawing import ask, boundary, diagram, end, flows, node, start

LANE = '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="Sender">{}</bpmn:lane></bpmn:laneSet>'.format(
    "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in ("start", "a", "end", "late", "told"))
)
BODY = (
    LANE, start(), ask("a"), end(), boundary("late", "a", None, False),
    node("endEvent", "told", '<bpmn:escalationEventDefinition escalationRef="e"/>'),
        flows("start > a > end; late > told"),
)  # fmt: skip
HEAD = '<bpmn:escalation id="e" escalationCode="late"/>'
SHAPES = {
    "l": (0, 0, 600, 300),
    "start": (20, 100, 36, 36),
    "a": (100, 80, 100, 80),
    "end": (300, 100, 36, 36),
    "late": (150, 142, 36, 36),
    "told": (200, 220, 36, 36),
}
EDGES = ("start_to_a", "a_to_end", "late_to_told")


def shape(element: str, box: tuple[object, ...], more: str = "") -> str:
    x, y, width, height = box
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}"{more}>{bounds}</bpmndi:BPMNShape>'


def edge(element: str, points: int = 2) -> str:
    points_drawn = '<di:waypoint x="1" y="1"/>' * points
    return f'<bpmndi:BPMNEdge bpmnElement="{element}">{points_drawn}</bpmndi:BPMNEdge>'


def picture(*parts: str) -> str:
    plane = f'<bpmndi:BPMNPlane bpmnElement="p">{"".join(parts)}</bpmndi:BPMNPlane>'
    return f"<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>"


def looked_at(
    shapes: Mapping[str, tuple[object, ...]], edges: tuple[str, ...] = EDGES, extra: str = ""
) -> list[Finding]:
    drawn = picture(*(shape(name, box) for name, box in shapes.items()), *(edge(name) for name in edges), extra)
    return lint({"p.bpmn": diagram(*BODY, head=HEAD, tail=drawn)})


def test_a_whole_picture_is_let_through() -> None:
    assert looked_at(SHAPES) == []


def test_a_file_without_a_picture_is_said_once() -> None:
    (finding,) = lint({"p.bpmn": diagram(*BODY, head=HEAD)})
    assert (finding.severity, finding.element_id) == ("warning", "p")
    assert "picture" in finding.message


@pytest.mark.parametrize("missing", SHAPES)
def test_what_has_no_shape_is_named(missing: str) -> None:
    (finding,) = looked_at({name: box for name, box in SHAPES.items() if name != missing})
    assert (finding.severity, finding.element_id) == ("warning", missing)
    assert "no shape" in finding.message


@pytest.mark.parametrize("missing", EDGES)
def test_an_arrow_without_a_line_is_named(missing: str) -> None:
    (finding,) = looked_at(SHAPES, tuple(name for name in EDGES if name != missing), edge(missing, points=1))
    assert (finding.severity, finding.element_id) == ("warning", missing)
    assert "no line" in finding.message


@pytest.mark.parametrize("box", [("x", 0, 1, 1), ("nan", 0, 1, 1), ("inf", 0, 1, 1), (0, 0, 0, 80), (0, 0, -5, 80)])
def test_a_shape_without_a_real_place_and_size_does_not_count(box: tuple[object, ...]) -> None:
    (finding,) = looked_at({**SHAPES, "a": box})
    assert finding.element_id == "a"


def test_a_step_outside_its_lane_is_named() -> None:
    (finding,) = looked_at({**SHAPES, "end": (300, 400, 36, 36)})
    assert (finding.severity, finding.element_id) == ("warning", "end")
    assert "lies outside" in finding.message


def test_a_step_on_top_of_another_is_named() -> None:
    (finding,) = looked_at({**SHAPES, "end": (150, 90, 36, 36)})
    assert (finding.severity, finding.element_id) == ("warning", "end")
    assert "covers" in finding.message


def test_shapes_that_touch_do_not_cover_each_other() -> None:
    assert looked_at({**SHAPES, "end": (200, 100, 36, 36)}) == []


@pytest.mark.parametrize(("expanded", "missing"), [("true", ["b", "in", "in_to_b", "b_to_out", "out"]), ("false", [])])
def test_the_inside_of_a_collapsed_sub_process_needs_no_picture(expanded: str, missing: list[str]) -> None:
    sub = node("subProcess", "sub", start("in") + ask("b") + end("out") + flows("in > b > out"))
    drawn = picture(
        shape("start", (0, 0, 36, 36)), shape("end", (300, 0, 36, 36)), edge("start_to_sub"), edge("sub_to_end"),
        shape("sub", (100, 0, 100, 80), f' isExpanded="{expanded}"'),
    )  # fmt: skip
    data = diagram(start(), sub, end(), flows("start > sub > end"), tail=drawn)
    assert sorted(finding.element_id for finding in lint({"p.bpmn": data})) == sorted(missing)
