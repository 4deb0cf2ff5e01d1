"""Searches with many filters, sorted and counted: tasks and referrals as the API lists them, through the scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, select

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.instances import InstanceRecord, instances, process_instance
from engine.store.records import partnership
from engine.store.schema import Moment
from engine.store.tasks import TaskRecord, tasks, user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. `values` are those of the filters below, by name; `first` counts from 0."""

    values: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    first: int = 0
    most: int = 50


def _moment(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=Moment)


TASK_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "assignee_id": user_task.c.assignee_id == bindparam("assignee_id"),
    "assigned": user_task.c.assignee_id.is_not(None) == bindparam("assigned"),
    "team_ids": user_task.c.team_id.in_(bindparam("team_ids", expanding=True)),
    "pathway": user_task.c.pathway == bindparam("pathway"),
    "instance_id": user_task.c.instance_id == bindparam("instance_id"),
    "reference": user_task.c.business_key == bindparam("reference"),
    "due_before": user_task.c.due_at < _moment("due_before"),
    "due_after": user_task.c.due_at > _moment("due_after"),
    "created_before": user_task.c.created_at < _moment("created_before"),
    "created_after": user_task.c.created_at > _moment("created_after"),
}
TASK_SORTS: Mapping[str, Column[Any]] = {
    "dueDate": user_task.c.due_order,
    "created": user_task.c.created_at,
    "priority": user_task.c.priority,
    "name": user_task.c.title,
}
REFERRAL_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "pathway": process_instance.c.pathway == bindparam("pathway"),
    "case_id": process_instance.c.case_id == bindparam("case_id"),
    "reference": process_instance.c.business_key == bindparam("reference"),
    "state": process_instance.c.state == bindparam("state"),
    "started_before": process_instance.c.started_at < _moment("started_before"),
    "started_after": process_instance.c.started_at > _moment("started_after"),
}
REFERRAL_SORTS: Mapping[str, Column[Any]] = {
    "startTime": process_instance.c.started_at,
    "progress": process_instance.c.last_progress_at,
    "name": process_instance.c.title,
}


def open_tasks(tx: Transaction, actor: Actor, sought: Sought) -> list[TaskRecord]:
    """A page of the open tasks whose content the actor may see."""
    return [TaskRecord(*row) for row in tx.run(_task_page(actor, *_shape(sought)), _values(tx, sought))]


def count_open_tasks(tx: Transaction, actor: Actor, sought: Sought) -> int:
    return int(tx.run(_task_count(actor, frozenset(sought.values)), _values(tx, sought)).scalar_one())


def referrals(tx: Transaction, actor: Actor, sought: Sought) -> list[InstanceRecord]:
    """A page of the referrals that the actor may open, ended ones too."""
    return [InstanceRecord(*row) for row in tx.run(_referral_page(actor, *_shape(sought)), _values(tx, sought))]


def count_referrals(tx: Transaction, actor: Actor, sought: Sought) -> int:
    return int(tx.run(_referral_count(actor, frozenset(sought.values)), _values(tx, sought)).scalar_one())


def _shape(sought: Sought) -> tuple[frozenset[str], str, bool]:
    return frozenset(sought.values), sought.sort, sought.descending


def _values(tx: Transaction, sought: Sought) -> dict[str, Any]:
    return partnership(tx, {**sought.values, "first": sought.first, "most": sought.most})


@lru_cache(maxsize=1024)
def _task_page(actor: Actor, names: frozenset[str], sort: str, descending: bool) -> Select[Any]:
    wanted = _seen_tasks(tasks.selection(), actor, names)
    return _paged(wanted, TASK_SORTS[sort], user_task.c.id, descending)


@lru_cache(maxsize=1024)
def _task_count(actor: Actor, names: frozenset[str]) -> Select[Any]:
    return _seen_tasks(select(func.count()).select_from(user_task).where(tasks.mine), actor, names)


def _seen_tasks(selection: Select[Any], actor: Actor, names: frozenset[str]) -> Select[Any]:
    filters = (TASK_FILTERS[name] for name in sorted(names))
    return selection.where(user_task.c.completed_at.is_(None), scope.tasks(actor), *filters)


@lru_cache(maxsize=1024)
def _referral_page(actor: Actor, names: frozenset[str], sort: str, descending: bool) -> Select[Any]:
    wanted = _seen_referrals(instances.selection(), actor, names)
    return _paged(wanted, REFERRAL_SORTS[sort], process_instance.c.id, descending)


@lru_cache(maxsize=1024)
def _referral_count(actor: Actor, names: frozenset[str]) -> Select[Any]:
    counting = select(func.count()).select_from(process_instance).where(instances.mine)
    return _seen_referrals(counting, actor, names)


def _seen_referrals(selection: Select[Any], actor: Actor, names: frozenset[str]) -> Select[Any]:
    filters = (REFERRAL_FILTERS[name] for name in sorted(names))
    return selection.where(scope.instances(actor), *filters)


def _paged(selection: Select[Any], column: Column[Any], last: Column[Any], descending: bool) -> Select[Any]:
    order = (column.desc(), last.desc()) if descending else (column, last)
    return selection.order_by(*order).offset(bindparam("first")).limit(bindparam("most"))
