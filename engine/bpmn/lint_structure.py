"""The shape of a diagram: ids, arrows, ways in, ways out, and steps that no way leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.lint_findings import error, label, warning
from engine.bpmn.markup import (
    EVENTS,
    FLOW_NODES,
    GATEWAYS,
    Document,
    Element,
    Scope,
    bpmn,
    event_kind,
    executable,
    flag,
    inside,
    kind,
    processes,
)
from engine.bpmn.normalise import original_id
from engine.bpmn.outline import outline_document
from engine.bpmn.outline_paths import Paths, paths, reached, reversed_paths
from engine.dmn.findings import Finding

MAX_ID = 100
_ID = re.compile(rf"[^\W\d][\w.-]{{0,{MAX_ID - 1}}}")
MAX_NODES = 500  # nobody can check a picture of more


def check_processes(root: Element, file: str) -> Iterator[Finding]:
    """Exactly one process must be meant to run."""
    if root.tag != bpmn("definitions"):
        message = f"Expected a BPMN 2.0 document, but its outermost element is “{root.tag}”."
        yield Finding("error", file, "", root.sourceline, message, "Export the diagram as BPMN 2.0 XML.")
        return
    document = Document(file, root, root)
    found, running = processes(root), executable(root)
    if not found:
        yield error(document, root, "Expected a process with steps, but there is none.", "Draw at least one step.")
    elif not running:
        remedy = 'Set isExecutable="true" on the one that should run.'
        yield error(document, found[0], f"Expected one executable process, but none of {len(found)} is marked.", remedy)
    for extra in running[1:]:
        message = f"Expected one executable process, but {label(extra)} is a further one."
        yield error(document, extra, message, "Give each executable process a pathway of its own.")
    for process in running:
        if process.get("isExecutable") is not None and not flag(process, "isExecutable"):
            message = f"{label(process)} is marked as not executable; it is run because it is the only process."
            yield warning(document, process, message, 'Set isExecutable="true" if that is meant.')


def check_ids(document: Document) -> Iterator[Finding]:
    """Ids are what running cases refer to: each may be given once."""
    seen: set[str] = set()
    for _, node in document.nodes:
        yield from _check_id(document, node)
    for element in document.root.iter("{*}*"):
        element_id = element.get("id")
        if element_id is None or not kind(element):
            continue
        if element_id in seen:
            message = f"Expected each id once, but “{element_id}” is given to another element too."
            yield error(document, element, message, "Give this element an id of its own.")
        seen.add(element_id)
    count = sum(len(scope.nodes) for scope in document.scopes)
    if count > MAX_NODES:
        message = f"Expected at most {MAX_NODES} steps in one diagram, but there are {count}."
        yield error(document, document.process, message, "Move parts into called pathways.")


def _check_id(document: Document, node: Element) -> Iterator[Finding]:
    """Ids travel through addresses, logs and exports; what the engine inserts is told by its ending."""
    element_id = node.get("id", "")
    if not _ID.fullmatch(element_id) or original_id(element_id) != element_id:
        message = f"Expected an id of up to {MAX_ID} letters, digits, “.”, “-” and “_”, but it is “{element_id[:40]}”."
        yield error(document, node, message, "Begin with a letter, and do not use “-implied-”.")


def check_flows(document: Document) -> Iterator[Finding]:
    """Every arrow joins two nodes that are drawn in the same process or sub-process."""
    for scope in document.scopes:
        for flow in scope.flows:
            for end, verb in (("sourceRef", "start at"), ("targetRef", "lead to")):
                yield from _check_end(document, scope, flow, end, verb)
            yield from _check_direction(document, scope, flow)


def _check_end(document: Document, scope: Scope, flow: Element, end: str, verb: str) -> Iterator[Finding]:
    reference = flow.get(end, "")
    if reference in scope.nodes:
        return
    if any(reference in other.nodes for other in document.scopes):
        message = f"Expected the arrow to stay inside its process or sub-process, but “{reference}” is in another one."
        yield error(document, flow, message, "Connect to the sub-process itself, or use a boundary event.")
    else:
        message = f"Expected the arrow to {verb} a step, but there is no element “{reference}”."
        yield error(document, flow, message, "Draw the arrow again, or remove it.")


def _check_direction(document: Document, scope: Scope, flow: Element) -> Iterator[Finding]:
    source, target = (scope.nodes.get(flow.get(end, "")) for end in ("sourceRef", "targetRef"))
    if source is not None and kind(source) == "endEvent":
        remedy = "Use an intermediate event, or remove the arrow."
        yield error(document, flow, f"Expected nothing after {label(source)}, but an arrow leaves it.", remedy)
    if target is not None and kind(target) in {"startEvent", "boundaryEvent"}:
        message = f"Expected no arrow into {label(target)}, but one leads there."
        yield error(document, flow, message, "Lead the arrow to the step after it.")


def check_connections(document: Document) -> Iterator[Finding]:
    """Every step has a way in from the start and a way out to an end."""
    outline = outline_document(document)
    for scope in document.scopes:
        if not scope.nodes:
            message = f"Expected steps inside {label(scope.element)}, but it is empty."
            yield error(document, scope.element, message, "Draw what happens in it, or use a task.")
            continue
        yield from _check_starts(document, scope)
        yield from _check_dead_ends(document, scope)
        yield from _check_reach(document, scope, paths(outline, scope.id))


def _check_starts(document: Document, scope: Scope) -> Iterator[Finding]:
    starts = _starts(scope)
    for extra in starts[1:]:
        message = f"Expected one start event in {label(scope.element)}, but {label(extra)} is a further one."
        yield error(document, extra, message, "Begin with one start event and a gateway after it.")
    if not starts:
        message = f"{label(scope.element)} has no start event; it starts at every step that no arrow leads to."
        yield warning(document, scope.element, message, "Draw a start event.")


def _starts(scope: Scope) -> list[Element]:
    return [node for node in scope.nodes.values() if kind(node) == "startEvent"]


def _is_entry(scope: Scope, node: Element) -> bool:
    """Whether the walk may begin here: start events, or, where none is drawn, steps without an arrow in."""
    if _starts(scope):
        return kind(node) == "startEvent"
    return not _needs_no_arrow(node) and not scope.incoming.get(node.get("id", ""))


def _needs_no_arrow(node: Element) -> bool:
    if kind(node) in {"startEvent", "boundaryEvent"}:
        return True
    is_link_target = kind(node) == "intermediateCatchEvent" and event_kind(node) == "link"
    return is_link_target or flag(node, "triggeredByEvent") or flag(node, "isForCompensation")


def _check_dead_ends(document: Document, scope: Scope) -> Iterator[Finding]:
    for node_id, node in scope.nodes.items():
        if scope.outgoing.get(node_id) or kind(node) == "endEvent" or flag(node, "triggeredByEvent"):
            continue
        if kind(node) == "intermediateThrowEvent" and event_kind(node) == "link":
            continue
        if kind(node) in GATEWAYS or kind(node) == "boundaryEvent":
            message = f"Expected {label(node)} to lead somewhere, but no arrow leaves it."
            yield error(document, node, message, "Draw an arrow to what happens next.")
        else:
            message = f"No arrow leaves {label(node)}; the branch is taken to end there."
            yield warning(document, node, message, "Draw an end event that says how it ended.")


def _check_reach(document: Document, scope: Scope, after: Paths) -> Iterator[Finding]:
    entries = [node_id for node_id, node in scope.nodes.items() if _is_entry(scope, node)]
    reachable = reached(after, entries)
    ends = [node_id for node_id, following in after.items() if not following]
    ending = reached(reversed_paths(after), ends)
    trapped = []
    for node_id, node in scope.nodes.items():
        if flag(node, "triggeredByEvent") or flag(node, "isForCompensation"):
            continue
        if node_id not in reachable and not _is_lost_boundary(scope, node):
            message = f"Expected a way from the start to {label(node)}, but there is none."
            yield error(document, node, message, "Connect it with an arrow, or remove it.")
        elif node_id in reachable and node_id not in ending:
            trapped.append(node)
    if trapped:
        message = f"Expected a way from {', '.join(label(node) for node in trapped)} to an end, but there is none."
        yield error(document, trapped[0], message, "Give the loop a way out.")


def _is_lost_boundary(scope: Scope, node: Element) -> bool:
    """A boundary event on nothing is reported as that."""
    return kind(node) == "boundaryEvent" and node.get("attachedToRef") not in scope.nodes


def check_labels(document: Document) -> Iterator[Finding]:
    """People read the names: tasks, events and the questions that gateways ask need one."""
    for scope, node in document.nodes:
        if node.get("name", "").strip() or not _needs_label(scope, node):
            continue
        message = f"Expected a name on {label(node)}, but there is none."
        yield warning(document, node, message, "Name it in plain words: people see it in tasks, history and notices.")


def _needs_label(scope: Scope, node: Element) -> bool:
    if kind(node) in {"exclusiveGateway", "inclusiveGateway"}:
        return len(scope.outgoing.get(node.get("id", ""), [])) > 1
    return kind(node) in EVENTS or kind(node) in FLOW_NODES - GATEWAYS


def check_pools(document: Document) -> Iterator[Finding]:
    """Only the executable process runs; what is drawn between pools is for readers."""
    for flow in inside(document.root, "messageFlow"):
        message = "The message flow is not executed: agencies work in lanes, pathways call each other."
        yield warning(document, flow, message, "Keep it as a picture, or use a call activity.")
