"""Telling people that there is something to see: a notice in the application, and mail without content.

Who is told about a new task: its assignee, and while she is away her deputy too, or else the team; if nobody holds it,
those of the team who are on duty; else the whole team. Those who are away are told of nothing else. That something
is late is told to those of each team who are on duty, else the whole team, and to whoever has worked on it there. What
waits for a second person is told to all who may decide on it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from engine.commands.task_access import facts_with
from engine.commands.work import Work
from engine.domain.actors import CASE_ROLES, Role
from engine.domain.permissions import RULES, Permission, require
from engine.domain.tasks import may_hold
from engine.store import absences, accounts, agencies, bars, colleagues, notices, outbox, people, tasks
from engine.store.absences import AbsenceRecord
from engine.store.accounts import AccountRecord
from engine.store.colleagues import Holding
from engine.store.notices import NoticeRecord
from engine.store.tasks import TaskRecord


@dataclass(frozen=True, slots=True)
class TellPeople:
    """Work out whom a letter concerns, and leave each a notice and a mail to send. For the worker only."""

    letter_id: UUID


def tell_people(work: Work, command: TellPeople) -> bool:
    require(work.actor, Permission.DELIVER_MESSAGE)
    letter = outbox.take(work.tx, command.letter_id)
    if letter is None or letter.kind != "notify":
        return False
    content = json.loads(letter.payload)
    for task_id in content.get("tasks", ()):
        _tell_of_task(work, UUID(task_id), content["kind"])
    if "teams" in content:
        case_id = None if content["case_id"] == "None" else UUID(content["case_id"])
        at_work = {UUID(account_id) for account_id in content.get("people", ())}
        teams = [UUID(team_id) for team_id in content["teams"]]
        concerned = case_id or bars.case_of(work.tx, None, letter.instance_id)
        for person in _people_of(work, teams, concerned, also=at_work):
            tell(work, person, content["kind"], None, case_id, letter.instance_id)
    outbox.delivered(work.tx, letter)
    return True


def _tell_of_task(work: Work, task_id: UUID, kind: str) -> None:
    task = tasks.get(work.tx, task_id)
    if task is None or task.completed_at is not None:
        return
    for person in _concerned(work, task):
        tell(work, person, kind, task.id, None, task.instance_id)


def _concerned(work: Work, task: TaskRecord) -> list[AccountRecord]:
    assignee = accounts.get(work.tx, task.assignee_id) if task.assignee_id is not None else None
    if assignee is None:
        return _people_of(work, [task.team_id], task.case_id, managers_only=task.managers_only)
    away = absences.current(work.tx, [assignee.id]).get(assignee.id)
    if away is None:
        return [assignee]
    return [assignee, *(_in_place_of(work, away, task))]


def _in_place_of(work: Work, away: AbsenceRecord, task: TaskRecord) -> list[AccountRecord]:
    """Her deputy, if that is somebody who can sign in and may do the task; else the team."""
    deputy = accounts.get(work.tx, away.deputy_id) if away.deputy_id else None
    actor = people.actor(work.tx, deputy.id) if deputy else None
    if (
        deputy is not None
        and actor is not None
        and deputy.id not in bars.barred_from(work.tx, task.case_id)
        and may_hold(facts_with(task, agencies.agency_of(work.tx, task.team_id)), actor)
    ):
        return [deputy]
    return _people_of(work, [task.team_id], task.case_id, managers_only=task.managers_only)


def _people_of(
    work: Work,
    team_ids: Iterable[UUID],
    case_id: UUID | None,
    managers_only: bool = False,
    also: Collection[UUID] = (),
) -> list[AccountRecord]:
    """Of each team those on duty, else all of them; and those named in `also`, who are at work on it. Nobody who is
    barred from the case.
    """
    barred = bars.barred_from(work.tx, case_id)
    wanted = {Role.MANAGER.value} if managers_only else {role.value for role in CASE_ROLES}
    held: dict[UUID | None, Holding] = {}
    for account, member in colleagues.in_teams(work.tx, team_ids):
        if member.role in wanted and not account.is_absent and account.id not in barred:
            held.setdefault(member.team_id, []).append((account, member))
    told = [account for members in held.values() for account in _on_duty(members, also)]
    return list({account.id: account for account in told}.values())


def _on_duty(members: Holding, also: Collection[UUID]) -> list[AccountRecord]:
    on_duty = {account.id for account, member in members if member.duty}
    return [account for account, _ in members if not on_duty or account.id in on_duty or account.id in also]


def tell_who_may(work: Work, permission: Permission, kind: str) -> None:
    """Tell everybody else whose role lets them do this; those who are away only when all of them are."""
    roles = RULES[permission].roles
    asker = work.person().account_id
    others = {held.account_id for role in roles for held in accounts.others_in_role(work.tx, role.value, asker)}
    at_work = others - absences.current(work.tx, others).keys()
    for account_id in sorted(at_work or others):
        person = accounts.get(work.tx, account_id)
        if person is not None:
            tell(work, person, kind)


def tell(
    work: Work,
    person: AccountRecord,
    kind: str,
    task_id: UUID | None = None,
    case_id: UUID | None = None,
    instance_id: UUID | None = None,
) -> None:
    """Leave a person a notice in the application, and a mail to send; neither, where she is barred from the case."""
    concerned = case_id or bars.case_of(work.tx, task_id, instance_id)
    if person.id in bars.barred_from(work.tx, concerned):
        return
    notice = NoticeRecord(work.tx.new_id(), person.id, kind, task_id, case_id, work.now, None)
    notices.notices.add(work.tx, notice)
    content = json.dumps({"account": str(person.id), "kind": kind}, separators=(",", ":"))
    outbox.put(work.tx, "mail", content, instance_id)
