"""A fault in a pathway: the step is undone and kept, the coordinator is told, and it can be taken again."""

from __future__ import annotations

import json

import pytest

from engine.commands import ClaimTask, CompleteTask, CreateToken, RetryIncident
from engine.errors import InvalidState, NotPermitted
from engine.queries.bearer import bearer
from engine.store import audit, history
from engine.store.history import IncidentRecord
from engine.testing import House, Person
from tests.support.bpmn_models import boundary, call, diagram, end, exclusive, flows, parallel, start, timer
from tests.support.bundles import asked, bundle


def incidents(house: House) -> list[IncidentRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return history.incidents.all(tx, history.incidents.selection())


def told(house: House) -> list[str]:
    return [task.title for task in house.open_tasks() if task.kind == "fault"]


@pytest.fixture
def worker(house: House) -> Person:
    return house.person("Outreach worker 1", "Charity", "Outreach")


@pytest.fixture
def coordinator(house: House) -> Person:
    return house.person("Coordinator 1", "Council", "Coordination")


def unsure() -> dict[str, bytes]:
    """A condition that fails when no amount was given."""
    parts = [start(), asked("Ask", "amount"), exclusive("more", "more-few"), end("many"), end("few")]
    drawn = flows("start > Ask", "Ask > more", "more > many ? amount > 10", "more > few")
    forms = {"amount": {"amount": "integer"}}
    return bundle("unsure", diagram(*parts, *drawn, key="unsure"), forms=forms)


def test_a_failing_expression_undoes_the_step_and_the_coordinator_is_told_once(
    house: House, worker: Person, coordinator: Person
) -> None:
    house.deploy(unsure())
    worker.start("unsure")
    held = worker.claim("Ask")
    for _ in range(2):
        with pytest.raises(InvalidState, match="fault in the pathway"):
            worker.complete("Ask")
    assert worker.task("Ask") == held
    (kept,) = incidents(house)
    assert (kept.state, kept.command, kept.element_id, kept.attempts) == ("open", "CompleteTask", "more-many", 2)
    assert told(house) == ["A fault stops “Unsure”"]
    (task,) = coordinator.tasks()
    assert task.assignee_id == coordinator.account_id
    assert worker.complete("Ask", amount=11).ended == "many"


def test_an_incident_is_tried_again_as_the_one_who_asked_once_what_was_missing_is_there(
    house: House, worker: Person, coordinator: Person
) -> None:
    parts = [start(), call("ask_others", "others"), end()]
    calling = diagram(*parts, *flows("start > ask_others", "ask_others > end"), key="calling")
    house.deploy(bundle("calling", calling))
    worker.start("calling")
    (kept,) = incidents(house)
    assert (kept.state, kept.command) == ("open", "DeliverLetter")
    assert told(house) == ["A fault stops “Calling”"]

    with pytest.raises(NotPermitted):
        worker.do(RetryIncident(kept.id))
    manager = house.person("Manager, charity", "Charity", "Outreach", ("manager",))
    with pytest.raises(InvalidState, match="fault in the pathway"):
        manager.do(RetryIncident(kept.id))
    house.deploy(
        bundle("others", diagram(start(), asked("Help"), end(), *flows("start > Help", "Help > end"), key="others"))
    )
    manager.do(RetryIncident(kept.id))
    assert [task.title for task in worker.tasks()] == ["Help"]
    assert [(found.state, found.attempts) for found in incidents(house)] == [("resolved", 2)]
    assert told(house) == []
    house.advance(days=1)
    assert [task.title for task in worker.tasks()] == ["Help"]
    with pytest.raises(InvalidState, match="resolved"):
        manager.do(RetryIncident(kept.id))
    assert worker.complete("Help").next_steps == ()
    assert house.engine.fsck() == []


def test_what_another_system_asked_by_its_token_is_tried_again_as_that_system_by_that_token(
    house: House, worker: Person, coordinator: Person
) -> None:
    house.deploy(unsure())
    manager = house.person("Manager, charity", "Charity", "Outreach", ("manager",))
    made = manager.do(CreateToken("Case file", ["tasks:write"], 30, team_id=worker.team_id))
    found = bearer(house.engine, made.token)
    assert found is not None
    worker.start("unsure")
    task = worker.task("Ask")
    house.engine.execute(ClaimTask(task.id, task.version), found.actor)
    with pytest.raises(InvalidState, match="fault in the pathway"):
        house.engine.execute(CompleteTask(task.id, task.version + 1, {}), found.actor)
    (kept,) = incidents(house)
    with pytest.raises(InvalidState, match="fault in the pathway"):
        manager.do(RetryIncident(kept.id))
    with house.engine.database.read(1, house.clock.now()) as tx:
        rows = [row for row in audit.everything(tx) if row.account_id == found.actor.account_id]
    assert [row.action for row in rows] == ["task_claimed", "incident"]
    assert {json.loads(row.detail)["token"] for row in rows} == {str(made.token_id)}
    assert incidents(house)[0].attempts == 2


def test_a_step_completed_with_other_answers_closes_its_incident_and_what_the_coordinator_was_told(
    house: House, worker: Person, coordinator: Person
) -> None:
    house.deploy(unsure())
    worker.start("unsure")
    other = worker.start("unsure")
    for task in worker.tasks():
        worker.do(ClaimTask(task.id, task.version))
        with pytest.raises(InvalidState, match="fault in the pathway"):
            worker.do(CompleteTask(task.id, task.version + 1, {}))
    first = next(task for task in worker.tasks() if task.instance_id != other.instance_id)
    worker.do(CompleteTask(first.id, first.version, {"amount": ["11"]}))
    assert [kept.state for kept in incidents(house) if kept.instance_id == first.instance_id] == ["resolved"]
    assert [kept.state for kept in incidents(house) if kept.instance_id == other.instance_id] == ["open"]
    assert [task.instance_id for task in coordinator.tasks()] == [other.instance_id]
    assert house.engine.fsck() == []


def two_steps() -> dict[str, bytes]:
    """Two such steps at the same time: what comes of one says nothing about the other."""
    parts = [start(), parallel("both")]
    drawn = flows("start > both")
    for name in ("one", "two"):
        parts += [asked(name, "amount"), exclusive(f"more_{name}", f"more_{name}-end_{name}"), end(f"many_{name}")]
        parts.append(end(f"end_{name}"))
        drawn += flows(f"both > {name}", f"{name} > more_{name}", f"more_{name} > many_{name} ? amount > 10")
        drawn += flows(f"more_{name} > end_{name}")
    return bundle("two_steps", diagram(*parts, *drawn, key="two_steps"), forms={"amount": {"amount": "integer"}})


def test_the_coordinator_is_told_until_the_last_fault_of_a_referral_is_mended(
    house: House, worker: Person, coordinator: Person
) -> None:
    house.deploy(two_steps())
    worker.start("two_steps")
    for name in ("one", "two"):
        worker.claim(name)
        with pytest.raises(InvalidState, match="fault in the pathway"):
            worker.complete(name)
    worker.complete("one", amount=11)
    assert sorted(kept.state for kept in incidents(house)) == ["open", "resolved"]
    assert told(house) == ["A fault stops “Two steps”"]
    worker.complete("two", amount=11)
    assert {kept.state for kept in incidents(house)} == {"resolved"}
    assert told(house) == []
    assert house.engine.fsck() == []


def test_a_fault_of_a_step_that_is_no_longer_wanted_is_closed_with_it(
    house: House, worker: Person, coordinator: Person
) -> None:
    parts = [start(), asked("Ask", "amount"), boundary("late", "Ask", timer("P2D")), exclusive("more", "more-few")]
    parts += [end("many"), end("few"), end("late_end")]
    drawn = flows("start > Ask", "Ask > more", "more > many ? amount > 10", "more > few", "late > late_end")
    house.deploy(bundle("hasty", diagram(*parts, *drawn, key="hasty"), forms={"amount": {"amount": "integer"}}))
    worker.start("hasty")
    worker.claim("Ask")
    with pytest.raises(InvalidState, match="fault in the pathway"):
        worker.complete("Ask")
    house.advance(days=3)
    assert [kept.state for kept in incidents(house)] == ["resolved"]
    assert house.open_tasks() == []
    assert house.engine.fsck() == []


def test_a_call_that_the_worker_delivers_after_all_closes_its_incident(
    house: House, worker: Person, coordinator: Person
) -> None:
    parts = [start(), call("ask_others", "others"), end()]
    house.deploy(bundle("calling", diagram(*parts, *flows("start > ask_others", "ask_others > end"), key="calling")))
    worker.start("calling")
    drawn = flows("start > Help", "Help > end")
    house.deploy(bundle("others", diagram(start(), asked("Help"), end(), *drawn, key="others")))
    house.advance(minutes=10)
    assert [task.title for task in worker.tasks()] == ["Help"]
    assert [kept.state for kept in incidents(house)] == ["resolved"]
    assert told(house) == []
    assert house.engine.fsck() == []


def broken(key: str) -> dict[str, bytes]:
    """A pathway that fails before anybody has anything to do."""
    parts = [start(), exclusive("which", "which-other"), end("one"), end("other")]
    drawn = flows("start > which", "which > one ? missing > 1", "which > other")
    return bundle(key, diagram(*parts, *drawn, key=key))


def test_a_pathway_that_fails_as_it_starts_leaves_nothing(house: House, worker: Person, coordinator: Person) -> None:
    house.deploy(broken("broken"))
    with pytest.raises(InvalidState, match="Nothing was changed"):
        worker.start("broken")
    assert incidents(house) == []
    assert house.open_tasks() == []


def test_a_called_pathway_that_fails_as_it_starts_is_an_incident_of_its_caller(
    house: House, worker: Person, coordinator: Person
) -> None:
    house.deploy(broken("others"))
    parts = [start(), call("ask_others", "others"), end()]
    house.deploy(bundle("calling", diagram(*parts, *flows("start > ask_others", "ask_others > end"), key="calling")))
    started = worker.start("calling")
    assert [(kept.instance_id, kept.element_id) for kept in incidents(house)] == [(started.instance_id, "which-one")]
    assert told(house) == ["A fault stops “Calling”"]
