"""One task: who sees it, what it shows, and what each may do with it."""

from __future__ import annotations

import pytest

from engine import queries
from engine.commands import ClaimTask, CommentOnTask, DelegateTask, ReassignTask, ReleaseTask, SaveDraft
from engine.errors import NotFound
from engine.queries import TaskPage
from engine.testing import House, Person
from processes import bundle
from tests.integration.queries.conftest import Town


def page(town: Town, person: Person, task_id: object) -> TaskPage:
    found: TaskPage = town.ask(person, queries.task_page, task_id)
    return found


def test_a_task_is_not_there_for_those_outside_its_scope(town: Town) -> None:
    started = town.contact()
    task_id = town.task_id(started.instance_id, "Agree first steps")
    for person in (town.stranger, town.housing, town.housing_manager, town.administrator):
        with pytest.raises(NotFound, match="There is no such task"):
            page(town, person, task_id)


def test_what_may_be_done_follows_who_holds_it(town: Town) -> None:
    started = town.contact()
    task_id = town.task_id(started.instance_id, "Agree first steps")
    unclaimed = page(town, town.outreach, task_id)
    assert unclaimed.may == {"claim", "comment"}
    assert not unclaimed.read_only
    town.outreach.do(ClaimTask(task_id, 1))
    held = page(town, town.outreach, task_id)
    assert held.may == {"release", "reassign", "delegate", "complete", "save", "comment", "dates"}
    assert {choice.label for choice in held.colleagues} == {"Outreach worker 2", "Outreach manager 1"}
    assert (held.assignee, held.state, held.read_only) == ("Outreach worker 1", "claimed", False)
    beside = page(town, town.colleague, task_id)
    assert (beside.may, beside.read_only, beside.colleagues) == (frozenset({"comment"}), True, ())
    assert page(town, town.outreach_manager, task_id).may == {"release", "reassign", "comment"}


def test_a_lent_task_is_handed_back_not_completed(town: Town) -> None:
    started = town.contact()
    task_id = town.task_id(started.instance_id, "Agree first steps")
    town.outreach.do(ClaimTask(task_id, 1))
    town.outreach.do(DelegateTask(task_id, 2, town.colleague.account_id))
    assert page(town, town.colleague, task_id).may == {"resolve", "release", "reassign", "save", "comment", "dates"}
    assert "resolve" in page(town, town.outreach, task_id).may


def test_a_draft_is_shown_to_the_one_who_wrote_it_only(town: Town) -> None:
    started = town.contact()
    task_id = town.task_id(started.instance_id, "Agree first steps")
    town.outreach.do(ClaimTask(task_id, 1))
    town.outreach.do(SaveDraft(task_id, {"goals": ["a warm room"], "next_contact-day": ["3"]}))
    own = page(town, town.outreach, task_id)
    assert own.values == {"goals": ["a warm room"], "next_contact-day": ["3"]}
    assert own.draft_saved_at == town.house.clock.now()
    other = page(town, town.outreach_manager, task_id)
    assert (other.values, other.draft_saved_at) == ({}, None)


def test_what_was_submitted_is_shown_as_it_was_sent(town: Town) -> None:
    started = town.contact()
    task_id = town.task_id(started.instance_id, "Agree first steps")
    sent = {"services_wanted": ["housing"], "goals": "a warm room", "next_contact": "2026-12-30"}
    town.do(town.outreach, started.instance_id, "Agree first steps", **sent)
    done = page(town, town.colleague, task_id)
    assert done.values == {
        "services_wanted": ["housing"],
        "goals": ["a warm room"],
        "next_contact-day": ["30"],
        "next_contact-month": ["12"],
        "next_contact-year": ["2026"],
    }
    assert (done.state, done.read_only, done.may, done.due_words) == ("completed", True, frozenset(), "")


def test_history_tells_who_claimed_released_and_passed_it_on(town: Town) -> None:
    started = town.contact()
    task_id = town.task_id(started.instance_id, "Agree first steps")
    town.outreach.do(ClaimTask(task_id, 1))
    town.outreach.do(ReleaseTask(task_id, 2))
    town.outreach.do(ClaimTask(task_id, 3))
    town.outreach.do(ReassignTask(task_id, 4, town.colleague.account_id))
    lines = page(town, town.colleague, task_id).history
    said = [line.what for line in lines]
    assert said[:4] == [
        "Gave this task to Outreach worker 2",
        "Claimed this task",
        "Put this task back for the team",
        "Claimed this task",
    ]
    assert "Completed: Record contact" in said
    assert {(line.who, line.agency) for line in lines[:4]} == {("Outreach worker 1", "Night outreach")}


def test_comments_are_read_by_all_who_see_the_task(town: Town) -> None:
    started = town.contact()
    task_id = town.task_id(started.instance_id, "Agree first steps")
    town.outreach.do(CommentOnTask(task_id, "She prefers the afternoon."))
    [comment] = page(town, town.colleague, task_id).comments
    assert (comment.who, comment.agency, comment.text) == (
        "Outreach worker 1",
        "Night outreach",
        "She prefers the afternoon.",
    )


def test_service_and_consent_fields_get_their_choices(town: Town) -> None:
    case_id = town.contact().case_id
    assert case_id
    started = town.outreach.start("referral_handshake", case_id)
    choices = page(town, town.outreach, town.task_id(started.instance_id, "Send referral")).choices
    assert [(choice.value, choice.label) for choice in choices["service"]] == [
        (str(town.service_id), "Housing: Rooms (Town)")
    ]
    assert [choice.value for choice in choices["consent"]] == ["given", "refused", "not_asked"]


def test_the_receiver_reads_what_was_asked_and_ticked_and_nothing_else(town: Town) -> None:
    case_id = town.contact("Sparrow").case_id
    assert case_id
    started = town.refer(case_id)
    received = page(town, town.housing, town.task_id(started.instance_id, "Acknowledge"))
    assert received.label == "Sparrow"
    assert dict(received.known) == {
        "Name she uses": "Sparrow",
        "Safe way to reach her": "Text message",
        "Phone number": "07700 900123",
        "She was asked on": "2026-11-23",
        "What the referral is about": "Housing",
        "What is asked of the service": "a warm room",
        "How soon it is needed": "In the usual time",
    }


def test_without_the_alias_ticked_the_receiver_sees_a_reference(town: Town) -> None:
    contact = town.contact("Sparrow")
    assert contact.case_id
    started = town.refer(contact.case_id, share=["needs"])
    received = page(town, town.housing, town.task_id(started.instance_id, "Acknowledge"))
    assert received.label == contact.reference
    assert "Sparrow" not in str(received)
    assert "07700" not in str(received)
    items = town.ask(town.housing, queries.my_work, whose="team", reference=contact.reference).items
    assert {item.label for item in items} == {contact.reference}


def test_a_redacted_disclosure_tells_how_to_protect_her_not_who_she_is(town: Town) -> None:
    contact = town.contact("Sparrow")
    assert contact.case_id
    started = town.refer(
        contact.case_id,
        share=["alias", "name", "safe_contact", "her_words"],
        purpose="safeguarding",
        consent="refused",
        harm_risk="now",
        harm_why="threats",
        necessity="tonight",
        article_6="6.1.d",
        article_9="9.2.c",
    )
    received = page(town, town.housing, town.task_id(started.instance_id, "Acknowledge"))
    assert received.label == contact.reference
    assert "Phone number" in dict(received.known)
    for word in ("Sparrow", "Roberta", "cold at night"):
        assert word not in str(received)


def test_a_coordinator_told_of_a_late_step_sees_its_status_and_nothing_of_the_case(house: House) -> None:
    coordinator = house.person("Coordinator 1", "Council", "Coordination")
    adviser = house.person("Adviser 1", "Advice charity", "Advice")
    house.deploy(bundle("contact_and_triage"))
    started = adviser.start("contact_and_triage", outcome="opened", alias="Wren", her_words="canary words")
    assert started.case_id
    house.advance(days=10)
    with house.engine.reading(coordinator.actor) as view:
        items = queries.my_work(view).items
        pages = [queries.task_page(view, item.task_id) for item in items]
        with pytest.raises(NotFound):
            queries.case_page(view, started.case_id)
    assert items
    for item, shown in zip(items, pages, strict=True):
        assert (item.label, shown.label) == (item.reference, shown.reference)
        assert (shown.case_id, shown.known) == (None, ())
        assert "is with Advice charity, Advice" in str(shown.cause)
        assert [line.what for line in shown.history] == [f"Asked for: {shown.title}"]
    assert "Wren" not in f"{items}{pages}"
    assert "canary" not in f"{items}{pages}"


def test_the_deadline_comes_with_its_arithmetic_and_who_asked(town: Town) -> None:
    started = town.contact()
    shown = page(town, town.outreach, town.task_id(started.instance_id, "Agree first steps"))
    assert shown.asked_by == "Outreach worker 1, Night outreach"
    assert shown.arithmetic.startswith("1 working day from ")
    assert shown.documentation
    assert shown.form.title == "Agree first steps"


def test_beside_each_tick_stands_what_the_service_would_see(town: Town) -> None:
    case_id = town.contact("Wren", age_band="25 to 39").case_id
    started = town.outreach.start("referral_handshake", case_id)
    task_id = town.task_id(started.instance_id, "Send referral")
    shown = {choice.value: choice.hint for choice in page(town, town.outreach, task_id).choices["share"]}
    assert (shown["alias"], shown["age_band"], shown["needs"]) == ("Wren", "25 to 39", "Housing")
    assert (
        shown["safe_contact"]
        == "Safe way to reach her: Text message; Phone number: 07700 900123; She was asked on: 2026-11-23"
    )
    assert shown["health"] == "Nothing is written down about this"
