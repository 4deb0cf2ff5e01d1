"""Risk reduction and leaving as people work on them: who decides, who leads, and what is asked at the same time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from engine import queries
from engine.commands import Outcome, ReleaseTask, ResumeProcess, SuspendProcess
from engine.domain.actors import Role
from engine.errors import InvalidInput, NotFound
from engine.store import tasks
from engine.testing import House, Person, Value
from tests.integration.town import Town, found

PLAN: dict[str, Value] = {"goals": "A door that locks", "risk": "high"}
TOUCH = "Keep in touch with her"
LOOKED: dict[str, Value] = {"outreach_found": "not found", "looked_where": "The arches"}
CLOSE: dict[str, Value] = {"panel_says": "close", "panel_words": "Everything was tried"}
APPROVE: dict[str, Value] = {"closing": "approve", "closing_why": "I read what was tried"}


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def supported(town: Town) -> Outcome:
    started = town.worker.start("risk_reduction", town.contact().case_id)
    town.worker.complete("Make a safety plan", **PLAN)
    return started


def proposed_to_close(town: Town, panel: Person) -> Outcome:
    started = supported(town)
    town.worker.complete(TOUCH, contact="not reached")
    town.worker.complete("Look for her", **LOOKED)
    panel.complete("Decide at the panel", **CLOSE)
    return started


def test_who_spoke_for_the_panel_cannot_decide_as_manager_too(town: Town) -> None:
    """One person may hold both roles, of the council that coordinates and leads; the other eyes are somebody else's."""
    both = town.house.person("Coordinator 2", "Council", "Coordination", (Role.CASEWORKER, Role.MANAGER))
    other = town.house.person("Manager, council", "Council", "Coordination", (Role.MANAGER,))
    case_id = both.start("contact_and_triage", None, outcome="opened", alias="Robin").case_id
    started = both.start("risk_reduction", case_id)
    both.complete("Make a safety plan", **PLAN)
    both.complete(TOUCH, contact="not reached")
    both.complete("Look for her", **LOOKED)
    both.complete("Decide at the panel", **CLOSE)
    with pytest.raises(InvalidInput) as refused:
        both.complete("Decide on closing", **APPROVE)
    assert set(refused.value.fields) == {"closing"}
    assert town.titles(started.instance_id) == ["Decide on closing"]
    both.do(ReleaseTask(*_seen(both, "Decide on closing")))
    assert other.complete("Decide on closing", **APPROVE).ended == "Contact lost"


def _seen(person: Person, title: str) -> tuple[UUID, int]:
    task = person.task(title)
    return task.id, task.version


def test_the_panel_and_a_manager_close_together(town: Town) -> None:
    started = proposed_to_close(town, town.coordinator)
    with pytest.raises(NotFound):
        town.worker.complete("Decide on closing", **APPROVE)
    assert town.manager.complete("Decide on closing", **APPROVE).ended == "Contact lost"
    assert town.titles(started.instance_id) == []
    assert town.house.engine.fsck() == []


def test_a_handover_changes_the_lead_when_the_other_agency_has_accepted_and_met_her(town: Town) -> None:
    started = supported(town)
    town.worker.complete(TOUCH, contact="reached", news="hand over")
    town.worker.complete("Send referral", **town.sending(town.clinic, need="other"))
    town.nurse.complete("Acknowledge", seen_by_name="Nurse 1")
    town.nurse.complete("Accept or reject", answer="accept")
    town.nurse.complete("Record contact attempt", attempt="reached")
    assert "Make a safety plan" not in town.titles_of(town.nurse)
    town.nurse.complete("Report outcome", result="met")
    assert town.worker.complete("Read the outcome", read=True).case_id == started.case_id
    assert town.instance(started.instance_id).outcome == "Handed over and accepted"
    assert town.nurse.complete("Make a safety plan", **PLAN).case_id == started.case_id
    assert town.nurse.task(TOUCH).team_id == town.nurse.team_id
    assert town.house.engine.fsck() == []


def test_a_handover_that_is_not_accepted_changes_nothing(town: Town) -> None:
    started = supported(town)
    town.worker.complete(TOUCH, contact="reached", news="hand over")
    town.worker.complete("Send referral", **town.sending(town.clinic, need="other"))
    town.nurse.complete("Acknowledge", seen_by_name="Nurse 1")
    town.nurse.complete("Accept or reject", answer="reject", reason="no capacity")
    town.worker.complete("Read why it was rejected", what_next="another way")
    assert town.titles(started.instance_id) == ["Review with all agencies"]


def test_nobody_is_put_on_the_exit_pathway_without_her_words(town: Town) -> None:
    case_id = town.contact().case_id
    with pytest.raises(InvalidInput) as refused:
        town.worker.start("exit_pathway", case_id, said_it=True)
    assert set(refused.value.fields) == {"her_words"}
    started = town.worker.start("exit_pathway", case_id, said_it=True, her_words="I want out")
    assert town.titles(started.instance_id) == ["Look at what stands in the way"]


def test_several_services_are_asked_at_once_and_go_on_when_she_goes_back(town: Town) -> None:
    started = town.worker.start("exit_pathway", town.contact().case_id, said_it=True, her_words="I want out")
    town.worker.complete("Look at what stands in the way", stage="preparing")
    wanted = ["housing", "health", "money"]
    town.worker.complete("Plan how she leaves", goals="My own kettle", risk="low", services_wanted=wanted)
    assert len(town.children(started.instance_id)) == len(wanted)
    town.worker.complete("Be in touch", contact="reached", going="return")
    town.worker.complete("Talk about coming back", her_words="It was too quiet")
    assert all(child.ended_at is None for child in town.children(started.instance_id))
    assert "Make a safety plan" in town.titles_of(town.worker)
    assert town.house.engine.fsck() == []


def test_support_that_runs_already_is_not_begun_twice(town: Town) -> None:
    running = supported(town)
    town.worker.start("exit_pathway", running.case_id, said_it=False)
    assert "Make a safety plan" not in town.titles_of(town.worker)
    assert town.titles(running.instance_id) == [TOUCH]


AWAY: dict[str, Value] = {"away_where": "custody", "away_decision": "pause"}
DECIDE, BACK = "Pause while she is away", "See whether she is back"


def away(town: Town) -> Outcome:
    started = supported(town)
    town.worker.complete(TOUCH, contact="reached", news="away")
    return started


def test_a_manager_pauses_while_she_is_away_and_it_goes_on_by_itself_on_the_day(town: Town) -> None:
    started = away(town)
    until = (town.house.clock.now() + timedelta(days=30)).date()
    town.manager.complete(DECIDE, **AWAY, away_until=until.isoformat())
    assert town.instance(started.instance_id).state == "suspended"
    with town.house.engine.reading(town.worker.actor) as view:
        shown = queries.pausing(view, started.instance_id)
    assert (shown.because, shown.until.date() if shown.until else None) == ("She is away for a time", until)
    town.house.advance(days=29)
    assert town.titles(started.instance_id) == [BACK]
    town.house.advance(days=2)
    assert town.instance(started.instance_id).state == "running"
    town.manager.complete(BACK, is_back=True)
    assert town.titles(started.instance_id) == ["Review with all agencies"]
    assert town.house.engine.fsck() == []


def test_a_manager_ends_the_pause_on_the_day_she_is_released_and_may_pause_again(town: Town) -> None:
    started = away(town)
    until = (town.house.clock.now() + timedelta(days=60)).date()
    town.manager.complete(DECIDE, **AWAY, away_until=until.isoformat())
    town.house.advance(days=3)
    town.manager.do(ResumeProcess(started.instance_id))
    town.manager.complete(BACK, is_back=False)
    town.manager.complete(DECIDE, **AWAY, away_until=until.isoformat())
    assert town.instance(started.instance_id).state == "suspended"
    assert town.house.engine.fsck() == []


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Choose a day after today"), (200, "Choose a day up to")], ids=["today", "too far"]
)
def test_a_pause_of_no_time_or_too_long_is_refused_beside_the_day(town: Town, days: int, words: str) -> None:
    started = away(town)
    until = (town.house.clock.now() + timedelta(days=days)).date()
    with pytest.raises(InvalidInput) as refused:
        town.manager.complete(DECIDE, **AWAY, away_until=until.isoformat())
    assert refused.value.fields["away_until"].startswith(words)
    assert town.instance(started.instance_id).state == "running"
    assert town.titles(started.instance_id) == [DECIDE]


def ordered(town: Town, supervisor: str, **said: Value) -> Outcome:
    case_id = town.accepted().case_id
    return town.worker.start("court_order", case_id, wants_help=True, held=0, supervisor=supervisor, **said)


def test_the_day_that_a_court_has_named_stands_still_in_no_pause(town: Town) -> None:
    now = town.house.clock.now()
    started = ordered(town, str(town.officer.team_id), meet_by=(now + timedelta(days=60)).date().isoformat())
    town.duty_manager.do(SuspendProcess(started.instance_id, "She is away", (now + timedelta(days=80)).date()))
    assert town.house.engine.fsck() == []
    town.house.advance(days=59)
    assert town.titles(started.instance_id)[0] == "Meet with her"
    town.house.advance(days=2)
    assert "Talk with her: the day has passed" in town.titles(started.instance_id)
    assert town.house.engine.fsck() == []


def test_what_is_said_at_the_meetings_stays_with_whoever_holds_them(town: Town) -> None:
    started = ordered(town, str(town.officer.team_id))
    town.officer.complete("Meet with her", meeting="held", meeting_notes="Hers and mine")
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        written, met, _ = (task.id for task in tasks.of_instance(tx, started.instance_id))
    for task_id, reads, others in (
        (met, (town.officer, town.duty_manager), (town.worker, town.colleague, town.manager, town.coordinator)),
        (written, (town.worker, town.colleague), (town.officer, town.duty_manager, town.coordinator)),
    ):
        for person in reads:
            with town.house.engine.reading(person.actor) as view:
                assert queries.task_page(view, task_id).values
        for person in others:
            with town.house.engine.reading(person.actor) as view, pytest.raises(NotFound):
                queries.task_page(view, task_id)


def test_an_agency_without_accounts_can_hold_the_meetings_and_the_starter_writes_them_down(town: Town) -> None:
    service_id = town.partner_without_accounts()
    case_id = town.referral(service_id, need="money").case_id
    with town.house.engine.reading(town.worker.actor) as view:
        page = queries.start_page(view, "court_order", case_id)
    (partner,) = [choice for choice in page.choices["supervisor"] if "Food bank" in choice.label]
    said: dict[str, Value] = {"wants_help": True, "held": 2, "supervisor": partner.value}
    town.worker.start("court_order", case_id, **said)
    assert town.worker.complete("Meet with her", meeting="held").ended == "Meetings held"
