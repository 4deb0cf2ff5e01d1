"""Barring people from a case, because they know her or whoever harms her: they cannot tell that it exists."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands import letters
from engine.commands.casework import text_of
from engine.commands.released import tell_managers
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import accounts, agencies, bars, inbox, instances, subjects, visibility
from engine.store.bars import BarRecord
from engine.store.cases import CaseRecord
from engine.store.keys import SubjectCipher
from engine.store.tasks import TaskRecord

MAX_WHY = 1_000
CHOOSE = {"who": "Choose a person or a team"}


@dataclass(frozen=True, slots=True)
class BarFromCase:
    """Keep one person, or everybody of one team, from a case (governance rule 10). Answers the id of the bar.

    For the team that leads the case, managers of agencies that take part in all of it, and their privacy officers. What
    she holds in the case goes to her managers. Refuses: NotFound (out of scope), InvalidInput (`who`: neither or both,
    nobody of the kind, or the team that leads; `why`: 1 to 1,000 characters), InvalidState (barred already).
    """

    case_id: UUID
    account_id: UUID | None
    team_id: UUID | None
    why: str


@dataclass(frozen=True, slots=True)
class LiftBar:
    """Let somebody who was barred know of the case again, as far as she takes part in it. For the same people."""

    case_id: UUID
    bar_id: UUID


@dataclass(frozen=True, slots=True)
class ViewBars:
    """Record that somebody looks at who is barred from a case. NotFound for those who may not."""

    case_id: UUID


def bar_from_case(work: Work, command: BarFromCase) -> UUID:
    case, cipher = _governed(work, command.case_id)
    _check(work, case, command)
    why = text_of("why", command.why, MAX_WHY, "why they must not know of the case")
    bar_id, by = work.tx.new_id(), work.person().account_id
    sealed = cipher.seal_json(bars.why_place(bar_id), why)
    bars.bars.add(work.tx, BarRecord(bar_id, case.id, command.account_id, command.team_id, sealed, work.now, by))
    _move_away(work, case.id)
    bars.forget_notices(work.tx, case.id)
    whom = {"person": str(command.account_id)} if command.account_id else {"team": str(command.team_id)}
    work.audit("case_barred", "bar", bar_id, case.id, **whom)
    return bar_id


def lift_bar(work: Work, command: LiftBar) -> None:
    case, _ = _governed(work, command.case_id)
    found = next((bar for bar in bars.of_case(work.tx, case.id) if bar.id == command.bar_id), None)
    if found is None:
        raise NotFound("There is no such bar.")
    bars.lift(work.tx, found.id, work.person().account_id)
    work.audit("case_bar_lifted", "bar", found.id, case.id)


def view_bars(work: Work, command: ViewBars) -> None:
    case, _ = _governed(work, command.case_id)
    work.audit("case_bars_viewed", "case", case.id, case.id)


def _governed(work: Work, case_id: UUID) -> tuple[CaseRecord, SubjectCipher]:
    actor = work.person()
    case = visibility.governed_case(work.tx, actor, case_id)
    cipher = subjects.cipher(work.tx, case.person_id) if case else None
    if case is None or cipher is None:
        raise NotFound("There is no such case.")
    require(actor, Permission.BAR_FROM_CASE)
    return case, cipher


def _check(work: Work, case: CaseRecord, command: BarFromCase) -> None:
    account = accounts.get(work.tx, command.account_id) if command.account_id else None
    team = agencies.get_team(work.tx, command.team_id) if command.team_id else None
    if (account is None) == (team is None):
        raise InvalidInput("Expected one person or one team, but the answer is not on offer.", CHOOSE)
    if team is not None and team.id == case.lead_team_id:
        fields = {"who": "Hand the case over first, or choose one person of the team"}
        raise InvalidInput("Expected a team that does not lead the case, but this one does.", fields)
    if any((bar.account_id, bar.team_id) == (command.account_id, command.team_id) for bar in _in_force(work, case)):
        raise InvalidState("Expected somebody who may know of the case, but they are barred from it already.")


def _in_force(work: Work, case: CaseRecord) -> list[BarRecord]:
    return bars.of_case(work.tx, case.id)


def _move_away(work: Work, case_id: UUID) -> None:
    """What the barred hold goes to their managers, each referral in a unit of work of its own, right after this one."""
    barred = bars.barred_from(work.tx, case_id)
    referrals = [each.id for each in instances.of_case(work.tx, case_id)]
    held = [task for task in inbox.open_of_instances(work.tx, referrals) if _hands(task) & barred]
    for instance_id, account_id in sorted({(task.instance_id, who) for task in held for who in _hands(task) & barred}):
        letters.give_back(work, instance_id, account_id)
    tell_managers(work, held)


def _hands(task: TaskRecord) -> frozenset[UUID]:
    return frozenset(who for who in (task.assignee_id, task.delegated_by_id) if who is not None)
