"""Makes the stream of events that other systems follow, out of the sealed audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.commands.work import Work
from engine.domain import stream as names
from engine.domain.permissions import Permission, require
from engine.store import audit, stream
from engine.store.stream import Sealed, StreamRecord

KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PublishEvents:
    """Make events of what was sealed since, at most so many rows. One at a time. For the worker only."""

    most: int = 500


@dataclass(frozen=True, slots=True)
class ForgetEvents:
    """Forget events of more than 90 days ago. For the worker only."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event on its way; `late` puts what followed from something after it when both have one moment."""

    at: datetime
    late: bool
    name: str
    instance_id: UUID
    task_id: UUID | None


def publish_events(work: Work, command: PublishEvents) -> int:
    """Returns how many events were made."""
    require(work.actor, Permission.RUN_DAILY_JOBS)
    if not audit.may_seal(work.tx):
        return 0
    sealed, number = stream.place(work.tx)
    rows = stream.sealed_after(work.tx, sealed, command.most)
    if not rows:
        return 0
    happened = _happenings(work, [row for row in rows if row.record_id is not None])
    stream.events.add(
        work.tx,
        *(
            StreamRecord(work.tx.new_id(), place, each.at, each.name, each.instance_id, each.task_id)
            for place, each in enumerate(happened, start=number + 1)
        ),
    )
    stream.move_to(work.tx, rows[-1].number, number + len(happened))
    return len(happened)


def forget_events(work: Work, command: ForgetEvents) -> None:
    require(work.actor, Permission.RUN_DAILY_JOBS)
    stream.forget_before(work.tx, work.now - KEPT_FOR)


def _happenings(work: Work, rows: list[Sealed]) -> list[Happened]:
    """What the rows say themselves, and what came, went or ended in the same units of work."""
    owners = _owners(work, rows)
    own = [_own(row, owners) for row in rows]
    said = [each for each in own if each is not None]
    touched = {_instance(row, owners) for row in rows if not row.action.endswith("_viewed")} - {None}
    found = _followed(work, [each for each in touched if each], min(row.at for row in rows)) if touched else []
    return sorted([*said, *found], key=lambda each: (each.at, each.late))


def _owners(work: Work, rows: Iterable[Sealed]) -> Mapping[UUID, UUID]:
    """The referrals of the tasks in the rows."""
    task_ids = {row.record_id for row in rows if row.record_type == "task" and row.record_id}
    return {row[0]: row[1] for row in stream.tasks_by_id(work.tx, task_ids)} if task_ids else {}


def _instance(row: Sealed, owners: Mapping[UUID, UUID]) -> UUID | None:
    if row.record_id is None or row.record_type == "instance":
        return row.record_id
    return owners.get(row.record_id) if row.record_type == "task" else None


def _own(row: Sealed, owners: Mapping[UUID, UUID]) -> Happened | None:
    instance_id = _instance(row, owners)
    known = names.OF_TASKS if row.record_type == "task" else names.OF_REFERRALS
    if instance_id is None or row.action not in known:
        return None
    return Happened(row.at, False, known[row.action], instance_id, row.record_id if row.record_type == "task" else None)


def _followed(work: Work, touched: list[UUID], since: datetime) -> list[Happened]:
    """Tasks that came or went, and referrals that ended, of which nothing has been told yet."""
    told = stream.told(work.tx, touched, names.FOUND, since)
    found = [each for row in stream.tasks_since(work.tx, touched, since) for each in _of_task(row, since)]
    ended = stream.ended_since(work.tx, touched, since)
    found += [Happened(row[1], True, names.ENDED, row[0], None) for row in ended]
    return [each for each in found if (each.name, each.instance_id, each.task_id) not in told]


def _of_task(row: Any, since: datetime) -> list[Happened]:
    found = []
    if row.created_at >= since:
        found.append(Happened(row.created_at, True, names.CREATED, row.instance_id, row.id))
    if row.completed_at is not None and row.completed_at >= since:
        name = names.CANCELLED if row.state == "cancelled" else names.COMPLETED
        found.append(Happened(row.completed_at, True, name, row.instance_id, row.id))
    return found
