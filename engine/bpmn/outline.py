"""A pathway's diagram as plain rows in reading order: for the table beside the picture, for diffing, and for checks.

The outline shows what the author drew, with the author's ids; nothing that normalising would insert is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.bpmn.markup import (
    SCOPES,
    Document,
    Element,
    Scope,
    bpmn,
    child_text,
    event_definitions,
    event_kind,
    executable,
    flag,
    inside,
    kind,
    properties,
    read_document,
)
from engine.bpmn.normalise import link_name, tidy
from engine.dmn.secure_xml import parse_xml
from engine.errors import DefinitionError

_TIMER_TEXTS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


@dataclass(frozen=True, slots=True)
class OutlineTimer:
    """A timer as written: `kind` is date, duration or cycle; `text` is ISO 8601, or FEEL after `=`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """One flow node. `event` is empty for plain events and for everything that is no event."""

    id: str
    kind: str
    name: str
    lane: str
    scope: str
    line: int | None
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    event: str = ""
    refers_to: str = ""  # name of the message or signal, code of the error or escalation, name of the link
    timer: OutlineTimer | None = None
    attached_to: str = ""
    interrupting: bool = True
    repeats: str = ""  # sequential, parallel, standard
    calls: str = ""
    default: str = ""

    @property
    def label(self) -> str:
        """What a person calls it: its name, else its id."""
        return self.name or self.id

    @property
    def deadline(self) -> str:
        """Timer text of the promise, or empty."""
        return self.properties.get("deadline", "")


@dataclass(frozen=True, slots=True)
class OutlineFlow:
    """One arrow. `condition` is FEEL, empty when there is none."""

    id: str
    source: str
    target: str
    name: str
    condition: str
    is_default: bool
    scope: str
    line: int | None


@dataclass(frozen=True, slots=True)
class OutlineLane:
    """A role, with the steps drawn directly in it."""

    id: str
    name: str
    steps: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True)
class Outline:
    """Everything a pathway's diagram says, as rows. `steps` and `flows` are in reading order: the way in first,
    boundary events after what they are attached to, the inside of a sub-process after the sub-process."""

    key: str
    name: str
    file: str
    steps: tuple[OutlineStep, ...]
    flows: tuple[OutlineFlow, ...]
    lanes: tuple[OutlineLane, ...]

    def step(self, step_id: str) -> OutlineStep | None:
        """The step with that id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)

    def scope(self, scope_id: str) -> tuple[OutlineStep, ...]:
        """The steps drawn directly in a process or sub-process."""
        return tuple(step for step in self.steps if step.scope == scope_id)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The process, then its sub-processes."""
        return (self.key, *(step.id for step in self.steps if step.kind in SCOPES))


def outline(source: Mapping[str, bytes] | bytes, file: str = "diagram.bpmn") -> Outline:
    """The outline of a bundle's diagram, or of a single diagram. Raises `DefinitionError` when it cannot be read."""
    if isinstance(source, bytes):
        return _outline_file(source, file)
    names = sorted(name for name in source if name.endswith(".bpmn"))
    if not names:
        raise DefinitionError("Expected a .bpmn file, but there is none.")
    return _outline_file(source[names[0]], names[0])


def _outline_file(data: bytes, file: str) -> Outline:
    root = tidy(parse_xml(data, file))
    found = executable(root)
    if len(found) != 1:
        raise DefinitionError(f"Expected one executable process, but there are {len(found)}.", file)
    return outline_document(read_document(root, found[0], file))


def outline_document(document: Document) -> Outline:
    """The outline of a diagram that is read already."""
    lanes = tuple(_lane(lane) for lane in inside(document.process, "lane"))
    lane_of = {step: lane.name for lane in lanes for step in lane.steps}
    steps: dict[str, OutlineStep] = {}
    for scope, node in document.nodes:
        steps.setdefault(node.get("id", ""), _step(document, scope, node, lane_of))
    order = list(_reading_order(document, document.scopes[0]))
    rank = {step_id: place for place, step_id in enumerate(order)}
    flows = [_flow(scope, flow) for scope in document.scopes for flow in scope.flows]
    return Outline(
        key=document.process.get("id", ""),
        name=document.process.get("name", ""),
        file=document.file,
        steps=tuple(steps[step_id] for step_id in order if step_id in steps),
        flows=tuple(sorted(flows, key=lambda flow: (rank.get(flow.source, len(rank)), flow.is_default, flow.id))),
        lanes=lanes,
    )


def _lane(lane: Element) -> OutlineLane:
    steps = tuple((ref.text or "").strip() for ref in lane.findall(bpmn("flowNodeRef")))
    return OutlineLane(lane.get("id", ""), lane.get("name", ""), steps, lane.sourceline)


def _flow(scope: Scope, flow: Element) -> OutlineFlow:
    source = scope.nodes.get(flow.get("sourceRef", ""))
    return OutlineFlow(
        id=flow.get("id", ""),
        source=flow.get("sourceRef", ""),
        target=flow.get("targetRef", ""),
        name=flow.get("name", ""),
        condition=child_text(flow, "conditionExpression") or "",
        is_default=source is not None and source.get("default") == flow.get("id"),
        scope=scope.id,
        line=flow.sourceline,
    )


def _step(document: Document, scope: Scope, node: Element, lane_of: Mapping[str, str]) -> OutlineStep:
    return OutlineStep(
        id=node.get("id", ""),
        kind=kind(node),
        name=" ".join(node.get("name", "").split()),
        lane=_lane_name(node, lane_of),
        scope=scope.id,
        line=node.sourceline,
        documentation=child_text(node, "documentation") or "",
        properties=properties(node),
        event=_event(node),
        refers_to=event_reference(document, node),
        timer=_timer(node),
        attached_to=node.get("attachedToRef", ""),
        interrupting=flag(node, "cancelActivity", default=True),
        repeats=_repeats(node),
        calls=node.get("calledElement", ""),
        default=node.get("default", ""),
    )


def _lane_name(node: Element, lane_of: Mapping[str, str]) -> str:
    """The lane of the node, else that of the sub-process it is in."""
    current: Element | None = node
    while current is not None:
        if name := lane_of.get(current.get("id", "")):
            return name
        current = current.getparent()
    return ""


def _event(node: Element) -> str:
    if kind(node) in {"sendTask", "receiveTask"} and node.get("messageRef"):
        return "message"
    return event_kind(node)


def event_reference(document: Document, node: Element) -> str:
    """What an event is about, by the name or code that pairs it with its counterpart."""
    event = _event(node)
    if event == "link":
        return link_name(node)
    if event not in {"message", "signal", "error", "escalation"}:
        return ""
    definitions = event_definitions(node)
    reference = node.get("messageRef") or (definitions[0].get(f"{event}Ref", "") if definitions else "")
    target = document.named(event).get(reference.strip())
    if target is None:
        return str(node.get("name", "")) if event in {"message", "signal"} else ""
    return str(target.get(f"{event}Code") or target.get("name", ""))


def _timer(node: Element) -> OutlineTimer | None:
    for definition in event_definitions(node):
        for local, name in _TIMER_TEXTS.items():
            if (text := child_text(definition, local)) is not None:
                return OutlineTimer(name, text)
    return None


def _repeats(node: Element) -> str:
    if node.find(bpmn("standardLoopCharacteristics")) is not None:
        return "standard"
    several = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if several is None:
        return ""
    return "sequential" if flag(several, "isSequential") else "parallel"


def _reading_order(document: Document, scope: Scope) -> Iterator[str]:
    inner = {each.id: each for each in document.scopes if each.element.getparent() is scope.element}
    for node_id in _scope_order(scope):
        yield node_id
        if node_id in inner:
            yield from _reading_order(document, inner[node_id])


def _scope_order(scope: Scope) -> list[str]:
    """Reverse post-order from the ways in: every step after all that lead to it, loops aside."""
    finished: dict[str, None] = {}
    entered: set[str] = set()
    for root in reversed([*_ways_in(scope), *scope.nodes]):
        _visit(scope, root, entered, finished)
    return list(reversed(finished))


def _ways_in(scope: Scope) -> Iterable[str]:
    starts = [node_id for node_id, node in scope.nodes.items() if kind(node) == "startEvent"]
    sources = [node_id for node_id in scope.nodes if not scope.incoming.get(node_id)]
    return [*starts, *sources]


def _visit(scope: Scope, root: str, entered: set[str], finished: dict[str, None]) -> None:
    """Depth first without recursion: a diagram may be one long line."""
    stack = [(root, iter(_followers(scope, root)))] if root not in entered else []
    entered.add(root)
    while stack:
        node_id, remaining = stack[-1]
        following = next((each for each in remaining if each not in entered), None)
        if following is None:
            finished[node_id] = None
            stack.pop()
        else:
            entered.add(following)
            stack.append((following, iter(_followers(scope, following))))


def _followers(scope: Scope, node_id: str) -> list[str]:
    """What is read after a node; visited last is read first, so what hangs on the node comes at the end."""
    drawn = [flow.get("targetRef", "") for flow in reversed(scope.outgoing.get(node_id, []))]
    attached = [event.get("id", "") for event in scope.attached(node_id)]
    return [each for each in (*drawn, *reversed(attached)) if each in scope.nodes]
