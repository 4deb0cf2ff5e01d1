"""The service directory, agreements and closure days, as administrators enter them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput
from engine.store import agencies
from engine.store.agencies import AgreementRecord, ClosureRecord, DirectoryRecord


@dataclass(frozen=True, slots=True)
class AddService:
    """Add a service of an agency to the directory. `capacity` None is unlimited; `hours`: weekday → [opens, closes]."""

    team_id: UUID
    kind: str
    name: str
    areas: Sequence[str]
    hours: Mapping[str, Any]
    capacity: int | None = None
    is_accepting: bool = True


@dataclass(frozen=True, slots=True)
class SignAgreement:
    """Record that an agency has signed the charter, from `signed_on` until the day before `expires_on`."""

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
    if command.expires_on <= command.signed_on:
        raise InvalidInput("Expected the agreement to end after it begins.", {"expires_on": "Enter a later date"})
    record = AgreementRecord(
        work.tx.new_id(), command.agency_id, command.kind, command.signed_on, command.expires_on, None
    )
    agencies.agreements.add(work.tx, record)
    work.audit("agreement_signed", "agency", command.agency_id)
    return record.id


def add_closure_day(work: Work, command: AddClosureDay) -> UUID:
    require(work.actor, Permission.MANAGE_AGENCIES)
    record = ClosureRecord(work.tx.new_id(), command.agency_id, command.closed_on, command.reason[:200])
    agencies.closures.add(work.tx, record)
    work.audit("closure_day_added", "agency", command.agency_id)
    return record.id
