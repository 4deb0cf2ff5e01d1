"""What is done for whoever started a referral goes along with the case, also what nobody has had to do yet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import update

from engine.commands import AddTeam, AnswerOffer, CreateAccount, OfferCase, Outcome, SendMessage
from engine.errors import NotFound
from engine.store.instances import process_instance
from engine.testing import HASHED, House, Person
from tests.support.bpmn_models import boundary, diagram, element, end, event, flows, operation, start
from tests.support.bundles import asked, bundle


@dataclass(frozen=True)
class Street:
    """Two teams of a charity, and the coordinator, who has the first step of the worker's referral."""

    house: House
    worker: Person
    other: Person
    coordinator: Person
    started: Outcome

    def hand_over(self, stays: bool = False) -> None:
        assert self.started.case_id is not None
        offer = self.worker.do(OfferCase(self.started.case_id, self.other.team_id, "She moves across town", stays))
        self.other.do(AnswerOffer(offer, True))

    def titles_of(self, person: Person) -> list[str]:
        return [task.title for task in person.tasks()]


def checked() -> dict[str, bytes]:
    """The coordinator checks; then it is for whoever started it to act."""
    held = {"coordination": ("check",), "sender": ("act",)}
    lanes = [
        element("lane", f"lane_{name}", "".join(element_of(step) for step in steps), name=name)
        for name, steps in held.items()
    ]
    arrange = operation("arrange", "start_pathways", input_pathways='= ["dash_marac"]')
    stop = boundary("stop", "check", event("message", "stop_message"))
    drawn = flows("start > check", "check > arrange", "arrange > act", "act > end", "stop > stopped")
    parts = [start(), asked("check"), stop, arrange, asked("act"), end(), end("stopped"), *drawn]
    named = element("message", "stop_message", name="stop")
    drawing = diagram(element("laneSet", "lanes", "".join(lanes)), *parts, key="checked", definitions=named)
    return bundle("checked", drawing, {"coordination": "coordinator", "sender": "starter"})


def element_of(step: str) -> str:
    return f"<bpmn:flowNodeRef>{step}</bpmn:flowNodeRef>"


def of_team(house: House, agency_id: UUID, name: str) -> Person:
    """Somebody of another team of the agency."""
    team_id = house.engine.execute(AddTeam(agency_id, name))
    email, who = f"{name.split()[0].lower()}@example.org", f"Outreach worker, {name.lower()}"
    account_id = house.engine.execute(CreateAccount(email, who, HASHED, agency_id, team_id, ("caseworker",)))
    return Person(house, account_id, agency_id, team_id)


@pytest.fixture
def street(house: House) -> Street:
    house.deploy(checked())
    worker = house.person("Outreach worker 1", "Charity", "Night team")
    other = of_team(house, worker.agency_id, "Day team")
    coordinator = house.person("Coordinator 1", "Council", "Coordination")
    return Street(house, worker, other, coordinator, worker.start("checked"))


@pytest.mark.parametrize("stays", [False, True])
def test_a_lane_of_the_sender_first_used_after_the_hand_over_is_held_by_who_leads_now(
    street: Street, stays: bool
) -> None:
    street.hand_over(stays)
    street.coordinator.complete("check")
    assert street.titles_of(street.other) == ["Arrange by hand: DASH and MARAC", "act"]
    assert street.titles_of(street.worker) == []
    assert street.other.complete("act").ended == "end"
    assert street.house.engine.fsck() == []


def test_who_leads_now_may_withdraw_what_the_other_sent(street: Street) -> None:
    stop = SendMessage(street.started.instance_id, "stop", {})
    with pytest.raises(NotFound):
        street.other.do(stop)
    street.hand_over()
    with pytest.raises(NotFound):
        street.worker.do(stop)
    assert street.other.do(stop).ended == "stopped"
    assert street.house.engine.fsck() == []


def test_what_another_team_sent_stays_with_it(street: Street) -> None:
    street.hand_over(stays=True)
    second = street.worker.start("checked", street.started.case_id)
    third = of_team(street.house, street.worker.agency_id, "Drop-in")
    assert second.case_id is not None
    offer = street.other.do(OfferCase(second.case_id, third.team_id, "She sleeps there", False))
    third.do(AnswerOffer(offer, True))
    for _ in range(2):
        street.coordinator.complete("check")
    held = {task.instance_id: task.team_id for task in street.house.open_tasks() if task.title == "act"}
    assert held == {street.started.instance_id: third.team_id, second.instance_id: street.worker.team_id}
    assert street.house.engine.fsck() == []


def test_the_check_names_a_sender_that_nobody_made_one(street: Street) -> None:
    street.hand_over()
    before = {"starter_team_id": street.worker.team_id}
    with street.house.engine.database.write(1, street.house.clock.now()) as tx:
        tx.run(update(process_instance).where(process_instance.c.id == street.started.instance_id).values(before))
    named = [(problem.row, problem.column) for problem in street.house.engine.fsck()]
    assert named == [(str(street.started.instance_id), "starter_team_id")]
