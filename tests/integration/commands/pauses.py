"""Pausing in tests: the shortest words for it, and what is stored."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from engine.commands import (
    Outcome,
    ResumeProcess,
    SuspendProcess,
)
from engine.store import instances, suspensions, timers
from engine.store.instances import InstanceRecord
from engine.store.suspensions import SuspensionRecord
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord
from engine.testing import House, Person

UNTIL = date(2026, 12, 7)
"""Two weeks after the harness's Monday."""
LAST_MOMENT = timedelta(days=13, hours=23)
"""From the harness's 10:00 until 09:00 of that day."""


def pause(manager: Person, outcome: Outcome, until: date = UNTIL, reason: str = "She is in hospital") -> None:
    manager.do(SuspendProcess(outcome.instance_id, reason, until))


def resume(manager: Person, outcome: Outcome) -> None:
    manager.do(ResumeProcess(outcome.instance_id))


def clocks(house: House, instance_id: UUID) -> list[TimerRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return [clock for clock in timers.of_instance(tx, instance_id) if clock.kind != "resume"]


def pauses(house: House, instance_id: UUID) -> list[SuspensionRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return suspensions.of_instance(tx, instance_id)


def record(house: House, instance_id: UUID) -> InstanceRecord:
    with house.engine.database.read(1, house.clock.now()) as tx:
        held = instances.look_at(tx, instance_id)
    assert held is not None
    return held.record


def the_task(house: House, title: str) -> TaskRecord:
    (task,) = [task for task in house.open_tasks() if task.title == title]
    return task


def well(house: House) -> bool:
    assert house.engine.fsck() == []
    return True
