"""Who is away, from which day until which, and who stands in for her."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, Date, Select, Uuid, bindparam, delete, literal, select

from engine.domain.working_days import Calendar
from engine.store.records import Records, among_few, few, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

absence = table(
    "absence",
    Column("account_id", Uuid, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("deputy_id", Uuid, nullable=True),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Uuid, nullable=True),
    reference("account_id", "account"),
    reference("deputy_id", "account"),
    index("ix_absence_account", "account_id", "last_day"),
)


@dataclass(frozen=True, slots=True)
class AbsenceRecord:
    """A person is away on all days from `first_day` to `last_day`."""

    id: UUID
    account_id: UUID
    first_day: date
    last_day: date
    deputy_id: UUID | None
    recorded_at: datetime
    recorded_by: UUID | None

    def is_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


absences = Records(AbsenceRecord, absence)

_by_id = absences.selection(absence.c.id == bindparam("id"))
_coming = absences.selection(absence.c.last_day >= bindparam("today")).order_by(absence.c.first_day, absence.c.id)
_of_account = _coming.where(absence.c.account_id == bindparam("account_id"))
_of_several = _coming.where(among_few(absence.c.account_id, "account"), absence.c.first_day <= bindparam("today"))
_cancelling = delete(absence).where(absences.mine, absence.c.id == bindparam("at_id"))
selecting_current = _coming.where(absence.c.first_day <= bindparam("today"))


def get(tx: Transaction, absence_id: UUID) -> AbsenceRecord | None:
    return absences.one(tx, _by_id, id=absence_id)


def today_of(tx: Transaction) -> date:
    """The day it is where the partnership works."""
    return Calendar().local(tx.now).date()


def coming_of(tx: Transaction, account_id: UUID) -> list[AbsenceRecord]:
    """The absences of a person that are not over, the next first."""
    return absences.all(tx, _of_account, account_id=account_id, today=today_of(tx))


def current(tx: Transaction, account_ids: Iterable[UUID]) -> dict[UUID, AbsenceRecord]:
    """Those among the people who are away today."""
    found: dict[UUID, AbsenceRecord] = {}
    for those in few("account", set(account_ids)):
        for away in absences.all(tx, _of_several, today=today_of(tx), **those):
            found[away.account_id] = away
    return found


def deputy_of(tx: Transaction, account_id: UUID | None) -> UUID | None:
    """Who stands in for the person today; None when she is not away, or nobody does."""
    away = current(tx, [account_id]).get(account_id) if account_id is not None else None
    return away.deputy_id if away is not None else None


def stands_in(deputy_id: UUID) -> Select[Any]:
    """Those who are away on the day `today`, and for whom the person stands in."""
    return select(absence.c.account_id).where(
        absences.mine,
        absence.c.deputy_id == literal(deputy_id, Uuid),
        absence.c.account_id != literal(deputy_id, Uuid),
        absence.c.first_day <= bindparam("today", type_=Date),
        absence.c.last_day >= bindparam("today", type_=Date),
    )


def cancel(tx: Transaction, absence_id: UUID) -> None:
    tx.write(_cancelling, partnership(tx, {"at_id": absence_id}))
