"""Tasks of the engine itself (escalations, conflicts, faults) against what caused them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.bpmn.waits import UserTaskWait
from engine.domain import by_hand
from engine.domain.consents import TAKEN_BACK
from engine.domain.escalation import FAULT
from engine.domain.plans import ACTION, ACTION_FORM, INSTRUCTIONS, TITLES
from engine.domain.safe_contact import HELD
from engine.queries.fsck_parts import Parts, Projected, compare
from engine.store import plans
from engine.store.tasks import TaskRecord

TABLE = "user_task"
MAX_TITLE = 200
TOLD = re.compile(r"You are asked because you are the [^.]+\.")


def engine_task_problems(at: Projected) -> Iterator[Parts]:
    for task in at.tasks:
        if task.token is not None:
            continue
        yield from compare(
            TABLE, task.id, task, {"lane": None, "form": ACTION_FORM.key if task.kind == ACTION else None}
        )
        if task.kind not in CAUSED:
            yield from compare(TABLE, task.id, task, {"cause_task_id": None, "cause_token": None})
        elif task.kind == "late":
            yield from _late(at, task)
        else:
            yield from _escalation(at, task)
        yield from _ending(at, task)
    yield from _unknown_kinds(at)
    yield from _actions(at)
    yield from _by_hand(at)
    yield from _left_open(at)


CAUSED = ("late", "escalation")
KINDS = (*CAUSED, "conflict", FAULT, ACTION, by_hand.BY_HAND, TAKEN_BACK, HELD)


def _unknown_kinds(at: Projected) -> Iterator[Parts]:
    for task in at.tasks:
        was_by_hand = task.kind == "" and task.state == "cancelled"  # closed before such tasks had a kind
        if task.token is None and task.kind not in KINDS and not was_by_hand:
            yield (
                TABLE,
                str(task.id),
                "kind",
                f"Expected a kind of engine task, but it is {task.kind!r}.",
            )


def _by_hand(at: Projected) -> Iterator[Parts]:
    """What is arranged by hand says so, and is closed by whoever did it, or with a referral that was ended."""
    for task in at.tasks:
        if task.token is not None or task.kind != by_hand.BY_HAND:
            continue
        if not task.title.startswith(by_hand.TITLE):
            yield TABLE, str(task.id), "title", f"Expected it to begin “{by_hand.TITLE}”."
        yield from compare(TABLE, task.id, task, {"instructions": by_hand.INSTRUCTIONS})
        if task.state == "cancelled" and task.completed_at != at.cancelled_at:
            yield TABLE, str(task.id), "state", "Expected it to be still to do, for nobody has done it."


def _left_open(at: Projected) -> Iterator[Parts]:
    """What was open when the referral ended has ended with it, but for what is still to be arranged by hand."""
    still_open = [task for task in at.tasks if task.completed_at is None]
    ended_at = at.held.record.ended_at
    if at.runs or ended_at is None:
        return
    left = by_hand.outlasting(still_open) if at.cancelled_at is None else ()
    for task in still_open:
        if task.token is None and task.id not in left and task.created_at < ended_at:
            yield TABLE, str(task.id), "completed_at", "Expected it to have been closed with its referral."


def _actions(at: Projected) -> Iterator[Parts]:
    """Each action has the task that tracks it, and says what was agreed."""
    known = {record.id: record for record in plans.of_instance(at.tx, at.held.record.id)}
    tracking = {task.id: task for task in at.tasks if task.token is None and task.kind == ACTION}
    for action_id in known.keys() ^ tracking.keys():
        yield TABLE, str(action_id), "kind", "Expected a task for each action, and only there."
    for action_id in known.keys() & tracking.keys():
        source = known[action_id].source
        expected = {"title": TITLES.get(source), "instructions": INSTRUCTIONS.get(source)}
        yield from compare(TABLE, action_id, tracking[action_id], expected)


def _late(at: Projected, task: TaskRecord) -> Iterator[Parts]:
    """A deadline passed that no timer of the diagram watches."""
    cause = next((other for other in at.tasks if other.id == task.cause_task_id), None)
    if cause is None:
        yield TABLE, str(task.id), "cause_task_id", "Expected the task that is late."
        return
    expected = {
        "title": f"Late: {cause.title}"[:MAX_TITLE],
        "cause_token": cause.token if cause.token is not None else cause.cause_token,
        "element_id": cause.element_id,
    }
    yield from compare(TABLE, task.id, task, expected)
    yield from _instructions(task, "")


def _escalation(at: Projected, task: TaskRecord) -> Iterator[Parts]:
    """The diagram raised an escalation, whose host is the cause."""
    raised = [item for row, item in at.story.raised if row.happened_at <= task.created_at]
    fitting = [item for item in raised if item.host_token == task.cause_token]
    if not fitting:
        yield TABLE, str(task.id), "cause_token", "Expected an escalation that was raised for this token."
        return
    named = [item for item in fitting if item.element_id == task.element_id]
    if not named:
        yield TABLE, str(task.id), "element_id", "Expected the element that raised the escalation."
        return
    element = at.pathway.definition.elements[named[0].element_id]
    title = (named[0].name or element.name or "A step is late")[:MAX_TITLE]
    yield from compare(TABLE, task.id, task, {"title": title})
    yield from _instructions(task, element.documentation)
    yield from _cause(at, task)


def _instructions(task: TaskRecord, documentation: str) -> Iterator[Parts]:
    asked, _, why = task.instructions.rpartition("\n\n")
    if asked != documentation.rstrip() or TOLD.fullmatch(why) is None:
        yield TABLE, str(task.id), "instructions", "Expected what the diagram says, and why this person is asked."


def _cause(at: Projected, task: TaskRecord) -> Iterator[Parts]:
    cause = next((other for other in at.tasks if other.id == task.cause_task_id), None)
    seen = at.story.waited.get(task.cause_token) if task.cause_token is not None else None
    if cause is None and task.cause_task_id is not None:
        yield TABLE, str(task.id), "cause_task_id", "Expected a task of the same referral."
        return
    is_of_task = seen is not None and isinstance(seen.wait, UserTaskWait)
    if is_of_task and (cause is None or cause.token != task.cause_token):
        yield TABLE, str(task.id), "cause_task_id", "Expected the task of the token that is late."


def _ending(at: Projected, task: TaskRecord) -> Iterator[Parts]:
    """Completed by a person, which is in the audit trail, or cancelled with what caused it."""
    done = at.deeds.on(task.id, "task_completed")
    expected: dict[str, Any] = {"completed_by_id": None}
    if done:
        expected = {"state": "completed", "completed_at": done[0].at, "completed_by_id": done[0].account_id}
    elif task.completed_at is not None:
        expected |= {"state": "cancelled"}
        moments = {event.happened_at for event in at.story.events} | {at.cancelled_at}
        moments |= {row.at for row in at.deeds.on(at.held.record.id, "incident_resolved")}
        moments |= {row.at for cause in at.tasks for row in at.deeds.on(cause.id, "task_completed")}
        if task.completed_at not in moments:
            yield TABLE, str(task.id), "completed_at", "Expected the moment at which its cause ended."
    yield from compare(TABLE, task.id, task, expected)
