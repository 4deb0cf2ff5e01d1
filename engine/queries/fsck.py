"""Does what the tables say agree with what they were made from? Compares every projection with the sealed state.

The story of an instance is told again from its events; the state kept, the tasks, timers, waits, lanes and history are
compared with it column by column, and with the audit trail where only that knows. For administrators and the command
line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from engine.bpmn.pathway import Pathway
from engine.queries.fsck_audit import Deeds, audit_problems
from engine.queries.fsck_clocks import timer_problems, wait_problems
from engine.queries.fsck_definitions import definition_problems
from engine.queries.fsck_engine_tasks import engine_task_problems
from engine.queries.fsck_instances import instance_problems, lane_problems, step_problems, subject_problems
from engine.queries.fsck_parts import Projected
from engine.queries.fsck_pauses import pause_problems
from engine.queries.fsck_people import person_problems
from engine.queries.fsck_story import Story, story
from engine.queries.fsck_tasks import task_problems
from engine.shelf import Shelf
from engine.store import audit, instances
from engine.store.instances import Held
from engine.store.keys import SealBroken
from engine.store.unit_of_work import Transaction

CHECKS = (
    instance_problems,
    step_problems,
    lane_problems,
    pause_problems,
    task_problems,
    engine_task_problems,
    timer_problems,
    wait_problems,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One disagreement: in which table, row and column, and what was expected instead."""

    table: str
    row: str
    column: str
    message: str


def fsck(tx: Transaction, shelf: Shelf, only: Collection[UUID] | None = None) -> list[Problem]:
    """Every disagreement between projections and state, events and audit chain; none when all is well.

    With `only`, of the instances just these are looked at.
    """
    deeds = Deeds(audit.everything(tx))
    found = [Problem(*parts) for parts in definition_problems(tx)]
    found += [Problem(*parts) for parts in person_problems(tx)]
    wanted = [record.id for record in instances.everything(tx)] if only is None else only
    for instance_id in wanted:
        found += _of_instance(tx, shelf, deeds, instance_id)
    return [*found, *(Problem(*parts) for parts in audit_problems(tx))]


def _of_instance(tx: Transaction, shelf: Shelf, deeds: Deeds, instance_id: UUID) -> Iterator[Problem]:
    row = str(instance_id)
    try:
        held = instances.look_at(tx, instance_id)
        if held is None:
            yield Problem("process_instance", row, "subject_id", "Expected a subject with a key; there is none.")
            return
        yield from (Problem(*parts) for parts in subject_problems(tx, held.record))
        state = instances.open_state(held)
    except SealBroken as broken:
        yield Problem("process_instance", row, "state_sealed", broken.message)
        return
    pathway = shelf.get(tx, held.record.version_id)
    told = _told(tx, held, pathway)
    if isinstance(told, Problem):
        yield told
        return
    if told.moved.state() != state:
        yield Problem("process_instance", row, "state_sealed", "Replaying the events gives another state.")
    projected = Projected(tx, held, pathway, told, deeds)
    for check in CHECKS:
        yield from (Problem(*parts) for parts in check(projected))


def _told(tx: Transaction, held: Held, pathway: Pathway) -> Story | Problem:
    try:
        return story(tx, held, pathway)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the events is the finding
        message = f"The events cannot be replayed: {type(error).__name__}."
        return Problem("event", str(held.record.id), "payload_sealed", message)
