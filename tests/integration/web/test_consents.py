"""What she agreed to, as her worker sees it, and taking it back."""

from __future__ import annotations

from tests.integration.web.office import Office
from tests.integration.web.test_pausing import referral

__all__ = ["referral"]


def test_her_worker_sees_what_she_agreed_to_and_takes_it_back_for_her(own_office: Office, referral: str) -> None:
    worker = own_office.enter("Outreach worker 1")
    worker.get("/cases")
    (case,) = {link for link in worker.links() if link.startswith("/cases/")}
    worker.get(case)
    (link,) = {link for link in worker.links() if link.endswith("/consents")}
    worker.get(link)
    assert "Town Housing: support" in worker.text
    assert "In force" in worker.text
    assert "the name she uses, what she wants help with" in worker.text
    assert " to Town Housing" in worker.text
    answer = worker.submit("She takes it back")
    worker.get(answer.location)
    assert "Taken back" in worker.text
    assert "She takes it back" not in worker.text
    assert "No longer seen" in worker.text
    officer = own_office.enter("Housing officer 1")
    assert officer.get(link).status_code == 404


def test_what_she_agrees_to_is_written_down_and_shown_to_her(own_office: Office, referral: str) -> None:
    worker = own_office.enter("Outreach worker 1")
    worker.get("/cases")
    (case,) = {link for link in worker.links() if link.startswith("/cases/")}
    worker.get(f"{case}/consents/new")
    assert worker.submit("Save what she agrees to").status_code == 400
    assert "Select" in worker.text
    agency = worker.page.xpath("//input[@name='agency_id']/@value")[0]
    answer = worker.submit("Save what she agrees to", agency_id=agency, purpose="safeguarding", words="To be safe")
    worker.get(answer.location)
    assert "In her words: To be safe" in worker.text
    worker.get(f"{case}/consents/grid")
    assert "To keep you, a child or somebody else safe" in worker.text
    assert "Yes, since" in worker.text
    assert "Exit this page" in worker.text
    for words in ("To be safe", "Robin", "Case "):
        assert words not in worker.page.xpath("string(//main)")
    officer = own_office.enter("Housing officer 1")
    for page in ("grid", "new"):
        assert officer.get(f"{case}/consents/{page}").status_code == 404
