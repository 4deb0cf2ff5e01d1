"""What referrals wait for in which nobody has anything to do, and why they are stuck.

The same rules as `engine.store.standing`, which finds them, in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.domain.stalling import (
    OWN_STEPS,
    Standstill,
    Unanswered,
    late_worker,
    limit_of,
    nothing_awaited,
)
from engine.domain.wording import moment_words
from engine.domain.working_days import Calendar
from engine.queries.view import View
from engine.store import absences, agency_work, waiting
from engine.store.agency_work import WorkRow
from engine.store.standing import RUNNING, WORKER_IS_LATE, Measure
from engine.store.tasks import TaskRecord
from engine.store.waiting import Waiting

NO_STEP = "Waits for something else"
"""What stands in place of a step in a referral of which it is not known what it waits for."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What a referral waits for instead of people: `step` in words, who holds that, and why it is stuck, if it is."""

    step: str
    holder: str = ""
    person: str = ""
    reasons: tuple[str, ...] = ()


class Waits:
    """What referrals of a list wait for, and, if `is_deep`, their open tasks, and how what they have called stands.

    Two questions to the database, else one; none about nothing.
    """

    def __init__(self, view: View, measure: Measure, instance_ids: Sequence[UUID], is_deep: bool = True) -> None:
        self._view, self._measure = view, measure
        self._rows: dict[UUID, list[Waiting]] = defaultdict(list)
        self._called: dict[UUID, list[UUID]] = defaultdict(list)
        for row in waiting.of_referrals(view.tx, instance_ids):
            if is_deep and row.parent_id is not None and row.id not in self._rows:
                self._called[row.parent_id].append(row.id)
            self._rows[row.id].append(row)
        self._steps: dict[UUID, list[WorkRow]] = defaultdict(list)
        everything = list({*instance_ids, *self._rows}) if is_deep else []
        for step in agency_work.of_instances(view.tx, everything, absences.today_of(view.tx)):
            self._steps[step.task.instance_id].append(step)

    def steps(self, instance_id: UUID) -> list[WorkRow]:
        """The open tasks of the referral itself, nearest deadline first."""
        return self._steps[instance_id]

    def of(self, instance_id: UUID) -> Wait:
        """What a referral waits for in which nobody has anything to do."""
        rows = self._rows.get(instance_id, [])
        if rows and rows[0].state == RUNNING and not _asks_somebody(self._steps[instance_id]):
            stuck = list(self._stuck(instance_id))
            if stuck:
                first = stuck[0]
                return Wait(first.step, first.holder, first.person, tuple(each.reasons[0] for each in stuck))
        return self._moving(instance_id, rows)

    def _moving(self, instance_id: UUID, rows: Sequence[Waiting]) -> Wait:
        for called in self._called[instance_id]:
            return Wait(f"Waits for: {self._rows[called][0].title}")
        for row in rows:
            if row.awaited:
                return Wait(self._name(row, row.awaited), row.agency)
        for row in rows:
            if row.clock and row.clock_at and not self._is_attached(row):
                return Wait(f"{self._name(row, row.clock)} ({moment_words(Calendar().local(row.clock_at), year=True)})")
        return Wait(NO_STEP)

    def _stuck(self, instance_id: UUID) -> Iterator[Wait]:
        """Each cause for which it stands still; nothing while somebody is asked for something in it."""
        if _asks_somebody(self._steps[instance_id]):
            return
        rows, called = self._rows[instance_id], self._called[instance_id]
        for row in {row.awaited: row for row in reversed(rows) if row.awaited}.values():
            yield from self._unanswered(row, row.awaited or "")
        for row in {row.clock: row for row in reversed(rows) if row.clock}.values():
            yield from self._passed(row, row.clock or "")
        for child in called:
            yield from self._in_called(child, rows[0])
        if not called and not any(row.awaited or row.clock for row in rows):
            limit = limit_of(self._measure.limits, rows[0].pathway, None)
            why = nothing_awaited(rows[0].last_progress_at, limit, self._view.now, Calendar())
            yield from [Wait(NO_STEP, reasons=(why,))] if why else []

    def _unanswered(self, row: Waiting, element: str) -> Iterator[Wait]:
        limit = limit_of(self._measure.limits, row.pathway, element)
        still = Unanswered(row.agency, self._name(row, element), row.last_progress_at, limit)
        why = still.reason(self._view.now, self._measure.calendar(row.agency_id))
        if why:
            yield Wait(self._name(row, element), row.agency, reasons=(why,))

    def _passed(self, row: Waiting, element: str) -> Iterator[Wait]:
        if row.clock_at is None or not row.clock_runs or row.clock_at >= self._view.now - WORKER_IS_LATE:
            return
        why = late_worker(self._name(row, element), row.clock_at, self._view.now, Calendar())
        yield Wait(self._name(row, element), reasons=(why,))

    def _in_called(self, child: UUID, caller: Waiting) -> Iterator[Wait]:
        """Why it waits in vain for what it has called: the causes there."""
        about = self._rows[child][0]
        if about.state != RUNNING:
            return
        step = self._name(caller, about.parent_element) if about.parent_element else f"Waits for: {about.title}"
        for row in self._steps[child]:
            if why := reason(self._view, self._measure, row):
                yield Wait(step, row.holder, row.person or "", (f"It waits for “{about.title}”: {why}",))
        for deeper in self._stuck(child):
            yield Wait(step, deeper.holder, deeper.person, (f"It waits for “{about.title}”: {deeper.reasons[0]}",))

    def _name(self, row: Waiting, element_id: str) -> str:
        element = self._view.shelf.get(self._view.tx, row.version_id).definition.elements.get(element_id)
        return (element.name if element else "") or element_id

    def _is_attached(self, row: Waiting) -> bool:
        element = self._view.shelf.get(self._view.tx, row.version_id).definition.elements.get(row.clock or "")
        return element is not None and bool(element.attached_to)


def _asks_somebody(steps: Sequence[WorkRow]) -> bool:
    return any(_is_step(row.task) for row in steps)


def _is_step(task: TaskRecord) -> bool:
    """Whether it moves the referral on, and not only asks about what does."""
    return task.origin != "engine" or task.kind in OWN_STEPS


def reason(view: View, measure: Measure, row: WorkRow) -> str:
    """Why a step is stuck; empty when it is not, is paused, or only asks about another step."""
    task = row.task
    if task.paused or not _is_step(task):
        return ""
    limit = limit_of(measure.limits, task.pathway, task.element_id)
    still = Standstill(row.agency, task.title, row.person or "", task.created_at, task.due_at, limit)
    return still.reason(view.now, measure.calendar(task.agency_id))
