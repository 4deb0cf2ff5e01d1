"""Telling people that there is something to see: a notice in the application, and mail without content.

Who is told about a new task: its assignee; else those of the team who are on duty; else the whole team.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from engine.commands.work import Work
from engine.domain.actors import CASE_ROLES, Role
from engine.store import accounts, notices, outbox, tasks
from engine.store.accounts import AccountRecord, MembershipRecord
from engine.store.notices import NoticeRecord
from engine.store.tasks import TaskRecord


@dataclass(frozen=True, slots=True)
class TellPeople:
    """Work out whom a letter concerns, and leave each a notice and a mail to send. For the worker only."""

    letter_id: UUID


def tell_people(work: Work, command: TellPeople) -> bool:
    letter = outbox.take(work.tx, command.letter_id)
    if letter is None or letter.kind != "notify":
        return False
    content = json.loads(letter.payload)
    for task_id in content.get("tasks", ()):
        _tell_of_task(work, UUID(task_id), content["kind"])
    if "teams" in content:
        case_id = None if content["case_id"] == "None" else UUID(content["case_id"])
        for person in _people_of(work, [UUID(team_id) for team_id in content["teams"]]):
            _tell(work, person, content["kind"], None, case_id)
    outbox.delivered(work.tx, letter)
    return True


def _tell_of_task(work: Work, task_id: UUID, kind: str) -> None:
    task = tasks.get(work.tx, task_id)
    if task is None or task.completed_at is not None:
        return
    for person in _concerned(work, task):
        _tell(work, person, kind, task.id, None)


def _concerned(work: Work, task: TaskRecord) -> list[AccountRecord]:
    if task.assignee_id is not None:
        assignee = accounts.get(work.tx, task.assignee_id)
        return [assignee] if assignee else []
    return _people_of(work, [task.team_id], managers_only=task.managers_only)


def _people_of(work: Work, team_ids: Iterable[UUID], managers_only: bool = False) -> list[AccountRecord]:
    wanted = {Role.MANAGER.value} if managers_only else {role.value for role in CASE_ROLES}
    held: list[tuple[AccountRecord, MembershipRecord]] = [
        (account, member)
        for account, member in accounts.in_teams(work.tx, team_ids)
        if member.role in wanted and not (account.absent_until and account.absent_until > work.now)
    ]
    on_duty = [(account, member) for account, member in held if member.duty]
    return list({account.id: account for account, _ in on_duty or held}.values())


def _tell(work: Work, person: AccountRecord, kind: str, task_id: UUID | None, case_id: UUID | None) -> None:
    notice = NoticeRecord(work.tx.new_id(), person.id, kind, task_id, case_id, work.now, None)
    notices.notices.add(work.tx, notice)
    outbox.put(work.tx, "mail", json.dumps({"account": str(person.id), "kind": kind}, separators=(",", ":")))
