"""What a handler works with: the open unit of work, who asks, the pathways, and what is to follow the commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.bpmn.occurrences import Occurrence
from engine.bpmn.pathway import Pathway
from engine.bpmn.runtime import Execution
from engine.commands.rules import SignInRules
from engine.domain.actors import Actor, Party
from engine.domain.events import ProcessStarted, ReplayedEvent
from engine.errors import Conflict, EngineError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.shelf import Shelf
from engine.store import audit, instances
from engine.store.instances import Held, InstanceRecord
from engine.store.keys import SubjectCipher
from engine.store.lanes import LaneRecord
from engine.store.lanes import bindings as stored_bindings
from engine.store.tasks import TaskRecord
from engine.store.unit_of_work import DATABASE_BUSY, Transaction


class TimersDue(Exception):
    """A timer of the instance is due and must fire first, in a unit of work of its own."""

    def __init__(self, instance_id: UUID) -> None:
        super().__init__(str(instance_id))
        self.instance_id = instance_id


class StepRefused(InvalidInput):
    """What somebody wrote cannot be carried out as it stands. It is said beside the fields, and nothing is done."""


class StepFailed(EngineError):
    """The process could not take the step. All of it is undone; an incident is recorded."""

    def __init__(self, instance_id: UUID, cause: Exception, element_id: str | None) -> None:
        super().__init__(getattr(cause, "message", None) or f"{type(cause).__name__}: {cause}")
        self.instance_id = instance_id
        self.element_id = element_id


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next, who has it now, and until when; in which referral, whose own people alone are told.

    `task_id` is the task that asks for it; None when nobody is asked for anything.
    """

    title: str
    holder: str
    due_at: datetime | None
    due_words: str = ""
    instance_id: UUID | None = None
    task_id: UUID | None = None


@dataclass
class Work:
    """One command at work. `follow_ups` are the outbox letters (commands) to carry out right after the commit."""

    tx: Transaction
    actor: Party
    shelf: Shelf
    rules: SignInRules = field(default_factory=SignInRules)
    follow_ups: list[UUID] = field(default_factory=list)
    next_steps: list[NextStep] = field(default_factory=list)
    troubled: list[Live] = field(default_factory=list)
    """Those of the instances at work in which a fault is open."""

    @property
    def now(self) -> datetime:
        return self.tx.now

    def person(self) -> Actor:
        """The signed-in person who asks. Refuses the system."""
        if not isinstance(self.actor, Actor):
            raise NotPermitted("Expected a person to do this, but the system asked.")
        return self.actor

    def audit(
        self,
        action: str,
        record_type: str | None = None,
        record_id: UUID | None = None,
        case_id: UUID | None = None,
        **detail: Any,
    ) -> None:
        """Write on the record who did this, and by which access token when it was by one."""
        if self.actor.token_id is not None:
            detail["token"] = str(self.actor.token_id)
        if isinstance(self.actor, Actor) and case_id in self.actor.opened:
            detail["emergency"] = True
        audit.record(self.tx, self.actor.account_id, action, record_type, record_id, case_id, **detail)

    def hold(self, held: Held | None, timers_first: bool = True, what: str = "referral") -> Live:
        """The locked instance, ready to step. Refuses what has ended; lets due timers go first."""
        if held is None:
            raise NotFound(f"There is no such {what}.")
        if held.has_due_timer and timers_first and held.record.ended_at is None:
            raise TimersDue(held.record.id)
        live = Live(self, held.record, held.cipher, held)
        if held.has_incident:
            self.troubled.append(live)
        return live

    def lock(self, instance_id: UUID, timers_first: bool = True) -> Live:
        return self.hold(instances.lock(self.tx, instance_id), timers_first)


@dataclass
class Live:
    """An instance that this unit of work has locked, with its execution once it is needed."""

    work: Work
    record: InstanceRecord
    cipher: SubjectCipher
    _held: Held
    _pathway: Pathway | None = None
    _execution: Execution | None = None
    _bindings: dict[str, LaneRecord] | None = None
    events: list[ReplayedEvent] = field(default_factory=list)
    has_drafts: bool = True
    """Whether there may be drafts of the task that was asked for."""
    has_engine_tasks: bool = True
    """Whether there may be open tasks of the engine, such as escalations."""
    still_open: Sequence[TaskRecord] = ()
    """The open tasks, read along with the lock by who closes none of them."""
    _told: int = 0

    @property
    def pathway(self) -> Pathway:
        if self._pathway is None:
            self._pathway = self.work.shelf.get(self.work.tx, self.record.version_id)
        return self._pathway

    @property
    def bindings(self) -> dict[str, LaneRecord]:
        if self._bindings is None:
            self._bindings = stored_bindings(self.work.tx, self.record.id)
        return self._bindings

    @property
    def execution(self) -> Execution:
        if self._execution is None:
            state = instances.open_state(self._held)
            self._execution = self.stepping(lambda: Execution.resume(self.pathway.definition, state, self.pathway))
        return self._execution

    def begin(self, variables: Mapping[str, Any]) -> None:
        """Start the execution of a new instance, with no tasks, timers or lanes yet."""
        self._bindings = {}
        self._execution = self.stepping(lambda: Execution.begin(self.pathway.definition, variables, self.pathway))
        self.note(ProcessStarted(self.record.pathway, dict(variables)))

    def note(self, event: ReplayedEvent) -> None:
        """Remember an event for replay; written when the step is settled."""
        self.events.append(event)

    def news(self) -> tuple[Occurrence, ...]:
        """What has happened in the execution since this was asked last."""
        occurrences = self.execution.occurrences
        fresh, self._told = occurrences[self._told :], len(occurrences)
        return fresh

    def take_still_open(self) -> Sequence[TaskRecord]:
        """The open tasks that were read along, once: whoever asks is about to open one. Empty when none were."""
        taken, self.still_open = self.still_open, ()
        return taken

    def running(self) -> None:
        """Refuses an instance that has ended."""
        if self.record.ended_at is not None:
            raise InvalidState("Expected the referral to be running, but it has ended.")

    def stepping(self, action: Callable[[], Any]) -> Any:
        """Run what moves the process; any failure in it becomes a StepFailed, which undoes the whole command.

        That the database is busy is no failure of the pathway: the same can be asked again.
        """
        try:
            return action()
        except (StepFailed, Conflict):
            raise
        except DATABASE_BUSY:
            raise
        except Exception as error:
            raise self.failure(error) from error

    def failure(self, cause: Exception) -> StepFailed:
        return StepFailed(self.record.id, cause, getattr(cause, "element_id", None))
