"""What a command answers that moved a referral: where it stands, and what happens next."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.work import Live, NextStep


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ended` names the outcome when the referral has ended; `next_steps` say who has it now, until when."""

    instance_id: UUID
    case_id: UUID | None
    reference: str
    ended: str | None
    next_steps: tuple[NextStep, ...] = ()


def outcome_of(live: Live) -> Outcome:
    record = live.record
    ended = record.outcome if record.ended_at is not None else None
    return Outcome(record.id, record.case_id, record.business_key, ended, tuple(live.work.next_steps))
