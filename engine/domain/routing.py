"""Which agency and team hold a lane of an instance. A lane is a role; who plays it is bound per instance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from engine.errors import DefinitionError, InvalidState


def slug(name: str) -> str:
    """A lane's name as key: lower case, ASCII, `_` between words: “Receiving service” → `receiving_service`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


class BindKind(StrEnum):
    """How a lane finds its team."""

    STARTER = "starter"
    CASE_LEAD = "case_lead"
    COORDINATOR = "coordinator"
    SUBJECT_AGENCY = "subject_agency"
    MANAGERS_OF = "managers_of"
    EXPRESSION = "expression"


HOLDERS = {
    BindKind.STARTER: "the team of the person who starts the referral",
    BindKind.CASE_LEAD: "the team that leads the case",
    BindKind.COORDINATOR: "the coordinating team of the partnership",
    BindKind.SUBJECT_AGENCY: "the agency that it is about",
}
"""Who holds a lane, as people say it; of the managers of another lane, and of an expression, that depends."""


@dataclass(frozen=True, slots=True)
class Bind:
    """A read `bind`: `lane` is the other lane of managers_of, `expression` is FEEL without its `=`."""

    kind: BindKind
    lane: str = ""
    expression: str = ""


def parse_bind(text: str) -> Bind:
    """Reads `starter`, `case_lead`, `coordinator`, `subject_agency`, `managers_of:<lane>` or `= FEEL`, and no other."""
    text = text.strip()
    if text.startswith("=") and text[1:].strip():
        return Bind(BindKind.EXPRESSION, expression=text[1:].strip())
    word, colon, lane = text.partition(":")
    if word == BindKind.MANAGERS_OF and slug(lane):
        return Bind(BindKind.MANAGERS_OF, lane=slug(lane))
    if not colon and word in (BindKind.STARTER, BindKind.CASE_LEAD, BindKind.COORDINATOR, BindKind.SUBJECT_AGENCY):
        return Bind(BindKind(word))
    message = f"Expected “bind” to say how the lane finds its team, but “{text[:80]}” is not known."
    remedy = "Write starter, case_lead, coordinator, subject_agency, managers_of:<lane>, or FEEL such as = service."
    raise DefinitionError(f"{message} {remedy}", remedy=remedy)


def derived_from(lane: str, binds: Mapping[str, str]) -> list[str]:
    """The lanes held by the managers of `lane`, or by the managers of such a lane in turn. `binds`: lane → its bind."""
    found: list[str] = []
    waiting = [lane]
    while waiting:
        source = waiting.pop()
        derived = [name for name, text in binds.items() if _is_managers_of(text, source)]
        fresh = sorted(name for name in derived if name not in (lane, *found))
        found += fresh
        waiting += fresh
    return found


def _is_managers_of(text: str, lane: str) -> bool:
    bind = parse_bind(text)
    return bind.kind is BindKind.MANAGERS_OF and bind.lane == lane


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """A team and the agency it belongs to."""

    agency_id: UUID
    team_id: UUID


@dataclass(frozen=True, slots=True)
class LaneBinding:
    """Who holds a lane. `agency_id` answers for it; `team_id` does the work; `managers_only` keeps it to managers."""

    lane: str
    agency_id: UUID
    team_id: UUID
    managers_only: bool = False


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """What is known when a lane is bound.

    `value` is what the expression gave. `teams` are the teams it may name. Agencies in `without_accounts` have nobody
    who signs in.
    """

    lane: str
    starter: TeamPlace | None = None
    case_lead: TeamPlace | None = None
    coordinator: TeamPlace | None = None
    subject_agency: TeamPlace | None = None
    bound: Mapping[str, LaneBinding] = field(default_factory=dict)
    value: object = None
    teams: tuple[TeamPlace, ...] = ()
    without_accounts: frozenset[UUID] = frozenset()


def bind_lane(bind: Bind, facts: LaneFacts) -> LaneBinding:
    """Decides who holds the lane; refuses, naming the lane and the remedy, when nobody can be found.

    An agency without accounts holds its lane, but the tasks go to the sender's team, who records the replies.
    """
    if bind.kind is BindKind.MANAGERS_OF:
        return _managers_of(bind, facts)
    if bind.kind is BindKind.EXPRESSION:
        return _named(bind, facts)
    places = {
        BindKind.STARTER: (facts.starter, "the team of the person who started it"),
        BindKind.CASE_LEAD: (facts.case_lead, "the team that leads the case"),
        BindKind.COORDINATOR: (facts.coordinator, "the partnership's coordinating team"),
        BindKind.SUBJECT_AGENCY: (facts.subject_agency, "a team of the agency that it is about"),
    }
    place, words = places[bind.kind]
    if place is None:
        raise InvalidState(f"Expected the lane “{facts.lane}” to be held by {words}, but there is none.")
    if place.agency_id in facts.without_accounts:
        return _recorded_by_sender(place.agency_id, facts)
    return LaneBinding(facts.lane, place.agency_id, place.team_id)


def _managers_of(bind: Bind, facts: LaneFacts) -> LaneBinding:
    other = facts.bound.get(bind.lane)
    if other is None:
        message = (
            f"Expected the lane “{facts.lane}” to be held by the managers of “{bind.lane}”, but that is not bound."
        )
        raise InvalidState(message)
    return LaneBinding(facts.lane, other.agency_id, other.team_id, managers_only=True)


def _named(bind: Bind, facts: LaneFacts) -> LaneBinding:
    """The service or team that the expression gave: a context with `agency` and `team`, the id of a team, or that of an
    agency without accounts.
    """
    value = facts.value
    agency = _identifier(value.get("agency")) if isinstance(value, Mapping) else None
    team = _identifier(value.get("team") if isinstance(value, Mapping) else value)
    if agency is None:
        agency = next((place.agency_id for place in facts.teams if team in (place.team_id, place.agency_id)), None)
    if agency is not None and agency in facts.without_accounts:
        return _recorded_by_sender(agency, facts)
    known = [place for place in facts.teams if place.agency_id == agency and team in (None, place.team_id)]
    if agency is None or not known:
        message = f"Expected the lane “{facts.lane}” to be given a service or team, but “{bind.expression}” names none."
        raise InvalidState(f"{message} Choose one in a form before this lane has work.")
    chosen = min(known, key=lambda place: place.team_id)
    return LaneBinding(facts.lane, chosen.agency_id, chosen.team_id)


def _recorded_by_sender(agency: UUID, facts: LaneFacts) -> LaneBinding:
    if facts.starter is None:
        message = (
            f"Expected the sender's team to record the replies in the lane “{facts.lane}”, but there is no sender."
        )
        raise InvalidState(message)
    return LaneBinding(facts.lane, agency, facts.starter.team_id)


def _identifier(value: object) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
