"""Whom a token acts as."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.domain.actors import Actor, Membership, Role
from engine.store import agencies, people, tokens
from engine.store.tokens import TokenRecord

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


def actor_of(tx: Transaction, token: TokenRecord) -> Actor | None:
    """The person whose token it is, with the roles she holds now, or the service as a caseworker of its team.

    None when the person cannot sign in any more, or the agency takes no part any more.
    """
    service = tokens.get_service(tx, token.account_id)
    if service is None:
        person = people.actor(tx, token.account_id)
        return replace(person, token_id=token.id, opened=frozenset()) if person else None
    agency = agencies.get_agency(tx, service.agency_id)
    if agency is None or not agency.is_active:
        return None
    works_as = Membership(service.agency_id, service.team_id, Role.CASEWORKER)
    return Actor(service.id, tx.partnership_id, service.name, (works_as,), token_id=token.id)
