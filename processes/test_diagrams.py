"""The drawings of the shipped pathways: lines meet what they join, and what sits on an activity sits on its edge."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SLACK = 2.0
Box = tuple[float, float, float, float]
DRAWN = sorted(Path(__file__).parent.glob("*/*.bpmn"))


def boxes(root: etree._Element) -> dict[str, Box]:
    """Where each element is drawn: left, top, right, bottom."""
    found = {}
    for shape in root.iter("{*}BPMNShape"):
        bounds = shape.find("{*}Bounds")
        assert bounds is not None
        left, top, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
        found[str(shape.get("bpmnElement"))] = (left, top, left + width, top + height)
    return found


def is_in(point: tuple[float, float], box: Box, slack: float) -> bool:
    (x, y), (left, top, right, bottom) = point, box
    return left - slack <= x <= right + slack and top - slack <= y <= bottom + slack


def ends(root: etree._Element) -> Mapping[str, tuple[str, str]]:
    """The elements that each sequence flow joins."""
    return {
        str(flow.get("id")): (str(flow.get("sourceRef")), str(flow.get("targetRef")))
        for flow in root.iter(f"{MODEL}sequenceFlow")
    }


@pytest.mark.parametrize("file", DRAWN, ids=lambda file: file.stem)
def test_every_line_meets_the_two_elements_that_it_joins(file: Path) -> None:
    root = etree.parse(file).getroot()
    drawn, joined = boxes(root), ends(root)
    edges = {str(edge.get("bpmnElement")): edge for edge in root.iter("{*}BPMNEdge")}
    assert joined.keys() <= edges.keys()
    for flow, elements in joined.items():
        points = [(float(point.get("x")), float(point.get("y"))) for point in edges[flow].findall("{*}waypoint")]
        for point, element in zip((points[0], points[-1]), elements, strict=True):
            assert is_in(point, drawn[element], SLACK), f"{flow} misses {element}"


@pytest.mark.parametrize("file", DRAWN, ids=lambda file: file.stem)
def test_all_tasks_are_of_one_size_and_events_sit_on_their_activities(file: Path) -> None:
    root = etree.parse(file).getroot()
    drawn = boxes(root)
    tasks = [item for item in root.iter() if isinstance(item.tag, str) and item.tag.endswith("Task")]
    placed = [drawn[task.get("id")] for task in tasks]
    assert {(right - left, bottom - top) for left, top, right, bottom in placed} == {(100.0, 80.0)}
    for event in root.iter(f"{MODEL}boundaryEvent"):
        left, top, right, bottom = drawn[event.get("id")]
        middle = ((left + right) / 2, (top + bottom) / 2)
        assert is_in(middle, drawn[event.get("attachedToRef")], SLACK), event.get("id")
