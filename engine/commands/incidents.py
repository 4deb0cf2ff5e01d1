"""Incidents: a step that failed inside the process is undone, kept, and can be tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands.codec import decode
from engine.commands.escalations import FAULT, report
from engine.commands.work import Live, StepFailed, Work
from engine.domain.actors import Party, System
from engine.domain.permissions import Permission, require
from engine.errors import InvalidState, NotFound
from engine.store import history, instances, people, tasks
from engine.store.history import IncidentRecord
from engine.store.instances import Held

MAX_MESSAGE = 1_000


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
    incident_id = work.tx.new_id()
    account = str(work.actor.account_id) if work.actor.account_id else None
    kept = {"account_id": account, "command": dict(command), "message": failure.message[:MAX_MESSAGE]}
    sealed = held.cipher.seal_json(history.incident_place(incident_id), kept)
    record = IncidentRecord(
        incident_id,
        failure.instance_id,
        "open",
        name,
        sealed,
        failure.element_id,
        1,
        work.now,
        None,
    )
    history.incidents.add(work.tx, record)
    _tell_coordinator(work, held)
    work.audit("incident", "instance", failure.instance_id, held.record.case_id, element=failure.element_id)
    return True


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
    asked = people.actor(work.tx, UUID(kept["account_id"])) if kept["account_id"] else System(work.tx.partnership_id)
    if asked is None:
        raise InvalidState("Expected the person who asked first to be able to sign in, but the account is closed.")
    return decode(_kinds()[record.command], kept["command"]), asked


def resolve(work: Work, incident_id: UUID) -> None:
    """The command has been carried out after all: the incident and the coordinator's task about it are closed."""
    record = history.get_incident(work.tx, incident_id)
    if record is not None:
        history.resolve_incident(work.tx, incident_id)
        tasks.close_kind(work.tx, record.instance_id, FAULT)
        work.audit("incident_resolved", "instance", record.instance_id)


def _kinds() -> Mapping[str, type[Any]]:
    from engine.commands.registry import COMMANDS  # the registry names every command, these among them

    return COMMANDS


def _tell_coordinator(work: Work, held: Held) -> None:
    """A fault stops a referral: the coordinator hears of it at once, without content."""
    live = Live(work, held.record, held.cipher, held)
    title = f"A fault stops “{held.record.title}”"
    instructions = (
        "A step of this referral failed and was undone. Nothing is lost. Ask the commissioner to look at the pathway; "
        "after it is corrected, the step can be taken again."
    )
    report(live, title, instructions)
