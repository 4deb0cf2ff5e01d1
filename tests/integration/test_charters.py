"""An agency joins, signs, is reminded, and lets its charter lapse: what is kept of it, who sees it, what is blocked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from engine.commands import Outcome, SignAgreement, StartAboutAgency
from engine.domain.actors import Role
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import charters, diagram
from engine.queries.charters import CharterLine
from engine.store import agencies, instances, visibility
from engine.store.instances import InstanceRecord
from engine.testing import House, Person, Value
from processes import bundle

STOCK: dict[str, Value] = {"staff": 12, "trained": 4, "readiness": "beginning", "readiness_next": "A quiet room"}
SIGNED: dict[str, Value] = {
    "signs": "yes",
    "signatory": "Manager 1, director",
    "contact": "Manager 1",
    "contact_email": "manager1@example.org",
    "agreement": ["answer", "share", "choice", "train", "listen"],
}
RENEWED: dict[str, Value] = {
    "renews": "yes",
    "renewed_by": "Manager 1, director",
    "renewed_contact": "Manager 1",
    "trained_now": 9,
    "readiness_now": "established",
}


class Quay:
    """A partnership into which one more agency comes."""

    def __init__(self, house: House) -> None:
        for key in ("charter_signup", "charter_review"):
            house.deploy(bundle(key))
        self.house = house
        self.coordinator = house.person("Coordinator 1", "Council", "Coordination")
        self.commissioner = house.person("Commissioner 1", "Council", "Coordination", (Role.COMMISSIONER,))
        self.manager = house.person("Manager 1", "Quay Advice", "Advisers", (Role.MANAGER,), duty=True)
        self.adviser = house.person("Adviser 1", "Quay Advice", "Advisers")
        self.stranger = house.person("Nurse 1", "Clinic", "Nurses")
        self.other_manager = house.person("Manager 2", "Clinic", "Nurses", (Role.MANAGER,))

    @property
    def agency_id(self) -> UUID:
        return self.manager.agency_id

    def start(self, pathway: str = "charter_signup", by: Person | None = None) -> Outcome:
        answer: Outcome = (by or self.coordinator).do(StartAboutAgency(pathway, self.agency_id))
        return answer

    def signed(self) -> Outcome:
        """The agency has signed, and the review watches over its charter."""
        started = self.start()
        self.adviser.complete("Take stock", **STOCK)
        self.manager.complete("Sign the charter", **SIGNED)
        self.coordinator.complete("Check what was signed", complete="yes")
        return started

    def line(self, person: Person | None = None) -> CharterLine:
        with self.house.engine.reading((person or self.coordinator).actor) as view:
            return next(line for line in charters(view) if line.agency_id == self.agency_id)

    def running(self) -> list[InstanceRecord]:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            return instances.running_about_agencies(tx)

    def is_open_to(self, person: Person, instance_id: UUID) -> bool:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            return visibility.instance(tx, person.actor, instance_id) is not None

    def in_force(self) -> bool:
        """Whether the directory would let new referrals go to the agency."""
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            today = self.house.clock.now().date()
            return any(row.is_in_force(today) for row in agencies.agreements_of(tx, self.agency_id))

    def titles(self) -> list[str]:
        return [task.title for task in self.house.open_tasks()]

    def go_to(self, day: date) -> None:
        self.house.advance(days=(day - self.house.clock.now().date()).days, hours=1)


@pytest.fixture
def quay(house: House) -> Quay:
    return Quay(house)


def test_an_agency_signs_and_its_charter_runs_for_a_year(quay: Quay) -> None:
    assert quay.line().state == "none"
    started = quay.signed()
    line = quay.line()
    assert (line.state, line.signed_on) == ("active", date(2026, 11, 23))
    assert (line.expires_on, line.lapses_on) == (date(2027, 11, 23), date(2027, 12, 23))
    assert [each.title for each in line.under_way] == ["Review of the charter"]
    assert started.case_id is None
    assert quay.house.engine.fsck() == []


def test_the_year_goes_by_with_reminders_and_is_signed_again(quay: Quay) -> None:
    quay.signed()
    quay.go_to(date(2027, 10, 23))
    assert quay.titles() == []
    quay.go_to(date(2027, 10, 24))
    assert quay.titles() == ["Review and sign again"]
    quay.go_to(date(2027, 11, 16))
    assert "Charter runs out in a week" in quay.titles()
    quay.manager.complete("Review and sign again", **RENEWED)
    assert quay.titles() == []
    line = quay.line()
    assert (line.signed_on, line.expires_on) == (date(2027, 11, 16), date(2028, 11, 23))
    assert len(quay.running()) == 1
    assert quay.house.engine.fsck() == []


def test_a_charter_that_lapses_blocks_new_referrals_only_and_the_coordinator_settles_it(quay: Quay) -> None:
    quay.signed()
    quay.go_to(date(2027, 11, 24))
    assert (quay.line().state, quay.in_force()) == ("grace", True)
    quay.go_to(date(2027, 12, 22))
    assert quay.in_force()
    quay.go_to(date(2027, 12, 23))
    assert (quay.line().state, quay.in_force()) == ("lapsed", False)
    assert "Decide what comes next" in quay.titles()
    assert "Review and sign again" not in quay.titles()
    quay.coordinator.complete("Decide what comes next", what_next="leaves", settled="It closes")
    quay.coordinator.complete("Hand over before it leaves", handed_over="none")
    assert quay.running() == []
    assert quay.house.engine.fsck() == []


def test_a_lapsed_charter_that_is_signed_again_runs_from_that_day(quay: Quay) -> None:
    quay.signed()
    quay.go_to(date(2027, 11, 1))
    quay.go_to(date(2028, 1, 5))
    quay.coordinator.complete("Decide what comes next", what_next="signs again", settled="It goes on")
    quay.manager.complete("Sign again", **RENEWED)
    assert quay.line().expires_on == date(2029, 1, 5)
    assert quay.in_force()


def test_a_charter_signed_by_hand_meanwhile_keeps_the_review_from_asking_again(quay: Quay) -> None:
    quay.signed()
    quay.go_to(date(2027, 12, 1))
    today = quay.house.clock.now().date()
    quay.commissioner.do(SignAgreement(quay.agency_id, today, today + timedelta(days=365)))
    quay.go_to(date(2027, 12, 24))
    assert "Decide what comes next" not in quay.titles()
    assert quay.line().state == "active"


def test_an_agency_that_does_not_sign_is_spoken_with(quay: Quay) -> None:
    quay.start(by=quay.commissioner)
    quay.adviser.complete("Take stock", **STOCK)
    quay.manager.complete("Sign the charter", signs="not now", why_not="Nobody is trained")
    quay.coordinator.complete("Talk it over", said="Not this year", next_step="stop")
    assert quay.running() == []
    assert quay.line().state == "none"


def test_an_agency_without_accounts_is_answered_for_by_the_coordinator(quay: Quay) -> None:
    agency_id, _ = quay.house.agency("Food bank", "Volunteers", has_accounts=False)
    boss = quay.house.person("Coordination manager", "Council", "Coordination", (Role.MANAGER,))
    quay.coordinator.do(StartAboutAgency("charter_signup", agency_id))
    quay.coordinator.complete("Take stock", **STOCK)
    boss.complete("Sign the charter", **SIGNED)
    quay.coordinator.complete("Check what was signed", complete="yes")
    with quay.house.engine.reading(quay.commissioner.actor) as view:
        assert next(line.state for line in charters(view) if line.agency_id == agency_id) == "active"


def test_only_managers_of_the_agency_sign_for_it(quay: Quay) -> None:
    quay.start()
    quay.adviser.complete("Take stock", **STOCK)
    assert [task.title for task in quay.manager.tasks()] == ["Sign the charter"]
    for person in (quay.adviser, quay.other_manager, quay.coordinator, quay.commissioner):
        with pytest.raises(NotFound):
            person.task("Sign the charter")


def test_what_is_about_an_agency_is_seen_by_those_who_answer_for_it_and_nobody_else(quay: Quay) -> None:
    started = quay.start().instance_id
    administrator = quay.house.person("Administrator 2", "Quay Advice", "Advisers", (Role.ADMINISTRATOR,))
    seen = {quay.manager, quay.adviser, quay.coordinator, quay.commissioner}
    unseen = {quay.stranger, quay.other_manager, administrator}
    assert {person for person in seen | unseen if quay.is_open_to(person, started)} == seen
    with quay.house.engine.reading(quay.commissioner.actor) as view:
        assert diagram(view, started).title == "Signing the charter"
    with quay.house.engine.reading(quay.stranger.actor) as view, pytest.raises(NotFound):
        diagram(view, started)


def test_the_list_of_charters_is_for_those_who_answer_for_them(quay: Quay) -> None:
    quay.start()
    assert quay.line(quay.commissioner).under_way
    assert quay.line(quay.manager).startable == ()
    with quay.house.engine.reading(quay.other_manager.actor) as view:
        assert [line.agency for line in charters(view)] == ["Clinic"]
    with quay.house.engine.reading(quay.stranger.actor) as view, pytest.raises(NotPermitted):
        charters(view)


def test_it_is_started_by_commissioners_and_the_coordinator_once_at_a_time(quay: Quay) -> None:
    for person in (quay.manager, quay.adviser, quay.stranger):
        with pytest.raises(NotPermitted):
            quay.start(by=person)
    quay.start()
    with pytest.raises(InvalidState, match="is running for Quay Advice already"):
        quay.start(by=quay.commissioner)
    with pytest.raises(InvalidInput):
        quay.coordinator.do(StartAboutAgency("charter_signup", UUID(int=7)))
    with pytest.raises(NotFound):
        quay.coordinator.do(StartAboutAgency("no_such_pathway", quay.agency_id))


def test_a_pathway_about_a_woman_is_not_started_about_an_agency(quay: Quay) -> None:
    quay.house.deploy(bundle("contact_and_triage"))
    with pytest.raises(InvalidState, match="about something else"):
        quay.start("contact_and_triage")
    with pytest.raises(InvalidState, match="about something else"):
        quay.manager.start("charter_signup")
