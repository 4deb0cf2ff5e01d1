"""Claiming, filling in, saving, handing over: what the pages do with it, and what they do with a refusal."""

from __future__ import annotations

import pytest

from tests.integration.web.office import Desk, Office

TITLE = "Agree first steps"
HER_WORDS = "To sleep without shoes on."


@pytest.fixture
def worker(own_office: Office) -> Desk:
    """Somebody who has just recorded a contact."""
    desk = own_office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    assert answer.status_code == 302, desk.text
    desk.get(answer.location)
    return desk


def find(desk: Desk, title: str = TITLE) -> str:
    """The address of the task among the team's."""
    desk.get("/work?whose=team")
    (path,) = desk.page.xpath(f"//a[normalize-space()='{title}']/@href")
    return str(path)


def claim(desk: Desk) -> str:
    path = find(desk)
    desk.get(path)
    assert desk.submit("Claim this task").status_code == 302
    desk.get(path)
    return path


def test_recording_a_contact_says_what_happens_next_and_who_has_it(worker: Desk) -> None:
    assert worker.heading.startswith("Done")
    assert TITLE in worker.text
    assert "With Harbour Outreach, Night outreach" in worker.text


def test_what_is_next_is_one_link_away_for_those_who_may_do_it(worker: Desk) -> None:
    (after,) = worker.page.xpath(f"//main//a[normalize-space()='{TITLE}']/@href")
    (case,) = worker.page.xpath("//a[normalize-space()='See her case']/@href")
    path = claim(worker)
    worker.get(case)
    assert (after, worker.page.xpath(f"//main//a[normalize-space()='{TITLE}']/@href")) == (path, [path])
    worker.get(path)
    worker.get(worker.submit("Complete task", services_wanted=["housing"], goals=HER_WORDS).location)
    assert "Allocate lead worker" in worker.text
    assert "Allocate lead worker" not in [link.text_content() for link in worker.page.xpath("//main//a")]


def test_a_task_is_claimed_filled_in_and_completed(worker: Desk) -> None:
    path = claim(worker)
    answer = worker.submit("Complete task", services_wanted=["housing"], goals=HER_WORDS)
    assert answer.status_code == 302
    worker.get(answer.location)
    assert "Allocate lead worker" in worker.text
    assert "Council" in worker.text
    worker.get(path)
    assert "This task has been completed." in worker.text
    assert HER_WORDS in worker.text
    assert not worker.page.xpath("//textarea[@name='goals']")


def test_sending_the_same_form_twice_has_one_effect_and_the_same_answer(worker: Desk) -> None:
    claim(worker)
    form = worker.page.xpath("//form[contains(@action, '/complete')]")[0]
    values = dict(form.form_values())
    first = worker.client.post(form.get("action"), data=values)
    second = worker.client.post(form.get("action"), data=values)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location


def test_a_draft_is_kept_and_shown_when_coming_back(worker: Desk) -> None:
    path = claim(worker)
    assert worker.submit("Save and come back later", goals=HER_WORDS).status_code == 302
    worker.get(path)
    assert worker.page.xpath("string(//textarea[@name='goals'])").strip() == HER_WORDS
    assert "You saved this" in worker.text


def test_wrong_answers_are_shown_again_with_what_to_do(worker: Desk) -> None:
    claim(worker)
    answer = worker.submit("Complete task", goals=HER_WORDS, **{"next_contact-day": "31", "next_contact-month": "2"})
    assert answer.status_code == 400
    assert worker.page.xpath("string(//title)").startswith("Error: ")
    assert worker.page.xpath("string(//textarea[@name='goals'])").strip() == HER_WORDS
    (target,) = worker.page.xpath("//*[contains(@class, 'govuk-error-summary')]//a/@href")
    assert worker.page.xpath(f"//*[@id='{target[1:]}']")
    assert worker.page.xpath("//input[@name='next_contact-day']/@value") == ["31"]


def test_an_unknown_field_is_refused(worker: Desk) -> None:
    claim(worker)
    assert worker.submit("Complete task", sneaked="in").status_code == 400
    assert "The form has no such field" in worker.text


def test_whoever_comes_second_is_told_and_keeps_what_was_typed(worker: Desk, own_office: Office) -> None:
    path = claim(worker)
    manager = own_office.enter("Outreach manager 1")
    manager.get(path)
    manager.submit("Release this task")
    answer = worker.submit("Complete task", goals=HER_WORDS)
    assert answer.status_code == 409
    assert "This changed while you were working on it" in worker.text
    assert HER_WORDS in worker.text
    assert worker.submit("Claim this task").status_code == 302
    worker.get(path)
    assert worker.page.xpath("string(//textarea[@name='goals'])").strip() == HER_WORDS


def test_a_second_claim_is_a_conflict(worker: Desk, own_office: Office) -> None:
    colleague = own_office.enter("Outreach worker 2")
    colleague.get(find(colleague))
    claim(worker)
    assert colleague.submit("Claim this task").status_code == 409
    assert "someone else claimed it first" in colleague.text


def test_a_task_is_handed_over_and_lent(worker: Desk, own_office: Office) -> None:
    path = claim(worker)
    (colleague_id,) = worker.page.xpath("//select[@id='delegate-to']/option[contains(., 'Outreach worker 2')]/@value")
    assert worker.submit("Delegate", **{"to-account": ""}).status_code == 400
    assert "Choose a colleague" in worker.text
    assert worker.submit("Delegate", **{"to-account": colleague_id}).status_code == 302
    colleague = own_office.enter("Outreach worker 2")
    colleague.get(path)
    assert colleague.submit("Hand it back").status_code == 302
    worker.get(path)
    assert worker.submit("Reassign", **{"to-account": colleague_id}).status_code == 302
    colleague.get("/work")
    assert TITLE in colleague.text


def test_a_comment_is_added_and_an_empty_one_is_not(worker: Desk) -> None:
    path = claim(worker)
    assert worker.submit("Add comment", new_comment=" ").status_code == 400
    assert worker.submit("Add comment", new_comment="Meet her at the drop-in.").status_code == 302
    worker.get(path)
    assert "Meet her at the drop-in." in worker.text


def test_follow_up_and_priority_change_and_the_deadline_stays(worker: Desk) -> None:
    path = claim(worker)
    due = worker.page.xpath("string(//p[@class='app-deadline__due'])")
    day = {"new_follow_up-day": "1", "new_follow_up-month": "12", "new_follow_up-year": "2026"}
    assert worker.submit("Change", new_priority="90", **day).status_code == 302
    worker.get(path)
    assert "Urgent" in worker.text
    assert "Tue 1 Dec 2026" in worker.text
    assert worker.page.xpath("string(//p[@class='app-deadline__due'])") == due


def test_the_list_is_filtered_and_searched(worker: Desk) -> None:
    worker.get("/work?whose=team")
    reference = worker.page.xpath("//*[@class='app-card__about']//*[@class='app-reference']/text()")[0]
    worker.get(f"/work?whose=team&reference={reference.lower()}")
    assert TITLE in worker.text
    worker.get("/work?whose=team&reference=RP-0000")
    assert "Nothing of yours has a reference like" in worker.text
    worker.get("/work?whose=team&show=overdue")
    assert TITLE not in worker.text
    worker.get("/work?whose=everybody&show=whatever&after=")
    assert worker.heading == "My work"


def test_a_claimed_task_is_released_from_the_list(worker: Desk) -> None:
    claim(worker)
    worker.get("/work")
    assert TITLE in worker.text
    assert worker.submit("Release").status_code == 302
    worker.get("/work")
    assert TITLE not in worker.text


def test_advice_only_keeps_nothing_that_identifies(own_office: Office) -> None:
    desk = own_office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="advice only", alias="Amber", advice_about=["housing"])
    assert answer.status_code == 302
    desk.get(answer.location)
    assert "This is finished." in desk.text
    desk.get("/cases")
    assert "Amber" not in desk.text
