"""Reading the audit trail for people: rows found by case, person, action and time, and where the people work."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.accounts import membership, memberships
from engine.store.agencies import agency, coordinating_team
from engine.store.audit import AuditRecord, audit_event, audit_events, case_and_merged
from engine.store.bars import not_barred
from engine.store.cases import CaseRecord, case_file, case_files
from engine.store.records import among_few, few, partnership

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Sought:
    """Which rows, from `since` and before `until`: of one case, of some people, of some actions. None: of all."""

    since: datetime
    until: datetime
    case_id: UUID | None = None
    account_ids: Collection[UUID] | None = None
    actions: Collection[str] | None = None


_workplaces = (
    select(membership.c.account_id, agency.c.name, membership.c.role)
    .join(agency, (agency.c.partnership_id == membership.c.partnership_id) & (agency.c.id == membership.c.agency_id))
    .where(memberships.mine, among_few(membership.c.account_id, "id"))
    .order_by(membership.c.id)
)
_references = select(case_file.c.id, case_file.c.reference).where(case_files.mine, among_few(case_file.c.id, "id"))


@lru_cache(maxsize=256)
def _audited_case(actor: Actor, sees_all: bool) -> Select[Any]:
    conditions = [case_file.c.reference == bindparam("reference"), not_barred(actor, case_file.c.id)]
    if not sees_all:
        conditions.append(scope.audited_cases(actor, case_file.c.id))
    return case_files.selection(*conditions)


@lru_cache(maxsize=256)
def _found(actor: Actor, sees_all: bool, given: frozenset[str]) -> Select[Any]:
    rows = [audit_event.c.id >= bindparam("since", type_=Uuid), audit_event.c.id < bindparam("until", type_=Uuid)]
    columns = {"accounts": audit_event.c.account_id, "actions": audit_event.c.action}
    rows += [column.in_(bindparam(name, expanding=True)) for name, column in columns.items() if name in given]
    if "case_id" in given:
        rows.append(audit_event.c.case_id.in_(case_and_merged))
    rows.append(not_barred(actor, audit_event.c.case_id))
    if not sees_all:
        rows.append(scope.audited(actor, audit_event))
    return audit_events.selection(*rows).order_by(audit_event.c.id.desc()).limit(bindparam("most"))


def workplaces(tx: Transaction, account_ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """The agency and role of each role that the people hold."""
    held: dict[UUID, list[tuple[str, str]]] = {}
    for values in few("id", sorted(set(account_ids))):
        for account_id, name, role in tx.read(_workplaces, partnership(tx, values)):
            of_person = held.setdefault(account_id, [])
            if (name, role) not in of_person:
                of_person.append((name, role))
    return held


def references(tx: Transaction, case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The references of the cases."""
    asked = [tx.read(_references, partnership(tx, values)) for values in few("id", sorted(set(case_ids)))]
    return {row[0]: row[1] for rows in asked for row in rows}


def audited_case(tx: Transaction, actor: Actor, reference: str) -> CaseRecord | None:
    """The case of that reference, when the actor may read as privacy officer what was done to it."""
    return case_files.one(tx, _audited_case(actor, _sees_all(tx, actor)), reference=reference)


def find(tx: Transaction, actor: Actor, sought: Sought, before: UUID | None, most: int) -> list[AuditRecord]:
    """Rows that the actor may read as privacy officer, newest first; of those before the row `before`."""
    until = _first_id(sought.until)
    values: dict[str, Any] = {"since": _first_id(sought.since), "until": min(before, until) if before else until}
    asked = {"case_id": sought.case_id, "accounts": sought.account_ids, "actions": sought.actions}
    values |= {name: wanted for name, wanted in asked.items() if wanted is not None}
    values |= {name: list(values[name]) for name in ("accounts", "actions") if name in values}
    selection = _found(actor, _sees_all(tx, actor), frozenset(values))
    return audit_events.all(tx, selection, most=most, **values)


def _sees_all(tx: Transaction, actor: Actor) -> bool:
    team = coordinating_team(tx)
    return team is not None and team.agency_id in scope.privacy_agencies(actor)


def _first_id(moment: datetime) -> UUID:
    """Identifiers are ordered by time; this lies before all of its millisecond."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
