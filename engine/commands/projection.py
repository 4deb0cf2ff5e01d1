"""Waits of an execution → rows: user tasks with their deadlines, and timers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from engine.bpmn.parser import Element
from engine.bpmn.timer_functions import evaluate
from engine.bpmn.waits import TimerWait, UserTaskWait
from engine.commands import letters
from engine.commands.clocks import due
from engine.commands.lanes import holder_of, look_up
from engine.commands.standing_still import begin_still
from engine.commands.work import Live, NextStep
from engine.domain.deadlines import ANSWER_TIME, DEFAULT_DEADLINE, Due, describe_due
from engine.domain.parameters import DeadlineClass
from engine.domain.pausing import SUSPENDED
from engine.domain.tasks import DEFAULT_PRIORITY, HIGHEST_PRIORITY
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError
from engine.store import agencies, tasks, timers
from engine.store.lanes import LaneRecord
from engine.store.tasks import NO_DEADLINE, TaskRecord
from engine.store.timers import TimerRecord

MAX_TITLE = 200


def open_waits(live: Live, waits: Sequence[UserTaskWait], clocks: Sequence[TimerWait]) -> None:
    """Give people their tasks and start the clocks of the diagram.

    A task that a timer of the diagram is attached to is due when that timer is; a deadline that no such timer watches
    is watched by the engine.
    """
    live.stepping(partial(look_up, live, [(wait.lane, wait.token) for wait in waits]))
    with_timer = {clock.host_token for clock in clocks}
    made = [live.stepping(partial(_task, live, wait, wait.token in with_timer)) for wait in waits]
    records, parameters = [record for record, _ in made], {record.id: name for record, name in made}
    started = [live.stepping(partial(_timer, live, clock)) for clock in clocks]
    records = [_due_with_timer(record, clocks, started) for record in records]
    watched = [record for record in records if record.due_at and record.token not in with_timer]
    running = [*started, *(watch(live, record, parameters[record.id]) for record in watched)]
    if live.record.state == SUSPENDED:
        records, running = begin_still(live, records, running)
    tasks.tasks.add(live.work.tx, *records)
    timers.timers.add(live.work.tx, *running)
    letters.announce(live.work, [record.id for record in records if not record.paused])
    tell_next(live, records)


def _due_with_timer(task: TaskRecord, clocks: Sequence[TimerWait], started: Sequence[TimerRecord]) -> TaskRecord:
    attached = [timer for clock, timer in zip(clocks, started, strict=True) if clock.host_token == task.token]
    if task.due_at is not None or not attached:
        return task
    first = min(attached, key=lambda timer: timer.due_at)
    return replace(
        task,
        due_at=first.due_at,
        due_order=first.due_at,
        arithmetic=first.arithmetic,
        deadline_class=first.deadline_class,
    )


def tell_next(live: Live, records: Sequence[TaskRecord]) -> None:
    """Remember what happens next, for the person who completed the step."""
    holders = agencies.holders(live.work.tx, [record.team_id for record in records])
    for record in records:
        words = holders[record.team_id].words if record.team_id in holders else ""
        due_words = describe_due(record.due_at, live.work.now, Calendar()) if record.due_at else ""
        live.work.next_steps.append(
            NextStep(record.title, words, record.due_at, due_words, record.instance_id, record.id)
        )


def _task(live: Live, wait: UserTaskWait, has_timer: bool) -> tuple[TaskRecord, str | None]:
    """The task, and the parameter from which its deadline came."""
    element = live.pathway.definition.elements[wait.element_id]
    holder = holder_of(live, wait.lane, wait.token)
    variables = live.execution.variables(wait.token)
    deadline_text = element.properties.get("deadline") or ("" if has_timer else DEFAULT_DEADLINE)
    deadline = _optional_due(live, deadline_text, variables, holder.agency_id)
    deadline = _classed(deadline, element) if deadline else None
    follow_up = _optional_due(live, element.properties.get("follow_up"), variables, holder.agency_id)
    bare = new_task(live, holder, element.name or element.id, element.documentation, deadline)
    record = replace(
        bare,
        token=wait.token,
        element_id=wait.element_id,
        kind=element.kind,
        lane=wait.lane or None,
        form=element.properties.get("form"),
        follow_up_at=follow_up.at if follow_up else None,
        priority=_priority(element, variables),
    )
    return record, deadline.parameter if deadline else None


def new_task(
    live: Live, holder: LaneRecord, title: str, instructions: str, deadline: Due | None, origin: str = "pathway"
) -> TaskRecord:
    """An open task of this instance for the holder, not yet stored."""
    record, work = live.record, live.work
    live.has_engine_tasks |= origin == "engine"
    return TaskRecord(
        id=work.tx.new_id(),
        instance_id=record.id,
        case_id=record.case_id,
        token=None,
        element_id=None,
        origin=origin,
        kind="",
        title=title[:MAX_TITLE],
        instructions=instructions,
        pathway=record.pathway,
        business_key=record.business_key,
        lane=None,
        agency_id=holder.agency_id,
        team_id=holder.team_id,
        managers_only=holder.managers_only,
        state="open",
        assignee_id=None,
        delegated_by_id=None,
        version=1,
        form=None,
        due_at=deadline.at if deadline else None,
        due_order=deadline.at if deadline else NO_DEADLINE,
        arithmetic=deadline.arithmetic if deadline else "",
        deadline_class=deadline.deadline_class.value if deadline else None,
        follow_up_at=None,
        priority=DEFAULT_PRIORITY,
        asked_by_id=work.actor.account_id,
        cause_task_id=None,
        cause_token=None,
        created_at=work.now,
        completed_at=None,
        completed_by_id=None,
    )


def _classed(deadline: Due, element: Element) -> Due:
    """The deadline with the class that the diagram gives to one that says the time itself, such as a day of law."""
    given = element.properties.get("class")
    return replace(deadline, deadline_class=DeadlineClass(given)) if given and not deadline.parameter else deadline


def _optional_due(live: Live, text: str | None, variables: Mapping[str, Any], agency_id: UUID) -> Due | None:
    return due(live, text, variables, agency_id) if text else None


def _priority(element: Element, variables: Mapping[str, Any]) -> int:
    text = element.properties.get("priority", str(DEFAULT_PRIORITY)).strip()
    value = evaluate(text.lstrip("="), variables)
    try:
        number = int(str(value))
    except ValueError as error:
        raise DefinitionError(
            f"Expected the priority of “{element.name}” to be a whole number from 0 to 100, but it is {value}.",
            element_id=element.id,
        ) from error
    return min(max(number, 0), HIGHEST_PRIORITY)


def watch(live: Live, task: TaskRecord, parameter: str | None = None) -> TimerRecord:
    """The engine's own clock on a task's deadline, which came from that parameter if it is one of the pathway."""
    return TimerRecord(
        id=live.work.tx.new_id(),
        instance_id=task.instance_id,
        token=task.token,
        task_id=task.id,
        element_id=task.element_id,
        kind="deadline",
        text="",
        interrupting=False,
        started_at=live.work.now,
        due_at=task.due_order,
        next_try_at=task.due_order,
        deadline_class=task.deadline_class or "local",
        arithmetic=task.arithmetic,
        parameter=ANSWER_TIME if task.origin == "engine" else parameter,
        fired=0,
        attempts=0,
        paused_remaining=None,
    )


def _timer(live: Live, wait: TimerWait) -> TimerRecord:
    clock = due(live, wait.text, live.execution.variables(wait.token), _agency(live, wait), wait.kind == "cycle")
    clock = _classed(clock, live.pathway.definition.elements[wait.element_id])
    return TimerRecord(
        id=live.work.tx.new_id(),
        instance_id=live.record.id,
        token=wait.token,
        task_id=None,
        element_id=wait.element_id,
        kind=wait.kind,
        text=clock.cycle or wait.text,
        interrupting=wait.interrupting,
        started_at=live.work.now,
        due_at=clock.at,
        next_try_at=clock.at,
        deadline_class=clock.deadline_class.value,
        arithmetic=clock.arithmetic,
        parameter=clock.parameter,
        fired=0,
        attempts=0,
        paused_remaining=None,
    )


def _agency(live: Live, wait: TimerWait) -> UUID:
    """The agency whose closure days count: that of the lane in which the timer, or what it is attached to, lies."""
    lane = live.pathway.definition.elements[wait.element_id].lane
    bound = live.bindings.get(lane) if lane else None
    return bound.agency_id if bound else live.record.starter_agency_id
