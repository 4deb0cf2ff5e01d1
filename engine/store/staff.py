"""The people of the partnership, listed for those who administer it: nothing of their work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, or_

from engine.store.accounts import AccountRecord, MembershipRecord, account, accounts, membership, memberships
from engine.store.records import among_few, few
from engine.store.tokens import api_service

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_ESCAPE = "\\"
_likes = or_(
    func.lower(account.c.name).like(bindparam("like"), escape=_ESCAPE),
    account.c.email.like(bindparam("like"), escape=_ESCAPE),
)
_after = or_(
    account.c.name > bindparam("after_name"),
    and_(account.c.name == bindparam("after_name"), account.c.id > bindparam("after_id")),
)
_is_person = ~exists().where(api_service.c.partnership_id == account.c.partnership_id, api_service.c.id == account.c.id)
_page = accounts.selection(_likes, _is_person).order_by(account.c.name, account.c.id).limit(bindparam("most"))
_next_page = (
    accounts.selection(_likes, _is_person, _after).order_by(account.c.name, account.c.id).limit(bindparam("most"))
)
_of_several = memberships.selection(among_few(membership.c.account_id, "account")).order_by(membership.c.id)
_of_agency = memberships.selection(membership.c.agency_id == bindparam("agency_id")).order_by(membership.c.id)


def page(tx: Transaction, search: str, after: tuple[str, UUID] | None, most: int) -> list[AccountRecord]:
    """People whose name or address holds the text, by name, after the one named; everybody when it is empty."""
    folded = search.casefold()
    for special in (_ESCAPE, "%", "_"):
        folded = folded.replace(special, _ESCAPE + special)
    values = {"like": f"%{folded}%", "most": most}
    if after is None:
        return accounts.all(tx, _page, **values)
    return accounts.all(tx, _next_page, after_name=after[0], after_id=after[1], **values)


def roles_of(tx: Transaction, account_ids: Iterable[UUID]) -> dict[UUID, list[MembershipRecord]]:
    """The roles that each of the people holds."""
    found: dict[UUID, list[MembershipRecord]] = {}
    for those in few("account", set(account_ids)):
        for held in memberships.all(tx, _of_several, **those):
            found.setdefault(held.account_id, []).append(held)
    return found


def of_agency(tx: Transaction, agency_id: UUID) -> list[MembershipRecord]:
    """Every role that anybody holds in the agency."""
    return memberships.all(tx, _of_agency, agency_id=agency_id)
