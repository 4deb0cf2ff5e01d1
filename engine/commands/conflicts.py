"""Two agencies gave different answers to the same question: a visible task, never a silent overwrite."""

from __future__ import annotations

from dataclasses import replace

from engine.bpmn.occurrences import MergeConflict
from engine.commands import letters
from engine.commands.clocks import due
from engine.commands.projection import new_task, tell_next, watch
from engine.commands.work import Live
from engine.domain.deadlines import ANSWER_WITHIN
from engine.store import tasks, timers
from engine.store.lanes import LaneRecord


def report_conflict(live: Live, conflict: MergeConflict) -> None:
    """Ask the team that started the referral which answer holds. The later answer counts until then."""
    record = live.record
    holder = LaneRecord(record.id, "", record.starter_agency_id, record.starter_team_id, False)
    names = [
        live.pathway.definition.elements[name].name
        for name in conflict.values
        if name in live.pathway.definition.elements
    ]
    steps = " and ".join(f"“{name}”" for name in names if name) or "Two steps"
    instructions = (
        f"{steps} gave different answers for “{conflict.path.replace('_', ' ').replace('.', ', ')}”. The later answer "
        "counts meanwhile. Find out with both agencies which one holds, and write down what you agreed."
    )
    clock = due(live, ANSWER_WITHIN, {}, holder.agency_id)
    task = new_task(live, holder, "Two agencies answered differently", instructions, clock, "engine")
    task = replace(task, kind="conflict", element_id=conflict.element_id, asked_by_id=None)
    tasks.tasks.add(live.work.tx, task)
    timers.timers.add(live.work.tx, watch(live, task))
    letters.announce(live.work, [task.id])
    tell_next(live, [task])
