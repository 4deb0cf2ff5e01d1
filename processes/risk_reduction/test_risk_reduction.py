"""Risk reduction: every way through the diagram, every rule of its decisions."""

from __future__ import annotations

from typing import Any

import pytest

import processes
from engine.bpmn import load_definition
from engine.bpmn.pathway import read_pathway
from processes.walking import Walk

KEY = "risk_reduction"
PATHWAY = read_pathway(processes.bundle(KEY))
TEAM = "00000000-0000-0000-0000-000000000001"
DATES = {"set_dates": {"dates": ["2026-03-30T17:00"]}}
PLAN: dict[str, Any] = {"goals": "A door that locks", "risk": "medium"}
REVIEW: dict[str, Any] = {"her_view": "Better", "rag": "amber", "risk": "medium", "news": "carry on"}
NOT_REACHED = {"contact": "not reached"}
LOOKED = "The arches, twice, after midnight"
CHECKED: dict[str, Any] = {"why_feared": "She said he would find her", "she_was_told": "will be told"}
ENDED: dict[str, Any] = {"her_view": "I am all right now", "door_open": "yes"}
PAUSE: dict[str, Any] = {"away_where": "custody", "away_decision": "pause", "away_until": "2026-05-04"}
NEW_LEAD = {"id": "service", "team": TEAM, "has_accounts": True}


def planned(**changes: Any) -> Walk:
    return Walk(PATHWAY, results=DATES).do("safety_plan", **{**PLAN, **changes})


def told(news: str, **changes: Any) -> Walk:
    return planned(**changes).do("keep_in_touch", contact="reached", news=news)


def missed(times: int, **changes: Any) -> Walk:
    walk = planned(**changes)
    for _ in range(times):
        walk.do("keep_in_touch", **NOT_REACHED)
    return walk


def looked_for(walk: Walk, times: int) -> Walk:
    for _ in range(times):
        walk.do("outreach_visit", outreach_found="not found", looked_where=LOOKED)
    return walk


def at_the_panel() -> Walk:
    return looked_for(missed(2), 2)


def proposed_to_close() -> Walk:
    return at_the_panel().do("panel_review", panel_says="close", panel_words="Everything was tried")


def decided(closing: str) -> Walk:
    return proposed_to_close().do("approve_closing", closing=closing, closing_why="We read what was tried")


def lasting() -> Walk:
    """In touch, reviewed when it was due, looked for and found, and in the end handed over, but not accepted."""
    walk = planned().do("keep_in_touch", contact="reached", news="carry on").fire("review_due")
    walk.do("review", **REVIEW).do("keep_in_touch", contact="news of her", news="review")
    walk.do("review", **{**REVIEW, "news": "carry on"}).do("keep_in_touch", **NOT_REACHED)
    walk.do("keep_in_touch", **NOT_REACHED).do("outreach_visit", outreach_found="found", looked_where=LOOKED)
    walk.do("keep_in_touch", contact="reached", news="hand over").come_back("hand_over", outcome="rejected")
    return walk.do("review", **REVIEW)


def feared_for(welfare: str) -> Walk:
    walk = planned().do("keep_in_touch", **NOT_REACHED, fear_for_her="yes")
    return walk.do("welfare_check", welfare=welfare, **CHECKED)


def paused() -> Walk:
    return told("away").do("while_away", **PAUSE)


def away() -> Walk:
    """Paused, not yet back, paused again, and back."""
    walk = paused().do("see_back", is_back="no").do("while_away", **PAUSE).do("see_back", is_back="yes")
    return walk.do("review", **REVIEW)


def supported_where_she_is() -> Walk:
    return told("away").do("while_away", away_where="hospital", away_decision="go on").do("review", **REVIEW)


def handed_over() -> Walk:
    return told("hand over").come_back("hand_over", outcome="done", service=NEW_LEAD)


def ended() -> Walk:
    return told("end").do("agree_end", **ENDED)


def died() -> Walk:
    return told("died").do("after_death", stopped="yes", review_wanted="yes")


def looked_for_again() -> Walk:
    walk = at_the_panel().do("panel_review", panel_says="outreach", panel_words="Ask the night team")
    looked_for(walk, 1)
    return walk.do("panel_review", panel_says="keep trying", panel_words="Her sister may know")


def late_everywhere() -> list[Walk]:
    walk = Walk(PATHWAY, results=DATES).fire("late_safety_plan").do("safety_plan", **PLAN).fire("late_keep_in_touch")
    walk.fire("review_due").fire("late_review").do("review", **{**REVIEW, "news": "end"}).fire("late_agree_end")
    closing = looked_for(missed(2).fire("late_outreach_visit"), 2).fire("late_panel_review")
    closing.do("panel_review", panel_says="close", panel_words="Enough").fire("late_approve_closing")
    feared = planned().do("keep_in_touch", **NOT_REACHED, fear_for_her="yes").fire("late_welfare_check")
    others = [told("away").fire("late_while_away"), paused().fire("late_see_back")]
    others += [told("hand over").fire("late_hand_over"), told("died").fire("late_after_death")]
    return [walk, closing, feared, *others]


def test_journeys_take_every_sequence_flow() -> None:
    walks = [lasting(), decided("approve"), decided("decline"), feared_for("safe"), feared_for("not found"), away()]
    walks.append(supported_where_she_is())
    walks += [handed_over(), ended(), died(), told("exit"), looked_for_again(), *late_everywhere()]
    assert set().union(*(walk.taken for walk in walks)) == set(load_definition(processes.bundle(KEY), KEY).flows)


@pytest.mark.parametrize(
    ("walk", "end"),
    [
        (lambda: told("exit"), "exit_begun"),
        (handed_over, "handed"),
        (ended, "agreed"),
        (died, "died"),
        (lambda: decided("approve"), "lost"),
    ],
)
def test_each_end_is_reached_and_nothing_is_left_open(walk: Any, end: str) -> None:
    walked = walk()
    assert walked.ends[-1] == end
    assert walked.result is not None


def test_her_wish_to_leave_begins_the_exit_pathway_at_once() -> None:
    assert ("start_pathways", {"pathways": ["exit_pathway"]}) in told("exit").operations


@pytest.mark.parametrize("step", ["keep_in_touch", "review"])
def test_whatever_happens_to_her_can_be_said_at_a_contact_and_at_a_review(step: str) -> None:
    field = PATHWAY.forms["contact_note" if step == "keep_in_touch" else step].field("news")
    assert field is not None
    assert {option.value for option in field.options} >= {"carry on", "exit", "away", "hand over", "end", "died"}


def test_the_day_of_the_review_stays_however_often_she_is_seen() -> None:
    walk = planned()
    due = walk.clocks["review_due"].at
    for _ in range(5):
        walk.do("keep_in_touch", contact="reached", news="carry on")
    assert walk.clocks["review_due"].at == due
    assert [name for name, _ in walk.operations].count("set_dates") == 1


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"risk": "high", "recent_harm": "yes"}, "review_weekly"),
        ({"risk": "high"}, "review_four_weeks"),
        ({"risk": "medium"}, "review_six_weeks"),
        ({"risk": "low"}, "review_twelve_weeks"),
    ],
)
def test_reviews_come_as_often_as_her_risk_asks_for(changes: dict[str, str], parameter: str) -> None:
    walk = planned(**changes)
    assert walk.operations[-1] == ("set_dates", {"parameters": [f"risk_reduction.{parameter}"]})


@pytest.mark.parametrize(("risk", "parameter"), [("high", "no_contact_high"), ("low", "no_contact")])
def test_nobody_is_without_contact_for_longer_than_her_risk_allows(risk: str, parameter: str) -> None:
    walk = planned(risk=risk)
    assert walk.clocks["late_keep_in_touch"].parameter == f"risk_reduction.{parameter}"
    assert walk.clocks["keep_in_touch"] == walk.clocks["late_keep_in_touch"]


def test_after_an_attempt_that_missed_her_the_next_one_is_soon() -> None:
    walk = missed(1)
    assert walk.tasks == ["keep_in_touch"]
    assert walk.clocks["keep_in_touch"].parameter == "risk_reduction.try_again"


def test_one_contact_makes_up_for_all_that_missed_her() -> None:
    walk = missed(1).do("keep_in_touch", contact="reached", news="carry on")
    assert walk.clocks["keep_in_touch"].parameter == "risk_reduction.no_contact"
    assert walk.do("keep_in_touch", **NOT_REACHED).tasks == ["keep_in_touch"]


@pytest.mark.parametrize(
    ("walk", "step"),
    [
        (lambda: missed(1, risk="high"), "outreach_visit"),
        (lambda: missed(2, risk="low"), "outreach_visit"),
        (lambda: looked_for(missed(2, risk="low"), 1), "outreach_visit"),
        (at_the_panel, "panel_review"),
        (lambda: looked_for(missed(1, risk="high"), 1), "panel_review"),
        (lambda: feared_for("no check"), "panel_review"),
        (lambda: feared_for("safe"), "keep_in_touch"),
    ],
)
def test_she_is_looked_for_ever_harder(walk: Any, step: str) -> None:
    assert walk().tasks == [step]


def test_no_decision_about_not_reaching_her_closes_anything() -> None:
    table = processes.bundle(KEY)["non_engagement.dmn"].decode()
    assert '"police welfare check","panel","outreach","try again"' in table
    assert missed(1).ends == []


def test_closing_needs_the_panel_and_then_a_manager_who_are_two_people() -> None:
    walk = proposed_to_close()
    assert walk.tasks == ["approve_closing"]
    assert (PATHWAY.definition.elements["panel_review"].lane, PATHWAY.definition.elements["approve_closing"].lane) == (
        "panel",
        "manager",
    )
    assert PATHWAY.settings.lanes["manager"].bind == "managers_of:lead"
    walk.do("approve_closing", closing="approve", closing_why="We read what was tried")
    checked = {"first": "panel_review", "second": "approve_closing", "field": "closing"}
    assert walk.operations[-2:] == [("second_person", checked), ("close_case", {"outcome": "contact lost"})]


def test_a_manager_who_says_no_has_her_plan_reviewed() -> None:
    assert decided("decline").tasks == ["review"]


def test_the_lead_changes_only_when_the_other_agency_has_accepted() -> None:
    walk = told("hand over")
    assert walk.tasks == []
    assert walk.come_back("hand_over", outcome="rejected").tasks == ["review"]
    assert not {"open_case"} & {name for name, _ in walk.operations}
    accepted = handed_over()
    assert ("open_case", {"lead_team": TEAM}) in accepted.operations
    assert accepted.operations[-1] == ("start_pathways", {"pathways": ["risk_reduction"]})


def test_a_lead_that_does_not_work_here_begins_nothing_here() -> None:
    walk = told("hand over").come_back("hand_over", outcome="done", service={**NEW_LEAD, "has_accounts": False})
    assert walk.operations[-1] == ("start_pathways", {"pathways": []})


def test_a_manager_decides_on_a_pause_and_nobody_else_reads_where_she_is() -> None:
    assert PATHWAY.definition.elements["while_away"].lane == "manager"
    decided = {"asked_on": "while_away", "field": "away_until", "reason": "She is away for a time"}
    assert ("pause_until", decided) in paused().operations
    where = PATHWAY.forms["while_away"].field("away_where")
    assert where is not None
    assert (where.sensitivity, where.seen_by_pathway) == ("criminal", False)


def test_after_a_pause_somebody_finds_out_where_she_is_and_support_that_goes_on_pauses_nothing() -> None:
    assert paused().clocks["see_back"].parameter == "risk_reduction.back"
    assert "pause_until" not in {name for name, _ in supported_where_she_is().operations}


def test_what_an_earlier_plan_left_is_asked_for_before_the_next_plan_is_made() -> None:
    assert Walk(PATHWAY).operations == [("take_up_actions", {})]


@pytest.mark.parametrize("form", ["safety_plan", "review"])
def test_actions_of_plan_and_review_are_tracked(form: str) -> None:
    walk = planned() if form == "safety_plan" else planned().fire("review_due").do("review", **REVIEW)
    assert ("track_actions", {"asked_on": form}) in walk.operations
    assert PATHWAY.forms[form].tracked is not None


@pytest.mark.parametrize(("form", "words"), [("safety_plan", {"goals", "her_view"}), ("review", {"her_view"})])
def test_her_words_and_her_view_are_part_of_plan_and_review(form: str, words: set[str]) -> None:
    assert words <= {field.key for field in PATHWAY.forms[form].fields}


def test_each_late_step_tells_somebody_and_takes_nothing_away() -> None:
    assert sorted(name for walk in late_everywhere() for name in walk.told) == [
        "Decision on closing is late",
        "Ending is not agreed",
        "Handover is slow",
        "No contact with her",
        "Nobody has decided about the pause",
        "Nobody knows whether she is back",
        "Outreach is late",
        "Panel has not decided",
        "Review is late",
        "Safety plan is late",
        "Steps after her death are late",
        "Welfare check is late",
    ]
