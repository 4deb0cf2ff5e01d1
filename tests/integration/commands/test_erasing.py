"""Retention, holds and erasure: who may, when, and what is left (rule 14)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from engine import queries
from engine.commands import ApproveErasure, EndHold, Outcome, PlaceHold
from engine.domain.actors import Role
from engine.domain.retention import ERASURE_GROUNDS, HOLD_GROUNDS
from engine.errors import EngineError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries.audit_check import check_audit
from engine.store import erasures, subjects
from engine.store.erasures import ErasureRecord
from engine.store.keys import Keyring
from engine.store.register import KeyRegister
from engine.testing import House, Person, harness
from processes import bundle
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database


@dataclass
class Office:
    """An agency that records contacts, its privacy officer, and that of another agency."""

    house: House
    worker: Person
    officer: Person
    foreign: Person
    register: Path

    def contact(self) -> Outcome:
        """A contact after which nothing runs: she wanted advice only."""
        return self.worker.start("contact_and_triage", outcome="advice only", advice_about=["housing"])

    def erasure(self, erasure_id: UUID) -> ErasureRecord:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            found = erasures.get(tx, erasure_id)
        assert found is not None
        return found

    def sees(self, case_id: UUID | None) -> bool:
        with self.house.engine.reading(self.worker.actor) as view:
            try:
                return bool(queries.case_page(view, case_id or UUID(int=0)).reference)
            except NotFound:
                return False

    def destroyed(self) -> set[UUID]:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            return set(subjects.destroyed(tx))


@pytest.fixture(scope="module", params=DATABASES)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("erasing")
    with lasting_database(request, folder) as urls, harness(urls.application, owner_url=urls.owner) as house:
        house.engine.config = replace(house.engine.config, key_register=str(folder / "register"))
        house.deploy(bundle("contact_and_triage"))
        yield Office(
            house,
            house.person("Outreach worker 1", "Outreach charity", "Street team"),
            house.person("Privacy officer 1", "Outreach charity", "Street team", (Role.PRIVACY_OFFICER,)),
            house.person("Privacy officer 2", "Clinic", "Nurses", (Role.PRIVACY_OFFICER,)),
            folder / "register",
        )


@pytest.fixture
def case_id(office: Office) -> UUID:
    found = office.contact().case_id
    assert found is not None
    return found


def test_what_a_privacy_officer_approved_is_erased_and_the_certificate_names_nobody(
    office: Office, case_id: UUID
) -> None:
    erasure_id = office.officer.do(ApproveErasure(case_id, "consent"))
    assert office.sees(case_id)
    office.house.worker.tick()
    assert not office.sees(case_id)
    left = office.erasure(erasure_id)
    assert (left.state, left.case_id, left.rule) == ("done", None, ERASURE_GROUNDS["consent"])
    assert left.approved_by == office.officer.account_id
    removed = json.loads(left.removed or "")
    assert removed["case_file"] == removed["person"] == 1
    assert set(removed) >= {"form_submission", "user_task", "process_instance", "event"}
    assert office.house.engine.fsck() == []
    with office.house.engine.database.read(1, office.house.clock.now()) as tx:
        assert check_audit(tx, None).is_whole


def test_whose_key_is_destroyed_is_in_the_register(office: Office, case_id: UUID) -> None:
    office.officer.do(ApproveErasure(case_id, "unlawful"))
    before = office.destroyed()
    office.house.worker.tick()
    [person] = office.destroyed() - before
    assert str(person) in office.register.read_text()
    register = office.house.engine.register()
    assert register is not None
    assert register.read(1) == office.destroyed()
    assert register.read(2) == frozenset()


def test_a_register_that_was_lost_is_written_again(office: Office, case_id: UUID) -> None:
    office.officer.do(ApproveErasure(case_id, "unlawful"))
    office.house.worker.tick()
    office.register.unlink()
    office.house.worker.tick()
    register = office.house.engine.register()
    assert register is not None
    assert register.read(1) == office.destroyed() != set()


def test_nobody_is_erased_by_writing_into_the_register(office: Office, case_id: UUID) -> None:
    """Every single character that is changed is noticed; the worker then erases nobody."""
    office.officer.do(ApproveErasure(case_id, "unlawful"))
    office.house.worker.tick()
    register = office.house.engine.register()
    assert register is not None
    whole = office.register.read_text()
    other = office.contact().case_id
    first, _, rest = whole.partition("\n")
    _, number, person, at, code = first.split(" ")
    try:
        for forged in (
            f"destroyed {number} {uuid4()} {at} {code}\n{rest}",
            f"destroyed 2 {person} {at} {code}\n{rest}",
            f"destroyed {number} {person} {datetime(2030, 1, 1)} {code}\n{rest}",
            f"destroyed {number} {person} {at} {'0' * 64}\n{rest}",
        ):
            office.register.write_text(forged)
            with pytest.raises(InvalidState, match="line 1"):
                office.house.worker.erase()
        office.register.write_text(whole + first[:40])
        assert register.read(1) == office.destroyed(), "a line that a crash left unfinished counts for nothing"
    finally:
        office.register.write_text(whole)
    assert office.sees(other)


def test_a_register_of_another_master_key_is_refused(office: Office, tmp_path: Path) -> None:
    register = KeyRegister(tmp_path / "register", office.house.engine.database.keys)
    register.add(1, [uuid4()], office.house.clock.now())
    foreign = KeyRegister(register.path, Keyring([("other", bytes(reversed(range(32))))]))
    with pytest.raises(InvalidState, match="MASTER_KEY"):
        foreign.read(1)


def test_before_its_time_is_over_no_retention_ends_and_after_it_does(office: Office, case_id: UUID) -> None:
    with pytest.raises(InvalidState, match="kept until 23 November 2027"):
        office.officer.do(ApproveErasure(case_id, "retention"))
    started = office.house.clock.now()
    office.house.clock.set(datetime.fromisoformat("2027-11-22T23:00:00+00:00"))
    try:
        with pytest.raises(InvalidState, match="kept until"):
            office.officer.do(ApproveErasure(case_id, "retention"))
        office.house.clock.set(datetime.fromisoformat("2027-11-23T00:30:00+00:00"))
        erasure_id = office.officer.do(ApproveErasure(case_id, "retention"))
        office.house.worker.erase()
        assert office.erasure(erasure_id).state == "done"
        assert "1 year after it was recorded" in office.erasure(erasure_id).rule
    finally:
        office.house.clock.set(started)
    assert not office.sees(case_id)


def test_a_hold_keeps_the_record_until_it_is_ended(office: Office, case_id: UUID) -> None:
    hold_id = office.officer.do(PlaceHold(case_id, "claim", "a claim against the landlord"))
    with pytest.raises(InvalidState, match="hold"):
        office.officer.do(ApproveErasure(case_id, "consent"))
    office.officer.do(EndHold(hold_id))
    with pytest.raises(InvalidState, match="ended"):
        office.officer.do(EndHold(hold_id))
    office.officer.do(ApproveErasure(case_id, "consent"))
    office.house.worker.tick()
    assert not office.sees(case_id)


def test_a_hold_that_comes_after_the_approval_keeps_the_record(office: Office, case_id: UUID) -> None:
    erasure_id = office.officer.do(ApproveErasure(case_id, "consent"))
    office.officer.do(PlaceHold(case_id, "inquiry", "the inquiry has asked"))
    office.house.worker.tick()
    assert office.sees(case_id)
    assert office.erasure(erasure_id).state == "kept"


def test_nothing_is_erased_while_something_runs_or_twice(office: Office, case_id: UUID) -> None:
    running = office.worker.start("contact_and_triage", outcome="opened", alias="Robin").case_id
    assert running is not None
    with pytest.raises(InvalidState, match="referral does"):
        office.officer.do(ApproveErasure(running, "consent"))
    office.officer.do(ApproveErasure(case_id, "consent"))
    with pytest.raises(InvalidState, match="approved already"):
        office.officer.do(ApproveErasure(case_id, "consent"))


def test_no_other_role_erases_or_holds(office: Office, case_id: UUID) -> None:
    for role in set(Role) - {Role.PRIVACY_OFFICER}:
        person = office.house.person(f"Somebody, {role.label}", "Outreach charity", "Street team", (role,))
        for command in (ApproveErasure(case_id, "consent"), PlaceHold(case_id, "claim", "a claim"), EndHold(case_id)):
            with pytest.raises(NotPermitted, match="privacy officer"):
                person.do(command)
    assert office.sees(case_id)


def test_officers_of_other_agencies_are_answered_as_if_there_were_no_such_case(office: Office, case_id: UUID) -> None:
    hold_id = office.officer.do(PlaceHold(case_id, "claim", "a claim"))
    for record, hold in ((case_id, hold_id), (uuid4(), uuid4())):
        for command in (ApproveErasure(record, "consent"), PlaceHold(record, "claim", "a claim")):
            assert answer(office.foreign, command) == (NotFound, "There is no such case.")
        assert answer(office.foreign, EndHold(hold)) == (NotFound, "There is no such hold.")


def answer(person: Person, command: object) -> tuple[type[EngineError], str]:
    with pytest.raises(EngineError) as refusal:
        person.do(command)
    return type(refusal.value), refusal.value.message


def test_a_ground_is_one_of_those_on_offer(office: Office, case_id: UUID) -> None:
    for command in (ApproveErasure(case_id, "because"), PlaceHold(case_id, "because", "it is")):
        with pytest.raises(InvalidInput) as refusal:
            office.officer.do(command)
        assert set(refusal.value.fields) == {"ground"}
    with pytest.raises(InvalidInput):
        office.officer.do(PlaceHold(case_id, next(iter(HOLD_GROUNDS)), "  "))
