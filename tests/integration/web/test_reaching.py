"""The pages that stand before every contact with her."""

from __future__ import annotations

from tests.integration.web.office import Office
from tests.integration.web.test_pausing import referral

__all__ = ["referral"]


def test_her_worker_is_told_before_a_contact_that_it_is_not_safe_and_writes_down_what_is(
    own_office: Office, referral: str
) -> None:
    worker = own_office.enter("Outreach worker 1")
    worker.get("/cases")
    (case,) = {link for link in worker.links() if link.startswith("/cases/")}
    worker.get(case)
    assert {f"{case}/reach", f"{case}/reach/confirm"} <= set(worker.links())
    worker.get(f"{case}/reach")
    assert worker.submit("Is it safe now?").status_code == 400
    worker.get(worker.submit("Is it safe now?", way="call").location)
    assert "Held: she has not said that this is safe." in worker.text
    worker.get(f"{case}/reach/confirm")
    said = {"safe_channel": "call", "phone": "07700 900111", "safe_days": "every day", "voicemail_ok": "no"}
    answer = worker.submit("Save how it is safe", **said, safe_from="00:00", safe_until="23:59")
    worker.get(answer.location)
    assert "Every day, 00:00 to 23:59" in worker.text
    worker.get(f"{case}/reach")
    worker.get(worker.submit("Is it safe now?", way="call").location)
    assert "It is safe as she said." in worker.text
    officer = own_office.enter("Housing officer 1")
    for page in ("reach", "reach/confirm"):
        assert officer.get(f"{case}/{page}").status_code == 404
