"""What privacy officers look after: the records of cases in which an agency of theirs takes part, or took part.

They see no content of a case through their role; what they do with a record is put on the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam

from engine.domain.actors import Actor, Role
from engine.domain.parameters import DeadlineClass, Parameter
from engine.domain.retention import RecordType, Retention, keeping
from engine.domain.working_days import Calendar
from engine.store import cases, definitions, scope
from engine.store.cases import CaseRecord, case_file, case_files

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


def agencies_of(actor: Actor) -> list[UUID]:
    """The agencies whose records the person looks after."""
    return sorted({member.agency_id for member in actor.memberships if member.role is Role.PRIVACY_OFFICER})


def case(tx: Transaction, actor: Actor, case_id: UUID) -> CaseRecord | None:
    """The case, as far as the officer's agencies take or took part in it."""
    selection = case_files.selection(case_file.c.id == bindparam("id"), scope.records(actor))
    return case_files.one(tx, selection, id=case_id)


def case_of_reference(tx: Transaction, actor: Actor, reference: str) -> CaseRecord | None:
    """The case that is called so, whole: nothing that is only like it is found. A merged one leads to where it is."""
    selection = case_files.selection(case_file.c.reference == bindparam("reference"), scope.records(actor))
    found = case_files.one(tx, selection, reference=reference)
    return cases.get(tx, found.merged_into) if found and found.merged_into else found


def closed_cases(tx: Transaction, actor: Actor) -> list[CaseRecord]:
    """The records in the officer's care on which work has ended, those longest ended first."""
    selection = case_files.selection(
        scope.records(actor), case_file.c.merged_into.is_(None), case_file.c.state.in_(("closed", "contact"))
    ).order_by(case_file.c.closed_at, case_file.c.id)
    return case_files.all(tx, selection)


def agency_for(tx: Transaction, actor: Actor, case_id: UUID) -> UUID:
    """The agency for which the officer decides: the one that leads the case, else one that takes part in it."""
    own = agencies_of(actor)
    found = cases.get(tx, case_id)
    if found is not None and found.lead_agency_id in own:
        return found.lead_agency_id
    there = {part.agency_id for part in cases.participants_of(tx, case_id)}
    return next(each for each in own if each in there)


def retention_of(tx: Transaction, record: CaseRecord, today: date) -> Retention | None:
    """Until when the record is kept; None as long as work on it goes on."""
    since, kind = record.closed_at, RecordType.CASE
    if record.state == "contact":
        since, kind = record.opened_at, RecordType.CONTACT
    if since is None:
        return None
    return keeping(kind, Calendar().local(since).date(), values(tx, kind), today)


def values(tx: Transaction, kind: RecordType) -> Iterable[Parameter]:
    """What the partnership has entered for this type of record."""
    rows = definitions.parameter_rows(tx, kind.parameter)
    return [
        Parameter(row.name, row.value, DeadlineClass(row.parameter_class), row.source, row.valid_from) for row in rows
    ]
