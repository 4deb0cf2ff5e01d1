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
    answer = worker.submit("She takes it back")
    worker.get(answer.location)
    assert "Taken back" in worker.text
    assert "She takes it back" not in worker.text
    officer = own_office.enter("Housing officer 1")
    assert officer.get(link).status_code == 404
