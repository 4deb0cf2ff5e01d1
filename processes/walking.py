"""Walk through a pathway as its people and clocks would, without a database: for the journey tests beside it.

A walk keeps nothing but the pathway's own state. It is put away as bytes and taken up again at every step, operations
answer at once with what the walk was given for them, and the clock of whatever waits is worked out, so that a deadline
that names no parameter is found out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from engine.bpmn import (
    CallWait,
    EndReached,
    EscalationRaised,
    Execution,
    FlowTaken,
    MessageWait,
    Occurrence,
    OperationWait,
    TimerWait,
    UserTaskWait,
    Wait,
)
from engine.bpmn.pathway import Pathway
from engine.domain.deadlines import DeadlineRef, Due, WorkingDays, due_from_text
from engine.domain.forms import Services, validate
from engine.domain.parameters import resolve
from engine.domain.working_days import Calendar
from engine.feel import FeelFunction, compile_expression, from_json, to_json

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""When every walk takes place: a Monday morning in office hours."""

FUNCTIONS: Mapping[str, FeelFunction] = {
    "working days": FeelFunction(("n",), lambda days: WorkingDays(int(days)), name="working days"),
    "deadline": FeelFunction(("name",), DeadlineRef, name="deadline"),
}
W = TypeVar("W", bound=Wait)


@dataclass
class Walk:
    """One walk. `services` are the services on offer in forms. `results` says what an operation answers: nothing unless
    told, and `set_outcome` its input. `operations` are those carried out, `clocks` when what is open is due.
    """

    pathway: Pathway
    variables: Mapping[str, Any] = field(default_factory=dict)
    services: Services = field(default_factory=dict)
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    happened: list[Occurrence] = field(default_factory=list)
    operations: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    clocks: dict[str, Due] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._execution = Execution.begin(self.pathway.definition, self.variables, self.pathway)
        self._settle()

    def do(self, step: str, **answers: Any) -> Walk:
        """Complete the task `step`; `answers` are checked by its form, as if sent by a browser."""
        wait = self._wait(UserTaskWait, step)
        form = self.pathway.form(self.pathway.definition.elements[step].properties.get("form"))
        accepted = validate(form, answers, evaluate, self.services)
        routing = {name: to_json(value) for name, value in accepted.routing.items()}
        return self._moved(lambda: self._execution.complete(wait.token, routing))

    def fire(self, timer: str) -> Walk:
        """Let the timer event `timer` come due."""
        token = self._wait(TimerWait, timer).token
        return self._moved(lambda: self._execution.fire_timer(token))

    def deliver(self, event: str, **payload: Any) -> Walk:
        """Let the message that `event` waits for arrive."""
        token = self._wait(MessageWait, event).token
        return self._moved(lambda: self._execution.deliver(token, payload))

    def come_back(self, call: str, **final: Any) -> Walk:
        """Let the first open pathway that `call` has started end with these variables."""
        token = self._wait(CallWait, call).token
        return self._moved(lambda: self._execution.complete(token, final))

    def calls(self, call: str) -> list[Mapping[str, Any]]:
        """What each open pathway that `call` has started was given."""
        return [wait.inputs for wait in self._execution.waits if isinstance(wait, CallWait) and wait.element_id == call]

    @property
    def tasks(self) -> list[str]:
        """The tasks that are open."""
        return [wait.element_id for wait in self._execution.waits if isinstance(wait, UserTaskWait)]

    @property
    def taken(self) -> set[str]:
        """The sequence flows taken so far."""
        return {each.flow_id for each in self.happened if isinstance(each, FlowTaken)}

    @property
    def told(self) -> list[str]:
        """The escalations raised so far, by name."""
        return [each.name for each in self.happened if isinstance(each, EscalationRaised)]

    @property
    def ends(self) -> list[str]:
        """The end events reached so far, by id."""
        return [each.element_id for each in self.happened if isinstance(each, EndReached)]

    @property
    def result(self) -> Mapping[str, Any] | None:
        """The final variables; None while anything is open."""
        return self._execution.result

    def _wait(self, kind: type[W], element: str) -> W:
        found = [w for w in self._execution.waits if isinstance(w, kind) and w.element_id == element]
        assert found, f"Expected “{element}” to be open, but what waits is {self._execution.waits}."
        return found[0]

    def _moved(self, move: Callable[[], None]) -> Walk:
        move()
        self._settle()
        return self

    def _settle(self) -> None:
        """Answer the operations that wait, then put the walk away and take it up again."""
        while waiting := [wait for wait in self._execution.waits if isinstance(wait, OperationWait)]:
            self._perform(waiting[0])
        self.happened.extend(self._execution.occurrences)
        self.clocks = {wait.element_id: due for wait in self._execution.waits if (due := self._due(wait)) is not None}
        if self._execution.result is None:
            state = self._execution.state()
            self._execution = Execution.resume(self.pathway.definition, state, self.pathway)

    def _perform(self, wait: OperationWait) -> None:
        self.operations.append((wait.operation, wait.inputs))
        answer = dict(wait.inputs) if wait.operation == "set_outcome" else self.results.get(wait.operation, {})
        self._execution.complete(wait.token, answer)

    def _due(self, wait: Wait) -> Due | None:
        """When a task or timer is due; None for what has no clock."""
        if isinstance(wait, TimerWait):
            text = wait.text
        elif isinstance(wait, UserTaskWait):
            text = self.pathway.definition.elements[wait.element_id].properties["deadline"]
        else:
            return None
        variables = {name: from_json(value) for name, value in self._execution.variables(wait.token).items()}
        return due_from_text(
            text,
            NOW,
            Calendar(),
            resolve=lambda name: resolve(self.pathway.settings.parameters, name, NOW.date()),
            evaluate=lambda expression: evaluate(expression, variables),
        )


def evaluate(expression: str, values: Mapping[str, Any]) -> object:
    """The value of FEEL over these values, with the functions of timers."""
    return compile_expression(expression, tuple(FUNCTIONS)).evaluate(values, FUNCTIONS)
