"""How a command is carried out: one unit of work, one commit; due timers first; failures kept as incidents.

People, timers and messages enter here alike. The engine's own commands to other instances follow right after the
commit; those a crash leaves behind are carried out by the worker.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

import structlog

from engine.clock import Clock
from engine.commands import answers
from engine.commands.attachments import ViewFile
from engine.commands.codec import encode
from engine.commands.deliver import DeliverLetter
from engine.commands.emergency import EndEmergency
from engine.commands.incidents import IncidentKept, RetryIncident, close_mended, open_incident, record_incident, retried
from engine.commands.outcome import Outcome
from engine.commands.registry import HANDLERS
from engine.commands.rules import SignInRules
from engine.commands.timers import PostponeTimer, TriggerTimer
from engine.commands.viewing import ViewCase, ViewReferral
from engine.commands.work import NextStep, StepFailed, TimersDue, Work
from engine.domain.actors import Actor, Party, System
from engine.errors import Conflict, EngineError, InvalidState
from engine.shelf import Shelf
from engine.store import timers, visibility
from engine.store.unit_of_work import Database, UniqueViolation

MAX_ROUNDS = 50
MAX_FOLLOW_UPS = 1_000
STEP_FAILED = (
    "Expected the referral to move on, but there is a fault in the pathway. Nothing was changed; "
    "the fault is recorded and the coordinator is told. What you wrote can be sent again."
)
START_FAILED = (
    "Expected the pathway to start, but there is a fault in it. Nothing was changed. Tell the commissioner, "
    "who can correct the pathway; what you wrote can be sent again then."
)

LOOKING = (EndEmergency, ViewCase, ViewFile, ViewReferral)
"""What may be done in a case that is open in an emergency; in all else it is as if it were not."""

Result = TypeVar("Result")
log = structlog.get_logger(__name__)


def _only_reading(command: Any, actor: Party) -> Party:
    """Who has a case open in an emergency may look, and do nothing."""
    if isinstance(actor, Actor) and actor.opened and not isinstance(command, LOOKING):
        return replace(actor, opened=frozenset())
    return actor


class Dispatcher:
    """Carries out commands against one database."""

    def __init__(self, database: Database, shelf: Shelf, clock: Clock, rules: SignInRules) -> None:
        self._database = database
        self._shelf = shelf
        self._clock = clock
        self._rules = rules

    def execute(self, command: Any, actor: Party, idempotency_key: str | None = None) -> Any:
        """Carry out `command` as `actor` and return its answer.

        With an idempotency key the first answer is given again and nothing happens twice. Raises a typed refusal
        (`engine.errors`), which has changed nothing.
        """
        if isinstance(command, RetryIncident):
            return self._retry(command, actor)
        for _ in range(MAX_ROUNDS):
            try:
                answer, work = self._attempt(command, actor, idempotency_key)
            except TimersDue as due:
                self._fire_due(due.instance_id, actor.partnership_id)
                continue
            except UniqueViolation as clash:
                if idempotency_key is None:
                    raise Conflict("Expected to be the only one to do this, but someone else was first.") from clash
                continue  # two requests with the same key met; the first answer is there now
            except StepFailed as failure:
                raise self._keep_incident(command, actor, failure) from failure
            except EngineError:
                if not self._is_answered(command, actor, idempotency_key):
                    raise
                continue  # it was sent twice at once; the first answer has been kept while this one waited
            return self._with_next_steps(answer, work, self._follow_up(work.follow_ups, actor))
        raise Conflict("Expected the record to come to rest, but others keep changing it. Try again.")

    def _attempt(self, command: Any, actor: Party, key: str | None) -> tuple[Any, Work]:
        with self._database.write(actor.partnership_id, self._clock.now()) as tx:
            work = Work(tx, _only_reading(command, actor), self._shelf, self._rules)
            if key is not None and actor.account_id is not None:
                return answers.once(work, command, key, self._handle), work
            return self._handle(work, command), work

    def _is_answered(self, command: Any, actor: Party, key: str | None) -> bool:
        if key is None or actor.account_id is None:
            return False
        with self._database.read(actor.partnership_id, self._clock.now()) as tx:
            return answers.is_kept(tx, actor.account_id, command, key)

    def _handle(self, work: Work, command: Any) -> Any:
        answer = HANDLERS[type(command)](work, command)
        close_mended(work, command)
        return answer

    def _fire_due(self, instance_id: UUID, partnership_id: int) -> None:
        system = System(partnership_id)
        with self._database.read(partnership_id, self._clock.now()) as tx:
            due = [timer.id for timer in timers.due_of_instance(tx, instance_id)]
        for timer_id in due:
            try:
                self.execute(TriggerTimer(timer_id), system)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not keep people from their work
                log.error("timer_failed", timer=str(timer_id), error=type(error).__name__)
                self.execute(PostponeTimer(timer_id), system)

    def _follow_up(self, letters: list[UUID], actor: Party) -> list[NextStep]:
        """Carry out what the command asked of other instances. What fails stays in the outbox for the worker."""
        steps: list[NextStep] = []
        system = System(actor.partnership_id)
        waiting = list(letters)
        for _ in range(MAX_FOLLOW_UPS):
            if not waiting:
                break
            letter_id = waiting.pop(0)
            try:
                _, work = self._attempt_round(DeliverLetter(letter_id), system)
            except Exception as error:  # noqa: BLE001 - whatever it is, the worker tries again
                log.warning("follow_up_left_to_worker", letter=str(letter_id), error=type(error).__name__)
                continue
            waiting += work.follow_ups
            steps += work.next_steps
        return self._for_eyes_of(actor, steps)

    def _for_eyes_of(self, actor: Party, steps: list[NextStep]) -> list[NextStep]:
        """Those of the steps that are in referrals the actor may open, or that such a referral has called.

        Who calls is told that the other has begun and who has it; who is called does not see the caller.
        """
        if not steps or isinstance(actor, System):
            return steps
        wanted = {step.instance_id for step in steps if step.instance_id is not None}
        with self._database.read(actor.partnership_id, self._clock.now()) as tx:
            seen = {each for each in wanted if visibility.instance_or_caller(tx, actor, each)}
        return [step for step in steps if step.instance_id in seen]

    def _attempt_round(self, command: Any, system: System) -> tuple[Any, Work]:
        for _ in range(MAX_ROUNDS):
            try:
                return self._attempt(command, system, None)
            except TimersDue as due:
                self._fire_due(due.instance_id, system.partnership_id)
            except StepFailed as failure:
                raise self._keep_incident(command, system, failure) from failure
        raise Conflict("Expected the record to come to rest, but others keep changing it.")

    def _with_next_steps(self, answer: Any, work: Work, later: list[NextStep]) -> Any:
        return (
            replace(answer, next_steps=(*answer.next_steps, *later))
            if isinstance(answer, Outcome) and later
            else answer
        )

    def _keep_incident(self, command: Any, actor: Party, failure: StepFailed) -> InvalidState:
        with self._database.write(actor.partnership_id, self._clock.now()) as tx:
            work = Work(tx, actor, self._shelf, self._rules)
            is_kept = record_incident(work, type(command).__name__, encode(command), failure)
        log.error("incident", instance=str(failure.instance_id), element=failure.element_id)
        return IncidentKept(STEP_FAILED) if is_kept else InvalidState(START_FAILED)

    def _retry(self, command: RetryIncident, actor: Party) -> Any:
        """Carry out the command of an incident as the one who asked first; success resolves the incident.

        The answer is for whoever asked first: others may retry what they may not see.
        """
        with self._database.read(actor.partnership_id, self._clock.now()) as tx:
            failed, first_actor = open_incident(Work(tx, actor, self._shelf, self._rules), command.incident_id)
        answer = self.execute(failed, first_actor)
        is_own = actor.account_id is not None and actor.account_id == first_actor.account_id
        with self._database.write(actor.partnership_id, self._clock.now()) as tx:
            retried(Work(tx, actor, self._shelf, self._rules), command.incident_id)
        return answer if is_own else None
