"""A commissioner proposes a value of a deadline, and a second one approves it, without scripts."""

from __future__ import annotations

import pytest

from tests.integration.web.office import Desk, Office
from tests.integration.web.test_pathways import saved

DAY = {"valid_from-day": "1", "valid_from-month": "12", "valid_from-year": "2026"}


@pytest.fixture
def first(own_office: Office) -> Desk:
    return own_office.enter("Commissioner 1")


@pytest.fixture
def second(own_office: Office) -> Desk:
    return own_office.enter("Commissioner 2")


def propose(desk: Desk, **values: object) -> str:
    """A value sent for approval; the address of its page, which is open."""
    desk.get("/deadlines/triage.tell")
    given = {"value": "1 working day", "source": "Agreed in November", "note": "Sooner is safer", **DAY, **values}
    answer = desk.submit("Send for approval", **given)
    assert answer.status_code == 302, desk.text
    desk.get(answer.location)
    return str(answer.location)


def test_a_value_that_a_second_person_approves_holds_from_its_day_on(first: Desk, second: Desk) -> None:
    made = propose(first)
    assert "You proposed it, so another commissioner has to approve it." in first.text
    answer = first.post(f"{made}/approve", {"csrf-token": first.token()})
    assert answer.status_code == 403
    for page in ("/pathways", "/deadlines", "/deadlines/triage.tell"):
        second.get(page)
        assert "1 working day from Tue 1 Dec 2026 proposed by Commissioner 1" in second.text
        assert made in second.links()
    second.get("/notices")
    assert "waits for approval. You find it under Deadlines." in second.text
    second.get(made)
    assert "Sooner is safer" in second.text
    assert "1 working day Now: 2 working days" in second.text
    saved(second, "Approve")
    assert "It is approved and holds from Tue 1 Dec 2026 on." in second.text
    assert "Proposed by Commissioner 1, approved by Commissioner 2" in second.text
    first.get("/pathways")
    assert "Waiting for approval" not in first.text


def test_a_value_is_declined_with_a_reason_or_taken_back_and_nothing_changes(first: Desk, second: Desk) -> None:
    second.get(propose(first))
    assert second.submit("Decline", reason=" ").status_code == 400
    saved(second, "Decline", reason="Two are enough.")
    first.get(propose(first))
    saved(first, "Take it back")
    assert "It is taken back. Nothing has changed." in first.text
    assert "declined by Commissioner 2" in first.text
    rows = first.page.xpath("//table//tbody/tr")
    assert len(rows) == 1


def test_an_approval_of_other_values_than_were_seen_is_refused_on_the_page(first: Desk, second: Desk) -> None:
    made, other = propose(first), propose(first, value="4 hours", **{"valid_from-day": "2"})
    second.get(made)
    page = second.page
    second.get(other)
    saved(second, "Approve")
    second.page = page
    assert second.submit("Approve").status_code == 409
    assert "another has been approved or published since" in second.text
    saved(second, "Approve")


def test_a_value_for_a_day_that_has_passed_is_refused_beside_the_day(first: Desk) -> None:
    first.get("/deadlines/triage.tell")
    past = {"valid_from-day": "1", "valid_from-month": "11", "valid_from-year": "2026"}
    typed = {"value": "1 working day", "note": "Sooner"}
    assert first.submit("Send for approval", **typed, **past).status_code == 400
    assert "what held in the past stays as it was" in first.text


@pytest.mark.parametrize(
    ("name", "words"), [("handshake.acknowledge_now", "2 hours"), ("triage.duplicates", "the same working day")]
)
def test_a_value_is_shown_in_words_that_can_be_sent_back(first: Desk, name: str, words: str) -> None:
    first.get("/deadlines")
    (shown,) = first.page.xpath(f"//tr[.//a[normalize-space()='{name}']]/td[1]")
    assert shown.text_content().strip() == words
    first.get(f"/deadlines/{name}")
    assert first.page.xpath("//input[@name='value']/@value") == [words]
    answer = first.submit("Send for approval", source="Agreed in November", note="In words", **DAY)
    first.get(answer.location)
    assert f"{words} from Tue 1 Dec 2026" in first.text
