"""Her file: whole for those in the whole case, one referral for a receiver, and not there for anybody else."""

from __future__ import annotations

import pytest

from engine import queries
from engine.commands import SendMessage
from engine.errors import InvalidInput, NotFound, NotPermitted
from engine.queries import CasePage
from engine.testing import Person
from tests.integration.queries.conftest import Town


def page(town: Town, person: Person, case_id: object) -> CasePage:
    found: CasePage = town.ask(person, queries.case_page, case_id)
    return found


def test_a_case_is_not_there_for_those_who_take_no_part(town: Town) -> None:
    case_id = town.contact().case_id
    for person in (town.stranger, town.housing, town.housing_manager, town.coordinator, town.administrator):
        with pytest.raises(NotFound, match="There is no such case"):
            page(town, person, case_id)
        assert case_id not in [item.case_id for item in town.ask(person, queries.cases).items]


def test_who_recorded_the_contact_sees_all_that_is_known(town: Town) -> None:
    started = town.contact("Sparrow")
    shown = page(town, town.colleague, started.case_id)
    assert (shown.label, shown.reference, shown.lead) == ("Sparrow", started.reference, "Night outreach, Street team")
    known = dict(shown.details)
    assert known["Name she uses"] == "Sparrow"
    assert known["Full name"].startswith("Roberta Canary")
    assert known["Safe way to reach her"] == "Text message"
    assert known["In her own words"] == "cold at night"
    assert {offer.pathway for offer in shown.startable} >= {"referral_handshake"}


def test_a_receiver_sees_its_own_referral_and_only_who_sent_it(town: Town) -> None:
    started = town.contact("Sparrow")
    assert started.case_id
    town.refer(started.case_id, share=["needs"])
    other = town.outreach.start("referral_handshake", started.case_id)
    shown = page(town, town.housing, started.case_id)
    assert [referral.title for referral in shown.referrals] == ["Referral to a service"]
    assert other.instance_id not in [referral.instance_id for referral in shown.referrals]
    assert (shown.label, shown.lead, shown.startable) == (started.reference, "", ())
    assert {participant.agency for participant in shown.participants} == {"Housing", "Night outreach"}
    assert not any(participant.is_lead for participant in shown.participants)
    for word in ("Sparrow", "Roberta", "cold at night", "07700", "Contact and triage"):
        assert word not in str(shown)
    [item] = [item for item in town.ask(town.housing, queries.cases).items if item.case_id == started.case_id]
    assert (item.label, item.lead) == (started.reference, "")


def test_a_referral_says_who_has_it_and_until_when(town: Town) -> None:
    case_id = town.contact().case_id
    assert case_id
    sent = town.refer(case_id)
    referral = next(
        found for found in page(town, town.outreach, case_id).referrals if found.instance_id == sent.instance_id
    )
    assert (referral.current_step, referral.holder, referral.state) == ("Acknowledge", "Housing, Options", "running")
    assert referral.due_words == "due tomorrow 17:00"
    assert referral.may_withdraw
    received = page(town, town.housing, case_id).referrals
    assert [found.may_withdraw for found in received] == [False]
    [step] = referral.steps
    assert (step.title, step.holder, step.due_words) == ("Acknowledge", "Housing, Options", "due tomorrow 17:00")
    assert step.task_id == town.task_id(sent.instance_id, "Acknowledge")
    assert (step.may_open, [step.may_open for found in received for step in found.steps]) == (False, [True])


def test_a_partner_without_accounts_holds_the_referral_and_the_sender_records_its_replies(town: Town) -> None:
    town.house.agency("Night shelter", "Shelter", has_accounts=False)
    service_id = town.house.service("Beds", "Night shelter", "Shelter")
    case_id = town.contact().case_id
    assert case_id
    sent = town.refer(case_id, service=str(service_id))
    referral = next(
        found for found in page(town, town.outreach, case_id).referrals if found.instance_id == sent.instance_id
    )
    words = "Night shelter (replies recorded by Night outreach, Street team)"
    assert (referral.current_step, referral.holder) == ("Acknowledge", words)
    items = town.ask(
        town.colleague, queries.my_work, whose="team", reference=page(town, town.outreach, case_id).reference
    )
    [acknowledge] = [item for item in items.items if item.title == "Acknowledge"]
    assert (acknowledge.holder, acknowledge.may_claim) == (words, True)


def test_a_withdrawn_referral_cannot_be_withdrawn_again(town: Town) -> None:
    case_id = town.contact().case_id
    assert case_id
    sent = town.refer(case_id)
    town.outreach.do(SendMessage(sent.instance_id, "withdraw", {"code": ["not safe"]}))
    [referral] = [
        found for found in page(town, town.outreach, case_id).referrals if found.instance_id == sent.instance_id
    ]
    assert not referral.may_withdraw


def test_the_timeline_tells_what_happened_newest_first_without_what_was_written(town: Town) -> None:
    case_id = town.contact().case_id
    assert case_id
    town.refer(case_id)
    timeline = page(town, town.outreach, case_id).timeline
    said = [line.what for line in timeline]
    shared = "Shared with Housing: the name she uses, how and when it is safe to reach her"
    assert {"Started: Contact and triage", "Completed: Send referral", shared} <= set(said)
    assert [line.at for line in timeline] == sorted((line.at for line in timeline), reverse=True)
    assert "cold at night" not in str(timeline)


def test_advice_only_leaves_no_case_on_the_list(town: Town) -> None:
    before = town.ask(town.outreach, queries.cases).items
    town.outreach.start("contact_and_triage", outcome="advice only", advice_about=["housing"])
    assert town.ask(town.outreach, queries.cases).items == before


def test_cases_are_paged_newest_first_and_found_by_reference(town: Town) -> None:
    walker = town.house.person("Walker 1", "Walkers", "Walking team")
    references = [
        walker.start("contact_and_triage", outcome="opened", alias=f"Finch {number}").reference for number in range(27)
    ]
    first = town.ask(walker, queries.cases)
    second = town.ask(walker, queries.cases, after=first.next_cursor)
    assert {item.reference for item in first.items + second.items} == set(references)
    assert (len(first.items), len(second.items), second.next_cursor) == (25, 2, None)
    [found] = town.ask(walker, queries.cases, reference=references[3].lower()).items
    assert (found.reference, found.label) == (references[3], "Finch 3")
    with pytest.raises(InvalidInput):
        town.ask(walker, queries.cases, after="nonsense")


def test_starting_offers_the_first_form_to_those_who_may_start(town: Town) -> None:
    case_id = town.contact().case_id
    contact = town.ask(town.outreach, queries.start_page, "contact_and_triage")
    assert (contact.form.title, contact.pathway) == ("Record a contact", "contact_and_triage")
    referral = town.ask(town.outreach, queries.start_page, "referral_handshake", case_id)
    assert (referral.form.fields, referral.title) == ((), "Referral to a service")
    with pytest.raises(NotFound):
        town.ask(town.stranger, queries.start_page, "referral_handshake", case_id)
    with pytest.raises(NotFound):
        town.ask(town.outreach, queries.start_page, "no_such_pathway")
    with pytest.raises(NotPermitted, match="start a pathway"):
        town.ask(town.administrator, queries.start_page, "contact_and_triage")


def test_a_receiver_may_not_start_anything_in_the_case(town: Town) -> None:
    case_id = town.contact().case_id
    assert case_id
    town.refer(case_id)
    with pytest.raises(NotFound):
        town.ask(town.housing, queries.start_page, "referral_handshake", case_id)
