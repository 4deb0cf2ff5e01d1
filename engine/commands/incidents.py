"""Incidents: a step that failed inside the process is undone, kept, and can be tried again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands.codec import decode, encode
from engine.commands.escalations import forget_late, report
from engine.commands.task_access import change
from engine.commands.work import Live, StepFailed, Work
from engine.domain.actors import Party, System
from engine.domain.escalation import FAULT
from engine.domain.permissions import Permission, require
from engine.errors import InvalidState, NotFound
from engine.store import bearers, history, instances, outbox, people, tasks, timers, tokens
from engine.store.history import IncidentRecord
from engine.store.instances import Held

MAX_MESSAGE = 1_000
FAULT_WORDS = (
    "A step of this referral failed and was undone. Nothing is lost. Ask the commissioner to look at the pathway; "
    "after it is corrected, the step can be taken again."
)


class IncidentKept(InvalidState):
    """A step failed inside the pathway; all of it was undone, and an incident is kept."""


@dataclass(frozen=True, slots=True)
class RetryIncident:
    """Try the command of an incident again, as the person who asked first. For managers of the partnership's data."""

    incident_id: UUID


def record_incident(work: Work, name: str, command: Mapping[str, Any], failure: StepFailed) -> bool:
    """Keep what failed and why, in a unit of work of its own, after the failed one was undone.

    False for a pathway that failed as it started: with it, all there was to try again is undone.
    """
    held = instances.lock(work.tx, failure.instance_id)
    if held is None:
        work.audit("start_failed", element=failure.element_id)
        return False
    for known in history.open_incidents(work.tx, failure.instance_id):
        if (known.element_id, known.command) == (failure.element_id, name):
            history.count_attempt(work.tx, known.id)
            return True
    keep_incident(work, held, name, command, failure.message, failure.element_id)
    tell_coordinator(work, held, f"A fault stops “{held.record.title}”", FAULT_WORDS)
    return True


def keep_incident(
    work: Work, held: Held, name: str, command: Mapping[str, Any], message: str, element_id: str | None
) -> None:
    """Keep a command that failed, sealed, with who asked for it and why it failed."""
    incident_id, instance_id = work.tx.new_id(), held.record.id
    account = str(work.actor.account_id) if work.actor.account_id else None
    token = str(work.actor.token_id) if work.actor.token_id else None
    kept = {"account_id": account, "token_id": token, "command": dict(command), "message": message[:MAX_MESSAGE]}
    sealed = held.cipher.seal_json(history.incident_place(incident_id), kept)
    record = IncidentRecord(incident_id, instance_id, "open", name, sealed, element_id, 1, work.now, None)
    history.incidents.add(work.tx, record)
    work.audit("incident", "instance", instance_id, held.record.case_id, element=element_id)


def open_incident(work: Work, incident_id: UUID) -> tuple[Any, Party]:
    """The command that failed, and who asked for it. For those who may retry incidents, while it is open."""
    require(work.actor, Permission.RETRY_INCIDENT)
    record = history.get_incident(work.tx, incident_id)
    held = instances.look_at(work.tx, record.instance_id) if record else None
    if record is None or held is None:
        raise NotFound("There is no such incident.")
    if record.state != "open":
        raise InvalidState("Expected the incident to be open, but it has been resolved.")
    kept = held.cipher.open_json(history.incident_place(record.id), record.command_sealed)
    asked = _asked_first(work, kept)
    if asked is None:
        raise InvalidState("Expected the person who asked first to be able to sign in, but the account is closed.")
    return decode(_kinds()[record.command], kept["command"]), asked


def _asked_first(work: Work, kept: Mapping[str, Any]) -> Party | None:
    """Who asked for what failed, as she stands now, by the same token when it was by one; None when she has gone."""
    if kept["account_id"] is None:
        return System(work.tx.partnership_id)
    token = tokens.get(work.tx, UUID(kept["token_id"])) if kept.get("token_id") else None
    return bearers.actor_of(work.tx, token) if token else people.actor(work.tx, UUID(kept["account_id"]))


def retried(work: Work, incident_id: UUID) -> None:
    """The command of an incident has been carried out after all. That it was tried again goes on the record."""
    record = history.get_incident(work.tx, incident_id)
    if record is None:
        return
    work.audit("incident_retried", "instance", record.instance_id)
    if record.state == "open":
        live = work.lock(record.instance_id, timers_first=False)
        others = history.open_incidents(work.tx, record.instance_id)
        _resolve(live, [record], [other for other in others if other.id != record.id])


def close_mended(work: Work, command: Any) -> None:
    """Close the incidents that are over now that `command` has been carried out, whoever asked and however.

    What failed has been done, with other answers perhaps, or nobody waits for it any more. The coordinator's task
    about faults goes with the last of them.
    """
    for live in work.troubled:
        known = history.open_incidents(work.tx, live.record.id)
        over = [incident for incident in known if _is_over(live, incident, command)]
        if over:
            _resolve(live, over, [incident for incident in known if incident not in over])


def _resolve(live: Live, over: Sequence[IncidentRecord], left: Sequence[IncidentRecord]) -> None:
    for incident in over:
        history.resolve_incident(live.work.tx, incident.id)
        live.work.audit("incident_resolved", "instance", live.record.id, live.record.case_id)
    if left:
        return
    for told in tasks.open_of_instance(live.work.tx, live.record.id):
        if told.kind == FAULT:
            change(live.work, told, state="cancelled", completed_at=live.work.now)
            forget_late(live, told)


def _is_over(live: Live, incident: IncidentRecord, command: Any) -> bool:
    if live.record.ended_at is not None:
        return True
    tx, kept = live.work.tx, live.cipher.open_json(history.incident_place(incident.id), incident.command_sealed)
    failed = kept["command"]
    if "task_id" in failed:
        task = tasks.get(tx, UUID(failed["task_id"]))
        return task is None or task.completed_at is not None
    if "timer_id" in failed:
        return _has_fired(live.work, UUID(failed["timer_id"]))
    if "letter_id" in failed:
        return not outbox.is_waiting(tx, UUID(failed["letter_id"]))
    return incident.command == type(command).__name__ and _asks(failed) == _asks(encode(command))


def _asks(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a command asks for, whatever was written with it."""
    return {name: value for name, value in content.items() if name != "values"}


def _has_fired(work: Work, timer_id: UUID) -> bool:
    """Whether a clock has fired since it failed: it is gone, or a cycle's that is due another time."""
    timer = timers.get(work.tx, timer_id)
    if timer is None:
        return True
    return timer.attempts == 0 and timer.next_try_at is not None and timer.next_try_at > work.now


def _kinds() -> Mapping[str, type[Any]]:
    from engine.commands.registry import COMMANDS  # the registry names every command, these among them

    return COMMANDS


def tell_coordinator(work: Work, held: Held, title: str, instructions: str) -> None:
    """The coordinator hears of a fault at once, without content."""
    report(Live(work, held.record, held.cipher, held), title, instructions)
