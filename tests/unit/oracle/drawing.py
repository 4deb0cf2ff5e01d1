"""The pathways of the oracle as BPMN files."""

from __future__ import annotations

from collections.abc import Callable

from engine.bpmn import Definition, load_definition
from tests.support import bpmn_models as bpmn
from tests.unit.oracle.net import Event, Flow, Net, Node

NAMES = ("one", "two")
"""Of the messages, signals and escalations that pathways use."""

_DEFINED = "".join(
    f'<bpmn:message id="message_{name}" name="{name}"/><bpmn:signal id="signal_{name}" name="{name}"/>'
    f'<bpmn:escalation id="escalation_{name}" name="{name}" escalationCode="{name}"/>'
    for name in NAMES
)
_TIMERS = {"duration": "timeDuration", "date": "timeDate", "cycle": "timeCycle"}


def load(net: Net) -> Definition:
    return load_definition({"p.bpmn": draw(net)}, "p")


def draw(net: Net) -> bytes:
    return bpmn.diagram(*_parts(net, ""), definitions=_DEFINED)


def _parts(net: Net, scope: str) -> list[str]:
    nodes = [node for node in net.nodes if node.scope == scope]
    inside = {node.id for node in nodes}
    return [_node(net, node) for node in nodes] + [_flow(flow) for flow in net.flows if flow.source in inside]


def _flow(flow: Flow) -> str:
    (written,) = bpmn.flows(f"{flow.source} > {flow.target}" + (f" ? {flow.test.text}" if flow.test else ""))
    return written.replace(f'id="{flow.source}-{flow.target}"', f'id="{flow.id}"')


def _event(event: Event | None) -> str:
    if event is None:
        return ""
    if event.kind == "timer":
        return bpmn.timer(event.about, _TIMERS[event.timer_kind])
    return bpmn.event(event.kind, f"{event.kind}_{event.about}" if event.about else "")


def _several(node: Node) -> str:
    several = node.several
    if several is None:
        return ""
    until = f"numberOfCompletedInstances >= {several.enough}" if several.enough else ""
    names = (str(list(several.items)), several.item, several.answers, several.answer)
    written = bpmn.several(*names, until=until, sequential=several.sequential)
    return written.replace(f'DataItem id="{several.answer}"', f'DataItem id="{node.id}_answer" name="{several.answer}"')


def _mappings(node: Node) -> dict[str, str]:
    inputs = {f"input_{name}": f"= {source}" for name, source in node.inputs.items()}
    return inputs | {f"output_{name}": f"= {source}" for name, source in node.outputs.items()}


def _script(node: Node) -> str:
    assert node.script is not None
    return bpmn.script(node.id, node.script.result, node.script.text)


_WRITTEN: dict[str, Callable[[Node], str]] = {
    "start": lambda node: bpmn.start(node.id),
    "end": lambda node: bpmn.end(node.id, _event(node.event)),
    "user": lambda node: bpmn.user(node.id, _several(node)),
    "script": _script,
    "exclusive": lambda node: bpmn.exclusive(node.id, node.default),
    "inclusive": lambda node: bpmn.inclusive(node.id, node.default),
    "parallel": lambda node: bpmn.parallel(node.id),
    "events": lambda node: bpmn.event_gateway(node.id),
    "catch": lambda node: bpmn.catch(node.id, _event(node.event), **_mappings(node)),
    "throw": lambda node: bpmn.throw(node.id, _event(node.event)),
    "call": lambda node: bpmn.call(node.id, "other", _several(node), **_mappings(node)),
    "boundary": lambda node: bpmn.boundary(
        node.id, node.host, _event(node.event), node.interrupting, **_mappings(node)
    ),
}


def _node(net: Net, node: Node) -> str:
    if node.kind == "sub":
        return bpmn.sub_process(node.id, _several(node), *_parts(net, node.id))
    return _WRITTEN[node.kind](node)
