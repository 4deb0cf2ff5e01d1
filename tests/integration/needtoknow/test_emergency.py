"""Rule 8: a case is opened in an emergency for a reason, for three hours, for reading; told at once and reviewed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from engine.commands import (
    BarFromCase,
    CreateToken,
    EndEmergency,
    OfferCase,
    OpenInEmergency,
    ReviewEmergency,
    StartProcess,
    ViewCase,
    WriteNote,
)
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted, TooManyAttempts
from engine.queries import case_page, case_sections, emergencies_to_review, emergency_page, my_work, notices
from engine.queries.bearer import bearer
from engine.store import audit
from engine.testing import Person
from tests.integration.queries.conftest import Town

REASON = "She is on a bridge and I need to know who can talk to her"


def case_of(town: Town) -> tuple[UUID, str]:
    started = town.contact()
    assert started.case_id is not None
    town.refer(started.case_id)
    return started.case_id, started.reference


def nurse(town: Town) -> Person:
    """Somebody who takes no part, and has tried nothing yet."""
    return town.house.person("Nurse", "Clinic", "Clinic team")


def officer(town: Town, agency: str = "Night outreach", team: str = "Street team") -> Person:
    return town.house.person("Officer", agency, team, ["privacy_officer"])


def seen(town: Town, person: Person, case_id: UUID) -> bool:
    try:
        town.ask(person, case_page, case_id)
        person.do(ViewCase(case_id))
    except NotFound:
        return False
    return True


def actions(town: Town, case_id: UUID) -> list[tuple[str, bool]]:
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        return [(row.action, '"emergency":true' in row.detail) for row in audit.of_case(tx, case_id)]


def test_it_opens_for_three_hours_and_ends_by_itself(town: Town) -> None:
    (case_id, reference), person = case_of(town), nurse(town)
    assert not seen(town, person, case_id)
    assert person.do(OpenInEmergency(reference.lower(), REASON)) == case_id
    assert seen(town, person, case_id)
    town.house.clock.advance(timedelta(hours=2, minutes=59))
    assert seen(town, person, case_id)
    town.house.clock.advance(timedelta(minutes=1))
    assert not seen(town, person, case_id)


def test_all_that_is_read_in_it_is_on_record_as_such(town: Town) -> None:
    (case_id, reference), person = case_of(town), nurse(town)
    town.outreach.do(ViewCase(case_id))
    person.do(OpenInEmergency(reference, REASON))
    person.do(ViewCase(case_id))
    assert actions(town, case_id)[-3:] == [("case_viewed", False), ("emergency_opened", False), ("case_viewed", True)]


def test_it_is_for_reading_only(town: Town) -> None:
    (case_id, reference), person = case_of(town), nurse(town)
    person.do(OpenInEmergency(reference, REASON))
    commands = (
        WriteNote(case_id, "met", "x", date(2026, 11, 23)),
        StartProcess("referral_handshake", {}, case_id),
        OfferCase(case_id, person.team_id, "x", stays=True),
        BarFromCase(case_id, town.stranger.account_id, None, "x"),
    )
    for command in commands:
        with pytest.raises(NotFound):
            person.do(command)
    page, sections = town.ask(person, case_page, case_id), town.ask(person, case_sections, case_id)
    assert (page.startable, sections.entries.may_write, sections.may_bar) == ((), False, False)
    assert set(town.ask(person, my_work, "team").counts.values()) == {"0"}


def test_what_an_agency_wrote_for_itself_stays_with_it(town: Town) -> None:
    (case_id, reference), person = case_of(town), nurse(town)
    for audience in ("case", "agency"):
        town.outreach.do(WriteNote(case_id, "met", f"Words for the {audience}", date(2026, 11, 23), audience))
    person.do(OpenInEmergency(reference, REASON))
    written = repr(town.ask(person, case_sections, case_id).entries)
    assert "Words for the case" in written
    assert "Words for the agency" not in written


def test_no_access_token_opens_it_as_well(town: Town) -> None:
    (_, reference), person = case_of(town), nurse(town)
    token = person.do(CreateToken("Program", ("cases:read",), 1)).token
    person.do(OpenInEmergency(reference, REASON))
    found = bearer(town.house.engine, token)
    assert found is not None
    assert found.actor.opened == frozenset() != person.actor.opened


def test_the_lead_and_the_privacy_officers_are_told_at_once_and_nothing_of_what(town: Town) -> None:
    (case_id, reference), person = case_of(town), nurse(town)
    own, hers, elsewhere = officer(town), officer(town, "Clinic", "Clinic team"), officer(town, "Housing", "Options")
    barred = officer(town)
    town.outreach.do(BarFromCase(case_id, barred.account_id, None, "Her cousin"))
    person.do(OpenInEmergency(reference, REASON))
    town.house.worker.tick()
    for told in (own, hers):
        assert [one.text for one in town.ask(told, notices)][:1] == [
            "A case has been opened in an emergency. Review it under Emergency access."
        ]
    for not_told in (elsewhere, barred):
        assert town.ask(not_told, notices) == ()
    assert "opened in an emergency" in town.ask(town.outreach, notices)[0].text


def test_a_wrong_reference_and_one_from_which_she_is_barred_answer_alike_and_are_counted(town: Town) -> None:
    (case_id, reference), person = case_of(town), nurse(town)
    town.outreach.do(BarFromCase(case_id, person.account_id, None, "Her cousin"))
    for tried in (reference, "RP-0000-000", reference, "RP-0000-000", reference):
        assert person.do(OpenInEmergency(tried, REASON)) is None
    with pytest.raises(TooManyAttempts):
        person.do(OpenInEmergency(reference, REASON))
    assert person.actor.opened == frozenset()
    town.house.clock.advance(timedelta(hours=1, minutes=1))
    assert person.do(OpenInEmergency("RP-0000-000", REASON)) is None


def test_who_is_barred_meanwhile_sees_it_no_longer(town: Town) -> None:
    (case_id, reference), person = case_of(town), nurse(town)
    person.do(OpenInEmergency(reference, REASON))
    town.outreach.do(BarFromCase(case_id, person.account_id, None, "Her cousin"))
    assert not seen(town, person, case_id)


def test_it_needs_a_reason_and_a_role_and_is_not_for_those_who_take_part(town: Town) -> None:
    _, reference = case_of(town)
    with pytest.raises(InvalidInput):
        nurse(town).do(OpenInEmergency(reference, " "))
    for person in (town.administrator, officer(town)):
        with pytest.raises(NotPermitted):
            person.do(OpenInEmergency(reference, REASON))
    with pytest.raises(InvalidState):
        town.outreach.do(OpenInEmergency(reference, REASON))


@pytest.mark.parametrize("who", ["herself", "the lead", "a privacy officer"])
def test_it_can_be_ended_earlier(town: Town, who: str) -> None:
    (case_id, reference), person, reviewer = case_of(town), nurse(town), officer(town)
    person.do(OpenInEmergency(reference, REASON))
    emergency_id = town.ask(reviewer, emergencies_to_review)[-1].emergency_id
    for other in (town.stranger, town.housing, town.coordinator):
        with pytest.raises(NotFound):
            other.do(EndEmergency(emergency_id))
    {"herself": person, "the lead": town.outreach, "a privacy officer": reviewer}[who].do(EndEmergency(emergency_id))
    assert not seen(town, person, case_id)
    with pytest.raises(InvalidState):
        reviewer.do(EndEmergency(emergency_id))


def test_it_is_reviewed_within_two_working_days_by_somebody_else(town: Town) -> None:
    (case_id, reference), reviewer = case_of(town), officer(town)
    person = town.house.person("Both", "Clinic", "Clinic team", ["caseworker", "privacy_officer"])
    opened_at = town.house.clock.now()
    person.do(OpenInEmergency(reference, REASON))
    line = town.ask(reviewer, emergencies_to_review)[-1]
    assert (line.reason, line.case_id) == ("", case_id)
    assert timedelta(days=2) <= line.due_at - opened_at <= timedelta(days=7)
    assert town.ask(reviewer, emergency_page, line.emergency_id).reason == REASON
    finding = ReviewEmergency(line.emergency_id, "justified", "There was no other way")
    for other in (person, officer(town, "Housing", "Options"), town.outreach_manager):
        with pytest.raises(NotFound):
            other.do(finding)
        with pytest.raises(NotFound):
            town.ask(other, emergency_page, line.emergency_id)
    reviewer.do(finding)
    kept = town.ask(reviewer, emergency_page, line.emergency_id)
    assert (kept.finding, kept.words, kept.is_open) == ("justified", "There was no other way", False)
    assert not seen(town, person, case_id)
    with pytest.raises(InvalidState):
        reviewer.do(finding)


def test_an_access_that_nobody_reviews_in_time_is_told_once(town: Town) -> None:
    (_, reference), person, reviewer = case_of(town), nurse(town), officer(town)
    person.do(OpenInEmergency(reference, REASON))
    late = "An emergency access has not been reviewed in time. You find it under Emergency access."
    town.house.advance(days=1)
    assert late not in [one.text for one in town.ask(reviewer, notices)]
    town.house.advance(days=9)
    before = [one.text for one in town.ask(reviewer, notices)].count(late)
    town.house.advance(days=1)
    assert before >= 1
    assert [one.text for one in town.ask(reviewer, notices)].count(late) == before


def test_who_may_not_review_cannot_tell_one_access_from_none(town: Town) -> None:
    (_, reference), person, reviewer = case_of(town), nurse(town), officer(town)
    person.do(OpenInEmergency(reference, REASON))
    emergency_id = town.ask(reviewer, emergencies_to_review)[-1].emergency_id
    refusals = set()
    for asked in (emergency_id, uuid4()):
        with pytest.raises(NotFound) as caught:
            town.ask(officer(town, "Housing", "Options"), emergency_page, asked)
        refusals.add(str(caught.value))
    assert len(refusals) == 1
