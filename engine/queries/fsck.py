"""Does what the tables say agree with what they were made from? Compares every projection with the sealed state.

The state of an instance is rebuilt from its events, compared with the state kept, and what that state waits for is
compared with the open tasks, timers and waits, column by column. For administrators and the command line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from engine.bpmn.runtime import Execution
from engine.queries.fsck_audit import audit_problems
from engine.queries.fsck_rows import Projected, instance_problems, task_problems, timer_problems, wait_problems
from engine.queries.replay import replayed
from engine.shelf import Shelf
from engine.store import instances
from engine.store.instances import Held
from engine.store.keys import SealBroken
from engine.store.unit_of_work import Transaction

if TYPE_CHECKING:
    from engine.bpmn.pathway import Pathway


@dataclass(frozen=True, slots=True)
class Problem:
    """One disagreement: in which table, row and column, and what was expected instead."""

    table: str
    row: str
    column: str
    message: str


def fsck(tx: Transaction, shelf: Shelf) -> list[Problem]:
    """Every disagreement between projections and state, events and audit chain; none when all is well."""
    found = [problem for record in instances.everything(tx) for problem in _of_instance(tx, shelf, record.id)]
    return [*found, *(Problem(*parts) for parts in audit_problems(tx))]


def _of_instance(tx: Transaction, shelf: Shelf, instance_id: UUID) -> Iterator[Problem]:
    held = instances.look_at(tx, instance_id)
    if held is None:
        yield Problem(
            "process_instance", str(instance_id), "subject_id", "Expected a subject with a key; there is none."
        )
        return
    try:
        pathway = shelf.get(tx, held.record.version_id)
        state = instances.open_state(held)
        execution = Execution.resume(pathway.definition, state, pathway)
    except SealBroken as broken:
        yield Problem("process_instance", str(instance_id), "state_sealed", broken.message)
        return
    yield from _replay(tx, held, pathway, state)
    projected = Projected(tx, held, pathway, execution)
    for check in (instance_problems, task_problems, timer_problems, wait_problems):
        yield from (Problem(*parts) for parts in check(projected))


def _replay(tx: Transaction, held: Held, pathway: Pathway, state: bytes) -> Iterator[Problem]:
    """The state must be what the events make of it."""
    row = str(held.record.id)
    if held.record.state == "cancelled":
        return
    try:
        rebuilt = replayed(tx, held, pathway).state()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the events is the finding
        yield Problem("event", row, "payload_sealed", f"The events cannot be replayed: {type(error).__name__}.")
        return
    if rebuilt != state:
        yield Problem("process_instance", row, "state_sealed", "Replaying the events gives another state.")
