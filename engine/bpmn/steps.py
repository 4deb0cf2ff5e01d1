"""What every step has in common: how a token enters, when it is done, which way it leaves."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.expressions import Formula
from engine.bpmn.normalise import original_id
from engine.bpmn.occurrences import StepPassed
from engine.bpmn.values import Data
from engine.bpmn.waits import Wait

if TYPE_CHECKING:
    from engine.bpmn.diagram import ProcessSpec
    from engine.bpmn.outline import OutlineStep
    from engine.bpmn.tree import Token


@dataclass(frozen=True, slots=True)
class Exit:
    """A sequence flow out of a step. `target` is the step as the tree names it; `drawn` unless it was implied."""

    id: str
    target: str
    condition: Formula | None
    is_default: bool
    drawn: bool


class Step(BpmnSpecMixin):
    """A node of the diagram. Automatic steps go on the agenda, the others are completed from outside."""

    automatic = True

    def __init__(self, wf_spec: ProcessSpec, name: str, step: OutlineStep | None = None) -> None:
        super().__init__(wf_spec, name)
        self.step = step
        self.bpmn_id = "" if step is None else step.id
        self.kind = "" if step is None else step.kind
        self.drawn = step is not None and original_id(step.id) == step.id
        self.manual = not self.automatic
        self.exits: list[Exit] = []
        self.incoming: list[str] = []

    @property
    def shown_when_cancelled(self) -> bool:
        """Whether an interruption of this step is worth telling."""
        return self.drawn

    def known(self, token: Token) -> Data:
        """The variables with which an interruption goes on: what is known when it happens."""
        return token.data

    def wait(self, token: Token) -> Wait | None:
        """What a token at this step waits for from outside, if anything."""
        return None

    def _predict(self, my_task: Token, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        """Nothing is predicted: a token is where it is."""

    def test(self) -> None:
        """The diagram was checked when it was read."""

    def _update_hook(self, my_task: Token) -> bool:
        my_task._inherit_data()
        return True

    def _on_ready_hook(self, my_task: Token) -> None:
        if self.automatic:
            my_task.case.agenda.append(my_task)

    def _run_hook(self, my_task: Token) -> bool:
        return True

    def _on_complete(self, my_task: Token) -> None:
        if self.drawn:
            my_task.report(StepPassed(self.bpmn_id, my_task.id, self.kind))
        my_task.internal_data = {}
        self.leave(my_task)

    def leave(self, token: Token) -> None:
        """The token has done what this step asks, and goes on."""
        _release_boundary(token)
        parent = token.parent
        if isinstance(parent.task_spec, Repetition) and parent.task_spec.instance == self.name:
            parent.task_spec.instance_done(parent, token)
        for way in self.exits:
            token.follow(way)


class Root(Step):
    """The top of a scope's tree."""


class Repetition(Step):
    """A step that runs another one, `instance`, several times. It is told as `told_as`, its instances as their kind."""

    instance: str
    told_as = ""

    def __init__(self, wf_spec: ProcessSpec, name: str, step: OutlineStep | None = None) -> None:
        super().__init__(wf_spec, name, step)
        self.kind = self.told_as

    @abstractmethod
    def instance_done(self, token: Token, instance: Token) -> None:
        """One of the instances is completed."""


class Guard(Step):
    """Stands before an activity with boundary events, and sets both going together."""

    main: str
    events: tuple[str, ...]

    def _on_complete(self, my_task: Token) -> None:
        specs = my_task.workflow.spec.task_specs
        names = (self.main, *self.events)
        for child in [my_task._add_child(specs[name]) for name in names]:
            child.task_spec._update(child)


class BoundaryStep(Step):
    """What a boundary event has that its host must know."""


def boundary_of(main: Token) -> list[Token]:
    """The boundary events that still wait at an activity, and at the multi-instance activity it is one instance of."""
    parent = main.parent
    while parent is not None and isinstance(parent.task_spec, Repetition) and main.open and parent.open:
        main, parent = parent, parent.parent
    if parent is None or not isinstance(parent.task_spec, Guard):
        return []
    return [each for each in parent.children if isinstance(each.task_spec, BoundaryStep) and each.open]


def host_of(boundary: Token) -> Token | None:
    """The activity that a boundary event is attached to, while it is under way."""
    guard = boundary.parent
    if guard is None or not isinstance(guard.task_spec, Guard):
        return None
    found = (each for each in guard.children if each.task_spec.name == guard.task_spec.main and each.open)
    return next(found, None)


def surroundings(token: Token) -> tuple[int, ...]:
    """The tokens of the repetitions and sub-processes around a token, innermost first."""
    found: list[int] = []
    while True:
        parent = token.parent
        while parent is not None and parent.open:
            found.append(parent.id)
            parent = parent.parent
        host: Token | None = getattr(token.workflow, "host", None)
        if host is None:
            return tuple(found)
        found.append(host.id)
        token = host


def _release_boundary(main: Token) -> None:
    guard = main.parent
    if isinstance(guard.task_spec, Guard) and main.task_spec.name == guard.task_spec.main:
        for each in guard.children:
            if isinstance(each.task_spec, BoundaryStep) and each.open:
                each._set_state(TaskState.CANCELLED)
