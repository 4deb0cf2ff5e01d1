"""Review of the charter: every way through the diagram, every rule of its decision."""

from __future__ import annotations

from typing import Any

import pytest

import processes
from engine.bpmn import load_definition
from engine.bpmn.pathway import read_pathway
from processes.walking import Walk

KEY = "charter_review"
PATHWAY = read_pathway(processes.bundle(KEY))
RUNS: dict[str, Any] = {
    "signed": True,
    "days_left": 200,
    "days_to_lapse": 230,
    "remind_first_at": "2026-08-19T09:00",
    "remind_last_at": "2026-09-11T09:00",
    "runs_out_at": "2026-09-18T09:00",
    "lapses_at": "2026-10-18T09:00",
}
LAPSED = {**RUNS, "days_left": -30, "days_to_lapse": 0}
RENEWED = {
    "renews": "yes",
    "renewed_by": "Manager 1, director",
    "renewed_contact": "Manager 1",
    "trained_now": "9",
    "readiness_now": "established",
}
LEAVES = {"renews": "no", "leaving_why": "The service closes"}
OVER = {"handed_over": "none"}
SETTLED = {"settled": "Spoke with its manager"}


def begun(**standing: Any) -> Walk:
    return Walk(
        PATHWAY, results={"look_at_charter": {**RUNS, **standing}, "sign_charter": {"expires_on": "2027-09-18"}}
    )


def asked() -> Walk:
    return begun().fire("until_review")


def lapsed() -> Walk:
    """Nobody has answered: what the engine finds when it looks again is a charter that has lapsed."""
    walk = asked().fire("last_reminder").fire("ran_out")
    walk.results = {**walk.results, "look_at_charter": LAPSED}
    return walk.fire("lapses")


def renewed() -> Walk:
    return asked().do("review_charter", **RENEWED)


def left() -> Walk:
    return asked().do("review_charter", **LEAVES).fire("late_hand_over").do("hand_over", **OVER)


def renewed_late() -> Walk:
    walk = lapsed().fire("late_decide_lapsed").do("decide_lapsed", what_next="signs again", **SETTLED)
    return walk.fire("late_sign_again").do("sign_again", **RENEWED)


def left_after_lapsing() -> Walk:
    return lapsed().do("decide_lapsed", what_next="leaves", **SETTLED).do("hand_over", **OVER)


def done(walk: Walk) -> list[str]:
    """The operations carried out, but for looking at the charter."""
    return [name for name, _ in walk.operations if name != "look_at_charter"]


def test_journeys_take_every_sequence_flow() -> None:
    walks = [renewed(), left(), renewed_late(), left_after_lapsing()]
    assert set().union(*(walk.taken for walk in walks)) == set(load_definition(processes.bundle(KEY), KEY).flows)


def test_nobody_is_asked_before_it_is_time() -> None:
    walk = begun()
    assert walk.tasks == []
    assert walk.clocks["until_review"].arithmetic == "On Wed 19 Aug 2026 09:00"


def test_the_manager_is_asked_a_month_before_and_has_until_it_runs_out() -> None:
    walk = asked()
    assert walk.tasks == ["review_charter"]
    moments = {name: due.arithmetic for name, due in walk.clocks.items()}
    assert moments == {
        "review_charter": "On Fri 18 Sep 2026 09:00",
        "last_reminder": "On Fri 11 Sep 2026 09:00",
        "ran_out": "On Fri 18 Sep 2026 09:00",
        "lapses": "On Sun 18 Oct 2026 09:00",
    }


def test_in_the_days_of_grace_people_are_told_and_the_review_goes_on() -> None:
    walk = asked().fire("last_reminder").fire("ran_out")
    assert walk.told == ["Charter runs out in a week", "Charter has run out"]
    assert walk.tasks == ["review_charter"]
    assert done(walk.do("review_charter", **RENEWED)) == ["sign_charter", "start_pathways"]


def test_a_lapsed_charter_is_settled_by_the_coordinator() -> None:
    walk = lapsed()
    assert walk.tasks == ["decide_lapsed"]
    assert done(walk) == []


def test_a_charter_that_was_signed_meanwhile_has_not_lapsed() -> None:
    walk = asked().fire("lapses")
    assert walk.tasks == []
    assert "until_review" in walk.clocks


@pytest.mark.parametrize("walk", [renewed, renewed_late])
def test_signing_again_keeps_a_new_charter_and_starts_the_next_review(walk: Any) -> None:
    ended = walk()
    assert done(ended) == ["sign_charter", "start_pathways"]
    assert dict(ended.operations)["start_pathways"] == {"pathways": [KEY]}
    assert ended.ends[-1] == "renewed"


@pytest.mark.parametrize("walk", [left, left_after_lapsing])
def test_an_agency_leaves_only_when_its_referrals_are_in_other_hands(walk: Any) -> None:
    ended = walk()
    assert done(ended) == ["end_charter"]
    assert ended.ends[-1] == "left"


def test_an_agency_without_a_charter_is_settled_at_once() -> None:
    walk = begun(signed=False, days_left=0, days_to_lapse=0)
    assert walk.tasks == ["decide_lapsed"]


def test_each_late_step_tells_somebody() -> None:
    assert renewed_late().told == [
        "Charter runs out in a week",
        "Charter has run out",
        "Nobody has decided about a lapsed charter",
        "Charter is not signed",
    ]
    assert left().told == ["Handing over is late"]
