"""Start, end, catching, throwing and boundary events.

Nothing fires by itself: timers, messages and signals are delivered from outside to the token that waits. Errors and
escalations look for a boundary event around the place where they are raised.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.endings import come_to_end, terminate
from engine.bpmn.expressions import Terms
from engine.bpmn.failures import ExecutionFailed
from engine.bpmn.normalise import original_id
from engine.bpmn.occurrences import EndReached, EscalationRaised, FlowTaken, MessageThrown, SignalThrown, StepPassed
from engine.bpmn.steps import BoundaryStep, Step, boundary_of, host_of
from engine.bpmn.values import Data
from engine.bpmn.waits import MessageWait, SignalWait, TimerWait, Wait

if TYPE_CHECKING:
    from engine.bpmn.tree import Token

_REPETITIONS = re.compile(r"\s*R(\d*)/", re.IGNORECASE)


class StartStep(Step):
    """A start event: whatever started the instance has happened already."""


class EventDetail(Step):
    """An event with what it is about: `event` is timer, message, signal, error, escalation, …, or empty for none."""

    event = ""
    refers_to = ""
    name_of_event = ""
    timer_kind = ""
    timer_text = ""
    inputs: Terms = ()
    outputs: Terms = ()


class CatchStep(EventDetail):
    """An intermediate catch event or receive task: waits until what it waits for is delivered."""

    automatic = False
    interrupting = True

    def _update_hook(self, my_task: Token) -> bool:
        my_task._inherit_data()
        my_task._set_state(TaskState.WAITING)
        return False

    def fire(self, token: Token, payload: Data, last: bool = False) -> None:
        """What the token waits for has happened, for the last time if `last`."""
        self._choose(token)
        self._take(token, payload)

    def _take(self, token: Token, payload: Data) -> None:
        if self.outputs:
            token.data = {**token.data, **token.case.script_engine.values(self.outputs, payload)}
        token.complete()

    def _choose(self, token: Token) -> None:
        """Behind an event-based gateway the other events can no longer happen."""
        gateway = token.parent
        if gateway.task_spec.kind != "eventBasedGateway":
            return
        for way in gateway.task_spec.exits:
            if way.id == token.flow and way.drawn:
                token.report(FlowTaken(way.id))
        for other in gateway.children:
            if other is not token and other.open:
                other._set_state(TaskState.CANCELLED)

    def wait(self, token: Token) -> Wait | None:
        host = self._host(token)
        if self.event == "timer":
            fired = token.internal_data.get("fired", 0)
            kind, text = self.timer_kind, self.timer_text
            return TimerWait(token.id, self.bpmn_id, kind, text, self.interrupting, host, fired)  # type: ignore[arg-type]
        if self.event == "message":
            return MessageWait(token.id, self.bpmn_id, self.refers_to, host, self.interrupting)
        if self.event == "signal":
            return SignalWait(token.id, self.bpmn_id, self.refers_to, host, self.interrupting)
        return None

    def _host(self, token: Token) -> int | None:
        return None


class AttachedStep(BoundaryStep, CatchStep):
    """A boundary event. One that interrupts takes the token of its host; one that does not sends a token of its own."""

    @property
    def shown_when_cancelled(self) -> bool:
        return False

    def _host(self, token: Token) -> int | None:
        host = host_of(token)
        return None if host is None else host.id

    def fire(self, token: Token, payload: Data, last: bool = False) -> None:
        if self.interrupting:
            self._interrupt(token)
        elif self._stays(token) and not last:
            token = self._sibling(token)
        self._take(token, payload)

    def _interrupt(self, token: Token) -> None:
        for other in token.parent.children:
            if isinstance(other.task_spec, BoundaryStep) and other is not token and other.open:
                other._set_state(TaskState.CANCELLED)
        host = host_of(token)
        if host is not None:
            token.data = host.task_spec.known(host)
            host.withdraw()

    def _stays(self, token: Token) -> bool:
        """Whether the event can happen again; counts how often it did."""
        if self.event == "timer" and self.timer_kind != "cycle":
            return False
        fired = token.internal_data.get("fired", 0) + 1
        token.internal_data = {"fired": fired}
        limit = _REPETITIONS.match(self.timer_text) if self.event == "timer" else None
        return limit is None or not limit[1] or fired < int(limit[1])

    def _sibling(self, token: Token) -> Token:
        fired: Token = token.parent._add_child(self, TaskState.READY)
        fired._inherit_data()
        return fired


class ThrowStep(EventDetail):
    """An intermediate throw event, or a send task with a message."""

    def _run_hook(self, my_task: Token) -> bool:
        throw(self, my_task)
        return True

    def _on_complete(self, my_task: Token) -> None:
        if self.event != "escalation":
            return super()._on_complete(my_task)
        my_task.report(StepPassed(self.bpmn_id, my_task.id, self.kind))
        catcher = raise_escalation(self, my_task)
        if catcher is None or not catcher.task_spec.interrupting:
            self.leave(my_task)
        _caught(my_task, catcher)
        return None


class EndStep(EventDetail):
    """An end event."""

    def _run_hook(self, my_task: Token) -> bool:
        if self.event in {"message", "signal"}:
            throw(self, my_task)
        return True

    def _on_complete(self, my_task: Token) -> None:
        if self.drawn:
            my_task.report(StepPassed(self.bpmn_id, my_task.id, self.kind))
        name = self.bpmn_name or ""
        my_task.report(EndReached(original_id(self.bpmn_id), name, self.event == "terminate"))
        self._end(my_task)

    def _end(self, token: Token) -> None:
        if self.event == "terminate":
            terminate(token)
        elif self.event in {"error", "cancel"}:
            catch_error(token, self.event, self.refers_to)
        else:
            if self.event == "escalation":
                _caught(token, raise_escalation(self, token))
            if not token.workflow.completed:
                come_to_end(token)


def throw(step: EventDetail, token: Token) -> None:
    """Reports a message or signal with its payload."""
    if step.event not in {"message", "signal"}:
        return
    payload = token.case.script_engine.values(step.inputs, token.data)
    thrown = MessageThrown if step.event == "message" else SignalThrown
    token.report(thrown(step.bpmn_id, step.refers_to, payload))


def catch_error(token: Token, event: str, code: str) -> None:
    """An error or cancellation goes to the boundary event that catches it, else `ExecutionFailed` is raised."""
    catcher = find_catcher(token, event, code)
    if catcher is None:
        place = token.task_spec.bpmn_id
        message = f"Expected a boundary event that catches the {event} “{code or place}”, but none is around it."
        raise ExecutionFailed(message, place)
    _caught(token, catcher)


def catch_escalation(token: Token, code: str) -> bool:
    """An escalation from inside a called pathway goes to the boundary event that catches it; says whether one did."""
    catcher = find_catcher(token, "escalation", code)
    _caught(token, catcher)
    return catcher is not None


def _caught(token: Token, catcher: Token | None) -> None:
    if catcher is None:
        return
    if catcher.task_spec.interrupting and token.workflow is not token.case:
        token.workflow.raised = [] if token.open else [token]
    catcher.task_spec.fire(catcher, {})


def raise_escalation(step: EventDetail, token: Token) -> Token | None:
    """Reports an escalation, and gives the boundary event that catches it within the pathway, if any."""
    host = _escalating_host(token)
    number = None if host is None else host.id
    element = None if host is None else host.task_spec.bpmn_id
    token.report(EscalationRaised(step.bpmn_id, step.refers_to, step.name_of_event, number, element))
    return find_catcher(token, "escalation", step.refers_to)


def _escalating_host(token: Token) -> Token | None:
    """The activity still under way whose boundary event led to this token, within its scope or those around it."""
    current: Token | None = token
    while current is not None:
        for ancestor in current.ancestors:
            if isinstance(ancestor.task_spec, BoundaryStep) and (host := host_of(ancestor)) is not None:
                return host
        current = getattr(current.workflow, "host", None)
    return None


def find_catcher(token: Token, event: str, code: str) -> Token | None:
    """The nearest boundary event around a token that catches this; on one activity, a matching code goes first."""
    host: Token | None = token
    while host is not None:
        waiting = [each for each in boundary_of(host) if each.task_spec.event == event]
        for wanted in (code, ""):
            for each in waiting:
                if each.task_spec.refers_to == wanted:
                    return each
        host = getattr(host.workflow, "host", None)
    return None
