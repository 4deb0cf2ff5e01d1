"""Rule 13 on both databases: the request, all that is kept, and that an erasure takes the request along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from engine import queries
from engine.commands import (
    AnswerRequest,
    CheckIdentity,
    ExtendRequest,
    LeaveOut,
    LookOver,
    OpenRequest,
    ViewAnswer,
    WriteNote,
)
from engine.domain.actors import Role
from engine.errors import Conflict, EngineError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import RequestPage
from engine.store import erasing
from engine.testing import House, Person, harness
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database
from tests.integration.town import Town, found

TODAY = date(2026, 11, 23)


@dataclass
class Office:
    """The town with privacy officers, and a case of which a referral was sent."""

    town: Town
    officer: Person
    second: Person
    of_housing: Person
    of_clinic: Person
    case_id: UUID

    @property
    def house(self) -> House:
        return self.town.house

    def page(self, request_id: UUID) -> RequestPage:
        with self.house.engine.reading(self.officer.actor) as view:
            return queries.request_page(view, request_id)

    def opened(self) -> UUID:
        made: UUID = self.officer.do(OpenRequest(self.case_id, TODAY - timedelta(days=20)))
        return made


@pytest.fixture(scope="module", params=DATABASES)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with (
        lasting_database(request, tmp_path_factory.mktemp("requests")) as urls,
        harness(urls.application, owner_url=urls.owner) as house,
    ):
        town, privacy = found(house), (Role.PRIVACY_OFFICER,)
        case_id = town.referral().case_id
        assert case_id is not None
        town.worker.do(WriteNote(case_id, "met", "Noted for all", TODAY, "case"))
        town.worker.do(WriteNote(case_id, "met", "Noted for outreach", TODAY, "agency"))
        town.officer.do(WriteNote(case_id, "met", "Noted for housing", TODAY, "agency"))
        yield Office(
            town,
            house.person("Privacy officer 1", "Outreach charity", "Street team", privacy),
            house.person("Privacy officer 2", "Outreach charity", "Street team", privacy),
            house.person("Privacy officer 3", "Housing", "Options", privacy),
            house.person("Privacy officer 4", "Clinic", "Outreach nurses", privacy),
            case_id,
        )


def test_all_that_the_agency_answers_for_is_in_it(office: Office) -> None:
    page = office.page(office.opened())
    texts = " | ".join(f"{item.label}: {item.text}" for item in page.items)
    for words in ("Noted for all", "Noted for outreach", "Robin", "A room for tonight", "To Housing, for support"):
        assert words in texts, words
    assert "Noted for housing" not in texts
    assert page.of_others == 1
    assert len({item.key for item in page.items}) == len(page.items)


def test_each_step_is_taken_in_its_order(office: Office) -> None:
    request_id, officer, second = office.opened(), office.officer, office.second
    key = office.page(request_id).items[0].key
    with pytest.raises(InvalidState, match="gone through"):
        second.do(LookOver(request_id, 1))
    officer.do(LeaveOut(request_id, 1, {key: "third_party"}))
    with pytest.raises(NotPermitted, match="second privacy officer"):
        officer.do(LookOver(request_id, 2))
    with pytest.raises(Conflict):
        second.do(LookOver(request_id, 1))
    with pytest.raises(InvalidState, match="looked over"):
        officer.do(ViewAnswer(request_id, exported=True))
    second.do(LookOver(request_id, 2))
    with pytest.raises(InvalidState, match="written down how"):
        officer.do(AnswerRequest(request_id, 3))
    officer.do(CheckIdentity(request_id, 3, "known"))
    officer.do(AnswerRequest(request_id, 4))
    with office.house.engine.reading(officer.actor) as view:
        assert request_id not in [line.request_id for line in queries.requests(view)]
        assert key not in [item.key for item in queries.answer(view, request_id).items]
    for command in (LeaveOut(request_id, 5, {}), AnswerRequest(request_id, 5), CheckIdentity(request_id, 5, "known")):
        with pytest.raises(InvalidState, match="has the answer"):
            officer.do(command)


def test_what_is_not_on_offer_is_refused(office: Office) -> None:
    request_id = office.opened()
    for command in (
        CheckIdentity(request_id, 1, "guess"),
        LeaveOut(request_id, 1, {"person/alias": "because"}),
        ExtendRequest(request_id, 1, " "),
        OpenRequest(office.case_id, TODAY + timedelta(days=1)),
    ):
        with pytest.raises(InvalidInput):
            office.officer.do(command)
    office.officer.do(ExtendRequest(request_id, 1, "Nine agencies"))
    with pytest.raises(InvalidState, match="once only"):
        office.officer.do(ExtendRequest(request_id, 2, "Ten agencies"))


def test_it_cannot_be_extended_once_it_is_late(office: Office) -> None:
    request_id = office.officer.do(OpenRequest(office.case_id, TODAY - timedelta(days=60)))
    with pytest.raises(InvalidState, match="has passed"):
        office.officer.do(ExtendRequest(request_id, 1, "Nine agencies"))
    with office.house.engine.reading(office.officer.actor) as view:
        assert queries.requests(view)[0].is_late


def test_only_officers_of_an_agency_in_all_of_the_case_may(office: Office) -> None:
    """Housing takes part in one referral only, the clinic in nothing; other roles never."""
    request_id = office.opened()
    steps = (CheckIdentity(request_id, 1, "known"), LeaveOut(request_id, 1, {}), ViewAnswer(request_id))
    for stranger in (office.of_housing, office.of_clinic):
        for command in (OpenRequest(office.case_id, TODAY), *steps):
            assert kind(stranger, command) is NotFound
        assert kind(stranger, OpenRequest(uuid4(), TODAY)) is NotFound
    for role in set(Role) - {Role.PRIVACY_OFFICER}:
        person = office.house.person(f"Somebody, {role.label}", "Outreach charity", "Street team", (role,))
        for command in (OpenRequest(office.case_id, TODAY), *steps):
            assert kind(person, command) is NotPermitted


def kind(person: Person, command: object) -> type[EngineError]:
    with pytest.raises(EngineError) as refusal:
        person.do(command)
    return type(refusal.value)


def test_an_erasure_takes_the_request_along(office: Office) -> None:
    case_id = office.town.contact(alias="Plover").case_id
    assert case_id is not None
    request_id = office.officer.do(OpenRequest(case_id, TODAY))
    with office.house.engine.database.write(1, office.house.clock.now()) as tx:
        assert erasing.erase(tx, erasing.persons_of(tx, case_id))["subject_request"] == 1
    assert kind(office.officer, ViewAnswer(request_id)) is NotFound
