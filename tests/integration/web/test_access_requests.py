"""Rule 13: she asks what is kept about her, and is given it, but for what is left out with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands import CreateAccount, StartProcess, WriteNote
from engine.domain.actors import Role
from engine.domain.subject_access import REDACTIONS
from engine.queries.teams import teams
from engine.store import accounts, audit, people
from engine.store.audit_chain import Walk
from engine.store.her_words import ELSEWHERE, NOT_TOLD, OPENED
from engine.store.merging import SEALED
from engine.testing import HASHED, PASSWORD, as_sent
from tests.integration.audit.test_accesses import text_of
from tests.integration.web.office import EMAILS, Desk, Office, open_office

FIRST, SECOND, FOREIGN = "first@example.org", "second@example.org", "foreign@example.org"
RECEIVED = {"received_on-day": "3", "received_on-month": "11", "received_on-year": "2026"}
SECRET, HERS = "Quagga said it about Okapi", "Wombat by the river"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Office]:
    """The office, with two privacy officers where contacts are recorded, and one who has nothing to do with it."""
    with open_office(tmp_path_factory.mktemp("harbour"), furnished) as office:
        places = {each.agency: each for each in teams(office.engine)}
        for email, agency in ((FIRST, "Harbour Outreach"), (SECOND, "Harbour Outreach"), (FOREIGN, "Harbour Clinic")):
            place, roles = places[agency], (Role.PRIVACY_OFFICER,)
            account = CreateAccount(email, f"Privacy {email}", HASHED, place.agency_id, place.team_id, roles, False)
            office.engine.execute(account)
        yield office


@pytest.fixture
def reference(harbour: Office) -> str:
    """A case with two notes."""
    with harbour.engine.database.read(1, harbour.clock.now()) as tx:
        account = accounts.by_email(tx, EMAILS["Outreach worker 1"])
        assert account is not None
        worker = people.actor(tx, account.id)
    sent = as_sent({"outcome": "opened", "alias": "Marmoset", "her_words": "Warm at last"})
    started = harbour.engine.execute(StartProcess("contact_and_triage", sent), worker)
    today = harbour.clock.now().date()
    for text in (SECRET, HERS):
        harbour.engine.execute(WriteNote(started.case_id, "met", text, today, "case"), worker)
    return str(started.reference)


def enter(harbour: Office, email: str) -> Desk:
    desk = harbour.visitor()
    desk.get("/sign-in")
    assert desk.submit("Sign in", email=email, password=PASSWORD).status_code == 302
    return desk


def follow(desk: Desk, answer: Any) -> None:
    assert answer.status_code == 302, desk.text
    desk.get(answer.location)


def asked(harbour: Office, reference: str) -> Desk:
    """The first officer, with the request written down."""
    desk = enter(harbour, FIRST)
    desk.get("/access-requests/new")
    follow(desk, desk.submit("Write it down", reference=reference, **RECEIVED))
    return desk


def leave_out(desk: Desk, words: str, reason: str) -> None:
    """Choose the reason for the item that holds the words."""
    [item] = desk.page.xpath(f"//div[contains(@class, 'app-card')][contains(., '{words}')]")
    follow(desk, desk.submit("Keep what is left out", **{item.xpath(".//select/@name")[0]: reason}))


def test_she_is_given_all_that_is_kept_but_for_what_is_left_out_with_a_reason(harbour: Office, reference: str) -> None:
    first = asked(harbour, reference)
    assert "Due Thu 3 Dec 2026" in first.text
    request = first.path
    for words in (SECRET, HERS, "Marmoset", "Warm at last"):
        assert words in first.text
    leave_out(first, SECRET, "third_party")
    assert first.submit("I have looked it over").status_code == 403
    assert first.get(f"{request}/answer.pdf").status_code == 409
    second = enter(harbour, SECOND)
    second.get(request)
    follow(second, second.submit("I have looked it over"))
    assert second.submit("She has been given the answer").status_code == 409
    second.get(request)
    follow(second, second.submit("Save who asks", how="known"))
    found = second.get(f"{request}/answer.json")
    content = json.loads(found.data)
    texts = [item["text"] for item in content["items"]]
    assert any(HERS in text for text in texts)
    assert "Marmoset" in texts
    assert SECRET not in found.data.decode()
    assert content["leftOut"] == [{"reason": REDACTIONS["third_party"], "items": 1}]
    preview = second.get(f"{request}/preview")
    assert SECRET not in preview.text
    assert REDACTIONS["third_party"] in second.text
    second.get(request)
    follow(second, second.submit("She has been given the answer"))
    assert "Answered" in second.text
    second.get("/access-requests")
    assert reference not in second.text
    assert actions(harbour, request) >= {
        "access_requested",
        "access_viewed",
        "access_gone_through",
        "access_looked_over",
        "access_exported",
        "access_answered",
        "identity_checked",
    }


def actions(harbour: Office, request: str) -> set[str]:
    with harbour.engine.database.read(1, harbour.clock.now()) as tx:
        assert list(Walk(tx, {}).in_chain()) == []
        return {row.action for row in audit.everything(tx) if str(row.record_id) == request.rsplit("/", 1)[1]}


def test_the_paper_holds_what_she_is_given_and_nothing_else(harbour: Office, reference: str) -> None:
    first = asked(harbour, reference)
    request = first.path
    leave_out(first, SECRET, "serious_harm")
    second = enter(harbour, SECOND)
    second.get(request)
    follow(second, second.submit("I have looked it over"))
    paper = second.get(f"{request}/answer.pdf")
    assert paper.mimetype == "application/pdf"
    text = text_of(paper.data)
    assert HERS in text
    assert "Likely to cause serious harm" in text
    assert SECRET not in text


def test_what_is_left_out_anew_is_looked_over_anew(harbour: Office, reference: str) -> None:
    first = asked(harbour, reference)
    request = first.path
    leave_out(first, SECRET, "third_party")
    second = enter(harbour, SECOND)
    second.get(request)
    follow(second, second.submit("I have looked it over"))
    first.get(request)
    leave_out(first, SECRET, "perpetrator")
    assert first.get(f"{request}/answer.json").status_code == 409


def test_it_may_take_two_months_more_once(harbour: Office, reference: str) -> None:
    desk = asked(harbour, reference)
    request = desk.path
    assert desk.submit("Take longer", why=" ").status_code == 400
    desk.get(request)
    follow(desk, desk.submit("Take longer", why="Nine agencies and forty years"))
    assert "Due Wed 3 Feb 2027" in desk.text
    assert "Take longer" not in desk.text


def test_who_saw_an_older_request_changes_nothing(harbour: Office, reference: str) -> None:
    first = asked(harbour, reference)
    second = enter(harbour, SECOND)
    second.get(first.path)
    follow(first, first.submit("Save who asks", how="known"))
    assert second.submit("Save who asks", how="document").status_code == 409


def test_officers_of_others_find_no_request_and_no_case(harbour: Office, reference: str) -> None:
    request = asked(harbour, reference).path
    foreign = enter(harbour, FOREIGN)
    for path in ("", "/preview", "/answer.pdf", "/answer.json"):
        assert foreign.get(request + path).status_code == 404, path
    foreign.get("/access-requests/new")
    said = set()
    for wanted in (reference, "RP-0000-000"):
        answer = foreign.submit("Write it down", reference=wanted, **RECEIVED)
        said.add((answer.status_code, foreign.text.replace(wanted, "")))
        foreign.get("/access-requests/new")
    assert len(said) == 1
    foreign.get("/access-requests")
    assert reference not in foreign.text
    for name in ("Outreach worker 1", "Outreach manager 1", "Administrator 1", "Commissioner 1", "Coordinator 1"):
        desk = harbour.enter(name)
        assert desk.get("/access-requests").status_code == 403, name
        assert desk.get(request).status_code in (403, 404), name


def test_every_sealed_column_is_told_or_it_is_said_why_not() -> None:
    columns = {f"{sealed.table.name}.{sealed.column.name}" for sealed in SEALED}
    assert columns - OPENED.keys() - ELSEWHERE.keys() == NOT_TOLD.keys() & columns
    assert not OPENED.keys() & NOT_TOLD.keys()
    assert OPENED.keys() | ELSEWHERE.keys() <= columns
