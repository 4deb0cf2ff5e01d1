"""What happened to one task, and to the referral around it for those who take part."""

from __future__ import annotations

import json
from uuid import UUID

from engine.queries import lines
from engine.queries.lines import Happening, HistoryLine
from engine.queries.view import View
from engine.store import audit, names
from engine.store.audit import AuditRecord
from engine.store.instances import InstanceRecord
from engine.store.names import Named
from engine.store.tasks import TaskRecord

DONE_TO_IT = {
    "task_claimed": "Claimed this task",
    "task_released": "Put this task back for the team",
    "task_reassigned": "Gave this task to {to}",
    "task_delegated": "Lent this task to {to}",
    "task_resolved": "Handed this task back",
    "task_nudged": "Asked for news of this task",
}


def of_task(view: View, task: TaskRecord, instance: InstanceRecord | None) -> tuple[HistoryLine, ...]:
    """Lines about the task, newest first; with `instance`, also about the referral it belongs to."""
    found = lines.of_instance(view, instance) if instance is not None else []
    if instance is None or task.origin == "pathway":
        found.append(Happening(task.created_at, task.asked_by_id, f"Asked for: {task.title}"))
    found += _handed(view, task)
    if instance is None and task.completed_at is not None and task.completed_by_id is not None:
        found.append(Happening(task.completed_at, task.completed_by_id, f"Completed: {task.title}"))
    return lines.as_lines(view, found)


def _handed(view: View, task: TaskRecord) -> list[Happening]:
    """Who claimed it, put it back or passed it on, from the audit trail of the case."""
    if task.case_id is None:
        return []
    rows = audit.of_record(view.tx, task.case_id, task.id, DONE_TO_IT)
    receivers = {row.id: _receiver(row) for row in rows}
    people = names.of_accounts(view.tx, receivers.values())
    return [Happening(row.at, row.account_id, _words(row, receivers[row.id], people)) for row in rows]


def _receiver(row: AuditRecord) -> UUID | None:
    to = json.loads(row.detail).get("to") if row.detail else None
    return UUID(to) if to else None


def _words(row: AuditRecord, receiver: UUID | None, people: dict[UUID, Named]) -> str:
    person = people.get(receiver) if receiver else None
    return DONE_TO_IT[row.action].format(to=person.name if person else "somebody")
