"""Tokens end with what they were given for: a person's own when she leaves, and when she chooses a password anew."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import CreatedToken, CreateToken
from engine.commands.invitations import AcceptInvitation, SendInvitation
from engine.commands.roles import MarkLeaver
from engine.domain.actors import Role
from engine.queries.bearer import bearer
from engine.store import invitations, tokens
from engine.store.tokens import TokenRecord
from engine.testing import House, Person

PASSWORD = "another horse battery staple"


@pytest.fixture
def admin(house: House) -> Person:
    return house.person("Administrator 2", "Council", "Coordination", (Role.ADMINISTRATOR,))


@pytest.fixture
def worker(house: House) -> Person:
    return house.person("Outreach worker 1", "Charity", "Outreach")


def made(person: Person) -> CreatedToken:
    token = person.do(CreateToken("Import", ["tasks:read"], 30))
    assert isinstance(token, CreatedToken)
    return token


def kept(house: House, token_id: UUID) -> TokenRecord:
    with house.engine.database.read(1, house.clock.now()) as tx:
        found = tokens.get(tx, token_id)
    assert found is not None
    return found


def accept(house: House, admin: Person, account_id: UUID) -> None:
    """Choose a password with the link that was sent."""
    admin.do(SendInvitation(account_id))
    with house.engine.database.read(1, house.clock.now()) as tx:
        sent = invitations.latest_of(tx, account_id)
    assert sent is not None
    house.engine.execute(AcceptInvitation(invitations.token(house.engine.database.keys, sent.id), PASSWORD))


def test_those_of_a_leaver_end_at_once_and_those_of_others_do_not(house: House, admin: Person, worker: Person) -> None:
    hers, another = made(worker), made(house.person("Outreach worker 2", "Charity", "Outreach"))
    admin.do(MarkLeaver(worker.account_id))
    assert kept(house, hers.token_id).revoked_at == house.clock.now()
    assert kept(house, another.token_id).revoked_at is None


def test_those_of_who_chooses_a_password_anew_end(house: House, admin: Person, worker: Person) -> None:
    before = made(worker)
    assert bearer(house.engine, before.token) is not None
    accept(house, admin, worker.account_id)
    assert bearer(house.engine, before.token) is None
    assert bearer(house.engine, made(worker).token) is not None
