"""The charters of the agencies: where each stands, and what is under way about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.domain.charter import Standing, standing
from engine.domain.pathway_settings import Subject
from engine.domain.permissions import Permission, is_permitted
from engine.errors import NotPermitted
from engine.queries.view import View
from engine.store import absences, agencies, definitions, scope, visibility
from engine.store.agencies import AgencyRecord, AgreementRecord
from engine.store.instances import InstanceRecord


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A pathway that runs about an agency."""

    instance_id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class AgencyPathway:
    """A pathway about an agency that the actor may start for it now."""

    pathway: str
    title: str
    purpose: str


@dataclass(frozen=True, slots=True)
class CharterLine:
    """The charter of an agency. `state` is none, active, grace or lapsed; days are None where none is signed."""

    agency_id: UUID
    agency: str
    state: str
    signed_on: date | None
    expires_on: date | None
    lapses_on: date | None
    under_way: tuple[UnderWay, ...]
    startable: tuple[AgencyPathway, ...]


def charters(view: View) -> tuple[CharterLine, ...]:
    """The charters of all agencies that take part, for commissioners and the coordinator; for a manager those of hers.

    Refuses: NotPermitted (anybody else).
    """
    sees_all = is_permitted(view.actor, Permission.START_ABOUT_AGENCY)
    managed = set(scope.managed_agencies(view.actor))
    if not sees_all and not managed:
        raise NotPermitted("Expected a commissioner, the partnership coordinator or a manager to see charters.")
    known = [
        agency for agency in agencies.all_agencies(view.tx) if agency.is_active and (sees_all or agency.id in managed)
    ]
    signed = _by_agency(agencies.all_agreements(view.tx))
    running = visibility.running_about_agencies(view.tx, view.actor)
    offered = _offered(view) if sees_all else ()
    return tuple(_line(view, agency, signed.get(agency.id, []), running, offered) for agency in known)


def _line(
    view: View,
    agency: AgencyRecord,
    signed: list[AgreementRecord],
    running: list[InstanceRecord],
    offered: tuple[AgencyPathway, ...],
) -> CharterLine:
    found: Standing = standing(signed, absences.today_of(view.tx))
    own = [each for each in running if each.subject_id == agency.id]
    busy = {each.pathway for each in own}
    return CharterLine(
        agency_id=agency.id,
        agency=agency.name,
        state=found.state.value,
        signed_on=found.signed_on,
        expires_on=found.expires_on,
        lapses_on=found.lapses_on,
        under_way=tuple(UnderWay(each.id, each.title) for each in own),
        startable=tuple(each for each in offered if each.pathway not in busy),
    )


def _by_agency(rows: list[AgreementRecord]) -> Mapping[UUID, list[AgreementRecord]]:
    found: dict[UUID, list[AgreementRecord]] = {}
    for row in rows:
        found.setdefault(row.agency_id, []).append(row)
    return found


def _offered(view: View) -> tuple[AgencyPathway, ...]:
    """Published pathways about an agency that people start."""
    settings = [view.shelf.get(view.tx, version.id).settings for version in definitions.published(view.tx)]
    return tuple(
        AgencyPathway(known.key, known.title, known.purpose)
        for known in settings
        if known.start.by_hand and known.subject is Subject.AGENCY
    )
