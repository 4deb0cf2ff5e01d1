"""One instance moving: begun or resumed, stepped from outside, and put away as bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.activities import ExternalStep
from engine.bpmn.codec import dump, load
from engine.bpmn.events import CatchStep, catch_error, catch_escalation
from engine.bpmn.expressions import FeelEngine, Services
from engine.bpmn.failures import ExecutionFailed
from engine.bpmn.gateways import settle_joins
from engine.bpmn.occurrences import Occurrence
from engine.bpmn.parser import Definition
from engine.bpmn.pruning import prune
from engine.bpmn.steps import Step
from engine.bpmn.tree import Case, Token, begin
from engine.bpmn.values import Data, Json, own
from engine.bpmn.waits import Wait
from engine.errors import InvalidState

T = TypeVar("T")

MAX_STEPS = 10_000
"""Steps that a pathway may take in one go before it waits for something."""


class Execution:
    """A running instance of a definition.

    It never looks at the clock, does no I/O and keeps nothing of what it is given: variables are copied in and out. The
    same calls always give the same tokens, occurrences and bytes, whether or not it was put away in between. After any
    exception it must be thrown away. It is not to be used by two threads at a time; definitions may.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._waits: tuple[Wait, ...] | None = None

    @classmethod
    def begin(
        cls, definition: Definition, variables: Mapping[str, Any], services: Services, start: str | None = None
    ) -> Execution:
        """Starts an instance with these variables and moves it until it waits or ends.

        `start` names the start event, which may be left out when there is only one, or only one plain one.
        """
        case = Case(definition.top, definition.inner, FeelEngine(services))
        execution = cls(case)
        execution._move(lambda: begin(case, own(variables), _start_of(definition, start)))
        return execution

    @classmethod
    def resume(cls, definition: Definition, state: bytes, services: Services) -> Execution:
        """Takes up what `state` has put away. Raises `InvalidState` when it does not fit the definition."""
        return cls(load(state, definition, FeelEngine(services)))

    def complete(self, token: int, values: Mapping[str, Any]) -> None:
        """Completes a user task, call or operation, and moves on until the instance waits or ends.

        `values` are added to the variables of a user task. For a call they are the final variables of the called
        pathway and for an operation its result: only the declared outputs are taken from them. Raises `InvalidState`
        when no such wait is open, `InvalidInput` for values that no variable can hold.
        """
        task = self._open(token, ExternalStep, "a task, call or operation")
        step: ExternalStep = task.task_spec
        brought = own(values)

        def move() -> None:
            step.accept(task, brought)
            task.run()

        self._move(move)

    def fire_timer(self, token: int, last: bool = False) -> None:
        """Fires exactly this timer. A cycle keeps its wait, with one more `fired`, until its repetitions are used up.

        `last` says that a cycle whose text is FEEL ends with this firing. Raises `InvalidState` when the timer is not
        waiting any more.
        """
        task = self._open(token, CatchStep, "a timer")
        step: CatchStep = task.task_spec
        if step.event != "timer":
            raise InvalidState(f"Expected the token {token} to wait for a timer, but it waits for a {step.event}.")
        self._move(lambda: step.fire(task, {}, last))

    def deliver(self, token: int, payload: Mapping[str, Any]) -> None:
        """Delivers a message or signal to one wait; of the payload only the declared outputs are kept.

        Raises `InvalidState` when the token does not wait for a message or signal.
        """
        task = self._open(token, CatchStep, "a message or signal")
        step: CatchStep = task.task_spec
        if step.event not in {"message", "signal"}:
            raise InvalidState(f"Expected the token {token} to wait for a message, but it waits for a {step.event}.")
        brought = own(payload)
        self._move(lambda: step.fire(task, brought))

    def raise_error(self, token: int, code: str) -> None:
        """The called pathway or operation under this token has failed with a BPMN error.

        The nearest boundary event that catches the code takes over. Raises `ExecutionFailed` when there is none, and
        `InvalidState` when no such wait is open.
        """
        task = self._open(token, ExternalStep, "a task, call or operation")
        self._move(lambda: catch_error(task, "error", code))

    def escalate(self, token: int, code: str) -> bool:
        """The called pathway under this token has raised an escalation; says whether a boundary event caught it."""
        task = self._open(token, ExternalStep, "a task, call or operation")
        return self._move(lambda: catch_escalation(task, code))

    def state(self) -> bytes:
        """Everything needed to resume, as compact bytes. They are not encrypted."""
        return dump(self._case)

    @property
    def waits(self) -> tuple[Wait, ...]:
        """What must come from outside for the instance to go on, by token."""
        if self._waits is None:
            found = (token.task_spec.wait(token) for token in self._case.open_tokens())
            self._waits = tuple(wait for wait in found if wait is not None)
        return self._waits

    def variables(self, token: int) -> Data:
        """The variables as an open token sees them, copied. Raises `InvalidState` when it is not open."""
        found = self._case.find(token)
        if found is None:
            raise self._not_open(token, "something")
        return own(found.data)

    @property
    def result(self) -> dict[str, Json] | None:
        """The final variables, copied; None while anything still goes on."""
        outcome = self._case.outcome
        return None if outcome is None else own(outcome)

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """What has happened since this execution was begun or resumed, in order."""
        return tuple(self._case.occurrences)

    def _open(self, number: int, step_class: type[Step], what: str) -> Token:
        token = self._case.find(number)
        if token is None or not isinstance(token.task_spec, step_class):
            raise self._not_open(number, what)
        return token

    def _not_open(self, number: int, what: str) -> InvalidState:
        if self._case.outcome is not None:
            return InvalidState(f"Expected {what} to be open, but the instance has ended.")
        return InvalidState(f"Expected {what} to be open under the token {number}, but there is none.")

    def _move(self, start: Callable[[], T]) -> T:
        self._waits = None
        try:
            answer = start()
            self._advance()
        except SpiffWorkflowException as error:
            raise ExecutionFailed(f"Expected the pathway to go on, but: {error}") from error
        prune(self._case)
        if self._case.outcome is None and not self.waits:
            raise self._stuck()
        return answer

    def _advance(self) -> None:
        case = self._case
        for _ in range(MAX_STEPS):
            if case.agenda:
                token = case.agenda.popleft()
                if token.state == TaskState.READY:
                    token.run()
            elif case.outcome is not None or not settle_joins(case):
                return
        raise ExecutionFailed(f"Expected the pathway to wait or end, but after {MAX_STEPS} steps it still goes round.")

    def _stuck(self) -> ExecutionFailed:
        elements = [token.task_spec.bpmn_id for token in self._case.open_tokens()]
        names = ", ".join(dict.fromkeys(elements))
        message = f"Expected the pathway to wait for something or end, but it waits for nothing that can come: {names}."
        return ExecutionFailed(message, elements[0] if elements else "")


def _start_of(definition: Definition, asked: str | None) -> str:
    starts = definition.top.starts
    if asked is not None:
        if asked not in starts:
            raise InvalidState(f"Expected a start event of “{definition.key}”, but “{asked}” is none.")
        return asked
    plain = [name for name in starts if not definition.elements[name].event] if len(starts) > 1 else starts
    if len(plain) != 1:
        raise InvalidState(f"Expected one start event of “{definition.key}”, but there are {len(plain)}.")
    return plain[0]
