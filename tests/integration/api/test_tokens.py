"""Who makes tokens for whom, and who ends them."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from engine.commands import ClaimTask, CreatedToken, CreateToken, RevokeToken, SignIn, ViewCase
from engine.commands.invitations import SendInvitation
from engine.commands.roles import MarkLeaver
from engine.domain.actors import Actor, Role
from engine.errors import EngineError, InvalidInput, NotFound, NotPermitted
from engine.queries import task_page
from engine.queries.administration import people, person_page
from engine.queries.bearer import bearer
from engine.queries.fsck_audit import audit_problems
from engine.queries.tokens import TokenPage, access_tokens
from engine.store import accounts, audit, tokens
from engine.store.audit import AuditRecord
from engine.store.tokens import hash_of
from engine.testing import Person
from tests.integration.api.desk import Api
from tests.integration.everything import everything_kept
from tests.integration.town import Town

READ = ["tasks:read"]


@pytest.fixture
def town(shared: Api) -> Town:
    """The town of all modules, with people who hold no tokens yet."""
    house, known = shared.house, shared.town
    return replace(
        known,
        worker=house.person("Outreach worker 3", "Outreach charity", "Street team"),
        officer=house.person("Housing officer 3", "Housing", "Options"),
        duty_manager=house.person("Manager 3", "Housing", "Options", (Role.MANAGER,)),
    )


def page(person: Person) -> TokenPage:
    with person.house.engine.reading(person.actor) as view:
        return access_tokens(view)


def made(person: Person, name: str = "Import", team: UUID | None = None, service: UUID | None = None) -> CreatedToken:
    token = person.do(CreateToken(name, READ, 30, team, service))
    assert isinstance(token, CreatedToken)
    return token


def test_a_token_is_kept_as_a_hash_alone(town: Town) -> None:
    token = made(town.worker).token
    kept = everything_kept(town.house)
    assert token not in kept
    assert token.removeprefix("rp_") not in kept
    assert "Import" in kept


def test_a_token_acts_as_the_person_stands_now(town: Town) -> None:
    token = made(town.worker).token
    holder = bearer(town.house.engine, token)
    assert holder is not None
    assert holder.actor == town.worker.actor
    assert holder.scopes == frozenset(READ)
    with town.house.engine.database.write(1, town.house.clock.now()) as tx:
        tx.run(accounts.account.update().where(accounts.account.c.id == town.worker.account_id).values(is_active=False))
    assert bearer(town.house.engine, token) is None


def test_a_manager_makes_tokens_for_systems_of_her_own_agency(town: Town) -> None:
    first = made(town.duty_manager, "Case file", town.officer.team_id)
    holder = bearer(town.house.engine, first.token)
    assert holder is not None
    assert [(held.team_id, held.role) for held in holder.actor.memberships] == [(town.officer.team_id, Role.CASEWORKER)]
    second = made(town.duty_manager, "Another", service=holder.actor.account_id)
    same = bearer(town.house.engine, second.token)
    assert same is not None
    assert same.actor == holder.actor
    assert {line.holder for line in page(town.duty_manager).lines} == {"Case file"}


def test_nobody_makes_a_token_for_a_team_or_system_of_others(town: Town) -> None:
    first = made(town.duty_manager, "Case file", town.officer.team_id)
    holder = bearer(town.house.engine, first.token)
    assert holder is not None
    for person in (town.officer, town.manager, town.coordinator, administrator(town)):
        for team, service in ((town.officer.team_id, None), (None, holder.actor.account_id), (uuid4(), None)):
            with pytest.raises(NotFound):
                made(person, "Mine", team, service)


def administrator(town: Town) -> Person:
    return town.house.person("Administrator 2", "Council", "Coordination", (Role.ADMINISTRATOR,))


def test_a_system_does_not_sign_in_and_is_not_offered_as_a_colleague(shared: Api, town: Town) -> None:
    made(town.duty_manager, "Letters out", town.officer.team_id)
    (task,) = town.open_of(shared.referral().instance_id)
    town.officer.do(ClaimTask(task.id, task.version))
    with town.house.engine.reading(town.officer.actor) as view:
        colleagues = {choice.label for choice in task_page(view, task.id).colleagues}
    assert "Duty manager, housing" in colleagues
    assert "Letters out" not in colleagues
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        rows = accounts.accounts.all(tx, accounts.accounts.selection())
    (system,) = (row for row in rows if row.name == "Letters out")
    with pytest.raises(NotPermitted):
        town.house.engine.execute(SignIn(system.email, system.password_hash, "203.0.113.7"))


def test_administrators_do_not_take_a_system_for_a_person(town: Town) -> None:
    made(town.duty_manager, "Not a person", town.officer.team_id)
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        (system,) = (row for row in tokens.everything(tx) if row.name == "Not a person")
    person = administrator(town)
    with town.house.engine.reading(person.actor) as view:
        assert people(view, "Not a person").items == ()
        with pytest.raises(NotFound):
            person_page(view, system.account_id)
    for command in (SendInvitation(system.account_id), MarkLeaver(system.account_id)):
        with pytest.raises(NotFound):
            person.do(command)


def test_who_may_end_a_token_and_who_does_not_learn_of_it(town: Town) -> None:
    for person in (town.worker, administrator(town)):
        token = made(town.worker)
        for other in (town.colleague, town.manager, town.officer, town.coordinator):
            with pytest.raises(NotFound):
                other.do(RevokeToken(token.token_id))
            assert token.token_id not in [line.token_id for line in page(other).lines]
        person.do(RevokeToken(token.token_id))
        assert bearer(town.house.engine, token.token) is None
    system = made(town.duty_manager, "Case file", town.officer.team_id)
    with pytest.raises(NotFound):
        town.manager.do(RevokeToken(system.token_id))
    town.duty_manager.do(RevokeToken(system.token_id))
    assert {line.state for line in page(town.duty_manager).lines if line.token_id == system.token_id} == {"revoked"}


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", READ, 30, "name"),
        ("x" * 101, READ, 30, "name"),
        ("a\nb", READ, 30, "name"),
        ("Import", [], 30, "scopes"),
        ("Import", ["tasks:all"], 30, "scopes"),
        ("Import", READ, 0, "days"),
        ("Import", READ, 366, "days"),
    ],
)
def test_a_token_that_cannot_be_is_refused(town: Town, name: str, scopes: list[str], days: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        town.worker.do(CreateToken(name, scopes, days))
    assert list(refusal.value.fields) == [field]
    assert page(town.worker).lines == ()


def test_twenty_tokens_in_use_are_enough(town: Town) -> None:
    first = made(town.worker)
    for _ in range(19):
        made(town.worker)
    with pytest.raises(EngineError, match="at most 20"):
        made(town.worker)
    town.worker.do(RevokeToken(first.token_id))
    made(town.worker)
    assert [line.state for line in page(town.worker).lines] == [*["in use"] * 20, "revoked"]


def test_the_record_says_by_which_token_something_was_done_and_not_its_secret(town: Town) -> None:
    first, second = made(town.worker), made(town.worker)
    case_id = town.worker.start("contact_and_triage", None, outcome="opened", alias="By hand").case_id
    assert case_id is not None
    for token in (first, second, None):
        actor = acting(town, token.token) if token else town.worker.actor
        town.house.engine.execute(ViewCase(case_id), actor)
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        rows = [row for row in audit.of_case(tx, case_id) if row.action == "case_viewed"]
        assert {row.account_id for row in rows} == {town.worker.account_id}
        assert [json.loads(row.detail or "{}").get("token") for row in rows] == [
            str(first.token_id),
            str(second.token_id),
            None,
        ]
        everything = "\n".join(row.detail for row in audit.everything(tx))
    assert hash_of(first.token).hex() not in everything
    assert first.token.removeprefix("rp_") not in everything
    town.house.worker.tick()
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        assert {row.id for row in rows} <= {seal.audit_id for seal in audit.seals.all(tx, audit.seals.selection())}
        assert list(audit_problems(tx)) == []


def acting(town: Town, token: str) -> Actor:
    found = bearer(town.house.engine, token)
    assert found is not None
    return found.actor


def test_a_row_of_before_tokens_were_named_is_sealed_and_checked_as_it_was(town: Town) -> None:
    """The keyed hash of a row is made of its detail as it was written, with a token in it or without."""
    row = AuditRecord(UUID(int=1), town.house.clock.now(), None, "signed_out", None, None, None, "", b"")
    written = f"1\x1f{row.id}\x1f{row.at.isoformat()}\x1fNone\x1fsigned_out\x1fNone\x1fNone\x1fNone\x1f"
    assert audit.content(1, row) == written.encode()
