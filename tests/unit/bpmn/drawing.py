"""Small diagrams for tests, written in shorthand: one element per line, so that findings can be checked by line."""

from __future__ import annotations

import re
from itertools import pairwise

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://example.org/pathway">\n'
)


def diagram(
    *body: str, head: str = "", tail: str = "", key: str = "p", executable: str = 'isExecutable="true"'
) -> bytes:
    """A document with one process that holds the lines of `body`."""
    lines = "\n".join(body)
    process = f'<bpmn:process id="{key}" name="Pathway" {executable}>\n{lines}\n</bpmn:process>'
    return f"{HEAD}{head}\n{process}\n{tail}\n</bpmn:definitions>".encode()


def node(kind: str, element_id: str, inside: str = "", name: str | None = None, **attributes: str) -> str:
    """One flow node; `inside` is its content."""
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    label = element_id.replace("_", " ") if name is None else name
    return f'<bpmn:{kind} id="{element_id}" name="{label}"{given}>{inside}</bpmn:{kind}>'


def start(element_id: str = "start") -> str:
    return node("startEvent", element_id)


def end(element_id: str = "end", inside: str = "") -> str:
    return node("endEvent", element_id, inside)


def ask(element_id: str, deadline: str = "P5D", **more: str) -> str:
    """A user task with a deadline."""
    return node("userTask", element_id, props({**({"deadline": deadline} if deadline else {}), **more}))


def props(given: dict[str, str]) -> str:
    """Extension properties."""
    if not given:
        return ""
    inner = "".join(f'<spiffworkflow:property name="{name}" value="{value}"/>' for name, value in given.items())
    return (
        f"<bpmn:extensionElements><spiffworkflow:properties>{inner}</spiffworkflow:properties></bpmn:extensionElements>"
    )


def timer(text: str = "P5D", local: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{local}>{text}</bpmn:{local}></bpmn:timerEventDefinition>"


def boundary(element_id: str, host: str, inside: str | None = None, interrupting: bool = True) -> str:
    cancel = "true" if interrupting else "false"
    content = timer() if inside is None else inside
    return node("boundaryEvent", element_id, content, attachedToRef=host, cancelActivity=cancel)


def flow(source: str, target: str, condition: str | None = None, element_id: str = "") -> str:
    inner = "" if condition is None else f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>"
    own = element_id or f"{source}_to_{target}"
    return f'<bpmn:sequenceFlow id="{own}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def flows(text: str) -> str:
    """`a > b > c; b > d ? x > 1`: chains of arrows; a condition follows `?` on a chain of two."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        chain, _, condition = part.partition("?")
        stops = [stop.strip() for stop in chain.split(">")]
        written = condition.strip().replace("<", "&lt;").replace(">", "&gt;") if condition else None
        found += [flow(one, other, written) for one, other in pairwise(stops)]
    return "\n".join(found)


def line_of(data: bytes, element_id: str) -> int:
    """The line on which the element with that id begins."""
    found = re.search(rf'id="{re.escape(element_id)}"', data.decode())
    assert found is not None, element_id
    return data.decode().count("\n", 0, found.start()) + 1
