"""What every check of one instance is given, and how it says what it found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from engine.bpmn.pathway import Pathway
from engine.queries.fsck_audit import Deeds, detail
from engine.queries.fsck_story import Story
from engine.store import lanes, suspensions, tasks, timers
from engine.store.instances import Held
from engine.store.suspensions import SuspensionRecord
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord
from engine.store.unit_of_work import Transaction

Parts = tuple[str, str, str, str]
"""Table, row, column and message of one disagreement."""


@dataclass(frozen=True)
class Projected:
    """One instance: all that was written about it, and what its events and the audit trail say."""

    tx: Transaction
    held: Held
    pathway: Pathway
    story: Story
    deeds: Deeds

    @cached_property
    def tasks(self) -> list[TaskRecord]:
        return tasks.of_instance(self.tx, self.held.record.id)

    @cached_property
    def timers(self) -> list[TimerRecord]:
        return timers.of_instance(self.tx, self.held.record.id)

    @cached_property
    def lanes(self) -> Mapping[str, lanes.LaneRecord]:
        return lanes.bindings(self.tx, self.held.record.id)

    def lane_moves(self, lane: str) -> list[tuple[datetime, Mapping[str, Any]]]:
        """When the lane was moved from a team (`was`) to another (`to`), oldest first."""
        rows = self.deeds.on(self.held.record.id, "lane_rebound")
        return [(row.at, detail(row)) for row in rows if detail(row).get("lane") == lane]

    @cached_property
    def pauses(self) -> list[SuspensionRecord]:
        return suspensions.of_instance(self.tx, self.held.record.id)

    @property
    def current_pause(self) -> SuspensionRecord | None:
        """The pause that lasts."""
        lasting = [row for row in self.pauses if row.resumed_at is None]
        return lasting[-1] if lasting else None

    @cached_property
    def cancelled_at(self) -> Any:
        """When it was ended from outside; None when it was not."""
        return self.deeds.moment(self.held.record.id, "cancelled")

    @cached_property
    def runs(self) -> bool:
        return self.story.moved.result is None and self.cancelled_at is None


def compare(table: str, row: object, found: Any, expected: Mapping[str, Any]) -> Iterator[Parts]:
    """A finding for each column of the row that differs from what is expected."""
    for column, value in expected.items():
        actual = getattr(found, column)
        if actual != value:
            yield table, str(row), column, f"Expected {value!r}, but it is {actual!r}."
