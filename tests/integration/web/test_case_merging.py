"""Merging two cases in the browser: seen before it is done, and both addresses lead to the one."""

from __future__ import annotations

import pytest

from tests.integration.web.office import Desk, Office


def contact(desk: Desk, alias: str) -> tuple[str, str]:
    """Record a contact; the address of the case and its reference."""
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="opened", alias=alias, under_18="no", danger_now="no")
    desk.get(answer.location)
    (case,) = {link for link in desk.links() if link.startswith("/cases/")}
    desk.get(case)
    return case, str(desk.page.xpath("//*[@class='app-reference']/text()")[0])


@pytest.fixture
def worker(office: Office) -> Desk:
    return office.enter("Outreach worker 1")


def test_two_cases_become_one_after_they_were_compared(worker: Desk) -> None:
    kept, _ = contact(worker, "Amber")
    other, reference = contact(worker, "Ruby")
    worker.get(f"{kept}/merge")
    worker.get(f"{kept}/merge?reference={reference}")
    assert "Kept: Amber" in worker.text
    assert "Merged into it: Ruby" in worker.text
    assert "They differ in: Name she uses" in worker.text
    assert worker.submit("Merge the cases").status_code == 400
    answer = worker.submit("Merge the cases", why="She said so herself")
    assert answer.location == kept
    assert worker.get(other).location == kept
    worker.get(kept)
    assert f"Case {reference} was merged into this one: She said so herself" in worker.text
    assert worker.text.count("Agree first steps, with Harbour Outreach") == 2


def test_a_reference_that_is_none_is_said_beside_the_field(worker: Desk) -> None:
    kept, reference = contact(worker, "Opal")
    for wrong in (reference, "RP-0000-000"):
        assert worker.get(f"{kept}/merge?reference={wrong}").status_code == 400
        assert "Enter the whole reference of another case on which you work" in worker.text


def test_nobody_else_finds_the_page(office: Office, worker: Desk) -> None:
    kept, _ = contact(worker, "Pearl")
    _, reference = contact(worker, "Jet")
    for name in ("Nurse 1", "Housing manager 1", "Administrator 1"):
        desk = office.enter(name)
        assert desk.get(f"{kept}/merge?reference={reference}").status_code == 404
        desk.get("/notices")
        values = {"csrf-token": desk.token(), "reference": reference, "why": "x"}
        assert desk.post(f"{kept}/merge", values).status_code == 404
