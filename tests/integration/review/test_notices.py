"""A notice leads only to what its reader may open now."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from engine.queries import notices
from engine.store.cases import case_participant
from engine.testing import House, Person
from tests.integration.town import found


def targets(person: Person) -> set[tuple[bool, bool]]:
    """Whether each of a person's notices leads to a task, and to a case."""
    with person.house.engine.reading(person.actor) as view:
        return {(notice.task_id is not None, notice.case_id is not None) for notice in notices(view)}


def test_a_notice_does_not_lead_to_a_case_in_which_one_takes_part_no_longer(house: House) -> None:
    town = found(house)
    town.referral()
    due_at = town.officer.task("Acknowledge").due_order
    house.clock.set(due_at + timedelta(minutes=1))
    house.worker.tick()
    assert targets(town.duty_manager) == {(True, False), (False, True)}
    with house.engine.database.write(1, house.clock.now()) as tx:
        ending = update(case_participant).where(case_participant.c.agency_id == town.officer.agency_id)
        tx.run(ending.values(until=tx.now))
    assert targets(town.duty_manager) == {(True, False), (False, False)}
