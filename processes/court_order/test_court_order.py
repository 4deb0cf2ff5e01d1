"""Ordered meetings: every way through the diagram, every rule of its decision, and nothing that follows by itself."""

from __future__ import annotations

from typing import Any

import pytest

import processes
from engine.bpmn import load_definition
from engine.bpmn.pathway import read_pathway
from engine.domain.forms import validate
from engine.domain.parameters import DeadlineClass
from processes.walking import Walk, evaluate

KEY = "court_order"
PATHWAY = read_pathway(processes.bundle(KEY))
TEAM = "00000000-0000-0000-0000-000000000001"
ORDERED: dict[str, Any] = {"wants_help": "yes", "meet_by": "2026-08-21", "held": "0", "supervisor": TEAM}


def ordered(**changes: Any) -> Walk:
    return Walk(PATHWAY).do("read_order", **{**ORDERED, **changes})


def met(times: int, walk: Walk | None = None) -> Walk:
    walk = walk or ordered()
    for _ in range(times):
        walk.do("meet", meeting="held")
    return walk


def not_wanted() -> Walk:
    return Walk(PATHWAY).fire("late_read_order").do("read_order", wants_help="no")


def lifted() -> Walk:
    return met(1).do("meet", meeting="order over")


def passed() -> Walk:
    walk = met(1).fire("late_meet").do("meet", meeting="not held").fire("time_over").fire("late_after_time")
    return walk.do("after_time", she_was_told="yes", legal_advice="yes")


def test_journeys_take_every_sequence_flow() -> None:
    walks = [not_wanted(), met(3), lifted(), passed()]
    assert set().union(*(walk.taken for walk in walks)) == set(load_definition(processes.bundle(KEY), KEY).flows)


@pytest.mark.parametrize(
    ("walk", "end"),
    [(not_wanted, "not_wanted"), (lambda: met(3), "held_all"), (lifted, "lifted"), (passed, "over")],
)
def test_each_end_is_reached_and_nothing_follows_by_itself(walk: Any, end: str) -> None:
    walked = walk()
    assert walked.ends[-1] == end
    assert walked.operations == []


def test_neither_court_nor_police_nor_other_help_is_told_or_asked() -> None:
    kinds = {element.kind for element in PATHWAY.definition.elements.values()}
    assert not kinds & {"callActivity", "serviceTask", "sendTask"}
    assert {element.event for element in PATHWAY.definition.elements.values()} <= {"", None, "timer", "escalation"}
    assert set(PATHWAY.settings.lanes) == {"lead", "supervisor"}


def test_without_her_wish_nothing_about_the_order_is_kept() -> None:
    sent = {**ORDERED, "wants_help": "no", "ordered_on": "2026-02-20", "her_view": "None of your business"}
    assert validate(PATHWAY.forms["ordered_meetings"], sent, evaluate).values == {"wants_help": False}


def test_the_notes_of_meetings_are_shown_with_no_task_of_any_pathway() -> None:
    shown = {
        name.strip()
        for key in processes.keys()  # noqa: SIM118 - a function, not a mapping
        for element in load_definition(processes.bundle(key), key).elements.values()
        for name in element.properties.get("shows", "").split(",")
    }
    assert not shown & set(PATHWAY.forms)


def test_the_day_of_the_court_is_one_of_law_and_that_of_the_order_itself() -> None:
    clock = ordered().clocks["time_over"]
    assert clock.at.isoformat()[:10] == "2026-08-21"
    assert PATHWAY.definition.elements["time_over"].properties["class"] == DeadlineClass.STATUTORY


def test_without_a_day_six_months_from_now_count() -> None:
    clock = ordered(meet_by="").clocks["time_over"]
    assert (clock.parameter, clock.deadline_class) == ("court_order.within", DeadlineClass.STATUTORY)
    assert clock.at.isoformat()[:10] == "2026-09-02"


def test_meetings_held_before_count() -> None:
    assert met(1, ordered(held="2")).ends[-1] == "held_all"


def test_a_missed_meeting_only_means_another() -> None:
    walk = ordered().do("meet", meeting="not held").do("meet", meeting="not held")
    assert walk.tasks == ["meet"]
    assert walk.told == []


def test_each_late_step_tells_somebody_and_takes_nothing_away() -> None:
    assert not_wanted().told == ["Order is not written down"]
    assert passed().told == ["No meeting for a while", "Nobody has talked with her about the day"]
