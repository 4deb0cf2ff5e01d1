"""What the engine told this person: that there is something to see, never what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.queries.view import View
from engine.store import notices as stored
from engine.store import visibility

TEXTS = {
    "new_task": "There is a task for you or your team.",
    "nudge": "Somebody waits for a task of yours or of your team.",
    "taken_over": "A manager of your agency has taken over a task that you held.",
    "stood_in": "Whoever stands in for you has taken on a task that you held.",
    "reminder": "A task that you hold still waits for you.",
    "escalation": "A step is late. There is a task for you about it.",
    "paused": "A referral of your team has been paused.",
    "resumed": "A referral of your team that was paused goes on.",
    "handed_back": "Tasks of somebody who has left, or does other work now, are back with your team.",
    "case_offered": "A case is offered to your team. You find it under Cases.",
    "offer_accepted": "A case has been handed over. It has another lead now.",
    "offer_declined": "A case that was offered has been declined.",
    "offer_withdrawn": "A case that was offered to your team is offered no longer.",
    "offer_late": "A case that was offered to a team has not been answered in time.",
    "emergency_opened": "A case that your team leads has been opened in an emergency.",
    "emergency_to_review": "A case has been opened in an emergency. Review it under Emergency access.",
    "emergency_late": "An emergency access has not been reviewed in time. You find it under Emergency access.",
    "mentioned": "Somebody named you in a comment on a case.",
    "value_proposed": "A value of a deadline or limit waits for approval. You find it under Deadlines.",
    "value_decided": "A value that you proposed has been decided on. You find it under Deadlines.",
    "late": "A step in a referral of your team is late.",
    "late_elsewhere": "A step in a referral of the partnership is late. You find it under Stalled.",
}
OTHERWISE = "There is something for you to see."


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `task_id` or `case_id` is what it leads to; both are None when it leads nowhere."""

    notice_id: UUID
    at: datetime
    text: str
    task_id: UUID | None
    case_id: UUID | None
    is_read: bool


def notices(view: View) -> tuple[Notice, ...]:
    """The actor's own notices, newest first, the last hundred. What she may not open any more is not led to."""
    rows = stored.of_account(view.tx, view.actor.account_id)
    tasks = visibility.tasks_among(view.tx, view.actor, (row.task_id for row in rows if row.task_id))
    cases = visibility.cases_among(view.tx, view.actor, (row.case_id for row in rows if row.case_id))
    return tuple(
        Notice(
            notice_id=row.id,
            at=row.created_at,
            text=TEXTS.get(row.kind, OTHERWISE),
            task_id=row.task_id if row.task_id in tasks else None,
            case_id=row.case_id if row.case_id in cases else None,
            is_read=row.read_at is not None,
        )
        for row in rows
    )


def notice_count(view: View) -> int:
    """How many of the actor's own notices are unread."""
    return stored.count_unread(view.tx, view.actor.account_id)
