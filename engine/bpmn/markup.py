"""The vocabulary of BPMN 2.0 documents, and one tolerant reading of a diagram that every check shares.

Nothing here judges: what is missing reads as missing, what is doubled reads as its first. Prefixes do not matter, only
namespaces do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

PERSON_TASKS = frozenset({"userTask", "manualTask", "task"})
TASKS = PERSON_TASKS | {"scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask"}
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
CATCHES = frozenset({"intermediateCatchEvent", "boundaryEvent", "startEvent"})
THROWS = frozenset({"intermediateThrowEvent", "endEvent"})
EVENTS = CATCHES | THROWS
CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY
SCOPES = SUB_PROCESSES | {"process"}


def bpmn(local: str) -> str:
    """The qualified tag of a BPMN element."""
    return f"{{{BPMN}}}{local}"


def kind(element: Element) -> str:
    """The local name of a BPMN element; empty for anything else (extensions, diagram, comments)."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(f"{{{BPMN}}}"):
        return ""
    return tag[len(BPMN) + 2 :]


def children(element: Element, *kinds: str) -> list[Element]:
    """The BPMN children of these kinds, in document order; all BPMN children when none is named."""
    wanted = frozenset(kinds)
    return [child for child in element if (own := kind(child)) and (not wanted or own in wanted)]


def child_text(element: Element, local: str) -> str | None:
    """The stripped text of the first BPMN child of that name; None when there is no such child."""
    found = element.find(bpmn(local))
    return None if found is None else (found.text or "").strip()


def flag(element: Element, attribute: str, default: bool = False) -> bool:
    """An xsd:boolean attribute: `true` and `1` are true."""
    value = element.get(attribute)
    return default if value is None else value.strip().lower() in {"true", "1"}


def properties(element: Element) -> dict[str, str]:
    """The extension properties of an element, name to value; the first of a name counts."""
    found: dict[str, str] = {}
    for prop in property_elements(element):
        found.setdefault(prop.get("name", ""), prop.get("value", ""))
    return found


def property_elements(element: Element) -> list[Element]:
    """The `property` elements of an element's own extensionElements."""
    path = f"{bpmn('extensionElements')}/{{{SPIFF}}}properties/{{{SPIFF}}}property"
    return list(element.findall(path))


def event_definitions(element: Element) -> list[Element]:
    """The event definitions that belong to an event or a send or receive task itself."""
    return [child for child in children(element) if kind(child).endswith("EventDefinition")]


def event_kind(element: Element) -> str:
    """`timer`, `message`, …; empty for a plain event or anything that is no event."""
    definitions = event_definitions(element)
    return kind(definitions[0]).removesuffix("EventDefinition") if definitions else ""


def inside(element: Element, *tags: str) -> Iterator[Element]:
    """Descendants with these local BPMN names."""
    yield from element.iter(*(bpmn(tag) for tag in tags))


def processes(root: Element) -> list[Element]:
    """The processes that hold at least one flow node: an empty one only stands for somebody else's pool."""
    found = [root] if kind(root) == "process" else children(root, "process")
    return [process for process in found if children(process, *FLOW_NODES)]


def executable(root: Element) -> list[Element]:
    """The processes that are meant to run: those marked executable, or the only one there is, marked or not."""
    found = processes(root)
    marked = [process for process in found if flag(process, "isExecutable")]
    return marked or (found if len(found) == 1 else [])


@dataclass(frozen=True, slots=True)
class Scope:
    """A process or embedded sub-process with the nodes and flows drawn directly in it."""

    element: Element
    nodes: Mapping[str, Element]
    flows: tuple[Element, ...]
    outgoing: Mapping[str, list[Element]]
    incoming: Mapping[str, list[Element]]

    @property
    def id(self) -> str:
        return str(self.element.get("id", ""))

    def attached(self, host: str) -> list[Element]:
        """The boundary events on a node."""
        return [
            node for node in self.nodes.values() if kind(node) == "boundaryEvent" and node.get("attachedToRef") == host
        ]


def read_scope(element: Element) -> Scope:
    """Index one process or sub-process."""
    nodes: dict[str, Element] = {}
    for node in children(element, *FLOW_NODES):
        nodes.setdefault(node.get("id", ""), node)
    flows = tuple(children(element, "sequenceFlow"))
    outgoing: dict[str, list[Element]] = {}
    incoming: dict[str, list[Element]] = {}
    for flow in flows:
        outgoing.setdefault(flow.get("sourceRef", ""), []).append(flow)
        incoming.setdefault(flow.get("targetRef", ""), []).append(flow)
    return Scope(element, nodes, flows, outgoing, incoming)


@dataclass(frozen=True)
class Document:
    """A diagram whose one executable process is known."""

    file: str
    root: Element
    process: Element
    scopes: tuple[Scope, ...] = field(default=())

    @property
    def nodes(self) -> Iterator[tuple[Scope, Element]]:
        """Every flow node with the scope it is drawn in."""
        for scope in self.scopes:
            for node in scope.nodes.values():
                yield scope, node

    def named(self, local: str) -> dict[str, Element]:
        """The definitions-level elements of a kind (message, signal, error, escalation), by id."""
        return {element.get("id", ""): element for element in children(self.root, local)}


def read_document(root: Element, process: Element, file: str) -> Document:
    """Index a process and everything embedded in it."""
    return Document(file, root, process, tuple(_scopes(process)))


def _scopes(element: Element) -> Iterator[Scope]:
    yield read_scope(element)
    for inner in children(element, *SUB_PROCESSES):
        yield from _scopes(inner)
