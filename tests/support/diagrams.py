"""Small diagrams for tests that need one to look at."""

from __future__ import annotations

from itertools import pairwise

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
STEP, MIDDLE, WIDTH, HEIGHT = 180, 140, 120, 80


def straight_line(*tasks: str) -> str:
    """A drawn BPMN diagram: `start`, one user task for each id, `end`, joined in that order."""
    nodes = ["start", *tasks, "end"]
    flows = list(pairwise(nodes))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions {NAMESPACES} targetNamespace="urn:pathways">'
        f'<process id="line" isExecutable="true"><startEvent id="start"/>'
        + "".join(f'<userTask id="{task}" name="{task.capitalize()}"/>' for task in tasks)
        + '<endEvent id="end"/>'
        + "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows)
        + '</process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="line">'
        + "".join(_shape(node, place, node in tasks) for place, node in enumerate(nodes))
        + "".join(_edge(f"{a}_{b}", place, a in tasks, b in tasks) for place, (a, b) in enumerate(flows))
        + "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
    )


def _size(is_task: bool) -> tuple[int, int]:
    return (WIDTH, HEIGHT) if is_task else (36, 36)


def _shape(node: str, place: int, is_task: bool) -> str:
    width, height = _size(is_task)
    bounds = f'x="{place * STEP - width // 2}" y="{MIDDLE - height // 2}" width="{width}" height="{height}"'
    return f'<bpmndi:BPMNShape bpmnElement="{node}"><dc:Bounds {bounds}/></bpmndi:BPMNShape>'


def _edge(flow: str, place: int, from_task: bool, to_task: bool) -> str:
    left = place * STEP + _size(from_task)[0] // 2
    right = (place + 1) * STEP - _size(to_task)[0] // 2
    points = f'<di:waypoint x="{left}" y="{MIDDLE}"/><di:waypoint x="{right}" y="{MIDDLE}"/>'
    return f'<bpmndi:BPMNEdge bpmnElement="{flow}">{points}</bpmndi:BPMNEdge>'
