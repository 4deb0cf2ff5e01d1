"""Two women supported for long, through the pages: every form of it filled in, with words in every field and row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from engine.commands import ResumeProcess
from engine.domain.plans import ADD_TASK_FORM
from engine.store import definitions
from engine.store.definitions import ParameterRecord

if TYPE_CHECKING:
    from engine.testing import Person
    from tests.integration.canary.journey import Journey

LOOK_BACK = ("review_four", "review_eight", "review_twelve", "aftercare_six", "aftercare_twelve")
TOUCH = "Keep in touch with her"


def support(journey: Journey) -> None:
    """The first ends it herself. The other is lost from sight, leaves, stops, leaves, goes back, leaves, and dies."""
    _look_back_soon(journey)
    town = journey.town
    _plan(journey)
    _in_touch(journey, news="end")
    journey.do(town.worker, "Agree to end", "agree_end", door_open="yes")
    case_id = _begin(journey)
    _looked_for(journey)
    _task_added(journey, case_id)
    _leaving(journey, court_order="yes")
    _ordered(journey, case_id)
    journey.do(town.worker, "Be in touch", "exit_contact", contact="reached", going="stop")
    journey.do(town.worker, "Talk about stopping", "stop_talk", wants_support="yes", door_open="yes")
    _plan(journey)
    _in_touch(journey, news="exit")
    _leaving(journey)
    journey.do(town.worker, "Be in touch", "exit_contact", contact="reached", going="return")
    journey.do(town.worker, "Talk about coming back", "return_conversation")
    _plan(journey)
    _in_touch(journey, news="exit")
    _leaving(journey)
    _looked_back(journey)
    journey.do(town.worker, "After her death", "after_death", stopped="yes", review_wanted="yes")


def _look_back_soon(journey: Journey) -> None:
    """What is looked back on after months comes after hours here: the clock is everybody's."""
    house = journey.town.house
    with house.engine.database.write(1, house.clock.now()) as tx:
        for hours, name in enumerate(LOOK_BACK, start=1):
            row = (f"exit.{name}", f"PT{hours}H", "standard", "Test", date(2023, 1, 1), tx.now, None)
            definitions.parameters.add(tx, ParameterRecord(tx.new_id(), *row))


def _begin(journey: Journey) -> UUID:
    case_id = journey.find(journey.town.worker, "Agree first steps").case_id
    assert case_id is not None
    journey.town.worker.start("risk_reduction", case_id)
    _plan(journey)
    return case_id


def _plan(journey: Journey) -> None:
    rows = _row(journey, "safety_plan", journey.town.worker)
    journey.do(journey.town.worker, "Make a safety plan", "safety_plan", risk="high", **rows)


def _row(journey: Journey, form: str, owner: Person) -> dict[str, str]:
    due = journey.town.house.clock.now().date() + timedelta(days=5)
    what = journey.canaries.word(form, "actions what")
    return {"actions-1-what": what, "actions-1-owner": str(owner.team_id), "actions-1-due": due.isoformat()}


def _in_touch(journey: Journey, **chosen: object) -> None:
    journey.do(journey.town.worker, TOUCH, "contact_note", **{"contact": "reached", **chosen})


def _looked_for(journey: Journey) -> None:
    """The police and outreach look for her; the panel would close, the manager would not; she is in custody."""
    town = journey.town
    _in_touch(journey, contact="not reached", fear_for_her="yes")
    journey.do(town.worker, "Ask for a welfare check", "welfare_check", welfare="safe", she_was_told="not safe")
    _in_touch(journey, contact="not reached")
    journey.do(town.worker, "Look for her", "outreach_visit", outreach_found="not found")
    journey.do(town.coordinator, "Decide at the panel", "panel_review", panel_says="close")
    journey.do(town.manager, "Decide on closing", "approve_closing", closing="decline")
    views = {"views-1-agency": str(town.worker.team_id), "views-1-view": journey.canaries.word("review", "views view")}
    reviewed = {"rag": "red", "risk": "high", "news": "away", **views, **_row(journey, "review", town.worker)}
    journey.do(town.worker, "Review with all agencies", "review", **reviewed)
    back = (town.house.clock.now().date() + timedelta(days=30)).isoformat()
    decided = {"away_where": "custody", "away_decision": "pause", "away_until": back}
    journey.do(town.manager, "Pause while she is away", "while_away", **decided)
    town.manager.do(ResumeProcess(journey.find(town.manager, "See whether she is back").instance_id))
    journey.do(town.manager, "See whether she is back", "see_back", is_back="yes")
    journey.do(town.worker, "Review with all agencies", "review", rag="red", risk="high", news="exit")


def _task_added(journey: Journey, case_id: UUID) -> None:
    """A task that nobody foresaw is added and answered for."""
    town = journey.town
    desk, running = journey.desk(town.worker), journey.find(town.worker, "Write down her wish").instance_id
    desk.get(f"/cases/{case_id}")
    desk.get(f"/referrals/{running}/add-task")
    words = {name: journey.canaries.word(ADD_TASK_FORM.key, name) for name in ("task_title", "task_what")}
    due = (town.house.clock.now().date() + timedelta(days=5)).isoformat()
    answer = desk.submit("Add this task", **words, task_team=str(town.worker.team_id), task_due=due)
    assert answer.status_code == 302, desk.text
    task = journey.find(town.worker, "Task added for her")
    desk.get(f"/tasks/{task.id}")
    journey.press(desk, task, "claim", {})
    desk.get(f"/tasks/{task.id}")
    told = {"result": "partly", "outcome_words": journey.canaries.word("plan-action", "outcome_words")}
    assert journey.press(desk, task, "complete", told).status_code == 302, desk.text


def _ordered(journey: Journey, case_id: UUID) -> None:
    """Meetings that a court has ordered, held by housing until the order falls; of others the day has passed."""
    town, supervisor = journey.town, str(journey.town.officer.team_id)
    begun = {"wants_help": "yes", "held": "0", "supervisor": supervisor}
    journey.do(town.worker, "Write down what was ordered", "ordered_meetings", **begun)
    journey.do(town.officer, "Meet with her", "court_meeting", meeting="held")
    journey.do(town.officer, "Meet with her", "court_meeting", meeting="order over")
    yesterday = (town.house.clock.now().date() - timedelta(days=1)).isoformat()
    town.worker.start("court_order", case_id, wants_help=True, held=1, supervisor=supervisor, meet_by=yesterday)
    town.house.worker.tick()
    journey.do(town.worker, "Talk with her: the day has passed", "after_order", she_was_told="yes")


def _leaving(journey: Journey, court_order: str = "no") -> None:
    worker = journey.town.worker
    journey.do(worker, "Write down her wish", "her_wish", said_it="yes")
    journey.do(worker, "Look at what stands in the way", "readiness", stage="preparing", court_order=court_order)
    journey.do(worker, "Plan how she leaves", "exit_plan", risk="high", **_row(journey, "exit_plan", worker))


def _looked_back(journey: Journey) -> None:
    worker = journey.town.worker
    for _ in range(3):
        _an_hour_later(journey)
        rows = _row(journey, "exit_review", worker)
        journey.do(worker, "Look back with her", "exit_review", stage="out", risk="low", going="going on", **rows)
    _an_hour_later(journey)
    journey.do(worker, "See how she is", "aftercare", stage="out", risk="low", going="died")


def _an_hour_later(journey: Journey) -> None:
    """Who was signed in is so no longer."""
    journey.town.house.advance(hours=1, minutes=1)
    journey.desks.clear()
