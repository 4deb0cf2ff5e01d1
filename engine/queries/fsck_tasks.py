"""The user tasks of an instance against the waits its events tell of, and against what people did to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from engine.bpmn.waits import UserTaskWait
from engine.domain.wording import moment_words
from engine.domain.working_days import Calendar
from engine.queries.fsck_audit import detail
from engine.queries.fsck_deadlines import class_of_task, priority_of
from engine.queries.fsck_parts import Parts, Projected, compare
from engine.queries.fsck_pauses import bare, is_still
from engine.queries.fsck_story import Waited
from engine.store.tasks import NO_DEADLINE, TaskRecord

TABLE = "user_task"
MOVES = (
    "task_claimed",
    "task_released",
    "task_reassigned",
    "task_delegated",
    "task_resolved",
    "task_dates_set",
    "task_handed_over",
)
MAX_TITLE = 200
MOMENT = r"[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} (\d{4} )?\d\d:\d\d"
COUNTED = re.compile(
    rf"(\d[\w ,]* from|Same working day as) (?P<begins>{MOMENT})[^:]*(after the \d\d:\d\d cut-off[^:]*)?: "
    rf"(?P<ends>{MOMENT})(, then every [^;]*)?"
)
"""How arithmetic is worded: see `engine.domain.wording`."""


def task_problems(at: Projected) -> Iterator[Parts]:
    waited = at.story.of_kind(UserTaskWait)
    known = {task.token for task in at.tasks if task.token is not None}
    for token, seen in waited.items():
        if token not in known and not seen.is_fleeting:
            yield TABLE, str(at.held.record.id), "token", f"Expected a task for the token {token}, but there is none."
    for task in at.tasks:
        yield from compare(TABLE, task.id, task, _any_task(at, task))
        yield from _deadline(at, task)
        yield from _moves(at, task)
        had = waited.get(task.token) if task.token is not None else None
        if had is not None:
            yield from compare(TABLE, task.id, task, _task(at, task, had) | _ending(at, had))
        elif task.token is not None:
            yield TABLE, str(task.id), "token", f"Expected no task for the token {task.token}, but there is one."


def _task(at: Projected, task: TaskRecord, seen: Waited) -> dict[str, Any]:
    wait = seen.wait
    assert isinstance(wait, UserTaskWait)
    element = at.pathway.definition.elements[wait.element_id]
    expected: dict[str, Any] = {
        "element_id": wait.element_id,
        "kind": element.kind,
        "title": (element.name or element.id)[:MAX_TITLE],
        "instructions": element.documentation,
        "lane": wait.lane or None,
        "form": element.properties.get("form"),
        "asked_by_id": seen.came.account_id,
        "created_at": seen.came.happened_at,
        "cause_task_id": None,
        "cause_token": None,
        "deadline_class": class_of_task(at, seen, task),
    }
    if not at.deeds.on(task.id, "task_dates_set"):
        expected["priority"] = priority_of(element, seen.variables)
    bound = at.lanes.get(wait.lane)
    if bound is not None:
        expected |= {"agency_id": bound.agency_id, "team_id": bound.team_id, "managers_only": bound.managers_only}
        for column, what in HELD.items():
            if str(getattr(task, column)) in _held_before(at, task, wait.lane, what):
                del expected[column]
    return expected


HELD = {"team_id": "was", "agency_id": "was_agency"}
"""What the audit trail calls the team and the agency from which a lane was moved."""


def _held_before(at: Projected, task: TaskRecord, lane: str, what: str) -> set[str]:
    """Those from which the lane was moved only after the task was closed: the task stays with them."""
    if task.completed_at is None:
        return set()
    return {str(move.get(what)) for moved_at, move in at.lane_moves(lane) if moved_at >= task.completed_at}


def _ending(at: Projected, seen: Waited) -> dict[str, Any]:
    if seen.is_done and seen.gone is not None:
        who, when = seen.gone.account_id, seen.gone.happened_at
        return {"state": "completed", "completed_at": when, "completed_by_id": who}
    ended_at = seen.gone.happened_at if seen.gone is not None else at.cancelled_at
    if ended_at is not None:
        return {"state": "cancelled", "completed_at": ended_at, "completed_by_id": None}
    return {"completed_at": None, "completed_by_id": None}


def _any_task(at: Projected, task: TaskRecord) -> dict[str, Any]:
    record = at.held.record
    expected: dict[str, Any] = {
        "case_id": record.case_id,
        "pathway": record.pathway,
        "business_key": record.business_key,
        "due_order": task.due_at or NO_DEADLINE,
        "origin": "engine" if task.token is None else "pathway",
        "version": 1 + len(at.deeds.on(task.id, *MOVES)) + (task.completed_at is not None),
    }
    if task.completed_at is None:
        expected |= {"state": "open" if task.assignee_id is None else "claimed", "paused": is_still(at, task)}
    dates = at.deeds.on(task.id, "task_dates_set")
    if dates:
        said = detail(dates[-1])
        expected["priority"] = said.get("priority")
        if _iso(task.follow_up_at) not in {detail(row).get("follow_up") for row in dates}:
            expected["follow_up_at"] = said.get("follow_up")
    elif "follow_up" not in _properties(at, task):
        expected["follow_up_at"] = None
    return expected


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _properties(at: Projected, task: TaskRecord) -> Any:
    element = at.pathway.definition.elements.get(task.element_id or "") if task.token is not None else None
    return element.properties if element else {}


def _deadline(at: Projected, task: TaskRecord) -> Iterator[Parts]:
    """The moment and the words that say why must agree."""
    agree = not task.arithmetic
    if task.due_at:
        due_at, words = bare(at, task.created_at, task.due_at, task.arithmetic, task.completed_at)
        agree = says(words, task.created_at, due_at)
    if not agree:
        for column in ("due_at", "arithmetic"):
            yield TABLE, str(task.id), column, f"The arithmetic “{task.arithmetic}” does not give {task.due_at}."
    if (task.deadline_class is None) != (task.due_at is None):
        yield TABLE, str(task.id), "deadline_class", "Expected a class where there is a deadline, and only there."


def says(arithmetic: str, start: datetime, at: datetime) -> bool:
    """Whether the words of the arithmetic begin and end at those moments (to the minute, on the wall clock)."""
    calendar = Calendar()
    begins, ends = calendar.local(start), calendar.local(at)
    on_day = f"On {moment_words(ends, year=True)}"
    if arithmetic == on_day or arithmetic.startswith(f"{on_day}, then every "):
        return True
    words = COUNTED.fullmatch(arithmetic)
    ending = {moment_words(ends), moment_words(ends, year=True)}
    return words is not None and words["begins"] == moment_words(begins, year=True) and words["ends"] in ending


def _moves(at: Projected, task: TaskRecord) -> Iterator[Parts]:
    """Who holds a task, and lent it, must have got it by something that was done; not by which of them came last,
    since clocks of several machines may differ."""
    moves = at.deeds.on(task.id, *MOVES)
    holders: set[Any] = {None}
    lenders: set[Any] = {None}
    for row in moves:
        if row.action == "task_claimed":
            holders.add(row.account_id)
        elif row.action in ("task_reassigned", "task_delegated"):
            holders.add(_uuid_of(detail(row).get("to")))
        if row.action == "task_delegated":
            holders.add(row.account_id)
            lenders.add(row.account_id)
    is_held_from_start = task.origin == "engine" and not moves
    if str(task.assignee_id) not in {str(holder) for holder in holders} and not is_held_from_start:
        yield TABLE, str(task.id), "assignee_id", "Expected somebody who claimed it or was given it."
    if str(task.delegated_by_id) not in {str(lender) for lender in lenders}:
        yield TABLE, str(task.id), "delegated_by_id", "Expected somebody who lent it."
    last = moves[-1] if moves else None
    only_claimed = last is not None and all(row.action == "task_claimed" for row in moves)
    if only_claimed and last is not None and task.assignee_id != last.account_id:
        yield TABLE, str(task.id), "assignee_id", "Expected the one who claimed it."


def _uuid_of(text: Any) -> str:
    return str(text)
