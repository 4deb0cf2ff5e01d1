"""Where a referral is: its diagram with the current step marked, and the same as a table."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.bpmn.parser import Element
from engine.bpmn.pathway import Pathway
from engine.bpmn.runtime import Execution
from engine.bpmn.waits import CallWait, MessageWait, SignalWait, TimerWait, UserTaskWait, Wait
from engine.errors import NotFound
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import history, inbox, instances, lanes, visibility
from engine.store.instances import Held
from engine.store.lanes import LaneRecord
from engine.store.tasks import TaskRecord

ACTIVITIES = frozenset(
    {
        "userTask",
        "manualTask",
        "task",
        "businessRuleTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "callActivity",
    }
)
BY_PEOPLE = frozenset({"userTask", "manualTask", "task", "callActivity"})
AUTOMATIC = "Automatic"
DONE, CURRENT, NOT_REACHED = "done", "current", "not reached"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>\s*")


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the diagram. `at` is when it was passed last, or when the current one began."""

    element_id: str
    name: str
    role: str
    holder: str
    state: str
    at: datetime | None
    due_words: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """`xml` is BPMN 2.0 of the version the referral runs on; `current` are ids of the elements where it is."""

    title: str
    reference: str
    case_id: UUID | None
    xml: str
    current: tuple[str, ...]
    steps: tuple[StepRow, ...]


def diagram(view: View, instance_id: UUID) -> Diagram:
    """The referral's diagram and steps, for those who may open it. NotFound for everybody else."""
    instance = visibility.instance(view.tx, view.actor, instance_id)
    held = instances.look_at(view.tx, instance_id) if instance else None
    if instance is None or held is None:
        raise NotFound("There is no such referral.")
    pathway = view.shelf.get(view.tx, instance.version_id)
    current = _current(pathway, held)
    return Diagram(
        title=instance.title,
        reference=instance.business_key,
        case_id=instance.case_id,
        xml=text_of(pathway.diagram),
        current=current,
        steps=_steps(view, pathway, instance_id, frozenset(current)),
    )


def _current(pathway: Pathway, held: Held) -> tuple[str, ...]:
    """The elements where the execution waits; what only watches another step (boundary events) is not where it is."""
    if held.record.ended_at is not None:
        return ()
    execution = Execution.resume(pathway.definition, instances.open_state(held), pathway)
    return tuple(dict.fromkeys(wait.element_id for wait in execution.waits if _is_place(wait)))


def _is_place(wait: Wait) -> bool:
    if isinstance(wait, TimerWait | MessageWait | SignalWait):
        return wait.host_token is None
    return isinstance(wait, UserTaskWait | CallWait)


def _steps(view: View, pathway: Pathway, instance_id: UUID, current: frozenset[str]) -> tuple[StepRow, ...]:
    passed = {
        step.element_id: step.passed_at for step in history.steps_of(view.tx, instance_id) if step.ended == "completed"
    }
    tasks = {
        task.element_id: task
        for task in reversed(inbox.open_of_instances(view.tx, [instance_id]))
        if task.origin == "pathway" and task.element_id
    }
    bound = lanes.bindings(view.tx, instance_id)
    places = Places(view, {lane.team_id for lane in bound.values()} | {task.team_id for task in tasks.values()})
    rows = _Rows(pathway, passed, tasks, bound, places)
    return tuple(rows.row(element, current) for element in _shown(pathway.definition.elements.values(), current))


def _shown(elements: Iterable[Element], current: frozenset[str]) -> list[Element]:
    return [element for element in elements if element.kind in ACTIVITIES or element.id in current]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the rows of one referral are made from."""

    pathway: Pathway
    passed: Mapping[str, datetime]
    tasks: Mapping[str, TaskRecord]
    bound: Mapping[str, LaneRecord]
    places: Places

    def row(self, element: Element, current: frozenset[str]) -> StepRow:
        task = self.tasks.get(element.id)
        state = CURRENT if element.id in current else DONE if element.id in self.passed else NOT_REACHED
        return StepRow(
            element_id=element.id,
            name=element.name or element.id,
            role=self._role(element),
            holder=self._holder(element, task),
            state=state,
            at=task.created_at if state == CURRENT and task else self.passed.get(element.id),
            due_words=self.places.due_words(task.due_at, task.agency_id) if task else "",
        )

    def _role(self, element: Element) -> str:
        if element.kind not in BY_PEOPLE:
            return AUTOMATIC
        lane = self.pathway.settings.lanes.get(element.lane)
        return lane.label if lane else ""

    def _holder(self, element: Element, task: TaskRecord | None) -> str:
        if task is not None:
            return self.places.holder(task.agency_id, task.team_id)
        lane = self.bound.get(element.lane) if element.kind in BY_PEOPLE else None
        return self.places.holder(lane.agency_id, lane.team_id) if lane else ""


def text_of(diagram: bytes) -> str:
    """The file as text that says nothing of its former encoding, so that it can be sent as UTF-8."""
    encoding = "utf-16" if diagram.startswith(_UTF_16) else "utf-8-sig"
    return _DECLARED.sub("", diagram.decode(encoding))
