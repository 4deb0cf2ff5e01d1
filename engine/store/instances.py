"""Process instances: their sealed state, who holds each lane, and what they wait for besides tasks and timers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    ScalarSelect,
    Select,
    String,
    UniqueConstraint,
    Uuid,
    bindparam,
    exists,
    select,
    text,
    update,
)

from engine.store.history import incident
from engine.store.keys import Place, SubjectCipher
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table
from engine.store.subjects import subject_key
from engine.store.tasks import TaskRecord, tasks, user_task
from engine.store.timers import TimerRecord, selecting_timer, timer

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_is_running = text("ended_at IS NULL")

process_instance = table(
    "process_instance",
    Column("pathway", String(60), nullable=False),
    Column("version_id", Uuid, nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("outcome", String(80), nullable=True),
    Column("subject_type", String(20), nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("case_id", Uuid, nullable=True),
    Column("business_key", String(60), nullable=False),
    Column("parent_id", Uuid, nullable=True),
    Column("parent_token", Integer, nullable=True),
    Column("state_sealed", LargeBinary, nullable=True),
    Column("event_count", Integer, nullable=False),
    Column("step_count", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("started_by", Uuid, nullable=True),
    Column("starter_agency_id", Uuid, nullable=False),
    Column("starter_team_id", Uuid, nullable=False),
    Column("last_progress_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("parent_element", String(120), nullable=True),
    UniqueConstraint("partnership_id", "parent_id", "parent_token"),
    reference("version_id", "definition_version"),
    reference("subject_id", "subject_key"),
    reference("case_id", "case_file"),
    index("ix_process_instance_case", "case_id"),
    index("ix_process_instance_running", "pathway", postgresql_where=text("ended_at IS NULL")),
    index(
        "ix_process_instance_sent", "starter_agency_id", "id", postgresql_where=_is_running, sqlite_where=_is_running
    ),
    index("ix_process_instance_age", "id", postgresql_where=_is_running, sqlite_where=_is_running),
)


@dataclass(frozen=True, slots=True)
class InstanceRecord:
    """One process instance. `state_sealed` is opened with `open_state`; `parent_…` says which call began it."""

    id: UUID
    pathway: str
    version_id: UUID
    title: str
    state: str
    outcome: str | None
    subject_type: str
    subject_id: UUID
    case_id: UUID | None
    business_key: str
    parent_id: UUID | None
    parent_token: int | None
    state_sealed: bytes | None
    event_count: int
    step_count: int
    started_at: datetime
    started_by: UUID | None
    starter_agency_id: UUID
    starter_team_id: UUID
    last_progress_at: datetime
    ended_at: datetime | None
    parent_element: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An instance with the cipher of its subject, whether a timer of it is due, and whether a fault in it is open."""

    record: InstanceRecord
    cipher: SubjectCipher
    has_due_timer: bool
    has_incident: bool = False


instances = Records(InstanceRecord, process_instance)

_holding = (
    select(*instances.columns, subject_key.c.master_key_id, subject_key.c.wrapped)
    .join(
        subject_key,
        (subject_key.c.partnership_id == process_instance.c.partnership_id)
        & (subject_key.c.id == process_instance.c.subject_id),
    )
    .where(instances.mine)
)
_by_id = _holding.where(process_instance.c.id == bindparam("id"))
_locked = _by_id.with_for_update(of=process_instance)
_of_timer = select(timer.c.instance_id).where(
    timer.c.partnership_id == bindparam("in_partnership"), timer.c.id == bindparam("id")
)
_locked_if_free = _holding.where(process_instance.c.id == _of_timer.scalar_subquery()).with_for_update(
    of=process_instance, skip_locked=True
)


def _looks(instance_id: ScalarSelect[Any] | BindParameter[Any]) -> Select[Any]:
    """Whether a timer of the instance is due, and whether a fault in it is open.

    Asked after the lock, in a statement of its own: the locking one sees other rows as they were before it waited.
    """
    due = exists().where(
        timer.c.partnership_id == bindparam("in_partnership"),
        timer.c.instance_id == instance_id,
        timer.c.next_try_at <= bindparam("now"),
    )
    faulty = exists().where(
        incident.c.partnership_id == bindparam("in_partnership"),
        incident.c.instance_id == instance_id,
        incident.c.state == "open",
    )
    return select(due, faulty)


_of_task = select(user_task.c.instance_id).where(
    user_task.c.partnership_id == bindparam("in_partnership"), user_task.c.id == bindparam("id")
)
_looks_of = _looks(bindparam("id", type_=Uuid()))
_looks_of_task = _looks(_of_task.scalar_subquery())
_looks_of_timer = _looks(_of_timer.scalar_subquery())


def lock(tx: Transaction, instance_id: UUID) -> Held | None:
    """The instance, locked until the unit of work ends.

    Who waited while its case was merged finds nothing under the key of before, and asks again.
    """
    return _look(tx, _locked, instance_id) or _look(tx, _locked, instance_id)


def locking_by_task(condition: ColumnElement[bool]) -> Select[Any]:
    """Locks the instance of the task `id`, if that meets `condition`: what is out of scope is not even waited for."""
    of_task = _of_task.where(condition)
    return _holding.where(process_instance.c.id == of_task.scalar_subquery()).with_for_update(of=process_instance)


def lock_with_task(
    tx: Transaction, task_id: UUID, locking: Select[Any], selection: Select[Any]
) -> tuple[Held | None, Sequence[Any]]:
    """The instance of a task, locked (see `locking_by_task`), and the task once it is; in one round trip."""
    of_task = partnership(tx, {"id": task_id})
    now = {**of_task, "now": tx.now}
    asking = (locking, of_task), (selection, of_task), (_looks_of_task, now)
    rows, found, looks = tx.read_together(*asking)
    if found and not rows:  # its case was merged while this waited: it is there under another key
        rows, found, looks = tx.read_together(*asking)
    return _held(tx, rows, looks), found


_open_beside_timer = tasks.selection(
    user_task.c.instance_id == _of_timer.scalar_subquery(), user_task.c.completed_at.is_(None)
).order_by(user_task.c.id)


def lock_with_timer(tx: Transaction, timer_id: UUID) -> tuple[Held | None, TimerRecord | None, list[TaskRecord]]:
    """The instance of a timer, locked, and once it is, the timer and the open tasks of the instance.

    No instance when another unit of work holds it.
    """
    of_timer = partnership(tx, {"id": timer_id})
    rows, found, still_open, looks = tx.read_together(
        (_locked_if_free, of_timer),
        (selecting_timer, of_timer),
        (_open_beside_timer, of_timer),
        (_looks_of_timer, {**of_timer, "now": tx.now}),
    )
    held = _held(tx, rows, looks)
    return held, TimerRecord(*found[0]) if found else None, [TaskRecord(*row) for row in still_open]


def look_at(tx: Transaction, instance_id: UUID) -> Held | None:
    """The instance as it stands, without a lock."""
    return _look(tx, _by_id, instance_id)


def _look(tx: Transaction, statement: Select[Any], instance_id: UUID) -> Held | None:
    of_instance = partnership(tx, {"id": instance_id})
    rows, looks = tx.read_together((statement, of_instance), (_looks_of, {**of_instance, "now": tx.now}))
    return _held(tx, rows, looks)


def _held(tx: Transaction, rows: Sequence[Any], looks: Sequence[Any]) -> Held | None:
    if not rows:
        return None
    *values, master_key_id, wrapped = rows[0]
    record = InstanceRecord(*values)
    cipher = tx.keys.cipher(tx.partnership_id, record.subject_id, master_key_id, wrapped)
    has_due_timer, has_incident = looks[0]
    return Held(record, cipher, bool(has_due_timer), bool(has_incident))


def state_place(instance_id: UUID) -> Place:
    return Place("process_instance", instance_id, "state_sealed")


def open_state(held: Held) -> bytes:
    sealed = held.record.state_sealed
    return held.cipher.open(state_place(held.record.id), sealed) if sealed is not None else b""


_STEPPED = ("state", "outcome", "state_sealed", "event_count", "step_count", "last_progress_at", "ended_at")
_saving = (
    update(process_instance)
    .where(instances.mine, process_instance.c.id == bindparam("instance_id"))
    .values({name: bindparam(f"new_{name}") for name in _STEPPED})
)


def save(tx: Transaction, record: InstanceRecord) -> None:
    """Write what a step may change of an instance."""
    changes = {f"new_{name}": getattr(record, name) for name in _STEPPED}
    tx.write(_saving, partnership(tx, {"instance_id": record.id, **changes}))


_of_case = instances.selection(process_instance.c.case_id == bindparam("case_id")).order_by(
    process_instance.c.started_at, process_instance.c.id
)
_children = instances.selection(process_instance.c.parent_id == bindparam("parent_id"))


def of_case(tx: Transaction, case_id: UUID) -> list[InstanceRecord]:
    return instances.all(tx, _of_case, case_id=case_id)


def children(tx: Transaction, parent_id: UUID) -> list[InstanceRecord]:
    return instances.all(tx, _children, parent_id=parent_id)


def child_of(tx: Transaction, parent_id: UUID, token: int) -> InstanceRecord | None:
    return instances.one(
        tx, _children.where(process_instance.c.parent_token == bindparam("token")), parent_id=parent_id, token=token
    )


def everything(tx: Transaction) -> list[InstanceRecord]:
    """Every instance of the partnership, for consistency checks."""
    return instances.all(tx, instances.selection().order_by(process_instance.c.id))


_about = instances.selection(
    process_instance.c.subject_type == "agency", process_instance.c.ended_at.is_(None)
).order_by(process_instance.c.started_at, process_instance.c.id)


def running_about_agencies(tx: Transaction) -> list[InstanceRecord]:
    """What runs about agencies, oldest first. Whoever shows it asks the scope."""
    return instances.all(tx, _about)
