"""Reading is an action: opening a task or a case is recorded before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import NotFound
from engine.store import notices, visibility


@dataclass(frozen=True, slots=True)
class ViewCase:
    """Record that a participant opens a case. NotFound for everybody else, as for a case that does not exist."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class ViewTask:
    """Record that somebody opens a task. NotFound for those who may not know of it."""

    task_id: UUID


@dataclass(frozen=True, slots=True)
class ViewReferral:
    """Record that somebody opens a referral: where it is, and who has it. NotFound for those who may not open it."""

    instance_id: UUID


@dataclass(frozen=True, slots=True)
class MarkNoticesRead:
    """All notices of the one who asks have been seen."""


def view_case(work: Work, command: ViewCase) -> None:
    actor = work.person()
    case = visibility.case(work.tx, actor, command.case_id)
    if case is None:
        raise NotFound("There is no such case.")
    require(actor, Permission.READ_CASE)
    work.audit("case_viewed", "case", case.id, case.id)


def view_task(work: Work, command: ViewTask) -> None:
    task = visibility.task(work.tx, work.person(), command.task_id)
    if task is None:
        raise NotFound("There is no such task.")
    work.audit("task_viewed", "task", task.id, task.case_id)


def view_referral(work: Work, command: ViewReferral) -> None:
    instance = visibility.instance(work.tx, work.person(), command.instance_id)
    if instance is None:
        raise NotFound("There is no such referral.")
    work.audit("referral_viewed", "instance", instance.id, instance.case_id)


def mark_notices_read(work: Work, command: MarkNoticesRead) -> None:
    notices.mark_read(work.tx, work.person().account_id)
