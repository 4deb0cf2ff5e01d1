"""The story of an instance as its events tell it: what it waited for, from when to when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.bpmn.occurrences import EndReached, EscalationRaised, StepPassed
from engine.bpmn.pathway import Pathway
from engine.bpmn.runtime import Execution
from engine.bpmn.waits import OperationWait, TimerWait, UserTaskWait, Wait
from engine.domain.events import PausingEvent, TaskCompleted
from engine.errors import InvalidState
from engine.queries.replay import Moved, replay
from engine.store.history import EventRecord
from engine.store.instances import Held
from engine.store.unit_of_work import Transaction

MAX_OUTCOME = 80
Clocked = (UserTaskWait, TimerWait)


@dataclass(frozen=True)
class Waited:
    """One wait: the event that began it, the variables it saw then, and the event that ended it, if any."""

    wait: Wait
    came: EventRecord
    variables: Mapping[str, Any]
    gone: EventRecord | None = None
    is_done: bool = False

    @property
    def is_fleeting(self) -> bool:
        """It may have come and gone in one unit of work, which writes no row for it."""
        return self.gone is not None and self.gone.happened_at == self.came.happened_at and not self.is_done


@dataclass
class Story:
    """What the events say, for comparison with what the tables say."""

    events: list[EventRecord] = field(default_factory=list)
    waited: dict[int, Waited] = field(default_factory=dict)
    steps: list[tuple[EventRecord, StepPassed]] = field(default_factory=list)
    raised: list[tuple[EventRecord, EscalationRaised]] = field(default_factory=list)
    pauses: list[tuple[EventRecord, PausingEvent]] = field(default_factory=list)
    execution: Execution | None = None
    chosen_outcome: str | None = None
    last_end: EndReached | None = None

    @property
    def moved(self) -> Execution:
        if self.execution is None:
            raise InvalidState("Expected events of the instance, but there are none.")
        return self.execution

    @property
    def outcome(self) -> str | None:
        """What a completed instance ended with."""
        reached = self.last_end.name or self.last_end.element_id if self.last_end else "Ended"
        return (self.chosen_outcome or reached)[:MAX_OUTCOME]

    def of_kind(self, *kinds: type[Wait]) -> dict[int, Waited]:
        return {token: waited for token, waited in self.waited.items() if isinstance(waited.wait, kinds)}

    def take(self, moved: Moved) -> None:
        self.events.append(moved.row)
        if isinstance(moved.event, PausingEvent):
            self.pauses.append((moved.row, moved.event))
            return
        self._choose_outcome(moved)
        self.execution = moved.execution
        self._end_waits(moved)
        self._begin_waits(moved)
        for occurrence in moved.execution.occurrences:
            if isinstance(occurrence, StepPassed):
                self.steps.append((moved.row, occurrence))
            elif isinstance(occurrence, EscalationRaised):
                self.raised.append((moved.row, occurrence))
            elif isinstance(occurrence, EndReached):
                self.last_end = occurrence

    def _choose_outcome(self, moved: Moved) -> None:
        for wait in moved.before:
            is_this = getattr(moved.event, "token", None) == wait.token
            if is_this and isinstance(wait, OperationWait) and wait.operation == "set_outcome":
                self.chosen_outcome = str(wait.inputs.get("outcome") or "")[:MAX_OUTCOME] or None

    def _end_waits(self, moved: Moved) -> None:
        now = {wait.token for wait in moved.execution.waits}
        for wait in moved.before:
            if wait.token not in now:
                is_done = isinstance(moved.event, TaskCompleted) and moved.event.token == wait.token
                self.waited[wait.token] = replace(self.waited[wait.token], gone=moved.row, is_done=is_done)

    def _begin_waits(self, moved: Moved) -> None:
        for wait in moved.execution.waits:
            known = self.waited.get(wait.token)
            if known is None:
                seen = moved.execution.variables(wait.token) if isinstance(wait, Clocked) else {}
                self.waited[wait.token] = Waited(wait, moved.row, seen)
            else:
                self.waited[wait.token] = replace(known, wait=wait)


def story(tx: Transaction, held: Held, pathway: Pathway) -> Story:
    """Read the events of an instance from its start. Raises when they do not make one story."""
    told = Story()
    for moved in replay(tx, held, pathway):
        told.take(moved)
    if told.execution is None:
        raise InvalidState("Expected events of the instance, but there are none.")
    return told
