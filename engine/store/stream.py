"""What happened, without content, in one order that never changes: for systems that follow along.

It is made from the sealed audit trail: the sealer numbers rows after their commit, so nothing can appear later before
what was read already. Identifiers and names of events only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    String,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    update,
)

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.audit import audit_event, audit_seal
from engine.store.instances import process_instance
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, keyed_table, table
from engine.store.tasks import user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

WINDOW = 5_000
"""So many events are looked through for one answer, however few of them the reader may know of."""

stream_event = table(
    "stream_event",
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("name", String(40), nullable=False),
    Column("instance_id", Uuid, nullable=False),
    Column("task_id", Uuid, nullable=True),
    UniqueConstraint("partnership_id", "number"),
    index("ix_stream_event_instance", "instance_id"),
)
stream_place = keyed_table(
    "stream_place",
    Column("sealed", Integer, nullable=False),
    Column("number", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """One event. `number` counts up and is never told: it would tell how much others do."""

    id: UUID
    number: int
    at: datetime
    name: str
    instance_id: UUID
    task_id: UUID | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed audit row about a referral or a task."""

    number: int
    at: datetime
    action: str
    record_type: str | None
    record_id: UUID | None


events = Records(StreamRecord, stream_event)

_place = select(stream_place.c.sealed, stream_place.c.number).where(
    stream_place.c.partnership_id == bindparam("in_partnership")
)
_sealed = (
    select(
        audit_seal.c.number,
        audit_event.c.at,
        audit_event.c.action,
        audit_event.c.record_type,
        audit_event.c.record_id,
    )
    .join(
        audit_event,
        and_(audit_event.c.partnership_id == audit_seal.c.partnership_id, audit_event.c.id == audit_seal.c.audit_id),
    )
    .where(audit_seal.c.partnership_id == bindparam("in_partnership"), audit_seal.c.number > bindparam("after"))
    .order_by(audit_seal.c.number)
    .limit(bindparam("most"))
)
_by_id = events.selection(stream_event.c.id == bindparam("id"))
_last_upto = (
    events.selection(stream_event.c.number <= bindparam("upto")).order_by(stream_event.c.number.desc()).limit(1)
)
_oldest = events.selection().order_by(stream_event.c.number).limit(1)
_of_instances = events.selection(
    stream_event.c.instance_id.in_(bindparam("ids", expanding=True)),
    stream_event.c.name.in_(bindparam("names", expanding=True)),
    stream_event.c.at >= bindparam("since", type_=Moment),
)
_task_places = select(
    user_task.c.id, user_task.c.instance_id, user_task.c.created_at, user_task.c.completed_at, user_task.c.state
).where(user_task.c.partnership_id == bindparam("in_partnership"))
_tasks_by_id = _task_places.where(user_task.c.id.in_(bindparam("ids", expanding=True)))
_tasks_since = _task_places.where(
    user_task.c.instance_id.in_(bindparam("ids", expanding=True)),
    or_(
        user_task.c.created_at >= bindparam("since", type_=Moment),
        user_task.c.completed_at >= bindparam("since", type_=Moment),
    ),
).order_by(user_task.c.id)
_ended_since = select(process_instance.c.id, process_instance.c.ended_at).where(
    process_instance.c.partnership_id == bindparam("in_partnership"),
    process_instance.c.id.in_(bindparam("ids", expanding=True)),
    process_instance.c.ended_at >= bindparam("since", type_=Moment),
)


def place(tx: Transaction) -> tuple[int, int]:
    """The number of the last audit row that was read, and of the last event that was made."""
    rows = tx.read(_place, partnership(tx, {}))
    return (rows[0][0], rows[0][1]) if rows else (0, 0)


def move_to(tx: Transaction, sealed: int, number: int) -> None:
    """Keep how far the trail has been read."""
    mine = stream_place.c.partnership_id == bindparam("in_partnership")
    changed = tx.run(update(stream_place).where(mine).values(sealed=sealed, number=number), partnership(tx, {}))
    if changed.rowcount == 0:
        values = {"partnership_id": tx.partnership_id, "sealed": sealed, "number": number}
        tx.run(stream_place.insert().values(values))


def sealed_after(tx: Transaction, after: int, most: int) -> list[Sealed]:
    """The audit rows that were sealed after a number, in their order."""
    return [Sealed(*row) for row in tx.read(_sealed, partnership(tx, {"after": after, "most": most}))]


def tasks_by_id(tx: Transaction, task_ids: Iterable[UUID]) -> Sequence[Any]:
    """Id, instance, creation, completion and state of the tasks."""
    return tx.run(_tasks_by_id, partnership(tx, {"ids": list(task_ids)})).all()


def tasks_since(tx: Transaction, instance_ids: Iterable[UUID], since: datetime) -> Sequence[Any]:
    """The same, of the tasks of these referrals that came or went since then, oldest first."""
    return tx.run(_tasks_since, partnership(tx, {"ids": list(instance_ids), "since": since})).all()


def ended_since(tx: Transaction, instance_ids: Iterable[UUID], since: datetime) -> Sequence[Any]:
    """Id and end of those of the referrals that ended since then."""
    return tx.run(_ended_since, partnership(tx, {"ids": list(instance_ids), "since": since})).all()


def told(
    tx: Transaction, instance_ids: Iterable[UUID], names: Iterable[str], since: datetime
) -> set[tuple[str, UUID, UUID | None]]:
    """Which events of these names, since then, there are about the referrals already: name, referral, task."""
    values = {"ids": list(instance_ids), "names": list(names), "since": since}
    rows = tx.run(_of_instances, partnership(tx, values))
    return {(row.name, row.instance_id, row.task_id) for row in rows}


def get(tx: Transaction, event_id: UUID) -> StreamRecord | None:
    return events.one(tx, _by_id, id=event_id)


def last_upto(tx: Transaction, number: int) -> StreamRecord | None:
    """The newest event whose number is not above this one."""
    return events.one(tx, _last_upto, upto=number)


def oldest(tx: Transaction) -> StreamRecord | None:
    return events.one(tx, _oldest)


def visible(tx: Transaction, actor: Actor, after: int, names: Sequence[str], most: int) -> list[StreamRecord]:
    """Of the next `WINDOW` events after a number, those of which the actor may know, oldest first."""
    values: dict[str, Any] = {"after": after, "upto": after + WINDOW, "most": most}
    if names:
        values["names"] = list(names)
    return [StreamRecord(*row) for row in tx.run(_visible(actor, bool(names)), partnership(tx, values))]


@lru_cache(maxsize=1024)
def _visible(actor: Actor, has_names: bool) -> Select[Any]:
    conditions = [stream_event.c.number > bindparam("after"), stream_event.c.number <= bindparam("upto")]
    if has_names:
        conditions.append(stream_event.c.name.in_(bindparam("names", expanding=True)))
    found = events.selection(*conditions, or_(_of_task(actor), _of_instance(actor)))
    return found.order_by(stream_event.c.number).limit(bindparam("most"))


def _of_task(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        user_task.c.partnership_id == stream_event.c.partnership_id,
        user_task.c.id == stream_event.c.task_id,
        scope.tasks(actor),
    )


def _of_instance(actor: Actor) -> ColumnElement[bool]:
    return and_(
        stream_event.c.task_id.is_(None),
        exists().where(
            process_instance.c.partnership_id == stream_event.c.partnership_id,
            process_instance.c.id == stream_event.c.instance_id,
            scope.instances(actor),
        ),
    )


def forget_before(tx: Transaction, moment: datetime) -> None:
    """Forget what is older; what happened stays in the audit trail."""
    tx.run(
        delete(stream_event).where(events.mine, stream_event.c.at < bindparam("before")),
        partnership(tx, {"before": moment}),
    )
