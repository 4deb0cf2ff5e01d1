"""The names behind accounts, with the agency each works for, for people to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from engine.store.accounts import account, membership
from engine.store.agencies import agency
from engine.store.records import among_few, few, partnership

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Named:
    """A person and her agency; the first, when she works for several."""

    name: str
    agency: str

    @property
    def words(self) -> str:
        return f"{self.name}, {self.agency}" if self.agency else self.name


_named = (
    select(account.c.id, account.c.name, agency.c.name)
    .outerjoin(
        membership,
        (membership.c.partnership_id == account.c.partnership_id) & (membership.c.account_id == account.c.id),
    )
    .outerjoin(
        agency, (agency.c.partnership_id == membership.c.partnership_id) & (agency.c.id == membership.c.agency_id)
    )
    .where(
        account.c.partnership_id == bindparam("in_partnership"),
        among_few(account.c.id, "id"),
    )
    .order_by(membership.c.id.desc())
)


def of_accounts(tx: Transaction, account_ids: Iterable[UUID | None]) -> dict[UUID, Named]:
    """The people behind the accounts; those who do not exist are left out."""
    found = [tx.read(statement, values) for statement, values in asking(tx, account_ids)]
    return {row[0]: Named(row[1], row[2] or "") for rows in found for row in rows}


def asking(tx: Transaction, account_ids: Iterable[UUID | None]) -> list[tuple[Select[Any], dict[str, Any]]]:
    """What `of_accounts` asks, to be read together with other things."""
    wanted = sorted({account_id for account_id in account_ids if account_id is not None})
    return [(_named, partnership(tx, ids)) for ids in few("id", wanted)]
