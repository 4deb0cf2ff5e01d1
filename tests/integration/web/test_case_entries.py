"""Writing on a case as people do it: the short note, goals, comments and files, on the one page of the case."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.integration.web.office import Desk, Office, form_values

PDF = b"%PDF-1.7\nher letter\n%%EOF\n"


@pytest.fixture(scope="module")
def case(office: Office) -> str:
    """The address of a case of outreach."""
    desk = office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    desk.get(answer.location)
    (address,) = {link for link in desk.links() if link.startswith("/cases/")}
    return address


@pytest.fixture
def worker(office: Office, case: str) -> Desk:
    """Somebody of the team that leads the case, on its page."""
    desk = office.enter("Outreach worker 1")
    desk.get(case)
    return desk


def test_a_note_is_one_text_and_one_button_on_the_case_itself(worker: Desk, case: str) -> None:
    answer = worker.submit("Save note", note="She has a cough.")
    assert answer.location == f"{case}#notes"
    worker.get(case)
    assert "Met her, Tue 24 Nov 2026 She has a cough. Outreach worker 1" in worker.text


def test_the_same_form_sent_twice_counts_once(worker: Desk, case: str) -> None:
    form, _ = worker._button("Save note")
    filled = {**form_values(form), "note": "Only once."}
    for _ in range(2):
        assert worker.post(form.get("action"), filled).status_code == 302
    worker.get(case)
    assert worker.text.count("Only once.") == 1


def test_a_note_that_is_refused_keeps_what_was_typed(worker: Desk) -> None:
    values = {
        "note": "Seen far from here.",
        "contact_day": "another",
        "day-day": "1",
        "day-month": "1",
        "day-year": "2031",
    }
    answer = worker.submit("Save note", **values)
    assert answer.status_code == 400
    assert worker.heading == "Write a contact note"
    assert "The day must be today or in the past" in worker.text
    assert "Seen far from here." in worker.text
    values = {"contact_day": "another", "day-day": "", "day-month": "", "day-year": ""}
    assert worker.submit("Save note", **values).status_code == 400
    assert "Enter the day" in worker.text
    assert worker.submit("Save note", **{"day-day": "20", "day-month": "11", "day-year": "2026"}).status_code == 302


def test_goals_are_in_her_words_and_are_closed_when_reached(worker: Desk, case: str) -> None:
    worker.get(f"{case}/goals/new")
    assert worker.submit("Save goal", goal="").status_code == 400
    assert worker.submit("Save goal", goal="a door that locks").status_code == 302
    worker.get(case)
    assert "“a door that locks”" in worker.text
    assert worker.submit("She has reached it").status_code == 302
    worker.get(case)
    assert "“a door that locks” Reached" in worker.text


def test_a_comment_names_colleagues_who_are_told(office: Office, worker: Desk, case: str) -> None:
    worker.get(f"{case}/comments/new")
    (colleague,) = worker.page.xpath("//label[contains(., 'Outreach worker 2')]/preceding-sibling::input/@value")
    answer = worker.submit("Save comment", comment="Please call her.", mentions=colleague)
    assert answer.status_code == 302
    other = office.enter("Outreach worker 2")
    other.get("/notices")
    assert "Somebody named you in a comment on a case." in other.text
    assert "Please call her." not in other.text
    other.get(case)
    assert "Please call her. Told: Outreach worker 2" in other.text


def test_a_file_is_only_ever_saved_and_never_shown(worker: Desk, case: str) -> None:
    worker.get(f"{case}/files/new")
    assert worker.submit("Attach file", file=(BytesIO(PDF), "Her “letter”.exe")).status_code == 302
    worker.get(case)
    (link,) = {link for link in worker.links() if "/files/" in link and not link.endswith("/new")}
    answer = worker.client.get(link)
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Her _letter.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert worker.submit("Remove").status_code == 302
    assert worker.client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html></html>", "page.pdf", "Choose a file that is PDF"),
        (b"", "empty.pdf", "Choose a file that is not empty"),
        (PDF, "", "Choose a file"),
    ],
)
def test_a_file_that_is_not_allowed_is_refused_beside_its_field(
    worker: Desk, case: str, content: bytes, name: str, words: str
) -> None:
    worker.get(f"{case}/files/new")
    assert worker.submit("Attach file", file=(BytesIO(content), name)).status_code == 400
    assert words in worker.text


def test_files_may_be_larger_than_other_requests_up_to_a_bound(worker: Desk, case: str) -> None:
    worker.get(f"{case}/files/new")
    large = b"a" * (3 * 1024 * 1024)
    assert worker.submit("Attach file", file=(BytesIO(large), "large.txt")).status_code == 302
    worker.get(f"{case}/files/new")
    assert worker.submit("Attach file", file=(BytesIO(large * 3), "larger.txt")).status_code == 413
    worker.get(case)
    assert worker.submit("Save note", note="a" * (3 * 1024 * 1024)).status_code == 413


def test_everything_older_is_a_page_away(worker: Desk, case: str) -> None:
    for number in range(7):
        worker.get(case)
        worker.submit("Save note", note=f"Note {number}.")
    worker.get(case)
    assert "Note 0." not in worker.text
    worker.get(f"{case}/entries/note")
    assert (worker.heading, "Note 0." in worker.text) == ("Contact notes", True)
    assert worker.get(f"{case}/entries/rumour").status_code == 404


@pytest.mark.parametrize("path", ["", "/notes/new", "/goals/new", "/comments/new", "/files/new", "/entries/note"])
def test_nobody_else_finds_any_of_it(office: Office, case: str, path: str) -> None:
    for name in ("Nurse 1", "Housing manager 1", "Administrator 1"):
        assert office.enter(name).get(f"{case}{path}").status_code == 404
