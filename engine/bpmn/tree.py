"""Tokens, and the scopes they move in: a process or an embedded sub-process.

SpiffWorkflow's tree of tasks, kept to what is real: nothing is predicted, so each task is a token that was there. Its
number is drawn from a counter of the instance when it appears, which makes the numbers small, stable and the same
whenever the same calls are replayed. A finished task stays only while something below it goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.occurrences import FlowTaken, Occurrence, StepPassed
from engine.bpmn.values import Data, Json

if TYPE_CHECKING:
    from engine.bpmn.diagram import ProcessSpec
    from engine.bpmn.expressions import FeelEngine
    from engine.bpmn.steps import Exit, Step

UNFINISHED = TaskState.NOT_FINISHED_MASK


class Token(Task):
    """A task that is there.

    `flow` is the sequence flow it came by, `local` what it alone sees besides the data of its parent. `legacies` are
    what branches that parted from it, and have ended, changed; see `engine.bpmn.meeting`.
    """

    id: int
    workflow: Case | Inner
    task_spec: Step
    data: Data
    internal_data: dict[str, Any]

    def __init__(
        self,
        workflow: Case | Inner,
        task_spec: Step,
        parent: Token | None = None,
        state: int = TaskState.FUTURE,
        id: int | None = None,
    ) -> None:
        self.id = id or workflow.top_workflow.next_number()
        self.workflow = workflow
        self.task_spec = task_spec
        self._parent = None if parent is None else parent.id
        self._children: list[int] = []
        self._state = state
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0.0
        self.data = {}
        self.internal_data = {}
        self.flow = ""
        self.local: Data = {}
        self.legacies: list[Json] = []
        workflow.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)

    @property
    def case(self) -> Case:
        """The instance this token belongs to."""
        return self.workflow.top_workflow

    @property
    def open(self) -> bool:
        """Whether it has neither completed nor been cancelled."""
        return bool(self._state & UNFINISHED)

    @property
    def ancestors(self) -> Iterator[Token]:
        """The tokens it came from within its scope, nearest first."""
        token = self.parent
        while token is not None:
            yield token
            token = token.parent

    def report(self, occurrence: Occurrence) -> None:
        self.case.occurrences.append(occurrence)

    def follow(self, way: Exit) -> None:
        """Sends the token along a sequence flow."""
        if way.drawn:
            self.report(FlowTaken(way.id))
        self.spawn(way.target, way.id)

    def spawn(self, spec_name: str, flow: str = "", local: Data | None = None) -> Token:
        """A token below this one at the given step, which decides what happens to it."""
        child: Token = self._add_child(self.workflow.spec.task_specs[spec_name])
        child.flow = flow
        child.local = local or {}
        child.task_spec._update(child)
        return child

    def _add_child(self, task_spec: Step, state: int = TaskState.FUTURE) -> Token:
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        self._state = value

    def _inherit_data(self) -> None:
        inherited: Data = self.parent.data
        self.data = {**inherited, **self.local} if self.local else inherited

    def withdraw(self) -> None:
        """Cancels the token and everything that still goes on inside it."""
        stack = [self]
        while stack:
            token = stack.pop()
            stack.extend(reversed(token.children))
            if token.open:
                token._set_state(TaskState.CANCELLED)
                if token.task_spec.shown_when_cancelled:
                    token.report(StepPassed(token.task_spec.bpmn_id, token.id, token.task_spec.kind, "cancelled"))
                if (inner := self.case.subprocesses.pop(token.id, None)) is not None:
                    inner.completed = True
                    stack.append(inner.task_tree)


class Case(BpmnWorkflow):
    """A running instance. `agenda` are the tokens that move by themselves; at rest it is empty.

    `outcome` are the final variables.
    """

    task_tree: Token
    tasks: dict[int, Token]
    subprocesses: dict[int, Inner]
    spec: ProcessSpec
    script_engine: FeelEngine

    def __init__(self, spec: ProcessSpec, inner_specs: Mapping[str, ProcessSpec], script_engine: FeelEngine) -> None:
        super().__init__(spec, inner_specs, script_engine=script_engine, deserializing=True)
        self.number = 0
        self.agenda: deque[Token] = deque()
        self.occurrences: list[Occurrence] = []
        self.outcome: Data | None = None

    def next_number(self) -> int:
        self.number += 1
        return self.number

    @property
    def scopes(self) -> list[Case | Inner]:
        """The process and its sub-processes under way, outermost first."""
        return [self, *(self.subprocesses[number] for number in sorted(self.subprocesses))]

    def open_tokens(self) -> list[Token]:
        """All tokens that neither completed nor were cancelled, by number."""
        found = [token for scope in self.scopes for token in scope.tasks.values() if token.open]
        return sorted(found, key=lambda token: token.id)

    def find(self, number: int) -> Token | None:
        """The open token with that number."""
        for scope in self.scopes:
            if (token := scope.tasks.get(number)) is not None and token.open:
                return token
        return None

    def open_inner(self, host: Token, spec_name: str) -> Inner:
        """An embedded sub-process under way in `host`."""
        inner = Inner(self.subprocess_specs[spec_name], host, self)
        self.subprocesses[host.id] = inner
        return inner


class Inner(BpmnSubWorkflow):
    """An embedded sub-process under way in the token `host`. `raised` is the end event that interrupts it, if any."""

    task_tree: Token
    tasks: dict[int, Token]
    spec: ProcessSpec
    top_workflow: Case

    def __init__(self, spec: ProcessSpec, host: Token, case: Case) -> None:
        super().__init__(spec, parent_task_id=host.id, top_workflow=case, deserializing=True)
        self.host = host
        self.raised: list[Token] = []

    @property
    def parent_workflow(self) -> Case | Inner:
        return self.host.workflow

    def _calculate_depth(self) -> int:
        return 0


def begin(scope: Case | Inner, data: Data, start: str) -> None:
    """Puts a token at a start event of an empty scope."""
    root = Token(scope, scope.spec.root, None, TaskState.COMPLETED)
    root.data = data
    scope.task_tree = root
    root.spawn(start)
