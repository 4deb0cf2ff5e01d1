"""What a command answers that moved a referral: where it stands, and what happens next."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.work import Live, NextStep

RUNNING = "running"


@dataclass(frozen=True, slots=True)
class TaskNow:
    """How a command has left a task. `version` is that at which it can be changed next."""

    task_id: UUID
    version: int
    state: str
    assignee_id: UUID | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ended` names the outcome when the referral has ended; `next_steps` say who has it now, until when.

    `state` is running, suspended, completed or cancelled. `task` is the one that was completed, if one was.
    """

    instance_id: UUID
    case_id: UUID | None
    reference: str
    ended: str | None
    next_steps: tuple[NextStep, ...] = ()
    state: str = RUNNING
    task: TaskNow | None = None


def outcome_of(live: Live, task: TaskNow | None = None) -> Outcome:
    record = live.record
    ended = record.outcome if record.ended_at is not None else None
    steps = tuple(live.work.next_steps)
    return Outcome(record.id, record.case_id, record.business_key, ended, steps, record.state, task)
