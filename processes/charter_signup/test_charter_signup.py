"""Signing the charter: every way through the diagram."""

from __future__ import annotations

from typing import Any

import pytest

import processes
from engine.bpmn import load_definition
from engine.bpmn.pathway import read_pathway
from engine.domain.forms import validate
from engine.errors import InvalidInput
from processes.walking import Walk, evaluate

KEY = "charter_signup"
PATHWAY = read_pathway(processes.bundle(KEY))
STOCK: dict[str, Any] = {"staff": "12", "trained": "4", "readiness": "beginning", "readiness_next": "A quiet room"}
SIGNED: dict[str, Any] = {
    "signs": "yes",
    "signatory": "Manager 1, director",
    "contact": "Manager 1",
    "contact_email": "manager1@example.org",
    "agreement": ["answer", "share", "choice"],
}
NOT_NOW = {"signs": "not now", "why_not": "Nobody is trained yet"}
RESULTS = {"sign_charter": {"expires_on": "2027-03-02"}}


def stocked() -> Walk:
    return Walk(PATHWAY, results=RESULTS).do("take_stock", **STOCK)


def signed() -> Walk:
    return stocked().do("sign_charter", **SIGNED)


def refused() -> Walk:
    return stocked().do("sign_charter", **NOT_NOW)


def kept() -> Walk:
    return signed().do("check_charter", complete="yes")


def stopped() -> Walk:
    return refused().do("talk_it_over", said="Not this year", next_step="stop")


def signed_after_all() -> Walk:
    walk = refused().do("talk_it_over", said="The training is booked", next_step="ask again")
    walk.do("sign_charter", **SIGNED).do("check_charter", complete="no", missing="Who is the contact?")
    return walk.do("sign_charter", **SIGNED).do("check_charter", complete="yes")


def late_everywhere() -> Walk:
    walk = Walk(PATHWAY, results=RESULTS).fire("late_take_stock").do("take_stock", **STOCK)
    walk.fire("late_sign_charter").do("sign_charter", **NOT_NOW).fire("late_talk_it_over")
    walk.do("talk_it_over", said="Once more", next_step="ask again").do("sign_charter", **SIGNED)
    return walk.fire("late_check_charter").do("check_charter", complete="yes")


def test_journeys_take_every_sequence_flow() -> None:
    walks = [kept(), stopped(), signed_after_all(), late_everywhere()]
    assert set().union(*(walk.taken for walk in walks)) == set(load_definition(processes.bundle(KEY), KEY).flows)


def test_the_agency_signs_the_coordinator_checks_and_the_review_begins() -> None:
    walk = kept()
    assert walk.operations == [("sign_charter", {}), ("start_pathways", {"pathways": ["charter_review"]})]
    assert walk.ends == ["signed"]


@pytest.mark.parametrize("walk", [stopped, signed])
def test_nothing_is_kept_before_somebody_has_checked_it(walk: Any) -> None:
    assert walk().operations == []


def test_an_agency_that_does_not_sign_is_spoken_with_and_may_be_asked_again() -> None:
    assert refused().tasks == ["talk_it_over"]
    assert stopped().ends == ["not_signed"]
    assert signed_after_all().ends == ["signed"]


def test_each_late_step_tells_somebody_and_takes_nothing_away() -> None:
    walk = late_everywhere()
    assert walk.told == [
        "Taking stock is late",
        "Charter is not signed",
        "Nobody has talked with the agency",
        "Signed charter is not checked",
    ]
    assert walk.ends[-1] == "signed"


@pytest.mark.parametrize(
    ("walk", "step", "parameter"),
    [
        (lambda: Walk(PATHWAY), "take_stock", "charter.take_stock"),
        (stocked, "sign_charter", "charter.sign"),
        (refused, "talk_it_over", "charter.talk"),
        (signed, "check_charter", "charter.check"),
    ],
)
def test_every_step_is_due_by_a_parameter_and_watched_by_it(walk: Any, step: str, parameter: str) -> None:
    clocks = walk().clocks
    assert clocks[step].parameter == parameter
    assert clocks[step] == clocks[f"late_{step}"]


def test_who_signs_names_herself_a_contact_and_what_is_agreed() -> None:
    with pytest.raises(InvalidInput) as missing:
        validate(PATHWAY.forms["sign_charter"], {"signs": "yes"}, evaluate)
    assert set(missing.value.fields) == {"signatory", "contact", "contact_email", "agreement"}


def test_what_an_agency_writes_about_itself_does_not_steer_the_pathway() -> None:
    seen = {field.key for form in PATHWAY.forms.values() for field in form.fields if field.seen_by_pathway}
    assert seen == {"signs", "next_step", "complete"}
