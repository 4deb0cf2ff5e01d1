"""One's own absences, the rota of the teams one manages, and what an invitation is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from engine.domain.actors import CASE_ROLES
from engine.domain.permissions import Permission, require
from engine.domain.wording import WEEKDAYS
from engine.errors import NotFound
from engine.queries.administration import AbsenceLine, absence_lines, deputies_for
from engine.queries.choices import Choice
from engine.queries.running import Running
from engine.queries.view import View
from engine.store import absences, accounts, agencies, colleagues, invitations, rota, scope
from engine.store.colleagues import Holding
from engine.store.rota import TurnRecord


@dataclass(frozen=True, slots=True)
class OwnAbsences:
    """The absences of the actor that are not over, and who could stand in for her."""

    absences: tuple[AbsenceLine, ...]
    deputies: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class TurnLine:
    """A turn of duty: when it is, in words, and whose."""

    turn_id: UUID
    when: str
    hours: str
    person: str
    on_day: date | None


@dataclass(frozen=True, slots=True)
class TeamRota:
    """The turns of a team, who is on duty now, and who could be."""

    team_id: UUID
    team: str
    turns: tuple[TurnLine, ...]
    now: tuple[str, ...]
    people: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that can still be used: to whom it was sent, and until when."""

    name: str
    email: str
    until: datetime


def own_absences(view: View) -> OwnAbsences:
    """The actor's own absences. Refuses: NotPermitted (a role that holds no tasks)."""
    require(view.actor, Permission.SET_ABSENCE)
    own = view.actor.account_id
    return OwnAbsences(absence_lines(view, own), deputies_for(view, own))


def rotas(view: View) -> tuple[TeamRota, ...]:
    """The rota of each team of the agencies that the actor manages. Refuses: NotPermitted."""
    require(view.actor, Permission.KEEP_ROTA)
    managed = set(scope.managed_agencies(view.actor))
    teams = [team for team in agencies.all_teams(view.tx) if team.agency_id in managed]
    held = colleagues.in_teams(view.tx, {team.id for team in teams})
    yesterday = absences.today_of(view.tx) - timedelta(days=1)
    turns = rota.of_teams(view.tx, {team.id for team in teams}, yesterday)
    names = accounts.names(view.tx, {turn.account_id for turn in turns})
    return tuple(_rota(team.id, team.name, turns, names, held) for team in teams)


def invitation(engine: Running, token: str) -> Invitation:
    """What the link is for. Refuses, with NotFound, one that is none, was used, or has run out: all alike."""
    with engine.database.read(engine.system().partnership_id, engine.clock.now()) as tx:
        found = invitations.by_token(tx, token)
        account = accounts.get(tx, found.account_id) if found else None
    if found is None or account is None or account.left_at or not found.is_open(engine.clock.now()):
        raise NotFound("There is no such invitation.")
    return Invitation(account.name, account.email, found.expires_at)


def _rota(team_id: UUID, name: str, turns: list[TurnRecord], names: dict[UUID, str], held: Holding) -> TeamRota:
    working = [(person, role) for person, role in held if role.team_id == team_id and role.role in CASE_ROLES]
    on_duty = {person.name: None for person, role in working if role.duty}
    people = {person.id: Choice(str(person.id), person.name) for person, _ in working}
    own = sorted((turn for turn in turns if turn.team_id == team_id), key=_order)
    return TeamRota(team_id, name, tuple(_turn(turn, names) for turn in own), tuple(on_duty), tuple(people.values()))


def _order(turn: TurnRecord) -> tuple[bool, int, date, str, UUID]:
    return (turn.on_day is not None, turn.weekday or 0, turn.on_day or date.min, turn.begins, turn.id)


def _turn(turn: TurnRecord, names: dict[UUID, str]) -> TurnLine:
    weekly = f"Every {WEEKDAYS[turn.weekday]}" if turn.weekday is not None else ""
    hours = "all day" if turn.begins == turn.ends == "00:00" else f"{turn.begins} to {turn.ends}"
    return TurnLine(turn.id, weekly, hours, names.get(turn.account_id, ""), turn.on_day)
