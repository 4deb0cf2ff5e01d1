"""The names of what other systems can follow, and which rows of the audit trail they stand for. No content, ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.errors import InvalidInput

OF_TASKS: Mapping[str, str] = {
    "task_claimed": "task.claimed",
    "task_released": "task.released",
    "task_reassigned": "task.assigned",
    "task_delegated": "task.assigned",
    "task_resolved": "task.assigned",
    "task_handed_over": "task.moved",
    "task_commented": "task.commented",
    "task_dates_set": "task.changed",
    "deadline_passed": "task.overdue",
}
OF_REFERRALS: Mapping[str, str] = {
    "started": "referral.started",
    "called": "referral.started",
    "message_sent": "referral.message",
    "message_delivered": "referral.message",
    "suspended": "referral.paused",
    "resumed": "referral.resumed",
    "lane_rebound": "referral.moved",
    "incident": "referral.fault",
    "incident_resolved": "referral.mended",
}
CREATED, COMPLETED, CANCELLED, ENDED = "task.created", "task.completed", "task.cancelled", "referral.ended"
"""What may come of any of these and of others: found in the tables of the referral that something happened to."""
FOUND = (CREATED, COMPLETED, CANCELLED, ENDED)
NAMES = tuple(sorted({*OF_TASKS.values(), *OF_REFERRALS.values(), *FOUND}))


def read_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The events named, each once, in order. Refuses, with InvalidInput, names that there are none of."""
    wanted = set(texts)
    if not wanted <= set(NAMES):
        words = f"Expected events among {', '.join(NAMES)}, but there are others."
        raise InvalidInput(words, {"events": "Choose among the events there are"})
    return tuple(sorted(wanted))
