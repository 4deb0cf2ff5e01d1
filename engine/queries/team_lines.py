"""Tasks and referrals as lines of a list for managers: who holds what, since when, until when, and why it is stuck.

Of a referral whose content the actor may not see, a line says the step, who holds it, and times; nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.deadlines import describe_due
from engine.domain.pausing import SUSPENDED
from engine.domain.stalling import days_between
from engine.domain.working_days import Calendar
from engine.queries.facts import facts
from engine.queries.knowledge import Knowledge
from engine.queries.view import View
from engine.queries.waiting import Wait, Waits, reason
from engine.store.agency_work import WorkRow
from engine.store.lists import ListRow
from engine.store.shared_referrals import ReferralRow
from engine.store.standing import Measure


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One task, or one referral with the step it waits for; no `task_id`: nobody has anything to do in it now. Days are
    whole days on the wall calendar.

    `opens` says what the actor may open: task, referral or nothing. `age_days` is how long the task has been asked
    for, or the referral has run; `still_days` how long nothing has happened. `reasons` say why it is stuck; none, when
    it is not. `label` is what she is called, or the reference when the actor may not know that.
    """

    task_id: UUID | None
    version: int
    instance_id: UUID
    opens: str
    step: str
    pathway: str
    reference: str
    label: str
    holder: str
    person: str
    age_days: int
    still_days: int
    due_at: datetime | None
    due_words: str
    is_overdue: bool
    is_paused: bool
    priority: int
    may_reassign: bool
    may_take_over: bool
    may_nudge: bool
    is_nudged: bool
    reasons: tuple[str, ...]


def of_both(view: View, measure: Measure, rows: Sequence[ListRow]) -> tuple[TeamLine, ...]:
    """Tasks of the actor's own agency, and referrals that wait at one of its steps without one, in the order given."""
    knowledge = Knowledge(view, [row.task.case_id if isinstance(row, WorkRow) else row.case_id for row in rows])
    waits = Waits(view, measure, [row.id for row in rows if isinstance(row, ReferralRow)], is_deep=False)
    return tuple(
        _task(view, measure, knowledge, row)
        if isinstance(row, WorkRow)
        else _referral(view, measure, knowledge, row, waits, is_stuck_first=True)
        for row in rows
    )


def of_referrals(
    view: View, measure: Measure, rows: Sequence[ListRow], is_stuck_first: bool = False
) -> tuple[TeamLine, ...]:
    """Referrals of which the actor sees the status, in the order given; each with the step that is due first, or
    `is_stuck_first` the first that is stuck.
    """
    referrals = [row for row in rows if isinstance(row, ReferralRow)]
    if not referrals:
        return ()
    knowledge = Knowledge(view, [row.case_id for row in referrals])
    waits = Waits(view, measure, [row.id for row in referrals])
    return tuple(_referral(view, measure, knowledge, row, waits, is_stuck_first) for row in referrals)


def _task(view: View, measure: Measure, knowledge: Knowledge, row: WorkRow) -> TeamLine:
    task, actor = row.task, view.actor
    calendar = measure.calendar(task.agency_id)
    may_give = facts(task, row.team_agency_id).is_managed_by(actor)
    why = reason(view, measure, row)
    age = days_between(task.created_at, view.now, calendar)
    return TeamLine(
        task_id=task.id,
        version=task.version,
        instance_id=task.instance_id,
        opens="task",
        step=task.title,
        pathway=row.title,
        reference=task.business_key,
        label=knowledge.label(task.case_id, task.business_key, task.instance_id),
        holder=row.holder,
        person=row.person or "",
        age_days=age,
        still_days=age,
        due_at=task.due_at,
        due_words=describe_due(task.due_at, view.now, calendar) if task.due_at else "",
        is_overdue=_is_late(view, row),
        is_paused=task.paused,
        priority=task.priority,
        may_reassign=may_give,
        may_take_over=may_give and task.assignee_id != actor.account_id,
        may_nudge=_may_nudge(view, row),
        is_nudged=row.is_nudged,
        reasons=(why,) if why else (),
    )


def _referral(
    view: View, measure: Measure, knowledge: Knowledge, referral: ReferralRow, waits: Waits, is_stuck_first: bool
) -> TeamLine:
    steps = waits.steps(referral.id)
    stuck = [(row, why) for row in steps if (why := reason(view, measure, row))]
    own = [row for row in steps if row.task.origin != "engine"] or list(steps)
    wait = waits.of(referral.id) if not stuck else Wait("")
    is_waiting = bool(wait.reasons) or not own
    first = None if is_waiting else stuck[0][0] if stuck and is_stuck_first else own[0]
    calendar = measure.calendar(first.task.agency_id) if first else Calendar()
    due_at = first.task.due_at if first else None
    return TeamLine(
        task_id=first.task.id if first else None,
        version=first.task.version if first else 0,
        instance_id=referral.id,
        opens="referral" if referral.may_open else "",
        step=first.task.title if first else wait.step,
        pathway=referral.title,
        reference=referral.business_key,
        label=knowledge.label(referral.case_id, referral.business_key, referral.id),
        holder=first.holder if first else wait.holder,
        person=(first.person or "") if first else wait.person,
        age_days=days_between(referral.started_at, view.now, calendar),
        still_days=days_between(referral.last_progress_at, view.now, calendar),
        due_at=due_at,
        due_words=describe_due(due_at, view.now, calendar) if due_at else "",
        is_overdue=first is not None and _is_late(view, first),
        is_paused=referral.state == SUSPENDED,
        priority=first.task.priority if first else 0,
        may_reassign=False,
        may_take_over=False,
        may_nudge=first is not None and _may_nudge(view, first),
        is_nudged=first is not None and first.is_nudged,
        reasons=(*(why for _, why in stuck), *wait.reasons),
    )


def _is_late(view: View, row: WorkRow) -> bool:
    return row.task.due_at is not None and row.task.due_at < view.now and not row.task.paused


def _may_nudge(view: View, row: WorkRow) -> bool:
    return not row.is_nudged and not row.task.paused and row.task.assignee_id != view.actor.account_id
