"""Who holds a lane of an instance: a lane is a role, and an agency and team fill it per instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Boolean, Column, String, Uuid, bindparam, select, update

from engine.store import agencies
from engine.store.records import Records, partnership
from engine.store.schema import keyed_table, reference

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

lane_binding = keyed_table(
    "lane_binding",
    Column("instance_id", Uuid, primary_key=True),
    Column("lane", String(80), primary_key=True),
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=False),
    Column("managers_only", Boolean, nullable=False),
    reference("instance_id", "process_instance"),
    reference("agency_id", "agency"),
    reference("team_id", "team"),
)


@dataclass(frozen=True, slots=True)
class LaneRecord:
    instance_id: UUID
    lane: str
    agency_id: UUID
    team_id: UUID
    managers_only: bool


lanes = Records(LaneRecord, lane_binding)

_bindings = lanes.selection(lane_binding.c.instance_id == bindparam("instance_id"))


_holders = agencies.selecting_holders.where(
    agencies.team.c.id.in_(
        select(lane_binding.c.team_id).where(lanes.mine, lane_binding.c.instance_id == bindparam("instance_id"))
    )
)


def bindings(tx: Transaction, instance_id: UUID) -> dict[str, LaneRecord]:
    """The lanes that are bound, by name. Who holds them is read along, for whoever asks next (`agencies.holders`)."""
    values = partnership(tx, {"instance_id": instance_id})
    bound, holders = tx.read_together((_bindings, values), (_holders, values))
    agencies.see_holders(tx, holders)
    return {lane.lane: lane for lane in (LaneRecord(*row) for row in bound)}


_rebinding = (
    update(lane_binding)
    .where(
        lanes.mine, lane_binding.c.instance_id == bindparam("at_instance"), lane_binding.c.lane == bindparam("at_lane")
    )
    .values(agency_id=bindparam("to_agency"), team_id=bindparam("to_team"))
)


def rebind(tx: Transaction, instance_id: UUID, lane: str, agency_id: UUID, team_id: UUID) -> None:
    values = {"at_instance": instance_id, "at_lane": lane, "to_agency": agency_id, "to_team": team_id}
    tx.run(_rebinding, partnership(tx, values))
