"""Tasks, calls, operations, scripts, decisions and embedded sub-processes."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.endings import known_inside
from engine.bpmn.expressions import Formula, Term, Terms
from engine.bpmn.failures import ExecutionFailed
from engine.bpmn.meeting import report_conflicts
from engine.bpmn.occurrences import DecisionTaken
from engine.bpmn.steps import Step, surroundings
from engine.bpmn.tree import begin
from engine.bpmn.values import Data, Json, kept, own
from engine.bpmn.waits import CallWait, OperationWait, UserTaskWait
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.bpmn.tree import Token


class ExternalStep(Step):
    """A step that is completed from outside."""

    automatic = False

    def accept(self, token: Token, values: Data) -> None:
        """Takes over what the completion brought."""
        token.data = {**token.data, **values}


class UserStep(ExternalStep):
    """A user task, manual task or plain task: a person says that it is done."""

    lane = ""

    def wait(self, token: Token) -> UserTaskWait:
        return UserTaskWait(token.id, self.bpmn_id, self.lane or "", surroundings(token))


class MappedStep(ExternalStep):
    """A step whose inputs are fixed when it starts, and which brings back its declared outputs only."""

    inputs: Terms = ()
    outputs: Terms = ()

    def _update_hook(self, my_task: Token) -> bool:
        my_task._inherit_data()
        my_task.internal_data = {"in": my_task.case.script_engine.values(self.inputs, my_task.data)}
        return True

    def accept(self, token: Token, values: Data) -> None:
        token.data = {**token.data, **token.case.script_engine.values(self.outputs, values)}


class CallStep(MappedStep):
    """A called pathway, which runs as an instance of its own."""

    called: Term

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        called = my_task.case.script_engine.value(self.called, my_task.data)
        if not isinstance(called, str) or not called:
            raise ExecutionFailed(f"Expected the key of a pathway to call, but it is “{called}”.", self.bpmn_id)
        my_task.internal_data["call"] = called
        return True

    def wait(self, token: Token) -> CallWait:
        started = token.internal_data
        return CallWait(token.id, self.bpmn_id, started["call"], own(started["in"]), surroundings(token))


class OperationStep(MappedStep):
    """A service task, or a send task without a message."""

    operation: str

    def wait(self, token: Token) -> OperationWait:
        inputs = own(token.internal_data["in"])
        return OperationWait(token.id, self.bpmn_id, self.operation, inputs, surroundings(token))


class ResultStep(Step):
    """An automatic step that sets the variable `result`."""

    result: str

    @abstractmethod
    def answer(self, token: Token) -> Json:
        """The value of the variable."""

    def _run_hook(self, my_task: Token) -> bool:
        my_task.data = {**my_task.data, self.result: self.answer(my_task)}
        return True


class ScriptStep(ResultStep):
    """One FEEL expression."""

    script: Formula

    def answer(self, token: Token) -> Json:
        return token.case.script_engine.value(self.script, token.data)


class RuleStep(ResultStep):
    """A decision of the bundle on the variables."""

    decision: str

    def answer(self, token: Token) -> Json:
        try:
            taken = token.case.script_engine.services.decide(self.decision, dict(token.data))
            value = kept(taken.value)
        except EngineError as error:
            message = f"Expected an answer of the decision “{self.decision}”, but: {error.message}"
            raise ExecutionFailed(message, self.bpmn_id) from error
        token.report(DecisionTaken(self.bpmn_id, self.decision, taken.trace))
        return value


class SubProcessStep(Step):
    """An embedded sub-process or transaction. It starts with the variables here and hands back what it ends with."""

    start: str

    def known(self, token: Token) -> Data:
        """What every branch inside knows by now, merged."""
        inner = token.case.subprocesses.get(token.id)
        if inner is None:
            return token.data
        known = known_inside(inner, inner.raised)
        report_conflicts(token, self.bpmn_id, known.conflicts)
        return known.data

    def _update_hook(self, my_task: Token) -> bool:
        my_task._inherit_data()
        my_task._set_state(TaskState.STARTED)
        begin(my_task.case.open_inner(my_task, self.bpmn_id), my_task.data, self.start)
        return False
