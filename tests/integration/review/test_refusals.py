"""Who is refused, and that a refusal tells nothing."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from engine.commands import AddService, ClaimTask, CreateAccount, RetryIncident, SignAgreement
from engine.commands.deliver import DeliverLetter
from engine.commands.telling import TellPeople
from engine.commands.timers import PostponeTimer, TriggerTimer
from engine.commands.upkeep import Beat, SealAudit, TidyUp
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import definitions, history, timers
from engine.store.definitions import ParameterRecord
from engine.testing import HASHED, House, Person
from tests.support.bpmn_models import diagram, end, flows, start
from tests.support.bundles import asked, bundle

OF_THE_ENGINE = (
    TriggerTimer(uuid4()),
    PostponeTimer(uuid4()),
    DeliverLetter(uuid4()),
    TellPeople(uuid4()),
    SealAudit(),
    Beat("tick"),
    TidyUp(),
)


@pytest.mark.parametrize("command", OF_THE_ENGINE, ids=lambda command: type(command).__name__)
def test_nobody_acts_as_the_engine(house: House, command: object) -> None:
    person = house.person("Manager, council", "Council", "Coordination", ("manager", "administrator", "commissioner"))
    with pytest.raises(NotPermitted):
        person.do(command)


def test_asking_for_a_foreign_task_sets_nothing_going(house: House) -> None:
    house.deploy(bundle("one", diagram(start(), asked("Ask"), end(), *flows("start > Ask", "Ask > end"), key="one")))
    house.person("Coordinator 1", "Council", "Coordination")
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    stranger = house.person("Police officer 1", "Police", "Response")
    instance_id = worker.start("one").instance_id
    task = worker.task("Ask")
    house.clock.advance(timedelta(days=6))
    for task_id in (task.id, uuid4()):
        with pytest.raises(NotFound, match="no such task"):
            stranger.do(ClaimTask(task_id, 1))
    with house.engine.database.read(1, house.clock.now()) as tx:
        assert len(timers.due_of_instance(tx, instance_id)) == 1


@pytest.fixture
def manager(house: House) -> Person:
    return house.person("Manager, charity", "Charity", "Outreach", ("manager",))


def test_a_manager_signs_for_her_own_agency_only(house: House, manager: Person) -> None:
    police, _ = house.agency("Police", "Response")
    today = house.clock.now().date()
    with pytest.raises(NotPermitted, match="of that agency"):
        manager.do(SignAgreement(police, today, today + timedelta(days=365)))
    assert manager.do(SignAgreement(manager.agency_id, today, today + timedelta(days=365)))
    with pytest.raises(InvalidInput, match="agency of the partnership"):
        manager.do(SignAgreement(uuid4(), today, today + timedelta(days=365)))


def test_a_manager_offers_services_of_her_own_agency_only(house: House, manager: Person) -> None:
    _, response = house.agency("Police", "Response")
    with pytest.raises(NotPermitted, match="of that agency"):
        manager.do(AddService(response, "safety", "Liaison", ["Town"], {}))
    assert manager.do(AddService(manager.team_id, "support", "Drop-in", ["Town"], {}))


def test_nobody_is_put_into_a_team_of_another_agency(house: House, manager: Person) -> None:
    police, _ = house.agency("Police", "Response")
    with pytest.raises(InvalidInput, match="team of that agency"):
        house.engine.execute(CreateAccount("x@example.org", "X", HASHED, police, manager.team_id, ["caseworker"]))


@pytest.mark.parametrize(
    "email", ["a@example.org,b@example.org", "a@b@example.org", "a <b@example.org>", "ä@example.org"]
)
def test_an_account_has_one_address_that_mail_can_go_to(house: House, email: str) -> None:
    agency_id, team_id = house.agency("Charity", "Outreach")
    with pytest.raises(InvalidInput):
        house.engine.execute(CreateAccount(email, "X", HASHED, agency_id, team_id, ["caseworker"]))


def test_whoever_retries_an_incident_learns_nothing_of_the_referral(house: House) -> None:
    steps = [start(), asked("Ask", "clock"), asked("Then", deadline="= deadline(clock)"), end()]
    drawn = flows("start > Ask", "Ask > Then", "Then > end")
    drawing = diagram(*steps, *drawn, key="waiting")
    house.deploy(bundle("waiting", drawing, forms={"clock": {"clock": "text"}}))
    house.person("Coordinator 1", "Council", "Coordination")
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    stranger = house.person("Manager, police", "Police", "Response", ("manager",))
    started = worker.start("waiting")
    with pytest.raises(InvalidState, match="fault in the pathway"):
        worker.complete("Ask", clock="of.the.day")
    with house.engine.database.write(1, house.clock.now()) as tx:
        (kept,) = history.open_incidents(tx, started.instance_id)
        row = ParameterRecord(tx.new_id(), "of.the.day", "P1D", "local", "Tests.", date(2022, 1, 1), tx.now, None)
        definitions.parameters.add(tx, row)
    assert stranger.do(RetryIncident(kept.id)) is None
    assert [task.title for task in worker.tasks()] == ["Then"]
