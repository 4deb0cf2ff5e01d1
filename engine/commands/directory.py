"""The service directory, agreements and closure days, as administrators enter them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine.commands.people import check_texts
from engine.commands.work import Work
from engine.domain.actors import Actor, Role
from engine.domain.charter import GRACE, day_after
from engine.domain.directory import read_hours
from engine.domain.permissions import Permission, is_permitted, require
from engine.errors import InvalidInput, NotFound
from engine.redating import parameter
from engine.store import agencies, definitions
from engine.store.agencies import AgreementRecord, ClosureRecord, DirectoryRecord
from engine.store.unit_of_work import Transaction

MOST_PLACES = 10_000


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
class ChangeService:
    """Correct an entry of the directory, and with that confirm that it is right. As `AddService`. Refuses: NotFound."""

    service_id: UUID
    kind: str
    name: str
    areas: Sequence[str]
    hours: Mapping[str, Any]
    capacity: int | None = None
    is_accepting: bool = True


@dataclass(frozen=True, slots=True)
class ConfirmService:
    """Confirm that an entry of the directory is right as it stands: it was checked today.

    For administrators, and for managers of that agency. Refuses: NotFound.
    """

    service_id: UUID


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
    """An agency (or, with None, the whole partnership) is closed on that day. For administrators.

    Clocks that run already stay as they are; those that start from now on pass over the day.
    """

    agency_id: UUID | None
    closed_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class RemoveClosureDay:
    """The day is a working day after all. For administrators. Refuses: NotFound."""

    closure_id: UUID


def add_service(work: Work, command: AddService) -> UUID:
    require(work.actor, Permission.MANAGE_DIRECTORY)
    team = agencies.get_team(work.tx, command.team_id)
    if team is None:
        raise InvalidInput("Expected a team of the partnership.", {"team_id": "Choose a team"})
    _require_own(work, Permission.MANAGE_DIRECTORY, Role.ADMINISTRATOR, team.agency_id)
    entry = _checked(command)
    record = DirectoryRecord(work.tx.new_id(), team.agency_id, team.id, **entry, checked_at=work.now)
    agencies.directory.add(work.tx, record)
    work.audit("service_added", "service", record.id)
    return record.id


def change_service(work: Work, command: ChangeService) -> None:
    service = _own_service(work, command.service_id)
    agencies.change_service(work.tx, service.id, **_checked(command), checked_at=work.now)
    work.audit("service_changed", "service", service.id)


def confirm_service(work: Work, command: ConfirmService) -> None:
    service = _own_service(work, command.service_id)
    agencies.change_service(work.tx, service.id, checked_at=work.now)
    work.audit("service_checked", "service", service.id)


def _checked(command: AddService | ChangeService) -> dict[str, Any]:
    """The entry as it is kept. Refuses hours that cannot be read, no name or kind, and a capacity below none."""
    check_texts(name=command.name, kind=command.kind)
    read_hours(command.hours)
    if command.capacity is not None and not 0 <= command.capacity <= MOST_PLACES:
        raise InvalidInput("Expected a number of places.", {"capacity": f"Enter a number from 0 to {MOST_PLACES:,}"})
    return {
        "kind": command.kind.strip(),
        "name": command.name.strip(),
        "areas": [area.strip() for area in command.areas if area.strip()],
        "hours": dict(command.hours),
        "capacity": command.capacity,
        "is_accepting": command.is_accepting,
    }


def _own_service(work: Work, service_id: UUID) -> DirectoryRecord:
    """The entry, of an agency whose entries the actor may change; any other is as if it did not exist."""
    require(work.actor, Permission.MANAGE_DIRECTORY)
    service = agencies.get_service(work.tx, service_id)
    if service is None or not _is_own(work, Role.ADMINISTRATOR, Permission.MANAGE_DIRECTORY, service.agency_id):
        raise NotFound("There is no such service.")
    return service


def _is_own(work: Work, everywhere: Role, permission: Permission, agency_id: UUID) -> bool:
    everywhere_too = not isinstance(work.actor, Actor) or work.actor.holds(everywhere)
    return everywhere_too or is_permitted(work.actor, permission, agency_id)


def sign_agreement(work: Work, command: SignAgreement) -> UUID:
    require(work.actor, Permission.SIGN_AGREEMENT)
    if agencies.get_agency(work.tx, command.agency_id) is None:
        raise InvalidInput("Expected an agency of the partnership.", {"agency_id": "Choose an agency"})
    _require_own(work, Permission.SIGN_AGREEMENT, Role.COMMISSIONER, command.agency_id)
    if command.expires_on <= command.signed_on:
        raise InvalidInput("Expected the agreement to end after it begins.", {"expires_on": "Enter a later date"})
    record = AgreementRecord(
        work.tx.new_id(),
        command.agency_id,
        command.kind,
        command.signed_on,
        command.expires_on,
        None,
        lapse_day(work.tx, command.expires_on),
    )
    agencies.agreements.add(work.tx, record)
    work.audit("agreement_signed", "agency", command.agency_id)
    return record.id


def _require_own(work: Work, permission: Permission, everywhere: Role, agency_id: UUID) -> None:
    """Whoever is a manager only may do this for her own agency; `everywhere` and the engine for every one."""
    if isinstance(work.actor, Actor) and not work.actor.holds(everywhere):
        require(work.actor, permission, agency_id)


def lapse_day(tx: Transaction, expires_on: date) -> date:
    """When an agreement that runs out on that day lapses; the same day, where no days of grace have been set."""
    if not definitions.parameter_rows(tx, GRACE):
        return expires_on
    return day_after(expires_on, parameter(tx, GRACE).value, GRACE)


def add_closure_day(work: Work, command: AddClosureDay) -> UUID:
    require(work.actor, Permission.MANAGE_AGENCIES)
    if command.agency_id is not None and agencies.get_agency(work.tx, command.agency_id) is None:
        raise InvalidInput("Expected an agency of the partnership.", {"agency": "Choose an agency"})
    check_texts(reason=command.reason)
    record = ClosureRecord(work.tx.new_id(), command.agency_id, command.closed_on, command.reason[:200])
    agencies.close_on(work.tx, record)
    work.audit("closure_day_added", "agency", command.agency_id)
    return record.id


def remove_closure_day(work: Work, command: RemoveClosureDay) -> None:
    require(work.actor, Permission.MANAGE_AGENCIES)
    closure = agencies.get_closure(work.tx, command.closure_id)
    if closure is None:
        raise NotFound("There is no such day of closure.")
    agencies.reopen_on(work.tx, closure.id)
    work.audit("closure_day_removed", "agency", closure.agency_id)
