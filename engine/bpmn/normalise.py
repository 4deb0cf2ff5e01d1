"""Standard BPMN as any editor draws it, rewritten into the part of it that the stepping core executes as meant.

The specification lets an author leave out ids, start and end events, split a flow by drawing two arrows out of a task,
and jump with a pair of link events. The core refuses or misreads each. What is inserted has an id derived from an id
of the author's, ending in `-implied-…`, so that `original_id` leads every occurrence back to what was drawn; ids are
the same each time the same file is read, which running instances rely on.

BPMN 2.0.2 sections: 10.2.1 (implicit start and end), 10.5.4 (link), 13.2.1 and 13.3.1 (conditional flows from an
activity are an inclusive split).
"""

from __future__ import annotations

import copy
import re

from lxml import etree

from engine.bpmn.markup import (
    ACTIVITIES,
    FLOW_NODES,
    GATEWAYS,
    Element,
    Scope,
    bpmn,
    children,
    event_definitions,
    event_kind,
    executable,
    flag,
    inside,
    kind,
    processes,
    read_document,
    read_scope,
)

_IMPLIED = re.compile(r"(-implied-[a-z]+(-\d+)?)+$")
_BOOLEANS = (
    "isExecutable",
    "triggeredByEvent",
    "isInterrupting",
    "cancelActivity",
    "isSequential",
    "parallelMultiple",
    "testBefore",
    "isForCompensation",
    "instantiate",
)
_REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "default", "processRef", "calledElement", "messageRef")
_ANNOTATIONS = (
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "dataInputAssociation",
    "dataOutputAssociation",
    "textAnnotation",
    "association",
    "group",
    "property",
)
_IDENTIFIED = (
    *("process", "laneSet", "lane", "sequenceFlow", "message", "signal", "error", "escalation"),
    *sorted(FLOW_NODES),
)


def normalise(root: Element) -> Element:
    """A copy of a `definitions` element that steps as the author's diagram means; the original stays as it is.

    Expects a document without errors according to lint; on anything else it does what it can and never raises.
    """
    result = tidy(root)
    for process in processes(result):
        if process not in executable(result):
            result.remove(process)
    for process in executable(result):
        process.set("isExecutable", "true")
        _remove_annotations(process)
        for scope in read_document(result, process, "").scopes:
            _normalise_scope(scope.element)
    return result


def original_id(element_id: str) -> str:
    """The id of what the author drew, for an id that occurs in a normalised diagram."""
    return _IMPLIED.sub("", element_id)


def tidy(root: Element) -> Element:
    """A copy in which every element that needs an id has one, references carry no blanks and booleans are words."""
    result = copy.deepcopy(root)
    for element in result.iter(etree.Element):
        if kind(element):
            _tidy_attributes(element)
    for reference in inside(result, "flowNodeRef", "loopDataInputRef", "loopDataOutputRef"):
        reference.text = (reference.text or "").strip()
    _fill_ids(result)
    for lane in inside(result, "lane"):
        if not lane.get("name"):
            lane.set("name", lane.get("id", ""))
    return result


def _tidy_attributes(element: Element) -> None:
    if kind(element) != "boundaryEvent":
        element.attrib.pop("attachedToRef", None)
    for name in _BOOLEANS:
        if element.get(name) is not None:
            element.set(name, "true" if flag(element, name) else "false")
    for name in _REFERENCES:
        if (value := element.get(name)) is not None:
            element.set(name, value.strip())


def _fill_ids(root: Element) -> None:
    taken = {element.get("id") for element in root.iter(etree.Element)}
    for element in inside(root, *_IDENTIFIED):
        if not element.get("id"):
            element.set("id", _free_id(_base_id(element), taken))


def _base_id(element: Element) -> str:
    if kind(element) == "sequenceFlow":
        return f"flow-{element.get('sourceRef', '')}-{element.get('targetRef', '')}"
    parent = element.getparent()
    owner = parent.get("id", "") if parent is not None else ""
    return f"{owner}-{kind(element)}".lstrip("-")


def _free_id(base: str, taken: set[str | None]) -> str:
    number, candidate = 1, base
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    taken.add(candidate)
    return candidate


def _remove_annotations(process: Element) -> None:
    for element in list(inside(process, *_ANNOTATIONS)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _normalise_scope(element: Element) -> None:
    for rewrite in (_join_links, _split_signal_ends, _add_ends, _add_start, _split_flows):
        rewrite(read_scope(element))


def _new(scope: Scope, local: str, element_id: str) -> Element:
    taken = {node.get("id") for node in scope.element.iter(etree.Element)}
    added = etree.SubElement(scope.element, bpmn(local))
    added.set("id", _free_id(element_id, taken))
    return added


def _connect(scope: Scope, source: Element, target: Element, owner: str) -> Element:
    flow = _new(scope, "sequenceFlow", f"{owner}-implied-flow")
    flow.set("sourceRef", source.get("id", ""))
    flow.set("targetRef", target.get("id", ""))
    return flow


def link_name(event: Element) -> str:
    """What pairs a link throw with its catch: the name of the definition, else that of the event."""
    definitions = event_definitions(event)
    own = definitions[0].get("name") if definitions else None
    return str(own or event.get("name", ""))


def _join_links(scope: Scope) -> None:
    links = [(link_name(node), node) for node in scope.nodes.values() if event_kind(node) == "link"]
    targets = {name: node for name, node in links if kind(node) == "intermediateCatchEvent"}
    for name, node in links:
        node.remove(event_definitions(node)[0])
        if kind(node) == "intermediateCatchEvent":
            node.tag = bpmn("intermediateThrowEvent")
        elif name in targets:
            _connect(scope, node, targets[name], node.get("id", ""))


def _split_signal_ends(scope: Scope) -> None:
    for node in scope.nodes.values():
        if kind(node) == "endEvent" and event_kind(node) == "signal":
            node.tag = bpmn("intermediateThrowEvent")


def _add_ends(scope: Scope) -> None:
    for node_id, node in scope.nodes.items():
        if kind(node) == "endEvent" or flag(node, "triggeredByEvent") or scope.outgoing.get(node_id):
            continue
        _connect(scope, node, _new(scope, "endEvent", f"{node_id}-implied-end"), node_id)


def _add_start(scope: Scope) -> None:
    if any(kind(node) == "startEvent" for node in scope.nodes.values()):
        return
    first = [node for node_id, node in scope.nodes.items() if not scope.incoming.get(node_id) and not _is_entered(node)]
    if first:
        start = _new(scope, "startEvent", f"{scope.id}-implied-start")
        for node in first:
            _connect(scope, start, node, node.get("id", ""))


def _is_entered(node: Element) -> bool:
    """Whether a node without incoming flows is reached in another way."""
    return kind(node) == "boundaryEvent" or flag(node, "triggeredByEvent") or flag(node, "isForCompensation")


def _split_flows(scope: Scope) -> None:
    for node_id, node in scope.nodes.items():
        flows = scope.outgoing.get(node_id, [])
        if kind(node) not in GATEWAYS and (len(flows) > 1 or _is_conditional(node, flows)):
            _insert_split(scope, node, flows)


def _is_conditional(node: Element, flows: list[Element]) -> bool:
    return kind(node) in ACTIVITIES and any(children(flow, "conditionExpression") for flow in flows)


def _insert_split(scope: Scope, node: Element, flows: list[Element]) -> None:
    node_id = node.get("id", "")
    inclusive = _is_conditional(node, flows)
    gateway = _new(scope, "inclusiveGateway" if inclusive else "parallelGateway", f"{node_id}-implied-split")
    _connect(scope, node, gateway, node_id)
    default = node.attrib.pop("default", None)
    if inclusive and default is not None:
        gateway.set("default", default)
    for flow in flows:
        flow.set("sourceRef", gateway.get("id", ""))
        if inclusive and flow.get("id") != default and not children(flow, "conditionExpression"):
            etree.SubElement(flow, bpmn("conditionExpression")).text = "true"
