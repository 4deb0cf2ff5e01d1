"""Exit pathway: every way through the diagram, every rule of its decision."""

from __future__ import annotations

from typing import Any

import pytest

import processes
from engine.bpmn import load_definition
from engine.bpmn.pathway import read_pathway
from engine.domain.forms import validate
from engine.errors import InvalidInput
from processes.walking import Walk, evaluate

KEY = "exit_pathway"
PATHWAY = read_pathway(processes.bundle(KEY))
DATES = [f"2027-{month:02}-01T17:00" for month in (1, 2, 3, 7, 12)]
WISH = {"said_it": "yes", "her_words": "I want to be out by the summer"}
PLAN: dict[str, Any] = {"goals": "A flat, and my girl back", "risk": "medium"}
LOOKED: dict[str, Any] = {"her_view": "Better", "stage": "leaving", "risk": "low", "going": "going on"}
BACK = {"her_words": "It was too quiet"}
STOPPED: dict[str, Any] = {"her_words": "Not now", "door_open": "yes"}
BEGIN_AGAIN = ("start_pathways", {"pathways": ["risk_reduction"], "unless_running": True})


def wished() -> Walk:
    return Walk(PATHWAY, results={"set_dates": {"dates": DATES}}).do("her_wish", **WISH)


def planned(*services: str, **changes: Any) -> Walk:
    walk = wished().do("readiness", stage=changes.pop("stage", "preparing"), barriers=["housing"])
    return walk.do("exit_plan", **{**PLAN, **changes}, services_wanted=list(services))


def ordered() -> Walk:
    return wished().do("readiness", stage="preparing", court_order="yes")


def in_touch(going: str, **changes: Any) -> Walk:
    return planned(**changes).do("contact_her", contact="reached", going=going)


def looked_back(times: int, walk: Walk | None = None) -> Walk:
    walk = walk or planned()
    for number in range(1, times + 1):
        walk.fire("milestone_due").do("exit_review" if number <= 3 else "aftercare", **LOOKED)
    return walk


def sustained() -> Walk:
    return looked_back(5, planned("housing", "mental health").do("contact_her", contact="reached", going="going on"))


def returned() -> Walk:
    return in_touch("return").do("return_conversation", **BACK)


def returned_at_a_review() -> Walk:
    walk = looked_back(3).fire("milestone_due").do("aftercare", **{**LOOKED, "going": "return"})
    return walk.do("return_conversation", **BACK)


def stopped(wants_support: str) -> Walk:
    return in_touch("stop").do("stop_talk", **STOPPED, wants_support=wants_support)


def died() -> Walk:
    return in_touch("died").do("after_death", stopped="yes", review_wanted="yes")


def not_her_wish() -> Walk:
    return Walk(PATHWAY).do("her_wish", said_it="no", whose_idea="The court asked for it")


def answered() -> Walk:
    walk = planned("housing", "mental health").come_back("refer", need="housing", outcome="done")
    return walk.come_back("refer", need="mental health", outcome="rejected")


def late_everywhere() -> list[Walk]:
    walk = Walk(PATHWAY, results={"set_dates": {"dates": DATES}}).fire("late_her_wish").do("her_wish", **WISH)
    walk.fire("late_readiness").do("readiness", stage="thinking").fire("late_exit_plan")
    walk.do("exit_plan", **PLAN, services_wanted=["housing"]).fire("late_refer").fire("late_contact_her")
    walk.fire("milestone_due").fire("late_exit_review").do("exit_review", **LOOKED)
    aftercare = looked_back(3).fire("milestone_due").fire("late_aftercare")
    back = in_touch("return").fire("late_return_conversation")
    return [walk, aftercare, back, in_touch("stop").fire("late_stop_talk"), in_touch("died").fire("late_after_death")]


def test_journeys_take_every_sequence_flow() -> None:
    walks = [sustained(), returned(), returned_at_a_review(), stopped("yes"), stopped("no"), died(), answered()]
    walks += [in_touch("lost"), not_her_wish(), ordered(), *late_everywhere()]
    assert set().union(*(walk.taken for walk in walks)) == set(load_definition(processes.bundle(KEY), KEY).flows)


@pytest.mark.parametrize(
    ("walk", "end"),
    [
        (sustained, "sustained"),
        (returned, "back"),
        (lambda: in_touch("lost"), "back"),
        (lambda: stopped("yes"), "back"),
        (lambda: stopped("no"), "stopped"),
        (died, "died"),
        (not_her_wish, "not_her_wish"),
    ],
)
def test_each_end_is_reached(walk: Any, end: str) -> None:
    assert walk().ends[-1] == end


def test_it_begins_on_her_stated_wish_only() -> None:
    walk = not_her_wish()
    assert walk.result is not None
    assert walk.operations == [("take_up_actions", {}), ("leave_actions", {}), BEGIN_AGAIN]
    with pytest.raises(InvalidInput) as refused:
        validate(PATHWAY.forms["her_wish"], {"said_it": "yes"}, evaluate)
    assert set(refused.value.fields) == {"her_words"}


def test_what_a_court_has_ordered_is_kept_apart_and_changes_nothing_here() -> None:
    walk = ordered()
    assert walk.operations[-1] == ("start_pathways", {"pathways": ["court_order"], "unless_running": True})
    assert walk.tasks == ["exit_plan"]
    assert not {"court_order"} & {name for name, _ in planned().operations}


def test_what_is_still_to_do_goes_with_her_and_comes_back_with_her() -> None:
    names = [name for name, _ in returned().operations]
    assert names[0] == "take_up_actions"
    assert names[-2:] == ["leave_actions", "start_pathways"]


@pytest.mark.parametrize("walk", [returned, returned_at_a_review, lambda: in_touch("lost"), lambda: stopped("yes")])
def test_whoever_goes_back_has_support_again_at_once(walk: Any) -> None:
    assert walk().operations[-1] == BEGIN_AGAIN


@pytest.mark.parametrize(
    ("walk", "outcome"),
    [
        (returned, "back to risk reduction"),
        (lambda: in_touch("lost"), "lost touch; looked for"),
        (lambda: stopped("yes"), "her choice to stop; support goes on"),
    ],
)
def test_how_it_ended_is_kept_without_blame(walk: Any, outcome: str) -> None:
    assert ("set_outcome", {"outcome": outcome}) in walk().operations


def test_each_service_she_wants_is_asked_at_the_same_time() -> None:
    walk = planned("housing", "mental health", "money", risk="high", area="Harbour")
    asked = {"urgency": "soon", "area": "Harbour"}
    assert walk.calls("refer") == [{"need": need, **asked} for need in ("housing", "mental health", "money")]
    assert walk.tasks == ["contact_her"]


def test_referrals_go_on_when_she_goes_back() -> None:
    walk = planned("housing").do("contact_her", contact="reached", going="return").do("return_conversation", **BACK)
    assert walk.operations[-1] == BEGIN_AGAIN
    assert walk.calls("refer") == [{"need": "housing", "urgency": "routine", "area": None}]
    assert walk.result is None
    assert walk.come_back("refer", need="housing", outcome="done").result is not None


@pytest.mark.parametrize(
    ("changes", "reviews", "parameter"),
    [
        ({}, 0, "weekly"),
        ({"risk": "high"}, 0, "twice_weekly"),
        ({}, 2, "weekly"),
        ({}, 3, "fortnightly"),
        ({}, 4, "monthly"),
    ],
)
def test_somebody_is_in_touch_every_week_for_twelve_weeks_and_less_often_after(
    changes: dict[str, str], reviews: int, parameter: str
) -> None:
    walk = looked_back(reviews, planned(**changes))
    assert walk.clocks["contact_her"].parameter == f"exit.{parameter}"
    assert walk.clocks["contact_her"] == walk.clocks["late_contact_her"]


def test_the_days_to_look_back_are_set_once_and_come_one_after_the_other() -> None:
    walk = planned()
    for day in DATES:
        assert walk.clocks["milestone_due"].at.isoformat()[:10] == day[:10]
        walk.do("contact_her", contact="reached", going="going on")
        walk = looked_back(1, walk) if day in DATES[:3] else walk.fire("milestone_due").do("aftercare", **LOOKED)
    assert [name for name, _ in walk.operations].count("set_dates") == 1
    assert walk.ends == ["no_service", "sustained"]


def test_after_a_year_the_case_is_closed_as_agreed() -> None:
    assert sustained().operations[-1] == ("close_case", {"outcome": "left for a year"})


@pytest.mark.parametrize("form", ["exit_plan", "exit_review"])
def test_actions_of_plan_and_review_are_tracked(form: str) -> None:
    assert ("track_actions", {"asked_on": form}) in looked_back(1).operations
    assert PATHWAY.forms[form].tracked is not None


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("her_wish", "her_words"),
        ("exit_plan", "goals"),
        ("exit_review", "her_view"),
        ("return_conversation", "her_words"),
        ("stop_talk", "her_words"),
    ],
)
def test_her_words_are_asked_for_wherever_something_is_decided(form: str, words: str) -> None:
    field = PATHWAY.forms[form].field(words)
    assert field is not None
    assert field.required


def test_each_late_step_tells_somebody_and_takes_nothing_away() -> None:
    assert sorted(name for walk in late_everywhere() for name in walk.told) == [
        "Aftercare is late",
        "Her wish is not written down",
        "Looking back is late",
        "No talk about what stands in the way",
        "Nobody has been in touch",
        "Nobody has talked with her since",
        "Plan is late",
        "Services are taking long",
        "Steps after her death are late",
        "Stopping is not talked about",
    ]
