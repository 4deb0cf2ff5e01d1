"""A bundle for people to read and change: its steps, ways, roles, forms, decisions, and how two bundles differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from engine.bpmn.diff import Change, difference
from engine.bpmn.markup import ACTIVITIES, PERSON_TASKS
from engine.bpmn.outline import Outline, OutlineFlow, OutlineStep, outline
from engine.dmn.editing import Sheet, sheets
from engine.domain.form_fields import Form
from engine.domain.forms import read_form
from engine.domain.pathway_settings import LaneSettings, PathwaySettings, read_settings
from engine.domain.routing import slug
from engine.domain.timer_words import in_words
from engine.errors import DefinitionError

__all__ = ["BundleRead", "Change", "FlowRow", "OutlineRow", "RoleRow", "bundle_read", "changes"]

KINDS = {
    "userTask": "Step",
    "manualTask": "Step",
    "task": "Step",
    "callActivity": "Another pathway",
    "businessRuleTask": "Decision",
    "serviceTask": "Automatic",
    "scriptTask": "Calculation",
    "sendTask": "Message sent",
    "receiveTask": "Message awaited",
    "subProcess": "Group of steps",
    "startEvent": "Start",
    "endEvent": "End",
    "exclusiveGateway": "One way of several",
    "parallelGateway": "All ways at once",
    "inclusiveGateway": "Some of the ways",
    "eventBasedGateway": "Whatever happens first",
}


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A way on from a step. `condition` is FEEL without its leading `=`."""

    id: str
    name: str
    condition: str
    is_default: bool
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A step. `deadline` is in words and `timer_text` as the diagram keeps it; `lane_id` is the lane's id.

    `add_on` is the way on which a step can be added after this one; empty when there are several or none.
    """

    id: str
    name: str
    label: str
    kind: str
    is_for_people: bool
    role: str
    lane_id: str
    form: str
    shows: str
    deadline: str
    timer_text: str
    is_timer: bool
    on: str
    documentation: str
    inside: str
    ways: tuple[FlowRow, ...]
    add_on: str
    may_remove: bool


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role: its key in the settings, the id of its lane (empty when it is not drawn), and who holds it."""

    key: str
    lane_id: str
    label: str
    bind: str
    steps: int


@dataclass(frozen=True, slots=True)
class BundleRead:
    """As much of a bundle as can be read; `problem` says what cannot."""

    title: str
    steps: tuple[OutlineRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    forms: Mapping[str, Form | None] = field(default_factory=dict)
    decisions: tuple[Sheet, ...] = ()
    settings: PathwaySettings | None = None
    diagram: bytes = b""
    problem: str = ""

    def step(self, step_id: str) -> OutlineRow | None:
        return next((row for row in self.steps if row.id == step_id), None)

    def flow(self, flow_id: str) -> FlowRow | None:
        return next((way for row in self.steps for way in row.ways if way.id == flow_id), None)


def bundle_read(files: Mapping[str, bytes]) -> BundleRead:
    """The bundle as rows. Never raises: a draft may hold anything."""
    problems: list[str] = []
    settings = _settings(files, problems)
    rows = _outline(files, problems)
    return BundleRead(
        title=settings.title if settings else (rows.name if rows else ""),
        steps=_rows(rows, settings) if rows else (),
        roles=_roles(rows, settings),
        forms={PurePosixPath(name).stem: _form(files, name) for name in sorted(files) if _is_form(name)},
        decisions=_decisions(files, problems),
        settings=settings,
        diagram=next((files[name] for name in sorted(files) if name.endswith(".bpmn")), b""),
        problem=" ".join(problems),
    )


def changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Change, ...]:
    """What differs, in plain words; one sentence when one of the two cannot be read."""
    if not before:
        return (Change("Pathway", "This pathway is new."),)
    try:
        return difference(before, after)
    except (DefinitionError, UnicodeDecodeError, KeyError) as error:
        return (Change("Pathway", f"It cannot be compared step by step, because a file cannot be read: {error}"),)


def _settings(files: Mapping[str, bytes], problems: list[str]) -> PathwaySettings | None:
    try:
        return read_settings(files["process.toml"].decode(), "process.toml")
    except (DefinitionError, UnicodeDecodeError, KeyError) as error:
        problems.append(f"The settings cannot be read: {error}")
        return None


def _outline(files: Mapping[str, bytes], problems: list[str]) -> Outline | None:
    try:
        return outline(files)
    except DefinitionError as error:
        problems.append(f"The diagram cannot be read: {error}")
        return None


def _is_form(name: str) -> bool:
    return name.startswith("forms/") and name.endswith(".toml")


def _form(files: Mapping[str, bytes], name: str) -> Form | None:
    try:
        return read_form(files[name].decode(), name)
    except (DefinitionError, UnicodeDecodeError):
        return None


def _decisions(files: Mapping[str, bytes], problems: list[str]) -> tuple[Sheet, ...]:
    found: list[Sheet] = []
    for name in sorted(files):
        if name.endswith(".dmn"):
            try:
                found += sheets(files[name], name)
            except DefinitionError as error:
                problems.append(f"The decisions cannot be read: {error}")
    return tuple(found)


def _roles(rows: Outline | None, settings: PathwaySettings | None) -> tuple[RoleRow, ...]:
    if settings is None:
        return ()
    lanes = rows.lanes if rows else ()
    drawn = {key: lane for lane in lanes for key in (slug(lane.name), slug(lane.id))}
    return tuple(
        RoleRow(key, drawn[key].id, role.label, role.bind, _count(drawn[key].steps, rows))
        if key in drawn
        else RoleRow(key, "", role.label, role.bind, 0)
        for key, role in settings.lanes.items()
    )


def _count(steps: Sequence[str], rows: Outline | None) -> int:
    return sum(1 for each in steps if rows and (step := rows.step(each)) and step.kind in ACTIVITIES)


def _rows(rows: Outline, settings: PathwaySettings | None) -> tuple[OutlineRow, ...]:
    lane_ids = {lane.name: lane.id for lane in rows.lanes}
    labels = _labels(rows, settings)
    ordered = _with_their_events(rows)
    return tuple(_row(rows, step, lane_ids.get(step.lane, ""), labels.get(step.lane, step.lane)) for step in ordered)


def _with_their_events(rows: Outline) -> list[OutlineStep]:
    """The steps, each followed by the events on it and by what only those lead to."""
    behind = {step.id for step in rows.steps if step.attached_to}
    sources = {step.id: {flow.source for flow in rows.flows if flow.target == step.id} for step in rows.steps}
    for step in rows.steps:
        if sources[step.id] and sources[step.id] <= behind:
            behind.add(step.id)
    ordered: dict[str, OutlineStep] = {}
    for step in rows.steps:
        if step.id not in behind:
            _put(rows, step, behind, ordered)
    return [*ordered.values(), *(step for step in rows.steps if step.id not in ordered)]


def _put(rows: Outline, step: OutlineStep, behind: set[str], ordered: dict[str, OutlineStep]) -> None:
    waiting = [step]
    while waiting:
        now = waiting.pop(0)
        if now.id in ordered:
            continue
        ordered[now.id] = now
        next_ids = {flow.target for flow in rows.flows if flow.source == now.id and now.id in behind} & behind
        followers = [each for each in rows.steps if each.attached_to == now.id or each.id in next_ids]
        waiting = [*followers, *waiting]


def _labels(rows: Outline, settings: PathwaySettings | None) -> dict[str, str]:
    """What the settings call a lane, by its name in the diagram."""
    roles: Mapping[str, LaneSettings] = settings.lanes if settings else {}
    return {
        lane.name: next((roles[key].label for key in (slug(lane.id), slug(lane.name)) if key in roles), lane.name)
        for lane in rows.lanes
    }


def _row(rows: Outline, step: OutlineStep, lane_id: str, role: str) -> OutlineRow:
    ways = tuple(_way(rows, flow) for flow in rows.flows if flow.source == step.id)
    host = rows.step(step.attached_to) if step.attached_to else None
    around = rows.step(step.scope)
    text = step.timer.text if step.timer else step.deadline
    incoming = any(flow.target == step.id for flow in rows.flows)
    return OutlineRow(
        id=step.id,
        name=step.name,
        label=step.label,
        kind=_kind(step),
        is_for_people=step.kind in PERSON_TASKS,
        role=role,
        lane_id=lane_id,
        form=step.properties.get("form", ""),
        shows=step.properties.get("shows", ""),
        deadline=in_words(text) if text else "",
        timer_text=text,
        is_timer=step.timer is not None,
        on=host.label if host else "",
        documentation=step.documentation,
        inside=around.label if around else "",
        ways=ways,
        add_on=ways[0].id if len(ways) == 1 and not step.attached_to else "",
        may_remove=step.kind in ACTIVITIES and len(ways) == 1 and incoming,
    )


def _kind(step: OutlineStep) -> str:
    if step.event:
        what = {"timer": "Time", "message": "Message", "escalation": "Somebody is told", "error": "Failure"}
        return what.get(step.event, step.event.capitalize())
    return KINDS.get(step.kind, "Event")


def _way(rows: Outline, flow: OutlineFlow) -> FlowRow:
    source, target = rows.step(flow.source), rows.step(flow.target)
    return FlowRow(
        flow.id,
        flow.name,
        flow.condition.removeprefix("=").strip(),
        flow.is_default,
        source.label if source else flow.source,
        target.label if target else flow.target,
    )
