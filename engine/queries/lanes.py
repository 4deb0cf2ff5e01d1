"""The lanes of a running referral that somebody may move to another team, and to which."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.errors import NotFound
from engine.queries.choices import Choice
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import agencies, instances, lanes, visibility
from engine.store.lanes import LaneRecord


@dataclass(frozen=True, slots=True)
class MovableLane:
    """A lane, who holds it now, and the other teams of that agency."""

    lane: str
    label: str
    holder: str
    teams: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class LanesPage:
    """No content: which referral it is, and who has which part of it. `may_open` its page."""

    instance_id: UUID
    title: str
    reference: str
    lanes: tuple[MovableLane, ...]
    may_open: bool


def movable_lanes(view: View, instance_id: UUID) -> LanesPage:
    """For managers of an agency that holds a lane, and the coordinator. NotFound where there is nothing to move."""
    is_seen = visibility.instance(view.tx, view.actor, instance_id) is not None
    held = instances.look_at(view.tx, instance_id) if is_seen or view.actor.is_coordinator else None
    found = _lanes(view, instance_id, held.record.version_id) if held and held.record.ended_at is None else ()
    if held is None or not found:
        raise NotFound("Expected a referral of which you may move a part, but there is none at this address.")
    return LanesPage(instance_id, held.record.title, held.record.business_key, found, is_seen)


def movable_here(view: View, instance_id: UUID) -> LanesPage | None:
    """The same for other pages, which say nothing where there is nothing to move."""
    if not is_permitted(view.actor, Permission.REBIND_LANE):
        return None
    try:
        return movable_lanes(view, instance_id)
    except NotFound:
        return None


def _lanes(view: View, instance_id: UUID, version_id: UUID) -> tuple[MovableLane, ...]:
    """Those of managers only go with the lane they are derived from, and are not moved by themselves."""
    settings = view.shelf.get(view.tx, version_id).settings.lanes
    places = Places(view)
    found = []
    for name, bound in sorted(lanes.bindings(view.tx, instance_id).items()):
        teams = () if bound.managers_only else _teams(view, places, bound)
        if teams:
            label = settings[name].label if name in settings else name
            found.append(MovableLane(name, label, places.holder(bound.agency_id, bound.team_id), teams))
    return tuple(found)


def _teams(view: View, places: Places, bound: LaneRecord) -> tuple[Choice, ...]:
    at_work = places.agency_of(bound.team_id) or bound.agency_id
    if not is_permitted(view.actor, Permission.REBIND_LANE, at_work):
        return ()
    others = [team for team in agencies.all_teams(view.tx) if team.agency_id == at_work and team.id != bound.team_id]
    return tuple(Choice(str(team.id), team.name) for team in others)
