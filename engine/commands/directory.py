"""The service directory, agreements and closure days, as administrators enter them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine.commands.work import Work
from engine.domain.actors import Actor, Role
from engine.domain.directory import read_hours
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput
from engine.store import agencies
from engine.store.agencies import AgreementRecord, ClosureRecord, DirectoryRecord


@dataclass(frozen=True, slots=True)
class AddService:
    """Add a service of an agency to the directory. `capacity` None is unlimited; `hours`: `Mon` … → [opens, closes].

    For administrators, and for managers of that agency.
    """

    team_id: UUID
    kind: str
    name: str
    areas: Sequence[str]
    hours: Mapping[str, Any]
    capacity: int | None = None
    is_accepting: bool = True


@dataclass(frozen=True, slots=True)
class SignAgreement:
    """Record that an agency has signed the charter, from `signed_on` until the day before `expires_on`.

    For commissioners, and for managers of that agency: nobody signs for another (governance rule 16).
    """

    agency_id: UUID
    signed_on: date
    expires_on: date
    kind: str = "charter"


@dataclass(frozen=True, slots=True)
class AddClosureDay:
    """An agency (or, with None, the whole partnership) is closed on that day."""

    agency_id: UUID | None
    closed_on: date
    reason: str


def add_service(work: Work, command: AddService) -> UUID:
    require(work.actor, Permission.MANAGE_DIRECTORY)
    team = agencies.get_team(work.tx, command.team_id)
    if team is None:
        raise InvalidInput("Expected a team of the partnership.", {"team_id": "Choose a team"})
    _require_own(work, Permission.MANAGE_DIRECTORY, Role.ADMINISTRATOR, team.agency_id)
    read_hours(command.hours)
    record = DirectoryRecord(
        work.tx.new_id(),
        team.agency_id,
        team.id,
        command.kind,
        command.name,
        list(command.areas),
        dict(command.hours),
        command.capacity,
        command.is_accepting,
        work.now,
    )
    agencies.directory.add(work.tx, record)
    work.audit("service_added", "service", record.id)
    return record.id


def sign_agreement(work: Work, command: SignAgreement) -> UUID:
    require(work.actor, Permission.SIGN_AGREEMENT)
    if agencies.get_agency(work.tx, command.agency_id) is None:
        raise InvalidInput("Expected an agency of the partnership.", {"agency_id": "Choose an agency"})
    _require_own(work, Permission.SIGN_AGREEMENT, Role.COMMISSIONER, command.agency_id)
    if command.expires_on <= command.signed_on:
        raise InvalidInput("Expected the agreement to end after it begins.", {"expires_on": "Enter a later date"})
    record = AgreementRecord(
        work.tx.new_id(), command.agency_id, command.kind, command.signed_on, command.expires_on, None
    )
    agencies.agreements.add(work.tx, record)
    work.audit("agreement_signed", "agency", command.agency_id)
    return record.id


def _require_own(work: Work, permission: Permission, everywhere: Role, agency_id: UUID) -> None:
    """Whoever is a manager only may do this for her own agency; `everywhere` and the engine for every one."""
    if isinstance(work.actor, Actor) and not work.actor.holds(everywhere):
        require(work.actor, permission, agency_id)


def add_closure_day(work: Work, command: AddClosureDay) -> UUID:
    require(work.actor, Permission.MANAGE_AGENCIES)
    record = ClosureRecord(work.tx.new_id(), command.agency_id, command.closed_on, command.reason[:200])
    agencies.close_on(work.tx, record)
    work.audit("closure_day_added", "agency", command.agency_id)
    return record.id
