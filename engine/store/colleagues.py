"""People at work in agencies and teams as things stand: which roles they hold, who is away, who is on duty now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, select

from engine.store import absences, rota
from engine.store.absences import AbsenceRecord
from engine.store.accounts import (
    AccountRecord,
    MembershipRecord,
    account,
    accounts,
    membership,
    memberships,
)
from engine.store.agencies import team, teams
from engine.store.records import among_few, few, partnership

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Colleague(AccountRecord):
    """A person who can sign in. `is_absent`: away today; then `deputy_id` stands in for her, if anybody does."""

    is_absent: bool = False
    deputy_id: UUID | None = None


Holding = list[tuple[Colleague, MembershipRecord]]
"""One entry for each role. Its `duty` says whether she is on duty now: by the rota, else by her standing mark."""

selecting_holding = (
    select(*accounts.columns, *memberships.columns)
    .join(
        membership,
        (membership.c.partnership_id == account.c.partnership_id) & (membership.c.account_id == account.c.id),
    )
    .where(accounts.mine, account.c.is_active.is_(True))
)
_in_agencies = selecting_holding.where(among_few(membership.c.agency_id, "id"))
_in_teams = selecting_holding.where(among_few(membership.c.team_id, "id"))
_turns_of_agencies = rota.selecting_turns.where(
    rota.duty_turn.c.team_id.in_(select(team.c.id).where(teams.mine, among_few(team.c.agency_id, "id")))
)
_turns_of_teams = rota.selecting_turns.where(among_few(rota.duty_turn.c.team_id, "id"))


def in_agencies(tx: Transaction, agency_ids: Iterable[UUID]) -> Holding:
    """Active people with a role in any of the agencies, one row for each role."""
    return _people(tx, _in_agencies, _turns_of_agencies, agency_ids)


def in_teams(tx: Transaction, team_ids: Iterable[UUID]) -> Holding:
    """Active people with a role in any of the teams, one row for each role."""
    return _people(tx, _in_teams, _turns_of_teams, team_ids)


def days(tx: Transaction) -> dict[str, Any]:
    """What the selections of absences and turns ask for besides: the day it is, and the one before."""
    today = absences.today_of(tx)
    return partnership(tx, {"today": today, "yesterday": today - timedelta(days=1)})


def _people(tx: Transaction, people: Select[Any], turns: Select[Any], ids: Iterable[UUID]) -> Holding:
    found: Holding = []
    for those in few("id", set(ids)):
        values = {**days(tx), **those}
        found += as_holding(
            tx, *tx.read_together((people, values), (absences.selecting_current, values), (turns, values))
        )
    return _sorted(found)


def as_holding(
    tx: Transaction, people: Iterable[Sequence[Any]], away: Iterable[Sequence[Any]], turns: Iterable[Sequence[Any]]
) -> Holding:
    """What `selecting_holding`, the selection of today's absences and that of turns found, put together."""
    width = len(accounts.columns)
    absent = {record.account_id: record for record in (AbsenceRecord(*row) for row in away)}
    on_duty = rota.duties(turns, tx.now)
    return _sorted(
        [(_colleague(row[:width], absent), _on_duty(MembershipRecord(*row[width:]), on_duty)) for row in people]
    )


def _sorted(found: Holding) -> Holding:
    return sorted(found, key=lambda pair: (pair[0].name, pair[1].id))


def _colleague(row: Sequence[Any], absent: dict[UUID, AbsenceRecord]) -> Colleague:
    away = absent.get(row[0])
    facts = dict(zip(accounts.names, row, strict=True))
    return Colleague(**facts, is_absent=away is not None, deputy_id=away.deputy_id if away else None)


def _on_duty(held: MembershipRecord, on_duty: dict[UUID, frozenset[UUID]]) -> MembershipRecord:
    if held.team_id is None or held.team_id not in on_duty:
        return held
    return replace(held, duty=held.account_id in on_duty[held.team_id])
