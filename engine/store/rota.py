"""Turns of duty: who is on duty in which team, every week or on a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, Date, Integer, String, Uuid, bindparam, delete, or_

from engine.domain.rota import Turn, on_duty
from engine.store.records import Records, among_few, few, partnership
from engine.store.schema import index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

duty_turn = table(
    "duty_turn",
    Column("team_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("weekday", Integer, nullable=True),
    Column("on_day", Date, nullable=True),
    Column("begins", String(5), nullable=False),
    Column("ends", String(5), nullable=False),
    reference("team_id", "team"),
    reference("account_id", "account"),
    index("ix_duty_turn_team", "team_id"),
)


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One turn. Either `weekday` (Monday 0) or `on_day` is set; times are as 20:00, on the wall clock."""

    id: UUID
    team_id: UUID
    account_id: UUID
    weekday: int | None
    on_day: date | None
    begins: str
    ends: str

    @property
    def turn(self) -> Turn:
        begins, ends = time.fromisoformat(self.begins), time.fromisoformat(self.ends)
        return Turn(self.account_id, self.weekday, self.on_day, begins, ends)


turns = Records(TurnRecord, duty_turn)

selecting_turns = turns.selection(
    or_(duty_turn.c.on_day.is_(None), duty_turn.c.on_day >= bindparam("yesterday"))
).order_by(duty_turn.c.weekday, duty_turn.c.on_day, duty_turn.c.begins, duty_turn.c.id)
_of_teams = selecting_turns.where(among_few(duty_turn.c.team_id, "team"))
_by_id = turns.selection(duty_turn.c.id == bindparam("id"))
_removing = delete(duty_turn).where(turns.mine, duty_turn.c.id == bindparam("at_id"))
_removing_of = delete(duty_turn).where(
    turns.mine, duty_turn.c.account_id == bindparam("at_account"), duty_turn.c.team_id == bindparam("at_team")
)
_removing_all = delete(duty_turn).where(turns.mine, duty_turn.c.account_id == bindparam("at_account"))


def get(tx: Transaction, turn_id: UUID) -> TurnRecord | None:
    return turns.one(tx, _by_id, id=turn_id)


def of_teams(tx: Transaction, team_ids: Iterable[UUID], yesterday: date) -> list[TurnRecord]:
    """The turns of the teams that are not over: those of the week, then those of dates from `yesterday` on."""
    return [
        turn for those in few("team", set(team_ids)) for turn in turns.all(tx, _of_teams, yesterday=yesterday, **those)
    ]


def remove(tx: Transaction, turn_id: UUID) -> None:
    tx.write(_removing, partnership(tx, {"at_id": turn_id}))


def remove_those_of(tx: Transaction, account_id: UUID, team_id: UUID | None = None) -> None:
    """Take a person off the rota of a team, or of every team."""
    if team_id is None:
        tx.write(_removing_all, partnership(tx, {"at_account": account_id}))
    else:
        tx.write(_removing_of, partnership(tx, {"at_account": account_id, "at_team": team_id}))


def duties(rows: Iterable[Sequence[Any]], at: datetime) -> dict[UUID, frozenset[UUID]]:
    """Whose turn it is at `at`, by team, of what `selecting_turns` found; without teams whose rota says nothing."""
    of_team: dict[UUID, list[Turn]] = {}
    for row in rows:
        record = TurnRecord(*row)
        of_team.setdefault(record.team_id, []).append(record.turn)
    found = {team: on_duty(written, at) for team, written in of_team.items()}
    return {team: people for team, people in found.items() if people is not None}
