"""Who may be told that something is late: everything the choice needs, asked in one round trip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from engine.store import absences, accounts, agencies, bars, colleagues, definitions, rota
from engine.store.agencies import Holder, TeamRecord
from engine.store.colleagues import Holding
from engine.store.records import partnership

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Answerable:
    """The coordinating team, who holds the late team, and the active people of the agencies concerned, by role."""

    coordinating: TeamRecord | None
    holder: Holder | None
    people: Holding


_team = agencies.team
_is_concerned = or_(_team.c.id == bindparam("team_id"), _team.c.is_coordinating.is_(True))
_holders = agencies.selecting_holders.where(_is_concerned)
_concerned = select(_team.c.agency_id).where(agencies.teams.mine, _is_concerned)
_people = colleagues.selecting_holding.where(
    or_(
        accounts.membership.c.agency_id == bindparam("agency_id"),
        accounts.membership.c.agency_id.in_(_concerned),
    )
)
_other_team = agencies.team.alias("other")
_turns = rota.selecting_turns.where(
    rota.duty_turn.c.team_id.in_(
        select(_other_team.c.id).where(
            _other_team.c.partnership_id == bindparam("in_partnership"),
            or_(_other_team.c.agency_id == bindparam("agency_id"), _other_team.c.agency_id.in_(_concerned)),
        )
    )
)

_closures = agencies.closures.selection().order_by(agencies.closure_day.c.closed_on)


def answerable(tx: Transaction, team_id: UUID, agency_id: UUID, within: str, case_id: UUID | None = None) -> Answerable:
    """Those of the agency, of the agency of the team, and of that of the coordinating team, but who is barred from
    the case.

    `within` names the parameter that says how soon they must answer; it is read along, with the days of closure.
    """
    here = partnership(tx, {})
    of_team = partnership(tx, {"team_id": team_id})
    of_agency, days = {**of_team, "agency_id": agency_id}, colleagues.days(tx)
    coordinating, holders, people, away, turns, closed, values, barred = tx.read_together(
        (agencies.selecting_coordinating, here),
        (_holders, of_team),
        (_people, of_agency),
        (absences.selecting_current, {**here, "today": days["today"]}),
        (_turns, {**of_agency, "yesterday": days["yesterday"]}),
        (_closures, here),
        (definitions.selecting_parameter, partnership(tx, {"name": within})),
        (bars.selecting_barred, partnership(tx, {"case_id": case_id})),
    )
    out = {row[0] for row in barred}
    agencies.see_holders(tx, holders)
    for concerned in {agency_id, *(row[1] for row in holders)}:
        agencies.see_closed_days(tx, concerned, [day for day in closed if day[1] in (None, concerned)])
    definitions.see_parameter(tx, within, values)
    return Answerable(
        TeamRecord(*coordinating[0]) if coordinating else None,
        agencies.holders(tx, [team_id]).get(team_id) if holders else None,
        colleagues.as_holding(tx, [row for row in people if row[0] not in out], away, turns),
    )
