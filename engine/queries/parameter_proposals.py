"""Values of deadlines and limits that are proposed: what they would change, and who may decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted, require
from engine.domain.working_days import Calendar
from engine.errors import NotFound
from engine.queries.pathways_time import Example, ParameterRow, ValueRow, parameter_row, value_example
from engine.queries.view import View
from engine.store import accounts, parameter_proposals
from engine.store.parameter_proposals import WAITING, ValueRecord


@dataclass(frozen=True, slots=True)
class ProposedValue:
    """A proposed value. `state`: waiting, approved, declined, withdrawn; `by` and `decided_by` are names.

    `is_own`: the actor proposed it, so may take it back and not decide. `is_too_late`: its day has passed.
    """

    proposal_id: UUID
    name: str
    value: str
    parameter_class: str
    source: str
    valid_from: date
    note: str
    at: datetime
    by: str
    state: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    is_own: bool
    is_too_late: bool


@dataclass(frozen=True, slots=True)
class ProposalOfValue:
    """A proposed value beside those there are. `instead_of` is what holds on its day now (None: nothing does).

    `row.seen` is what an approval has to name.
    """

    proposal: ProposedValue
    example: Example
    row: ParameterRow
    instead_of: ValueRow | None


def waiting_values(view: View) -> tuple[ProposedValue, ...]:
    """All that wait for a second person, the newest first. For commissioners. Refuses: NotPermitted."""
    require(view.actor, Permission.CHANGE_PARAMETER)
    return _lines(view, parameter_proposals.waiting(view.tx))


def proposed_values(view: View, name: str) -> tuple[ProposedValue, ...]:
    """All that were ever proposed for a parameter, the newest first. For commissioners. Refuses: NotPermitted."""
    require(view.actor, Permission.CHANGE_PARAMETER)
    return _lines(view, parameter_proposals.of_parameter(view.tx, name))


def proposal_of_value(view: View, proposal_id: UUID) -> ProposalOfValue:
    """One of them, with what it would change. For commissioners. Refuses: NotFound."""
    permitted = is_permitted(view.actor, Permission.CHANGE_PARAMETER)
    found = parameter_proposals.get(view.tx, proposal_id) if permitted else None
    if found is None:
        raise NotFound("There is no such proposal.")
    (line,) = _lines(view, [found])
    row = parameter_row(view, found.name)
    before = [value for value in row.values if value.valid_from <= found.valid_from]
    return ProposalOfValue(line, value_example(view, found), row, before[0] if before else None)


def _lines(view: View, found: list[ValueRecord]) -> tuple[ProposedValue, ...]:
    names = accounts.names(view.tx, {person for each in found for person in (each.proposed_by, each.decided_by)})
    return tuple(_line(view, each, names) for each in found)


def _line(view: View, record: ValueRecord, names: Mapping[UUID, str]) -> ProposedValue:
    return ProposedValue(
        proposal_id=record.id,
        name=record.name,
        value=record.value,
        parameter_class=record.parameter_class,
        source=record.source,
        valid_from=record.valid_from,
        note=record.note,
        at=record.proposed_at,
        by=names.get(record.proposed_by, ""),
        state=record.state,
        decided_at=record.decided_at,
        decided_by=names.get(record.decided_by, "") if record.decided_by else "",
        reason=record.reason or "",
        is_own=record.proposed_by == view.actor.account_id,
        is_too_late=record.state == WAITING and record.valid_from < Calendar().local(view.now).date(),
    )
