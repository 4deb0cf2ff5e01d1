"""In the browser: barring somebody from a case, opening one in an emergency, and the review of that."""

from __future__ import annotations

import pytest

from tests.integration.web.office import EMAILS, Desk, Office
from tests.integration.web.test_case_merging import contact

REASON = "She is on a bridge and I need to know who can talk to her"


@pytest.fixture
def worker(office: Office) -> Desk:
    return office.enter("Outreach worker 1")


def test_whoever_is_barred_loses_the_case_from_every_list(office: Office, worker: Desk) -> None:
    case, reference = contact(worker, "Amber")
    colleague = office.enter("Outreach worker 2")
    assert colleague.get(case).status_code == 200
    assert worker.get(f"{case}/barred").status_code == 200
    assert worker.submit("Bar them from the case").status_code == 400
    assert "Choose" in worker.text
    who = worker.page.xpath("//*[@name='who'][contains(.., 'Outreach worker 2')]/@value") or worker.page.xpath(
        "//select[@name='who']/option[contains(., 'Outreach worker 2')]/@value"
    )
    assert worker.submit("Bar them from the case", who=who[0], why="Her cousin").status_code == 302
    assert colleague.get(case).status_code == 404
    for path in ("/cases", "/work?whose=team", "/notices", f"/cases?reference={reference}"):
        colleague.get(path)
        assert case not in colleague.links()
        assert "Amber" not in colleague.text
    worker.get(f"{case}/barred")
    assert "Her cousin" in worker.text
    assert worker.submit("Let them know of it again Outreach worker 2, Harbour Outreach").status_code == 302
    assert colleague.get(case).status_code == 200


def test_a_case_is_opened_in_an_emergency_read_and_reviewed(office: Office, worker: Desk) -> None:
    case, reference = contact(worker, "Ruby")
    nurse = office.enter("Nurse 1")
    assert nurse.get(case).status_code == 404
    nurse.get("/cases")
    assert "/emergency" in nurse.links()
    nurse.get("/emergency")
    assert nurse.submit("Open the case", reference="RP-0000-000", reason=REASON).status_code == 400
    assert "Enter the whole reference of a case" in nurse.text
    assert nurse.submit("Open the case", reference=reference, reason=REASON).location == case
    assert nurse.get(case).status_code == 200
    assert "for reading only" in nurse.text
    offered = {"Write a contact note", "Start something for her", "Add a task", "Hand over this case"}
    assert not [words for words in offered if words in nurse.text]
    worker.get(case)
    assert "Opened in an emergency" in worker.text
    officer = office.enter("Privacy officer 1")
    officer.get("/emergency/reviews")
    (review,) = {link for link in officer.links() if link.startswith("/emergency/") and "reviews" not in link}
    assert officer.get(review).status_code == 200
    assert REASON in officer.text
    assert officer.submit("Keep the finding").status_code == 400
    assert officer.submit("Keep the finding", finding="justified", words="No other way").status_code == 302
    assert nurse.get(case).status_code == 404
    assert worker.get(review).status_code == 404
    assert worker.get("/emergency/reviews").status_code == 403


def test_roles_that_do_no_casework_open_nothing(office: Office) -> None:
    for name in ("Commissioner 1", "Privacy officer 1", "Administrator 1"):
        assert name in EMAILS
        assert office.enter(name).get("/emergency").status_code == 403
