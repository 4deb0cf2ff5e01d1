"""Who is away from which day until which, and who stands in for her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from engine.commands.work import Work
from engine.domain.actors import Actor, Role
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, NotFound, NotPermitted
from engine.store import absences, people
from engine.store.absences import AbsenceRecord

LONGEST = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class RecordAbsence:
    """A person is away from `first_day` to `last_day`; `deputy_id`, a colleague, stands in for her. Answers its id.

    While she is away she is not told of what is late, nor of new tasks of her team; what concerns her own tasks is told
    to her deputy too, or to her team. Those that the deputy may do she finds in her own work, and may claim; nothing is
    lent to who is away. Why she is away is nobody's business here. For herself; for managers of an agency
    in which she works; for administrators. Refuses: NotPermitted, InvalidInput (fields).
    """

    account_id: UUID
    first_day: date
    last_day: date
    deputy_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CancelAbsence:
    """She is not away after all, or is back earlier. For whoever may record it. Refuses: NotFound, NotPermitted."""

    absence_id: UUID


def record_absence(work: Work, command: RecordAbsence) -> UUID:
    person = _person(work, command.account_id)
    _check_days(absences.today_of(work.tx), command.first_day, command.last_day)
    _check_deputy(work, person, command.deputy_id)
    record = AbsenceRecord(
        work.tx.new_id(),
        person.account_id,
        command.first_day,
        command.last_day,
        command.deputy_id,
        work.now,
        work.actor.account_id,
    )
    absences.absences.add(work.tx, record)
    work.audit("absence_recorded", "account", person.account_id)
    return record.id


def cancel_absence(work: Work, command: CancelAbsence) -> None:
    found = absences.get(work.tx, command.absence_id)
    if found is None:
        require(work.actor, Permission.SET_ABSENCE)
        raise NotFound("There is no such absence.")
    person = _person(work, found.account_id)
    absences.cancel(work.tx, found.id)
    work.audit("absence_cancelled", "account", person.account_id)


def _person(work: Work, account_id: UUID) -> Actor:
    """The person who is away. To those who may not record it, she is as unknown as anybody who does not exist."""
    asking = work.person()
    require(asking, Permission.SET_ABSENCE)
    person = people.actor(work.tx, account_id)
    if person is None or not _may_record(asking, person):
        raise NotPermitted("Expected an absence of your own, or of somebody whose agency you manage.")
    return person


def _may_record(asking: Actor, person: Actor) -> bool:
    if asking.account_id == person.account_id or asking.holds(Role.ADMINISTRATOR):
        return True
    return any(asking.manages(agency_id) for agency_id in person.agency_ids)


def _check_days(today: date, first: date, last: date) -> None:
    if last < first:
        raise InvalidInput("Expected the last day not before the first.", {"last_day": "Enter a day after the first"})
    if last < today:
        raise InvalidInput("Expected an absence that is not over.", {"last_day": "Enter today or a later day"})
    if last > today + LONGEST:
        raise InvalidInput("Expected an absence of at most two years.", {"last_day": "Enter an earlier day"})


def _check_deputy(work: Work, person: Actor, deputy_id: UUID | None) -> None:
    if deputy_id is None:
        return
    deputy = people.actor(work.tx, deputy_id)
    if deputy is None or deputy_id == person.account_id or not deputy.agency_ids & person.agency_ids:
        raise InvalidInput("Expected a colleague of the same agency.", {"deputy": "Choose a colleague"})
