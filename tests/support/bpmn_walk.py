"""A walk through a diagram, by the ids of its elements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn import (
    CallWait,
    Definition,
    Execution,
    FlowTaken,
    MergeConflict,
    Occurrence,
    OperationWait,
    StepPassed,
    TimerWait,
    UserTaskWait,
    Wait,
)


@dataclass(frozen=True)
class Answered:
    """The answer of a decision that is given by the test."""

    value: Any
    trace: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """Services whose decisions are functions of the inputs."""

    decisions: Mapping[str, Any] = field(default_factory=dict)

    def decide(self, decision_id: str, inputs: Mapping[str, Any]) -> Answered:
        return Answered(self.decisions[decision_id](inputs), (decision_id,))


class Walk:
    """An execution that is put away and taken up again between any two calls, unless `reload` is off."""

    def __init__(
        self,
        definition: Definition,
        variables: Mapping[str, Any] | None = None,
        services: Surroundings | None = None,
        *,
        reload: bool = True,
    ) -> None:
        self.definition = definition
        self.services = services or Surroundings()
        self.reload = reload
        self.execution = Execution.begin(definition, variables or {}, self.services)
        self.happened: list[Occurrence] = []
        self.settle()

    def complete(self, element_id: str, place: int = 0, /, **values: Any) -> Walk:
        """Completes the task, call or operation, the one at `place` when there are several."""
        found = [wait for wait in self.waits(element_id) if isinstance(wait, UserTaskWait | CallWait | OperationWait)]
        self.execution.complete(found[place].token, values)
        return self.settle()

    def fire(self, element_id: str) -> Walk:
        """Fires the timer."""
        self.execution.fire_timer(self.wait(element_id).token)
        return self.settle()

    def deliver(self, element_id: str, /, **payload: Any) -> Walk:
        """Delivers a message or signal."""
        self.execution.deliver(self.wait(element_id).token, payload)
        return self.settle()

    def waits(self, element_id: str) -> list[Wait]:
        return [wait for wait in self.execution.waits if wait.element_id == element_id]

    def wait(self, element_id: str) -> Wait:
        found = self.waits(element_id)
        assert len(found) == 1, f"{element_id} is awaited {len(found)} times; open: {self.open}"
        return found[0]

    @property
    def open(self) -> list[str]:
        """What waits for people and other parts of the engine, by element."""
        waiting = (wait for wait in self.execution.waits if isinstance(wait, UserTaskWait | CallWait | OperationWait))
        return sorted(wait.element_id for wait in waiting)

    @property
    def awaited(self) -> list[str]:
        """Everything awaited, by element."""
        return sorted(wait.element_id for wait in self.execution.waits)

    @property
    def timers(self) -> dict[str, TimerWait]:
        return {wait.element_id: wait for wait in self.execution.waits if isinstance(wait, TimerWait)}

    @property
    def result(self) -> dict[str, Any] | None:
        return self.execution.result

    @property
    def conflicts(self) -> list[MergeConflict]:
        return [each for each in self.happened if isinstance(each, MergeConflict)]

    @property
    def flows(self) -> list[str]:
        return [each.flow_id for each in self.happened if isinstance(each, FlowTaken)]

    def passed(self, ended: str = "completed") -> list[str]:
        """The elements passed, or those cancelled."""
        return [each.element_id for each in self.happened if isinstance(each, StepPassed) and each.ended == ended]

    def variables(self, element_id: str) -> dict[str, Any]:
        return self.execution.variables(self.wait(element_id).token)

    def settle(self) -> Walk:
        """Puts the execution away and takes it up again, after it was moved."""
        if self.reload:
            self.happened.extend(self.execution.occurrences)
            state = self.execution.state()
            self.execution = Execution.resume(self.definition, state, self.services)
            assert self.execution.state() == state
        else:
            self.happened = list(self.execution.occurrences)
        return self
