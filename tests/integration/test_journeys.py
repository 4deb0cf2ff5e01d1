"""The main job on both databases: a contact, its triage, a referral to housing that is late, and what comes back."""

from __future__ import annotations

import pytest

from engine.commands import SendMessage, ViewCase, ViewTask
from engine.errors import InvalidState, NotFound
from engine.testing import House
from tests.integration.town import Town, found
from tests.support.bpmn_models import diagram, end, flows, start
from tests.support.bundles import asked, bundle


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def test_the_main_job(town: Town) -> None:
    """Contact, triage, referral; housing is late, its duty manager is told; it accepts, and the outcome returns."""
    contact = town.contact(needs=["housing"])
    assert [step.title for step in contact.next_steps] == ["Agree first steps"]
    town.worker.complete("Agree first steps", services_wanted=["housing"])
    lead = town.house.service("Street support", "Outreach charity", "Street team", kind="other")
    allocated = town.coordinator.complete("Allocate lead worker", lead_service=str(lead))
    assert [(step.title, step.holder) for step in allocated.next_steps] == [
        ("Send referral", "Outreach charity, Street team")
    ]
    (referral,) = town.children(contact.instance_id)
    assert (referral.pathway, referral.case_id) == ("referral_handshake", contact.case_id)

    town.worker.complete("Send referral", **town.sending())
    assert town.titles_of(town.officer) == ["Acknowledge"]
    assert town.house.advance(days=1, hours=8) > 0
    assert sorted(town.titles_of(town.duty_manager)) == ["Acknowledge", "Acknowledgement is late"]

    town.officer.complete("Acknowledge", seen_by_name="Housing officer 1")
    assert town.titles_of(town.duty_manager) == ["Accept or reject"]
    town.officer.complete("Accept or reject", answer="accept")
    town.officer.complete("Record contact attempt", attempt="reached", attempt_channel="in person")
    reported = town.officer.complete("Report outcome", result="met", result_note="She has a room")
    assert [(step.title, step.holder) for step in reported.next_steps] == [
        ("Read the outcome", "Outreach charity, Street team")
    ]
    read = town.worker.complete("Read the outcome", read=True)
    assert (read.ended, [step.title for step in read.next_steps]) == ("done", ["Tell her what was arranged"])
    assert town.worker.complete("Tell her what was arranged", told="yes").ended == "Case open with a lead worker"
    assert town.titles(contact.instance_id) == []


def test_an_agency_sees_a_case_only_from_when_it_was_told_until_its_part_ends(town: Town) -> None:
    contact = town.contact()
    assert contact.case_id is not None
    started = town.worker.start("referral_handshake", contact.case_id)
    assert town.sees(town.worker, started) == (True, True)
    assert town.sees(town.colleague, started) == (True, True)
    assert town.sees(town.manager, started) == (True, True)
    assert town.sees(town.officer, started) == (False, False)
    sending = town.worker.task("Send referral")
    town.worker.complete("Send referral", **town.sending())
    assert town.sees(town.officer, started) == (True, True)
    assert town.sees(town.officer, contact) == (True, False)  # the case, but not what was said on the street
    for outsider in (town.nurse, town.clinic_manager, town.coordinator):
        assert town.sees(outsider, started) == (False, False)
        with pytest.raises(NotFound, match="There is no such case"):
            outsider.do(ViewCase(contact.case_id))
        with pytest.raises(NotFound, match="There is no such task"):
            outsider.do(ViewTask(sending.id))
        with pytest.raises(NotFound, match="There is no such case"):
            outsider.start("referral_handshake", started.case_id)
    town.officer.complete("Acknowledge", seen_by_name="Housing officer 1")
    town.officer.complete("Accept or reject", answer="reject", reason="no capacity")
    assert town.sees(town.officer, started) == (False, False)
    assert town.sees(town.worker, started) == (True, True)


def test_a_lead_allocated_to_another_team_sees_the_whole_case_from_then_on(town: Town) -> None:
    contact = town.contact()
    town.worker.complete("Agree first steps", services_wanted=[])
    assert town.sees(town.nurse, contact) == (False, False)
    town.coordinator.complete("Allocate lead worker", lead_service=str(town.clinic))
    assert town.sees(town.nurse, contact) == (True, True)
    assert [task.title for task in town.nurse.tasks()] == ["Tell her what was arranged", "Make a safety plan"]
    whole = [part.team_id for part in town.participants(contact.case_id) if part.instance_id is None]
    assert whole == [town.worker.team_id, town.nurse.team_id]


def test_a_rejection_comes_back_with_its_reason_and_ends_the_part_of_the_service(town: Town) -> None:
    started = town.referral()
    town.officer.complete("Acknowledge", seen_by_name="Housing officer 1")
    no = town.officer.complete("Accept or reject", answer="reject", reason="not eligible")
    assert [step.title for step in no.next_steps] == ["Read why it was rejected"]
    assert town.worker.complete("Read why it was rejected", what_next="another service").ended == "rejected"
    assert town.instance(started.instance_id).outcome == "rejected"


@pytest.mark.parametrize(("attempt", "outcome"), [("lost contact", "lost contact"), ("declined", "client declined")])
def test_what_housing_finds_out_when_it_tries_to_reach_her_comes_back(town: Town, attempt: str, outcome: str) -> None:
    started = town.accepted()
    town.officer.complete("Record contact attempt", attempt="not reached")
    assert town.titles(started.instance_id) == ["Record contact attempt"]
    town.officer.complete("Record contact attempt", attempt=attempt)
    assert town.worker.complete("Read the outcome", read=True).ended == outcome
    assert town.sees(town.officer, started) == (False, False)


def test_the_sending_team_withdraws_and_the_service_confirms_that_it_stopped(town: Town) -> None:
    started = town.accepted()
    for outsider in (town.officer, town.duty_manager, town.nurse):
        with pytest.raises(NotFound, match="There is no such referral"):
            outsider.do(SendMessage(started.instance_id, "withdraw", {"code": ["her choice"]}))
    withdrawn = town.colleague.do(SendMessage(started.instance_id, "withdraw", {"code": ["her choice"]}))
    assert [step.title for step in withdrawn.next_steps] == ["Confirm work has stopped"]
    with pytest.raises(InvalidState, match="it has moved on"):
        town.colleague.do(SendMessage(started.instance_id, "withdraw", {"code": ["her choice"]}))
    assert town.titles(started.instance_id) == ["Confirm work has stopped"]
    assert town.officer.complete("Confirm work has stopped", stopped=True).ended == "withdrawn: her choice"
    assert town.sees(town.officer, started) == (False, False)


def test_danger_is_answered_before_anything_else(town: Town) -> None:
    contact = town.contact(danger_now=True)
    assert "Make safe now" in town.titles(contact.instance_id)
    assert "Agree first steps" not in town.titles(contact.instance_id)
    town.worker.complete("Make safe now", safety_steps=["999"])
    assert "Agree first steps" in town.titles(contact.instance_id)


def test_the_coordinator_checks_a_possible_match_without_seeing_the_other_case(town: Town) -> None:
    first = town.contact(alias="Robin")
    second = town.contact(alias="  robin ")
    assert "Check for duplicates" not in town.titles(first.instance_id)
    assert town.titles_of(town.coordinator) == ["Check for duplicates"]
    town.coordinator.complete("Check for duplicates", match="not sure")
    assert "Agree first steps" in town.titles(second.instance_id)
    assert town.sees(town.coordinator, first) == (False, False)


def test_a_pathway_that_triage_names_starts_when_it_is_deployed_and_is_a_task_by_hand_when_not(town: Town) -> None:
    by_hand = town.contact(dash_band="14 or more")
    assert town.titles(by_hand.instance_id) == ["Arrange by hand: DASH and MARAC", "Agree first steps"]
    plan = diagram(start(), asked("Plan"), end(), *flows("start > Plan", "Plan > end"), key="dash_marac")
    town.house.deploy(bundle("dash_marac", plan))
    started = town.contact(alias="Sam", dash_band="14 or more")
    assert [step.title for step in started.next_steps] == ["Agree first steps", "Plan"]
    assert town.titles(started.instance_id) == ["Agree first steps"]
    (task,) = [task for task in town.worker.tasks() if task.title == "Plan"]
    assert (task.case_id, task.pathway) == (started.case_id, "dash_marac")
    assert town.worker.complete("Arrange by hand: DASH and MARAC").instance_id == by_hand.instance_id
    assert town.titles(by_hand.instance_id) == ["Agree first steps"]
