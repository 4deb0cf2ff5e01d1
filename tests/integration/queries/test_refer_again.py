"""Referring once more: a new referral whose form holds what was written before, and nothing is sent by itself."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine import queries
from engine.commands import ClaimTask, CompleteTask, ReferAgain, SendMessage
from engine.errors import InvalidState, NotFound, NotPermitted
from tests.integration.queries.conftest import Town


@pytest.fixture
def ended(town: Town) -> tuple[UUID, UUID]:
    """A case, and a referral of it that housing has rejected."""
    case_id = town.contact().case_id
    assert case_id
    sent = town.refer(case_id)
    town.do(town.housing, sent.instance_id, "Acknowledge", seen_by_name="Officer")
    town.do(town.housing, sent.instance_id, "Accept or reject", answer="reject", reason="no capacity")
    town.do(town.outreach, sent.instance_id, "Read why it was rejected", what_next="another way")
    return case_id, sent.instance_id


def test_the_last_answers_are_filled_in_but_for_her_consent(town: Town, ended: tuple[UUID, UUID]) -> None:
    case_id, before = ended
    assert town.ask(town.colleague, queries.can_refer_again, case_id) == {before}
    task_id = town.colleague.do(ReferAgain(before)).task_id
    page = town.ask(town.colleague, queries.task_page, task_id)
    assert (page.title, page.assignee, page.case_id) == ("Send referral", "Outreach worker 2", case_id)
    assert page.values["ask"] == ["a warm room"]
    assert page.values["service"] == [str(town.service_id)]
    assert page.values["share"] == ["alias", "safe_contact"]
    assert "consent" not in page.values
    assert town.ask(town.outreach, queries.task_page, task_id).values == {}
    with pytest.raises(NotFound):
        town.ask(town.housing, queries.case_page, case_id)


def test_it_is_sent_when_the_task_is_completed(town: Town, ended: tuple[UUID, UUID]) -> None:
    task_id = town.outreach.do(ReferAgain(ended[1])).task_id
    page = town.ask(town.outreach, queries.task_page, task_id)
    outcome = town.outreach.do(CompleteTask(task_id, page.version, {**page.values, "consent": ["given"]}))
    assert [step.title for step in outcome.next_steps] == ["Acknowledge"]
    assert queries.fsck(town.engine) == ()


def test_what_still_runs_and_what_is_out_of_scope_is_not_made_again(town: Town, ended: tuple[UUID, UUID]) -> None:
    case_id, before = ended
    running = town.refer(case_id)
    with pytest.raises(InvalidState, match="still runs"):
        town.outreach.do(ReferAgain(running.instance_id))
    for person in (town.stranger, town.housing, town.coordinator):
        with pytest.raises(NotFound):
            person.do(ReferAgain(before))
        assert town.ask(person, queries.can_refer_again, case_id) == frozenset()
    with pytest.raises(NotPermitted):
        town.administrator.do(ReferAgain(before))
    town.outreach.do(SendMessage(running.instance_id, "withdraw", {"code": ["not safe"]}))


def test_sent_twice_it_is_one_referral(town: Town, ended: tuple[UUID, UUID]) -> None:
    first = town.outreach.do(ReferAgain(ended[1]), key="the same form")
    assert town.outreach.do(ReferAgain(ended[1]), key="the same form") == first
    with pytest.raises(Exception, match="Expected"):
        town.colleague.do(ClaimTask(first.task_id, 1))
