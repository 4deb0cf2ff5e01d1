"""Finding a case on its page: by reference or name, never in an address."""

from __future__ import annotations

import pytest

from tests.integration.web.office import Desk, Office


@pytest.fixture(scope="module")
def worker(office: Office) -> Desk:
    desk = office.enter("Outreach worker 1")
    desk.get("/contact")
    desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    return desk


def test_a_case_is_found_by_the_name_she_uses(worker: Desk) -> None:
    worker.get("/cases")
    answer = worker.submit("Find", search="amber")
    assert (answer.status_code, worker.path) == (200, "/cases/find")
    assert [link for link in worker.links() if link.startswith("/cases/")]
    worker.submit("Find", search="Amb")
    assert "None of your cases has this reference or name." in worker.text


def test_a_name_that_one_may_not_know_looks_like_one_that_nobody_has(office: Office, worker: Desk) -> None:
    nurse = office.enter("Nurse 1")
    nurse.get("/cases")
    nurse.submit("Find", search="Amber")
    known = nurse.text
    nurse.submit("Find", search="Puffin")
    assert nurse.text == known
    assert "None of your cases" in known


def test_nothing_to_search_for_is_said_beside_the_field(worker: Desk) -> None:
    worker.get("/cases")
    assert worker.submit("Find", search=" ").status_code == 400
    assert "Enter a reference or a name" in worker.text


def test_who_does_no_casework_cannot_search(office: Office) -> None:
    desk = office.enter("Administrator 1")
    desk.get("/notices")
    assert desk.post("/cases/find", {"csrf-token": desk.token(), "search": "Amber"}).status_code == 403
