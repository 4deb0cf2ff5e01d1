"""The pages of records: found by whole reference, kept longer, erased, and the certificate (rule 14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.commands import CreateAccount, StartProcess
from engine.domain.actors import Role
from engine.queries.teams import teams
from engine.store import accounts, cases, people
from engine.testing import HASHED, PASSWORD, as_sent
from engine.worker import Worker
from tests.integration.web.office import EMAILS, Desk, Office, open_office

OFFICER = "privacy.officer@example.org"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Office]:
    """The office, with a privacy officer where contacts are recorded."""
    with open_office(tmp_path_factory.mktemp("harbour"), furnished) as office:
        place = next(each for each in teams(office.engine) if each.agency == "Harbour Outreach")
        roles = (Role.PRIVACY_OFFICER,)
        account = CreateAccount(OFFICER, "Privacy officer 2", HASHED, place.agency_id, place.team_id, roles, False)
        office.engine.execute(account)
        yield office


@pytest.fixture
def reference(harbour: Office) -> str:
    """The record of a contact after which nothing runs."""
    with harbour.engine.database.read(1, harbour.clock.now()) as tx:
        account = accounts.by_email(tx, EMAILS["Outreach worker 1"])
        assert account is not None
        worker = people.actor(tx, account.id)
    sent = as_sent({"outcome": "advice only", "advice_about": ["housing"]})
    started = harbour.engine.execute(StartProcess("contact_and_triage", sent), worker)
    return str(started.reference)


def officer(harbour: Office) -> Desk:
    desk = harbour.visitor()
    desk.get("/sign-in")
    assert desk.submit("Sign in", email=OFFICER, password=PASSWORD).status_code == 302
    return desk


def opened(harbour: Office, reference: str) -> Desk:
    desk = officer(harbour)
    desk.get("/records")
    answer = desk.get(f"/records?reference={reference.lower()}")
    desk.get(answer.location)
    assert reference in desk.heading
    return desk


def test_a_record_is_kept_longer_and_then_no_longer(harbour: Office, reference: str) -> None:
    desk = opened(harbour, reference)
    assert "Kept until Wed 24 Nov 2027" in desk.text
    record = desk.path
    desk.get(f"{record}/hold")
    assert desk.submit("Keep it", ground="claim").status_code == 400
    assert "What is it kept for?" in desk.text
    kept = desk.submit("Keep it", ground="claim", why="A claim against the landlord")
    desk.get(kept.location)
    assert "A claim against the landlord" in desk.text
    assert "cannot be erased while a hold keeps it" in desk.text
    desk.get(desk.submit("End the hold").location)
    assert "Erase the record" in desk.text


def test_a_record_is_erased_and_leaves_a_certificate(harbour: Office, reference: str) -> None:
    desk = opened(harbour, reference)
    record = desk.path
    assert desk.submit("Erase the record").status_code == 400
    assert "The time for which it is kept is over" not in desk.text
    approved = desk.submit("Erase the record", ground="consent")
    assert approved.location == "/records"
    Worker(harbour.engine).tick()
    assert desk.get(record).status_code == 404
    desk.get("/records")
    desk.get(desk.page.xpath("//a[starts-with(@href, '/records/certificates/')]/@href")[0])
    assert desk.heading == "Certificate of erasure"
    assert "it rested on her consent" in desk.text
    assert "Cases 1" in desk.text
    assert reference not in desk.text


def test_erasing_asks_again_who_it_is(harbour: Office, reference: str) -> None:
    desk = opened(harbour, reference)
    harbour.clock.advance(timedelta(minutes=6))
    assert desk.submit("Erase the record", ground="consent").status_code != 302
    assert "Erase" not in desk.heading
    with harbour.engine.database.read(1, harbour.clock.now()) as tx:
        chosen = select(cases.case_file.c.state).where(cases.case_file.c.reference == reference)
        states = tx.run(chosen).scalars().all()
    assert states == ["contact"]


def test_records_of_others_and_records_there_are_none_of_are_answered_alike(harbour: Office, reference: str) -> None:
    foreign = harbour.enter("Privacy officer 1")
    said = set()
    for wanted in (reference, "RP-0000-000", "nonsense", reference[:-1]):
        answer = foreign.get(f"/records?reference={wanted}")
        said.add((answer.status_code, foreign.text.replace(wanted, "")))
    assert len(said) == 1
    assert next(iter(said))[0] == 400


def test_only_privacy_officers_have_records(harbour: Office) -> None:
    for name in ("Outreach worker 1", "Outreach manager 1", "Commissioner 1", "Administrator 1", "Coordinator 1"):
        desk = harbour.enter(name)
        assert desk.get("/records").status_code in (403, 404), name
        desk.get("/work")
        assert "/records" not in [str(link) for link in desk.page.xpath("//nav//a/@href")], name
    desk = officer(harbour)
    desk.get("/records")
    assert "/records" in [str(link) for link in desk.page.xpath("//nav//a/@href")]
