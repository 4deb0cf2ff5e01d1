"""The duty rota of a team: who is on duty when, every week or on a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from engine.commands.work import Work
from engine.domain.actors import CASE_ROLES
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, NotFound
from engine.store import absences, accounts, agencies, rota
from engine.store.agencies import TeamRecord
from engine.store.rota import TurnRecord

SUNDAY = 6
CLOCK = "%H:%M"


@dataclass(frozen=True, slots=True)
class AddTurn:
    """Somebody is on duty in a team: every week on `weekday` (Monday 0), or on the day `on_day`. Answers its id.

    A turn that ends before it begins goes on past midnight. For managers of the team's agency. Refuses: NotFound (team
    of another agency), InvalidInput (fields).
    """

    team_id: UUID
    account_id: UUID
    weekday: int | None
    on_day: date | None
    begins: time = time(0)
    ends: time = time(0)


@dataclass(frozen=True, slots=True)
class RemoveTurn:
    """Take a turn off the rota. For managers of the team's agency. Refuses: NotFound."""

    turn_id: UUID


def add_turn(work: Work, command: AddTurn) -> UUID:
    team = _team(work, command.team_id)
    if (command.weekday is None) == (command.on_day is None):
        raise InvalidInput("Expected either a weekday or a date.", {"on_day": "Choose a weekday, or enter a date"})
    if command.weekday is not None and not 0 <= command.weekday <= SUNDAY:
        raise InvalidInput("Expected a weekday.", {"weekday": "Choose a weekday"})
    if command.on_day is not None and command.on_day < absences.today_of(work.tx):
        raise InvalidInput("Expected a day that is not over.", {"on_day": "Enter today or a later day"})
    if not any(held.team_id == team.id and held.role in CASE_ROLES for held in _held(work, command.account_id)):
        raise InvalidInput("Expected somebody who works in the team.", {"person": "Choose somebody of the team"})
    begins, ends = command.begins.strftime(CLOCK), command.ends.strftime(CLOCK)
    record = TurnRecord(work.tx.new_id(), team.id, command.account_id, command.weekday, command.on_day, begins, ends)
    rota.turns.add(work.tx, record)
    work.audit("turn_added", "team", team.id, to=str(command.account_id))
    return record.id


def remove_turn(work: Work, command: RemoveTurn) -> None:
    turn = rota.get(work.tx, command.turn_id)
    if turn is None:
        require(work.actor, Permission.KEEP_ROTA)
        raise NotFound("There is no such turn.")
    team = _team(work, turn.team_id)
    rota.remove(work.tx, turn.id)
    work.audit("turn_removed", "team", team.id, to=str(turn.account_id))


def _team(work: Work, team_id: UUID) -> TeamRecord:
    """A team of an agency that the actor manages; any other is as if it did not exist."""
    actor = work.person()
    require(actor, Permission.KEEP_ROTA)
    team = agencies.get_team(work.tx, team_id)
    if team is None or not actor.manages(team.agency_id):
        raise NotFound("There is no such team.")
    return team


def _held(work: Work, account_id: UUID) -> list[accounts.MembershipRecord]:
    account = accounts.get(work.tx, account_id)
    return accounts.memberships_of(work.tx, account_id) if account is not None and account.left_at is None else []
