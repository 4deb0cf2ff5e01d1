"""What a referral of the crowd waits for besides people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from engine.store.messages import MessageWaitRecord, message_wait
from engine.store.timers import TimerRecord, timer


def waited_for(
    instance_id: UUID, timer_id: UUID, began: datetime, now: datetime, has_no_task: bool
) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Rows: it may be withdrawn, and take too long, which has not come yet; where nobody has a task, it waits for a
    message at a step of the receiver.
    """
    yield message_wait, asdict(_wait(instance_id, "withdraw", 98, is_beside=True))
    if has_no_task:
        yield message_wait, asdict(_wait(instance_id, "reply", 99, is_beside=False))
    due = now + timedelta(days=1 + began.day % 20)
    clock = TimerRecord(
        id=timer_id,
        instance_id=instance_id,
        token=97,
        task_id=None,
        element_id="stalled_with_service",
        kind="duration",
        text="P20D",
        interrupting=False,
        started_at=began,
        due_at=due,
        next_try_at=due,
        deadline_class="local",
        arithmetic="",
        parameter=None,
        fired=0,
        attempts=0,
        paused_remaining=None,
    )
    yield timer, asdict(clock)


def _wait(instance_id: UUID, name: str, token: int, is_beside: bool) -> MessageWaitRecord:
    return MessageWaitRecord(instance_id, token, "message", name, name, "receiver", is_beside)
