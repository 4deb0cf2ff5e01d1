"""Which agency and team hold a lane of an instance: decided when its first task comes, kept until rebound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from engine.bpmn.timer_functions import evaluate
from engine.commands.participation import take_part
from engine.commands.work import Live
from engine.domain.actors import Role
from engine.domain.pathway_settings import Subject
from engine.domain.routing import Bind, BindKind, LaneBinding, LaneFacts, TeamPlace, bind_lane, parse_bind
from engine.store import agencies, cases, colleagues, lanes
from engine.store.lanes import LaneRecord
from engine.store.unit_of_work import Transaction

UNLISTED = "starter"
"""Who holds the lane of a diagram that has none, or whose settings do not list it."""


def holder_of(live: Live, lane: str, token: int) -> LaneRecord:
    """Who holds the lane, binding it first when this is its first task."""
    bound = live.bindings.get(lane)
    return bound if bound is not None else _bind(live, lane, token)


def look_up(live: Live, lanes_wanted: Iterable[tuple[str, int]]) -> None:
    """Read together the teams that those lanes will be bound to, where their settings name a team by an expression."""
    unbound = {lane: token for lane, token in lanes_wanted if lane not in live.bindings}
    if len(unbound) > 1:
        named = (_named(_value(live, _how(live, lane), token)) for lane, token in unbound.items())
        agencies.holders(live.work.tx, [team_id for team_id in named if team_id is not None])


def _how(live: Live, lane: str) -> Bind:
    settings = live.pathway.settings.lanes.get(lane)
    return parse_bind(settings.bind if settings else UNLISTED)


def _value(live: Live, bind: Bind, token: int) -> object:
    return evaluate(bind.expression, live.execution.variables(token)) if bind.expression else None


def _named(value: object) -> UUID | None:
    """The team that the value of an expression names: its id, or a context that has it."""
    try:
        return UUID(str(value.get("team") if isinstance(value, Mapping) else value))
    except ValueError:
        return None


def _bind(live: Live, lane: str, token: int) -> LaneRecord:
    settings = live.pathway.settings.lanes.get(lane)
    bind = _how(live, lane)
    if bind.kind is BindKind.MANAGERS_OF:
        holder_of(live, bind.lane, token)
    found = bind_lane(bind, _facts(live, lane, bind, token))
    record = LaneRecord(live.record.id, lane, found.agency_id, found.team_id, found.managers_only)
    lanes.lanes.add(live.work.tx, record)
    live.bindings[lane] = record
    take_part(live, record.agency_id, record.team_id, settings.label if settings else "Takes part")
    return record


def _facts(live: Live, lane: str, bind: Bind, token: int) -> LaneFacts:
    value = _value(live, bind, token)
    teams, without_accounts = _named_team(live.work.tx, value)
    subject = _subject_agency(live) if bind.kind is BindKind.SUBJECT_AGENCY else None
    if subject is not None:
        without_accounts = _named_team(live.work.tx, subject.team_id)[1]
    starter = TeamPlace(live.record.starter_agency_id, live.record.starter_team_id)
    return LaneFacts(
        lane=live.pathway.settings.lanes[lane].label if lane in live.pathway.settings.lanes else lane,
        starter=starter,
        case_lead=(_case_lead(live) or starter) if bind.kind is BindKind.CASE_LEAD else None,
        coordinator=_coordinator(live.work.tx) if bind.kind is BindKind.COORDINATOR else None,
        subject_agency=subject,
        bound={
            name: LaneBinding(name, held.agency_id, held.team_id, held.managers_only)
            for name, held in live.bindings.items()
        },
        value=value,
        teams=teams,
        without_accounts=without_accounts,
    )


def _case_lead(live: Live) -> TeamPlace | None:
    case = cases.get(live.work.tx, live.record.case_id) if live.record.case_id else None
    return TeamPlace(case.lead_agency_id, case.lead_team_id) if case else None


def _subject_agency(live: Live) -> TeamPlace | None:
    """The team that answers for the agency the instance is about: one with a manager, else its first."""
    if live.record.subject_type != Subject.AGENCY:
        return None
    agency_id = live.record.subject_id
    with_manager = {
        member.team_id
        for _, member in colleagues.in_agencies(live.work.tx, [agency_id])
        if member.role == Role.MANAGER and member.agency_id == agency_id
    }
    own = [team.id for team in agencies.all_teams(live.work.tx) if team.agency_id == agency_id]
    found = sorted(own, key=lambda team_id: (team_id not in with_manager, team_id))
    return TeamPlace(agency_id, found[0]) if found else None


def _coordinator(tx: Transaction) -> TeamPlace | None:
    team = agencies.coordinating_team(tx)
    return TeamPlace(team.agency_id, team.id) if team else None


def _named_team(tx: Transaction, value: object) -> tuple[tuple[TeamPlace, ...], frozenset[UUID]]:
    """The team that an expression named, with whether its agency has people who sign in."""
    named = _named(value)
    holder = agencies.holders(tx, [named]).get(named) if named else None
    if holder is None:
        return _named_agency(tx, named)
    without = frozenset() if holder.has_accounts else frozenset({holder.agency_id})
    return (TeamPlace(holder.agency_id, holder.team_id),), without


def _named_agency(tx: Transaction, named: UUID | None) -> tuple[tuple[TeamPlace, ...], frozenset[UUID]]:
    """An agency without accounts, which forms offer itself because no team of it signs in."""
    agency = agencies.get_agency(tx, named) if named else None
    if agency is None or agency.has_accounts:
        return (), frozenset()
    teams = [team for team in agencies.all_teams(tx) if team.agency_id == agency.id]
    return tuple(TeamPlace(agency.id, team.id) for team in teams[:1]), frozenset({agency.id})
