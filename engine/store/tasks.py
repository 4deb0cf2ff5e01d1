"""User tasks, pathway tasks and engine tasks alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    String,
    Text,
    Update,
    Uuid,
    bindparam,
    or_,
    select,
    text,
    update,
)

from engine.errors import EngineError
from engine.store.records import OfEach, Records, among_few, few, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)
"""Where a task without a deadline stands in the order of deadlines."""

_is_open = text("completed_at IS NULL")
_is_held = text("completed_at IS NULL AND assignee_id IS NOT NULL")
_is_for_managers = text("completed_at IS NULL AND managers_only")
_is_for_managers_sqlite = text("completed_at IS NULL AND managers_only = 1")

user_task = table(
    "user_task",
    Column("instance_id", Uuid, nullable=False),
    Column("case_id", Uuid, nullable=True),
    Column("token", Integer, nullable=True),
    Column("element_id", String(120), nullable=True),
    Column("origin", String(10), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", String(200), nullable=False),
    Column("instructions", Text, nullable=False),
    Column("pathway", String(60), nullable=False),
    Column("business_key", String(60), nullable=False),
    Column("lane", String(80), nullable=True),
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=False),
    Column("managers_only", Boolean, nullable=False),
    Column("state", String(12), nullable=False),
    Column("assignee_id", Uuid, nullable=True),
    Column("delegated_by_id", Uuid, nullable=True),
    Column("version", Integer, nullable=False),
    Column("form", String(80), nullable=True),
    Column("due_at", Moment, nullable=True),
    Column("due_order", Moment, nullable=False),
    Column("arithmetic", Text, nullable=False),
    Column("deadline_class", String(20), nullable=True),
    Column("follow_up_at", Moment, nullable=True),
    Column("priority", Integer, nullable=False),
    Column("asked_by_id", Uuid, nullable=True),
    Column("cause_task_id", Uuid, nullable=True),
    Column("cause_token", Integer, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("completed_at", Moment, nullable=True),
    Column("completed_by_id", Uuid, nullable=True),
    Column("paused", Boolean, nullable=False),
    reference("instance_id", "process_instance"),
    reference("agency_id", "agency"),
    reference("team_id", "team"),
    index("ix_user_task_instance", "instance_id", "completed_at"),
    index("ix_user_task_team_open", "team_id", "due_order", "id", postgresql_where=_is_open, sqlite_where=_is_open),
    index(
        "ix_user_task_assignee_open", "assignee_id", "due_order", "id", postgresql_where=_is_held, sqlite_where=_is_held
    ),
    index(
        "ix_user_task_managers_open",
        "agency_id",
        "due_order",
        "id",
        postgresql_where=_is_for_managers,
        sqlite_where=_is_for_managers_sqlite,
    ),
    index("ix_user_task_agency_due", "agency_id", "due_order", "id", postgresql_where=_is_open, sqlite_where=_is_open),
    index("ix_user_task_agency_age", "agency_id", "created_at", "id", postgresql_where=_is_open, sqlite_where=_is_open),
)


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """One user task. `kind` is the BPMN element for tasks of the pathway, and the cause for tasks of the engine.

    While `paused` it waits for its referral to be resumed: nobody claims or completes it.
    """

    id: UUID
    instance_id: UUID
    case_id: UUID | None
    token: int | None
    element_id: str | None
    origin: str
    kind: str
    title: str
    instructions: str
    pathway: str
    business_key: str
    lane: str | None
    agency_id: UUID
    team_id: UUID
    managers_only: bool
    state: str
    assignee_id: UUID | None
    delegated_by_id: UUID | None
    version: int
    form: str | None
    due_at: datetime | None
    due_order: datetime
    arithmetic: str
    deadline_class: str | None
    follow_up_at: datetime | None
    priority: int
    asked_by_id: UUID | None
    cause_task_id: UUID | None
    cause_token: int | None
    created_at: datetime
    completed_at: datetime | None
    completed_by_id: UUID | None
    paused: bool = False


tasks = Records(TaskRecord, user_task)

_by_id = tasks.selection(user_task.c.id == bindparam("id"))
_of_instance = tasks.selection(user_task.c.instance_id == bindparam("instance_id")).order_by(user_task.c.id)
_open_of_instance = tasks.selection(
    user_task.c.instance_id == bindparam("instance_id"), user_task.c.completed_at.is_(None)
).order_by(user_task.c.id)


of_each = OfEach(
    _of_instance,
    tasks.selection(among_few(user_task.c.instance_id, "id")).order_by(user_task.c.id),
    tasks.names.index("instance_id"),
)


def get(tx: Transaction, task_id: UUID) -> TaskRecord | None:
    return tasks.one(tx, _by_id, id=task_id)


def of_instance(tx: Transaction, instance_id: UUID) -> list[TaskRecord]:
    return tasks.all(tx, _of_instance, instance_id=instance_id)


def open_of_instance(tx: Transaction, instance_id: UUID) -> list[TaskRecord]:
    return tasks.all(tx, _open_of_instance, instance_id=instance_id)


def all_open(tx: Transaction) -> list[TaskRecord]:
    """Every open task of the partnership, oldest first; for consistency checks and tests."""
    return tasks.all(tx, tasks.selection(user_task.c.completed_at.is_(None)).order_by(user_task.c.id))


_in_hands = tasks.selection(
    or_(user_task.c.assignee_id == bindparam("account_id"), user_task.c.delegated_by_id == bindparam("account_id")),
    user_task.c.completed_at.is_(None),
).order_by(user_task.c.id)
_of_agency = (
    select(user_task.c.id)
    .where(tasks.mine, user_task.c.agency_id == bindparam("agency_id"), user_task.c.completed_at.is_(None))
    .limit(1)
)


def in_hands_of(tx: Transaction, account_id: UUID) -> list[TaskRecord]:
    """The open tasks that a person holds or has lent."""
    return tasks.all(tx, _in_hands, account_id=account_id)


def holds_open(tx: Transaction, agency_id: UUID) -> bool:
    """Whether the agency holds a task that is still to do."""
    return bool(tx.read(_of_agency, partnership(tx, {"agency_id": agency_id})))


def change(tx: Transaction, task: TaskRecord, refusal: EngineError | None = None, **changes: Any) -> None:
    """Change an open task at the version seen; its version moves on. `refusal` is raised when another was first."""
    values = {"at_id": task.id, "seen_version": task.version, **{f"to_{name}": to for name, to in changes.items()}}
    statement = _changing(tuple(changes))
    if refusal is None:
        tx.write(statement, partnership(tx, values))
    else:
        tx.write_one(statement, partnership(tx, values), refusal)


@lru_cache
def _changing(names: tuple[str, ...]) -> Update:
    return (
        update(user_task)
        .where(
            tasks.mine,
            user_task.c.id == bindparam("at_id"),
            user_task.c.version == bindparam("seen_version"),
            user_task.c.completed_at.is_(None),
        )
        .values({"version": user_task.c.version + 1, **{name: bindparam(f"to_{name}") for name in names}})
    )


def keep_time(tx: Transaction, task: TaskRecord) -> None:
    """Write the deadline of a task, and whether it stands still. Its version stays: what was typed goes on fitting."""
    tx.write(_timing, partnership(tx, {"at_id": task.id, **{f"to_{name}": getattr(task, name) for name in _TIMES}}))


_TIMES = ("due_at", "due_order", "arithmetic", "deadline_class", "paused")
_timing = (
    update(user_task)
    .where(tasks.mine, user_task.c.id == bindparam("at_id"), user_task.c.completed_at.is_(None))
    .values({name: bindparam(f"to_{name}") for name in _TIMES})
)
_closing = (
    update(user_task)
    .where(
        tasks.mine,
        user_task.c.instance_id == bindparam("at_instance"),
        user_task.c.completed_at.is_(None),
    )
    .values(state="cancelled", completed_at=bindparam("now"), version=user_task.c.version + 1)
)
_closing_tokens = _closing.where(among_few(user_task.c.token, "token"))
_closing_caused = _closing.where(among_few(user_task.c.cause_token, "token"), user_task.c.origin == "engine")


def close_tokens(tx: Transaction, instance_id: UUID, tokens: Iterable[int]) -> None:
    """Cancel the open tasks of tokens that the process has taken away."""
    tx.write(_closing_tokens, *_of_tokens(tx, instance_id, tokens))


def close_caused_by(tx: Transaction, instance_id: UUID, tokens: Iterable[int]) -> None:
    """Cancel the open engine tasks (escalations, conflicts) whose cause has ended."""
    tx.write(_closing_caused, *_of_tokens(tx, instance_id, tokens))


def _of_tokens(tx: Transaction, instance_id: UUID, tokens: Iterable[int]) -> list[dict[str, Any]]:
    return [partnership(tx, {"at_instance": instance_id, "now": tx.now, **those}) for those in few("token", tokens)]


_closing_but = _closing.where(user_task.c.id.not_in(bindparam("kept", expanding=True)))


def close_all(tx: Transaction, instance_id: UUID, but: Collection[UUID] = ()) -> None:
    """Cancel every open task of an instance that has ended, but for those that are still to do."""
    values = partnership(tx, {"at_instance": instance_id, "now": tx.now})
    if but:
        tx.run(_closing_but, {**values, "kept": sorted(but)})
    else:
        tx.write(_closing, values)


def hand_lane_over(tx: Transaction, instance_id: UUID, lane: str, agency_id: UUID, team_id: UUID) -> None:
    """Move the open tasks of a lane to the team that now holds it."""
    statement = (
        update(user_task)
        .where(
            tasks.mine,
            user_task.c.instance_id == bindparam("at_instance"),
            user_task.c.lane == bindparam("at_lane"),
            user_task.c.completed_at.is_(None),
        )
        .values(
            agency_id=agency_id,
            team_id=team_id,
            assignee_id=None,
            delegated_by_id=None,
            state="open",
            version=user_task.c.version + 1,
        )
    )
    tx.run(statement, partnership(tx, {"at_instance": instance_id, "at_lane": lane}))
