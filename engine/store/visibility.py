"""Single records through the scope: found, or as if they did not exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, or_, select

from engine.domain.actors import Actor, Party
from engine.store import scope
from engine.store.cases import CaseRecord, case_file, case_files
from engine.store.instances import Held, InstanceRecord, instances, lock_with_task, locking_by_task, process_instance
from engine.store.records import partnership
from engine.store.tasks import TaskRecord, tasks, user_task
from engine.store.writings import draft

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@lru_cache(maxsize=2048)
def _task(actor: Party) -> Select[Any]:
    return tasks.selection(user_task.c.id == bindparam("id"), scope.tasks(actor))


_has_drafts = exists().where(draft.c.partnership_id == user_task.c.partnership_id, draft.c.task_id == user_task.c.id)
_other = user_task.alias("other")
_has_engine_tasks = exists().where(
    _other.c.partnership_id == user_task.c.partnership_id,
    _other.c.instance_id == user_task.c.instance_id,
    _other.c.completed_at.is_(None),
    _other.c.origin == "engine",
)


@lru_cache(maxsize=2048)
def _task_with_more(actor: Party) -> Select[Any]:
    return _task(actor).add_columns(_has_drafts, _has_engine_tasks)


@lru_cache(maxsize=2048)
def _task_locked(actor: Party) -> Select[Any]:
    return locking_by_task(scope.tasks(actor))


@lru_cache(maxsize=2048)
def _case(actor: Party) -> Select[Any]:
    return case_files.selection(case_file.c.id == bindparam("id"), scope.cases(actor))


@lru_cache(maxsize=2048)
def _instance(actor: Party) -> Select[Any]:
    return instances.selection(process_instance.c.id == bindparam("id"), scope.instances(actor))


def task(tx: Transaction, actor: Party, task_id: UUID) -> TaskRecord | None:
    return tasks.one(tx, _task(actor), id=task_id)


@dataclass(frozen=True, slots=True)
class HeldTask:
    """A task as it is once its instance is locked, and whether there are drafts of it and open tasks of the engine."""

    held: Held | None
    task: TaskRecord
    has_drafts: bool
    has_engine_tasks: bool


def lock_task(tx: Transaction, actor: Party, task_id: UUID) -> HeldTask | None:
    """The task and its instance, locked; None when there is no such task for the actor."""
    held, rows = lock_with_task(tx, task_id, _task_locked(actor), _task_with_more(actor))
    if not rows:
        return None
    *values, has_drafts, has_engine_tasks = rows[0]
    return HeldTask(held, TaskRecord(*values), bool(has_drafts), bool(has_engine_tasks))


def case(tx: Transaction, actor: Party, case_id: UUID) -> CaseRecord | None:
    return case_files.one(tx, _case(actor), id=case_id)


def instance(tx: Transaction, actor: Party, instance_id: UUID) -> InstanceRecord | None:
    return instances.one(tx, _instance(actor), id=instance_id)


_caller = select(process_instance.c.parent_id).where(instances.mine, process_instance.c.id == bindparam("id"))


def instance_or_caller(tx: Transaction, actor: Party, instance_id: UUID) -> bool:
    """Whether the actor may open the referral, or the one that called it."""
    if instance(tx, actor, instance_id) is not None:
        return True
    rows = tx.read(_caller, partnership(tx, {"id": instance_id}))
    return bool(rows) and rows[0][0] is not None and instance(tx, actor, rows[0][0]) is not None


def tasks_among(tx: Transaction, actor: Party, task_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the tasks of which the actor may know."""
    statement = select(user_task.c.id).where(
        tasks.mine, user_task.c.id.in_(bindparam("ids", expanding=True)), scope.tasks(actor)
    )
    return set(tx.run(statement, partnership(tx, {"ids": list(set(task_ids))})).scalars())


def cases_among(tx: Transaction, actor: Party, case_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the cases in which the actor takes part."""
    statement = select(case_file.c.id).where(
        case_files.mine, case_file.c.id.in_(bindparam("ids", expanding=True)), scope.cases(actor)
    )
    return set(tx.run(statement, partnership(tx, {"ids": list(set(case_ids))})).scalars())


def asking_case(actor: Party) -> Select[Any]:
    """What `case` asks, to be read together with other things."""
    return _case(actor)


@lru_cache(maxsize=2048)
def asking_instances_of_case(actor: Party) -> Select[Any]:
    """What `instances_of_case` asks, to be read together with other things."""
    return instances.selection(process_instance.c.case_id == bindparam("case_id"), scope.instances(actor)).order_by(
        process_instance.c.started_at, process_instance.c.id
    )


def instances_of_case(tx: Transaction, actor: Party, case_id: UUID) -> list[InstanceRecord]:
    """The referrals of a case that the actor may open, oldest first."""
    return instances.all(tx, asking_instances_of_case(actor), case_id=case_id)


def sees_whole_case(tx: Transaction, actor: Actor, case_id: UUID) -> bool:
    """Whether the actor takes part in the case wholly, not only in one of its referrals."""
    statement = select(case_file.c.id).where(
        case_files.mine, case_file.c.id == bindparam("id"), scope.whole_case(actor)
    )
    return tx.run(statement, partnership(tx, {"id": case_id})).first() is not None


@lru_cache(maxsize=1024)
def _governed(actor: Actor) -> Select[Any]:
    return case_files.selection(case_file.c.id == bindparam("id"), scope.governed(actor))


def governed_case(tx: Transaction, actor: Actor, case_id: UUID) -> CaseRecord | None:
    """The case, when the actor may say who must not know of it."""
    return case_files.one(tx, _governed(actor), id=case_id)


def governed_by_reference(tx: Transaction, actor: Actor, reference: str) -> CaseRecord | None:
    """The case with exactly that reference, when the actor may say who must not know of it."""
    statement = case_files.selection(case_file.c.reference == bindparam("reference"), scope.governed(actor))
    return case_files.one(tx, statement, reference=reference)


_is_running = exists().where(
    process_instance.c.partnership_id == case_file.c.partnership_id,
    process_instance.c.case_id == case_file.c.id,
    process_instance.c.ended_at.is_(None),
)


def cases_page(tx: Transaction, actor: Actor, reference: str, before: UUID | None, limit: int) -> list[CaseRecord]:
    """Cases the actor takes part in, newest first, whose reference begins so.

    Contacts that ended without a case are left out.
    """
    conditions = [scope.cases(actor), or_(case_file.c.state != "contact", _is_running)]
    values: dict[str, Any] = {}
    if reference:
        conditions.append(case_file.c.reference.between(bindparam("reference_from"), bindparam("reference_to")))
        values |= {"reference_from": reference, "reference_to": f"{reference}\uffff"}
    if before is not None:
        conditions.append(case_file.c.id < bindparam("before"))
        values["before"] = before
    return case_files.all(tx, case_files.selection(*conditions).order_by(case_file.c.id.desc()).limit(limit), **values)


@lru_cache(maxsize=2048)
def _running_about_agencies(actor: Party) -> Select[Any]:
    return instances.selection(
        process_instance.c.subject_type == "agency", process_instance.c.ended_at.is_(None), scope.instances(actor)
    ).order_by(process_instance.c.started_at, process_instance.c.id)


def running_about_agencies(tx: Transaction, actor: Party) -> list[InstanceRecord]:
    """What runs about agencies and the actor may open, oldest first."""
    return instances.all(tx, _running_about_agencies(actor))
