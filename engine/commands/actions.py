"""Actions as tasks of the engine: no token in the diagram, so nothing waits for them, and each has a deadline that is
watched like every other."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from engine.commands import letters
from engine.commands.clocks import due
from engine.commands.escalations import forget_late
from engine.commands.projection import new_task, tell_next, watch
from engine.commands.task_access import change
from engine.commands.work import Live, StepRefused
from engine.domain.plans import ACTION, ACTION_FORM, FROM_PLAN, INSTRUCTIONS, TITLES, ActionWords
from engine.domain.working_days import Calendar
from engine.store import plans, tasks, timers
from engine.store.lanes import LaneRecord
from engine.store.plans import ActionRecord, Party
from engine.store.tasks import TaskRecord


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done, by whom, and by which day (London, until the cut-off of the working day)."""

    words: ActionWords
    party: Party
    due_on: date
    source: str


def check_day(live: Live, due_on: date, field: str) -> None:
    """Refuses a day that has passed, beside the field on which it was written."""
    if due_on < Calendar().local(live.work.now).date():
        message = "Expected a day on which it can still be done, but it has passed."
        raise StepRefused(message, {field: "The day must be today or later"})


def open_action(live: Live, action: Action) -> TaskRecord:
    """Ask the team for it: an open task with its deadline, and what was agreed sealed beside it."""
    tx, party = live.work.tx, action.party
    holder = LaneRecord(live.record.id, "", party.agency_id, party.team_id, False)
    deadline = due(live, action.due_on.isoformat(), {}, party.agency_id)
    task = new_task(live, holder, TITLES[action.source], INSTRUCTIONS[action.source], deadline, "engine")
    task = replace(task, kind=ACTION, form=ACTION_FORM.key)
    tasks.tasks.add(tx, task)
    timers.timers.add(tx, replace(watch(live, task), parameter=None))
    sealed = live.cipher.seal_json(plans.words_place(task.id), asdict(action.words))
    record = live.record
    plans.actions.add(tx, ActionRecord(task.id, record.id, record.case_id, action.source, sealed))
    live.work.audit("action_asked", "task", task.id, record.case_id, team=str(party.team_id), source=action.source)
    letters.announce(live.work, [task.id])
    tell_next(live, [task])
    return task


def leave(live: Live) -> int:
    """Close what is still open of this referral's plan, for another of the case to take up. Returns how many it was."""
    known = {record.id for record in plans.of_instance(live.work.tx, live.record.id) if record.source == FROM_PLAN}
    waiting = [task for task in tasks.open_of_instance(live.work.tx, live.record.id) if task.id in known]
    for task in waiting:
        change(live.work, task, state="cancelled", completed_at=live.work.now)
        forget_late(live, task)
    return len(waiting)


def take_up(live: Live) -> int:
    """Ask again for what an earlier referral of the case left, or had open when it ended. Returns how many it was."""
    tx, case_id = live.work.tx, live.record.case_id
    waiting = plans.left_behind(tx, case_id) if case_id is not None else []
    for record in waiting:
        plans.carry(tx, record.id, _again(live, record))
    return len(waiting)


def _still_there(live: Live, owner: Party) -> Party:
    """The owner, if it still takes part in the case; else the team that started this: what was agreed stays inside."""
    assert live.record.case_id is not None
    here = {(party.agency_id, party.team_id) for party in plans.parties(live.work.tx, live.record.case_id)}
    if (owner.agency_id, owner.team_id) in here:
        return owner
    return Party(live.record.starter_agency_id, live.record.starter_team_id, is_agency=False)


def _again(live: Live, record: ActionRecord) -> UUID:
    task = tasks.get(live.work.tx, record.id)
    assert task is not None
    words = ActionWords(**live.cipher.open_json(plans.words_place(record.id), record.words_sealed))
    party = _still_there(live, Party(task.agency_id, task.team_id, is_agency=False))
    due_on = Calendar().local(task.due_at or live.work.now).date()
    return open_action(live, Action(words, party, due_on, record.source)).id
