"""Who may be told that something is late: everything the choice needs, asked in one round trip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from engine.store import accounts, agencies, definitions
from engine.store.accounts import Holding
from engine.store.agencies import Holder, TeamRecord
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
_people = accounts.selecting_holding.where(
    or_(
        accounts.membership.c.agency_id == bindparam("agency_id"),
        accounts.membership.c.agency_id.in_(select(_team.c.agency_id).where(agencies.teams.mine, _is_concerned)),
    )
)


_closures = agencies.closures.selection().order_by(agencies.closure_day.c.closed_on)


def answerable(tx: Transaction, team_id: UUID, agency_id: UUID, within: str) -> Answerable:
    """Those of the agency, of the agency of the team, and of that of the coordinating team.

    `within` names the parameter that says how soon they must answer; it is read along, with the days of closure.
    """
    here = partnership(tx, {})
    of_team = partnership(tx, {"team_id": team_id})
    coordinating, holders, people, closed, values = tx.read_together(
        (agencies.selecting_coordinating, here),
        (_holders, of_team),
        (_people, {**of_team, "agency_id": agency_id}),
        (_closures, here),
        (definitions.selecting_parameter, partnership(tx, {"name": within})),
    )
    agencies.see_holders(tx, holders)
    for concerned in {agency_id, *(row[1] for row in holders)}:
        agencies.see_closed_days(tx, concerned, [day for day in closed if day[1] in (None, concerned)])
    definitions.see_parameter(tx, within, values)
    return Answerable(
        TeamRecord(*coordinating[0]) if coordinating else None,
        agencies.holders(tx, [team_id]).get(team_id) if holders else None,
        accounts.as_holding(people),
    )
