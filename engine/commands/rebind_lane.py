"""Moving a lane of a running referral to another team, with its open tasks and what was derived from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from engine.commands import letters
from engine.commands.participation import take_part
from engine.commands.work import Live, Work
from engine.domain.actors import Actor
from engine.domain.permissions import Permission, require
from engine.domain.routing import derived_from
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import agencies, cases, lanes, tasks, visibility
from engine.store.agencies import TeamRecord
from engine.store.lanes import LaneRecord


@dataclass(frozen=True, slots=True)
class RebindLane:
    """Give a lane to another team of the same agency; lanes bound to its managers (`managers_of:`) go with it.

    For managers of that agency, and the partnership's coordinator. Refuses: NotFound (referral out of scope),
    InvalidState (ended, or the lane has no team yet), NotPermitted, InvalidInput (no other team of that agency: to give
    it to another agency would be a disclosure, which needs a referral of its own).
    """

    instance_id: UUID
    lane: str
    team_id: UUID


def rebind_lane(work: Work, command: RebindLane) -> None:
    actor = work.person()
    if visibility.instance(work.tx, actor, command.instance_id) is None and not actor.is_coordinator:
        raise NotFound("There is no such referral.")
    live = work.lock(command.instance_id)
    live.running()
    held = live.bindings.get(command.lane)
    if held is None:
        raise InvalidState("Expected the lane to be held by a team, but nobody has had work in it yet.")
    team = _other_team(work, actor, held, command.team_id)
    moved = _with_derived(live, command.lane)
    for lane in moved:
        lanes.rebind(work.tx, live.record.id, lane, held.agency_id, team.id)
        tasks.hand_lane_over(work.tx, live.record.id, lane, held.agency_id, team.id)
        _let_in(live, lane, held.agency_id, team.id)
        said = {"lane": lane, "was": str(held.team_id), "to": str(team.id)}
        work.audit("lane_rebound", "instance", live.record.id, live.record.case_id, **said)
    _let_out(live, held.team_id, moved)
    _tell(live, moved, team.id)


def _other_team(work: Work, actor: Actor, held: LaneRecord, team_id: UUID) -> TeamRecord:
    """The team chosen, of the agency that works in the lane: the sender's, where she records a partner's replies."""
    at_work = agencies.agency_of(work.tx, held.team_id) or held.agency_id
    require(actor, Permission.REBIND_LANE, at_work)
    team = agencies.get_team(work.tx, team_id)
    if team is None or team.agency_id != at_work:
        raise InvalidInput("Expected a team of the agency that holds the lane.", {"team_id": "Choose a team"})
    if team.id == held.team_id:
        raise InvalidInput(
            "Expected another team, but this one holds the lane already.", {"team_id": "Choose another team"}
        )
    return team


def _with_derived(live: Live, lane: str) -> list[str]:
    binds = {name: settings.bind for name, settings in live.pathway.settings.lanes.items()}
    at = live.bindings[lane].team_id
    derived = [name for name in derived_from(lane, binds) if name in live.bindings]
    return [lane, *(name for name in derived if live.bindings[name].team_id == at)]


def _let_in(live: Live, lane: str, agency_id: UUID, team_id: UUID) -> None:
    settings = live.pathway.settings.lanes.get(lane)
    take_part(live, agency_id, team_id, settings.label if settings else "Takes part")


def _let_out(live: Live, team_id: UUID, moved: Iterable[str]) -> None:
    """The team that held the lanes takes part no longer, unless it holds another."""
    left = live.bindings.keys() - set(moved)
    if live.record.case_id is not None and not any(live.bindings[lane].team_id == team_id for lane in left):
        cases.end_participation(live.work.tx, live.record.case_id, live.record.id, team_id)


def _tell(live: Live, moved: Iterable[str], team_id: UUID) -> None:
    """The new team is told of the tasks that are now its own."""
    lanes_moved = set(moved)
    found = [task for task in tasks.open_of_instance(live.work.tx, live.record.id) if task.lane in lanes_moved]
    for task in found:
        live.work.audit("task_handed_over", "task", task.id, task.case_id, to=str(team_id))
    letters.announce(live.work, [task.id for task in found])
