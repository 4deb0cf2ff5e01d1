"""Which running clocks would move, had they started under the values of their parameter that is in force now.

Commands and queries share it, so that what is previewed is what is done. A clock that has passed its moment is not
running any more, and a cycle that has fired keeps its rhythm: neither moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.bpmn.pathway import Pathway
from engine.domain.parameters import DeadlineClass, Parameter, resolve
from engine.domain.redating import Redated, fingerprint, redated
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError
from engine.shelf import Shelf
from engine.store import agencies, definitions, instances, lanes, tasks, timers
from engine.store.instances import InstanceRecord
from engine.store.suspensions import pauses_of
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord
from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Move:
    """One clock of one referral, and where it goes. `task` is what the engine watches with it."""

    instance: InstanceRecord
    clock: TimerRecord
    step: str
    to: Redated
    task: TaskRecord | None


def parameter(tx: Transaction, name: str) -> Parameter:
    """The value of a parameter in force today. Refuses a name nobody declared."""
    rows = [
        Parameter(row.name, row.value, DeadlineClass(row.parameter_class), row.source, row.valid_from)
        for row in definitions.parameter_rows(tx, name)
    ]
    if not rows:
        raise DefinitionError(f"Expected a parameter “{name}”, but none has been entered.", remedy="Enter its value.")
    return resolve(rows, name, Calendar().local(tx.now).date())


def moves(tx: Transaction, shelf: Shelf, name: str) -> list[Move]:
    """Every clock of the partnership that would move, by referral and moment."""
    return [move for found in timers.of_parameter(tx, name).items() for move in moves_of(tx, shelf, *found, name)]


def moves_of(
    tx: Transaction, shelf: Shelf, instance_id: UUID, clocks: Sequence[TimerRecord], name: str
) -> Iterator[Move]:
    """Those of these clocks of one instance that would move."""
    held = instances.look_at(tx, instance_id)
    if held is None:
        return
    value, pathway = parameter(tx, name), shelf.get(tx, held.record.version_id)
    for clock in clocks:
        task = tasks.get(tx, clock.task_id) if clock.task_id else None
        calendar = Calendar(closed_days=agencies.closed_days(tx, _agency(tx, pathway, held.record, clock, task)))
        pauses = pauses_of(tx, instance_id, clock.started_at) if DeadlineClass(clock.deadline_class).may_pause else []
        to = redated(clock.started_at, clock.kind == "cycle", value, calendar, pauses, tx.now)
        if to.at != clock.due_at:
            yield Move(held.record, clock, _step(pathway, clock, task), to, task)


def print_of(found: Sequence[Move]) -> str:
    """Stands for exactly these moves."""
    return fingerprint((str(move.clock.id), move.clock.due_at, move.to.at, move.to.is_past) for move in found)


def _agency(
    tx: Transaction, pathway: Pathway, instance: InstanceRecord, clock: TimerRecord, task: TaskRecord | None
) -> UUID:
    """The agency whose closure days count: as when the clock started, of whoever holds the lane now."""
    if task is not None:
        return task.agency_id
    element = pathway.definition.elements.get(clock.element_id or "")
    bound = lanes.bindings(tx, instance.id).get(element.lane) if element is not None and element.lane else None
    return bound.agency_id if bound else instance.starter_agency_id


def _step(pathway: Pathway, clock: TimerRecord, task: TaskRecord | None) -> str:
    """The step that the clock runs on, in the words of the diagram."""
    if task is not None:
        return task.title
    elements = pathway.definition.elements
    drawn = elements.get(clock.element_id or "")
    step = elements.get(drawn.attached_to) if drawn is not None and drawn.attached_to else drawn
    return (step.name or step.id) if step is not None else ""
