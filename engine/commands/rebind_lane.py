"""Moving a lane of a running referral to another team, with its open tasks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands import letters
from engine.commands.participation import take_part
from engine.commands.work import Live, Work
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import agencies, cases, lanes, tasks, visibility


@dataclass(frozen=True, slots=True)
class RebindLane:
    """Give a lane to another team of the same agency. For managers of that agency.

    Refuses: NotFound (referral out of scope), InvalidState (ended, or the lane has no team yet), NotPermitted,
    InvalidInput (a team of another agency: that would be a disclosure, which needs a referral of its own).
    """

    instance_id: UUID
    lane: str
    team_id: UUID


def rebind_lane(work: Work, command: RebindLane) -> None:
    actor = work.person()
    if visibility.instance(work.tx, actor, command.instance_id) is None:
        raise NotFound("There is no such referral.")
    live = work.lock(command.instance_id)
    live.running()
    held = live.bindings.get(command.lane)
    if held is None:
        raise InvalidState("Expected the lane to be held by a team, but nobody has had work in it yet.")
    require(actor, Permission.REBIND_LANE, held.agency_id)
    team = agencies.get_team(work.tx, command.team_id)
    if team is None or team.agency_id != held.agency_id:
        raise InvalidInput("Expected a team of the agency that holds the lane.", {"team_id": "Choose a team"})
    lanes.rebind(work.tx, live.record.id, command.lane, team.agency_id, team.id)
    tasks.hand_lane_over(work.tx, live.record.id, command.lane, team.agency_id, team.id)
    _pass_on(live, held.team_id, team.id, command.lane)
    work.audit("lane_rebound", "instance", live.record.id, live.record.case_id, lane=command.lane, to=str(team.id))


def _pass_on(live: Live, old_team: UUID, new_team: UUID, lane: str) -> None:
    """The new team takes part and is told of its tasks; the old one is out, unless it holds another lane."""
    still_holds = any(name != lane and other.team_id == old_team for name, other in live.bindings.items())
    if live.record.case_id is not None and not still_holds and old_team != new_team:
        cases.end_participation(live.work.tx, live.record.case_id, live.record.id, old_team)
    settings = live.pathway.settings.lanes.get(lane)
    take_part(live, live.bindings[lane].agency_id, new_team, settings.label if settings else "Takes part")
    moved = [task for task in tasks.open_of_instance(live.work.tx, live.record.id) if task.lane == lane]
    for task in moved:
        live.work.audit("task_handed_over", "task", task.id, task.case_id, to=str(new_team))
    letters.announce(live.work, [task.id for task in moved])
