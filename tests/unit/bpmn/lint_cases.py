"""Tables of faulty diagrams: each says which one finding it must give, where, and what it says to do instead."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.lint import lint
from engine.dmn.findings import Finding
from tests.unit.bpmn.drawing import diagram, end, flows, line_of, start

FILE = "pathway.bpmn"
NO_PICTURE = "file holds none"
STEPS = "start > a > end"
LINK = '<bpmn:linkEventDefinition name="L"/>'
MESSAGE = '<bpmn:messageEventDefinition messageRef="m"/>'
M = '<bpmn:message id="m" name="accepted"/>'
ITEMS = '<bpmn:loopDataInputRef>agencies</bpmn:loopDataInputRef><bpmn:inputDataItem id="i" name="agency"/>'


@dataclass(frozen=True)
class Case:
    """A faulty diagram: what is drawn in it, and the one finding of that severity it must give."""

    body: tuple[str, ...]
    element: str
    message: str
    remedy: str
    severity: str = "error"
    head: str = ""


def lint_diagram(data: bytes) -> list[Finding]:
    return [finding for finding in lint({FILE: data}) if NO_PICTURE not in finding.message]


def around(*body: str, way: str = STEPS) -> tuple[str, ...]:
    return (start(), *body, end(), flows(way))


def error(body: tuple[str, ...], element: str, message: str, remedy: str, head: str = "") -> Case:
    return Case(body, element, message, remedy, "error", head)


def warning(body: tuple[str, ...], element: str, message: str, remedy: str, head: str = "") -> Case:
    return Case(body, element, message, remedy, "warning", head)


def check_fault(case: Case) -> None:
    """The fault is found once, with element, line and remedy; all that is found is told in whole sentences."""
    data = diagram(*case.body, head=case.head)
    everything = lint_diagram(data)
    found = [finding for finding in everything if case.message in finding.message]
    assert [(each.severity, each.file, each.element_id) for each in found] == [(case.severity, FILE, case.element)]
    line = last_line_of(data, case.element) if "once" in case.message else line_of(data, case.element)
    assert found[0].line == line
    assert case.remedy in found[0].remedy
    for finding in everything:
        assert finding.message.rstrip().endswith((".", ")"))
        assert finding.remedy.rstrip().endswith((".", "”", "?"))
        assert finding.line is not None


def last_line_of(data: bytes, element_id: str) -> int:
    """Of an id that is given twice, the second is the one too many."""
    lines = data.decode().splitlines()
    return max(number for number, line in enumerate(lines, 1) if f' id="{element_id}"' in line)
