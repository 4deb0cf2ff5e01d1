"""BPMN diagrams in a few words, for tests.

Every function gives a piece of XML; `diagram` makes a file of them. Flows are written `"a > b"`, with a condition
`"a > b ? again"`; their id is `a-b`, which is also what `default` of a gateway names.

    diagram(start(), user("a"), end(), *flows("start > a", "a > end"))
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from engine.bpmn import Definition, load_definition

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions id="definitions" '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="https://example.org/test">'
)


def diagram(*parts: str, key: str = "p", definitions: str = "") -> bytes:
    """A file with one executable process. `definitions` holds messages, signals, errors and escalations."""
    body = "\n".join(parts)
    process = f'<bpmn:process id="{key}" isExecutable="true">\n{body}\n</bpmn:process>'
    return f"{_HEAD}\n{definitions}\n{process}\n</bpmn:definitions>\n".encode()


def definition(*parts: str, key: str = "p", definitions: str = "") -> Definition:
    """The definition of such a diagram."""
    return load_definition({f"{key}.bpmn": diagram(*parts, key=key, definitions=definitions)}, key)


def element(kind: str, element_id: str, inner: str = "", **attributes: str) -> str:
    """Any BPMN element."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f'<bpmn:{kind} id="{element_id}"{written}>{inner}</bpmn:{kind}>'


def properties(values: Mapping[str, str]) -> str:
    """Extension properties."""
    if not values:
        return ""
    rows = "".join(
        f"<spiffworkflow:property name={quoteattr(name)} value={quoteattr(value)}/>" for name, value in values.items()
    )
    container = f"<spiffworkflow:properties>{rows}</spiffworkflow:properties>"
    return f"<bpmn:extensionElements>{container}</bpmn:extensionElements>"


def flows(*written: str) -> list[str]:
    """Sequence flows from `"a > b"` or `"a > b ? condition"`."""
    return [_flow(text) for text in written]


def _flow(text: str) -> str:
    ends, _, condition = text.partition("?")
    source, target = (end.strip() for end in ends.split(">"))
    inner = ""
    if condition.strip():
        formal = escape(condition.strip())
        inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{formal}</bpmn:conditionExpression>'
    return element("sequenceFlow", f"{source}-{target}", inner, sourceRef=source, targetRef=target)


def start(element_id: str = "start", event: str = "") -> str:
    return element("startEvent", element_id, event)


def end(element_id: str = "end", event: str = "") -> str:
    return element("endEvent", element_id, event)


def user(element_id: str, inner: str = "") -> str:
    return element("userTask", element_id, inner)


def script(element_id: str, result: str, text: str) -> str:
    """A script task: one FEEL expression into the variable `result`."""
    return element(
        "scriptTask", element_id, properties({"result": result}) + f"<bpmn:script>{escape(text)}</bpmn:script>"
    )


def rule(element_id: str, decision: str, result: str) -> str:
    return element("businessRuleTask", element_id, properties({"decision": decision, "result": result}))


def operation(element_id: str, name: str, inner: str = "", **mappings: str) -> str:
    """A service task; `mappings` are written `input_NAME` and `output_NAME`."""
    return element("serviceTask", element_id, properties({"operation": name, **_mappings(mappings)}) + inner)


def call(element_id: str, called: str, inner: str = "", **mappings: str) -> str:
    """A call activity; `mappings` are written `input_NAME` and `output_NAME`."""
    return element("callActivity", element_id, properties(_mappings(mappings)) + inner, calledElement=called)


def _mappings(written: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", ":", 1): text for name, text in written.items()}


def exclusive(element_id: str, default: str = "") -> str:
    return element("exclusiveGateway", element_id, **({"default": default} if default else {}))


def inclusive(element_id: str, default: str = "") -> str:
    return element("inclusiveGateway", element_id, **({"default": default} if default else {}))


def parallel(element_id: str) -> str:
    return element("parallelGateway", element_id)


def event_gateway(element_id: str) -> str:
    return element("eventBasedGateway", element_id)


def sub_process(element_id: str, *parts: str, kind: str = "subProcess") -> str:
    return element(kind, element_id, "".join(parts))


def boundary(element_id: str, host: str, event: str, interrupting: bool = True, **mappings: str) -> str:
    inner = properties(_mappings(mappings)) + event
    return element(
        "boundaryEvent", element_id, inner, attachedToRef=host, cancelActivity="true" if interrupting else "false"
    )


def catch(element_id: str, event: str, **mappings: str) -> str:
    return element("intermediateCatchEvent", element_id, properties(_mappings(mappings)) + event)


def throw(element_id: str, event: str = "", **mappings: str) -> str:
    return element("intermediateThrowEvent", element_id, properties(_mappings(mappings)) + event)


def timer(text: str, kind: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def event(kind: str, reference: str = "") -> str:
    """An event definition such as `event("message", "m")`, which refers to what `definitions` defines."""
    written = f' {kind}Ref="{reference}"' if reference else ""
    return f"<bpmn:{kind}EventDefinition{written}/>"


def several(
    items: str = "",
    item: str = "",
    out: str = "",
    item_out: str = "",
    *,
    count: str = "",
    until: str = "",
    sequential: bool = False,
) -> str:
    """Multi-instance characteristics."""
    pieces = [
        f"<bpmn:loopCardinality>{escape(count)}</bpmn:loopCardinality>" if count else "",
        f"<bpmn:loopDataInputRef>{escape(items)}</bpmn:loopDataInputRef>" if items else "",
        f"<bpmn:loopDataOutputRef>{out}</bpmn:loopDataOutputRef>" if out else "",
        f'<bpmn:inputDataItem id="{item}"/>' if item else "",
        f'<bpmn:outputDataItem id="{item_out}"/>' if item_out else "",
        f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else "",
    ]
    tag = "bpmn:multiInstanceLoopCharacteristics"
    return f'<{tag} isSequential="{"true" if sequential else "false"}">{"".join(pieces)}</{tag}>'


AGENCIES = ("housing", "health", "police")
"""The user tasks that the workload has done in parallel."""


def workload(key: str = "workload") -> bytes:
    """The pathway of the reference workload: triage, three agencies in parallel with a late notice each, review."""
    lanes = "".join(
        element(
            "lane", f"lane_{name}", "".join(f"<bpmn:flowNodeRef>{task}</bpmn:flowNodeRef>" for task in tasks), name=name
        )
        for name, tasks in {"coordinator": ("triage", "review"), **{name: (name,) for name in AGENCIES}}.items()
    )
    late = [
        boundary(f"{name}_late", name, timer("P10D"), interrupting=False)
        + end(f"{name}_told", event("escalation", "late"))
        for name in AGENCIES
    ]
    return diagram(
        element("laneSet", "lanes", lanes),
        start(),
        user("triage"),
        exclusive("urgent", default="urgent-merge"),
        script("note", "noted", "true"),
        exclusive("merge"),
        parallel("split"),
        *(user(name) for name in AGENCIES),
        *late,
        parallel("join"),
        user("review"),
        exclusive("again", default="again-end"),
        end(),
        *flows("start > triage", "triage > urgent", "urgent > note ? priority > 5", "urgent > merge", "note > merge"),
        *flows("merge > split", "join > review", "review > again", "again > merge ? repeat", "again > end"),
        *(flow for name in AGENCIES for flow in flows(f"split > {name}", f"{name} > join")),
        *(flow for name in AGENCIES for flow in flows(f"{name}_late > {name}_told")),
        key=key,
        definitions=element("escalation", "late", name="late", escalationCode="late"),
    )


STARTING_VARIABLES: Mapping[str, object] = {
    "reference": "R-0001",
    "priority": 3,
    "risk": "medium",
    "source": "outreach",
    "area": "north",
    "language": "en",
    "consent": True,
    "contact_allowed": False,
    "needs": ["housing", "health"],
    "night": None,
}
"""The ten variables the workload starts with."""
