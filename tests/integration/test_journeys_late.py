"""Late at each step of a referral: who is told, that it is always somebody, and that nothing piles up."""

from __future__ import annotations

import pytest

from engine.store import notices
from engine.store.tasks import TaskRecord
from engine.testing import House, Person
from tests.integration.town import Town, found


def escalations(town: Town) -> list[TaskRecord]:
    return [task for task in town.house.open_tasks() if task.origin == "engine" and task.kind in ("escalation", "late")]


def is_told_of_lateness(town: Town, person: Person) -> bool:
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        return any(notice.kind == "late" for notice in notices.of_account(tx, person.account_id))


@pytest.mark.parametrize(
    ("managers", "told", "why"),
    [
        (("duty",), "duty_manager", "duty manager of the team that holds it"),
        (("other",), "duty_manager", "manager of the agency that holds it"),
        ((), "coordinator", "coordinator of the partnership"),
    ],
)
def test_a_late_acknowledgement_reaches_a_person_and_the_sender(
    house: House, managers: tuple[str, ...], told: str, why: str
) -> None:
    town = found(house, managers)
    town.referral()
    house.advance(days=1, hours=6, minutes=59)
    assert escalations(town) == []
    house.advance(minutes=2)
    (late,) = escalations(town)
    assert (late.title, late.state) == ("Acknowledgement is late", "claimed")
    assert late.assignee_id == getattr(town, told).account_id
    assert late.instructions.endswith(f"You are asked because you are the {why}.")
    assert is_told_of_lateness(town, town.worker)
    assert not is_told_of_lateness(town, town.nurse)


def test_the_worker_who_sent_it_is_told_also_when_somebody_else_is_on_duty(house: House) -> None:
    town = found(house)
    on_duty = house.person("Outreach worker 3", "Outreach charity", "Street team", duty=True)
    town.referral()
    house.advance(days=2)
    assert is_told_of_lateness(town, town.worker)
    assert is_told_of_lateness(town, on_duty)
    assert not is_told_of_lateness(town, town.colleague)


def test_the_coordinator_hears_of_a_stalled_referral_without_taking_part_in_it(house: House) -> None:
    town = found(house)
    started = town.referral()
    house.advance(days=14, minutes=1)
    with house.engine.database.read(1, house.clock.now()) as tx:
        told = [notice.kind for notice in notices.of_account(tx, town.coordinator.account_id)]
    assert "late_elsewhere" in told
    assert town.sees(town.coordinator, started) == (False, False)


def test_an_acknowledgement_that_comes_late_is_told_first_and_then_taken(house: House) -> None:
    town = found(house)
    town.referral()
    acknowledging = town.officer.claim("Acknowledge")
    house.clock.set(acknowledging.due_order)
    town.officer.complete("Acknowledge", seen_by_name="Housing officer 1")
    assert escalations(town) == []
    house.worker.tick()
    assert is_told_of_lateness(town, town.worker)


def test_an_escalation_that_nobody_answers_goes_to_the_coordinator_and_then_piles_up_no_further(house: House) -> None:
    town = found(house)
    started = town.referral()
    town.worker.complete("Agree first steps")
    town.coordinator.complete(
        "Allocate lead worker", lead_service=str(house.service("Lead", "Outreach charity", "Street team"))
    )
    town.worker.complete("Tell her what was arranged", told="yes")
    for _ in range(12):
        house.advance(days=1)
    mine = [(task.title, task.assignee_id) for task in escalations(town)]
    assert mine == [
        ("Acknowledgement is late", town.duty_manager.account_id),
        ("Late: Acknowledgement is late", town.coordinator.account_id),
    ]
    town.officer.complete("Acknowledge", seen_by_name="Housing officer 1")
    assert escalations(town) == []
    assert town.titles(started.instance_id) == ["Accept or reject"]
    assert house.engine.fsck() == []


def test_a_referral_on_which_nothing_is_settled_is_told_of_every_fourteen_days(house: House) -> None:
    town = found(house)
    started = town.accepted()
    town.officer.complete("Record contact attempt", attempt="reached")
    house.advance(days=14, minutes=1)
    titles = [task.title for task in escalations(town) if task.instance_id == started.instance_id]
    assert titles == ["Nothing settled for a long time"]
    house.advance(days=14, minutes=1)
    open_now = [task.title for task in escalations(town) if task.instance_id == started.instance_id]
    assert open_now.count("Nothing settled for a long time") == 1
    town.officer.complete("Report outcome", result="met")
    assert [task.title for task in escalations(town) if task.instance_id == started.instance_id] == []


def test_a_task_by_hand_that_is_late_is_told_of_until_it_is_done(house: House) -> None:
    town = found(house)
    contact = town.contact(dash_band="14 or more")
    house.advance(days=2)
    assert "Late: Arrange by hand: DASH and MARAC" in town.titles_of(town.manager)
    town.worker.complete("Arrange by hand: DASH and MARAC")
    assert town.titles(contact.instance_id) == ["Agree first steps", "First response is late"]
    assert house.engine.fsck() == []
