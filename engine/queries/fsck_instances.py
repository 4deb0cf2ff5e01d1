"""An instance, the nodes it has passed and its lanes against what its events and the audit trail say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from engine.domain.events import EventKind
from engine.queries.fsck_audit import detail
from engine.queries.fsck_parts import Parts, Projected, compare
from engine.store import cases, definitions, history, subjects
from engine.store.instances import InstanceRecord
from engine.store.unit_of_work import Transaction

TABLE = "process_instance"
PAUSED = EventKind.PROCESS_SUSPENDED.value


def instance_problems(at: Projected) -> Iterator[Parts]:
    record = at.held.record
    yield from compare(TABLE, record.id, record, _of_events(at) | _of_ending(at))
    begun = at.deeds.on(record.id, "started", "called")
    if not begun:
        yield TABLE, str(record.id), "id", "Expected the audit trail to say who started it, but it does not."
        return
    said = detail(begun[0])
    moved = at.deeds.on(record.id, "start_handed_over")
    stands = detail(moved[-1]) if moved else said
    place = {name: UUID(stands[key]) for name, key in STARTER.items() if key in stands}
    parent = {"parent_id": _uuid(said.get("caller")), "parent_token": said.get("token")}
    if "element" in said or "caller" not in said:
        parent["parent_element"] = said.get("element")
    yield from compare(TABLE, record.id, record, {"case_id": _led_on(at.tx, begun[0].case_id), **place, **parent})


def _led_on(tx: Transaction, case_id: UUID | None) -> UUID | None:
    """The case, or the one it was merged into since."""
    case = cases.get(tx, case_id) if case_id else None
    return case.merged_into if case and case.merged_into else case_id


MOVED = {"team_id": "to", "agency_id": "to_agency"}
"""What the audit trail calls the team and the agency to which a lane was moved."""
STARTER = {"starter_agency_id": "agency", "starter_team_id": "team"}


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _of_events(at: Projected) -> dict[str, Any]:
    record, events = at.held.record, at.story.events
    version = definitions.get(at.tx, record.version_id)
    return {
        "pathway": at.pathway.key,
        "title": version.title if version else "",
        "event_count": len(events),
        "step_count": len(at.story.steps),
        "started_at": events[0].happened_at,
        "started_by": events[0].account_id,
        "last_progress_at": next(row.happened_at for row in reversed(at.story.events) if row.name != PAUSED),
    }


def _of_ending(at: Projected) -> dict[str, Any]:
    if at.story.moved.result is not None:
        ended_at = at.story.events[-1].happened_at
        return {"state": "completed", "ended_at": ended_at, "outcome": at.story.outcome}
    if at.cancelled_at is not None:
        return {"state": "cancelled", "ended_at": at.cancelled_at, "outcome": "No longer needed"}
    is_paused = bool(at.story.pauses) and at.story.pauses[-1][0].name == PAUSED
    return {"state": "suspended" if is_paused else "running", "ended_at": None, "outcome": at.story.chosen_outcome}


def subject_problems(tx: Transaction, record: InstanceRecord) -> Iterator[Parts]:
    """Whom it is about, which must be the person of its case. Checked before anything is opened with that key."""
    expected: dict[str, Any] = {"subject_type": subjects.type_of(tx, record.subject_id)}
    case = cases.get(tx, record.case_id) if record.case_id else None
    if case is None:
        expected["business_key"] = str(record.id)[:8].upper()
    else:
        expected |= {"business_key": case.reference, "subject_id": case.person_id}
    yield from compare(TABLE, record.id, record, expected)


def step_problems(at: Projected) -> Iterator[Parts]:
    """The nodes passed, in order; who and when are those of the event that moved the instance."""
    stored = {step.number: step for step in history.steps_of(at.tx, at.held.record.id)}
    for number, (event, step) in enumerate(at.story.steps, start=1):
        row = f"{at.held.record.id}/{number}"
        found = stored.pop(number, None)
        if found is None:
            yield "step_history", row, "number", "Expected the node to be in the history, but it is not."
            continue
        expected = {"element_id": step.element_id, "kind": step.kind, "ended": step.ended}
        moved = {"passed_at": event.happened_at, "account_id": event.account_id}
        yield from compare("step_history", row, found, expected | moved)
    for number in stored:
        yield "step_history", f"{at.held.record.id}/{number}", "number", "Expected no such node in the history."


def lane_problems(at: Projected) -> Iterator[Parts]:
    """Each lane that has had a task is bound, to whom its tasks were given, or to the team it was moved to last."""
    tasks = [task for task in at.tasks if task.origin == "pathway"]
    for lane, bound in at.lanes.items():
        row = f"{at.held.record.id}/{lane}"
        given = [task for task in tasks if (task.lane or "") == lane]
        if not given:
            yield from _without_tasks(at, lane, row)
        for column in ("agency_id", "team_id", "managers_only"):
            said = {str(getattr(task, column)) for task in given}
            said = _moved_to(at, lane, MOVED[column]) or said if column in MOVED else said
            if given and str(getattr(bound, column)) not in said:
                yield "lane_binding", row, column, f"Expected what its tasks say, but it is {getattr(bound, column)!r}."
    for lane in {task.lane or "" for task in tasks} - at.lanes.keys():
        yield "lane_binding", f"{at.held.record.id}/{lane}", "lane", "Expected a lane with tasks to be bound."


def _moved_to(at: Projected, lane: str, what: str) -> set[str]:
    """The team, or the agency, to which the lane was moved last; empty when it was never moved there."""
    return {str(move[what]) for _, move in at.lane_moves(lane)[-1:] if what in move}


def _without_tasks(at: Projected, lane: str, row: str) -> Iterator[Parts]:
    """A lane whose managers have a task is bound together with theirs; any other only by a task of its own."""
    needed_by = {f"managers_of:{lane}", f"managers_of: {lane}"}
    if not any(settings.bind in needed_by for settings in at.pathway.settings.lanes.values()):
        yield "lane_binding", row, "lane", "Expected a bound lane to have had a task, but it has had none."
