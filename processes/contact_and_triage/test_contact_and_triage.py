"""Contact and triage: every way through the diagram, every rule of its decisions."""

from __future__ import annotations

from typing import Any

import pytest

import processes
from engine.bpmn import load_definition
from engine.bpmn.pathway import read_pathway
from engine.domain.forms import validate
from engine.errors import InvalidInput
from processes.walking import Walk, evaluate

KEY = "contact_and_triage"
PATHWAY = read_pathway(processes.bundle(KEY))
LEAD = "00000000-0000-0000-0000-000000000001"
TEAM = "00000000-0000-0000-0000-000000000002"
SERVICES = {LEAD: {"id": LEAD, "agency": "a", "team": TEAM, "name": "Outreach", "kind": "outreach"}}
OPENED = {"outcome": "opened", "alias": "Bee"}


def begun(matches: int = 0) -> Walk:
    return Walk(PATHWAY, services=SERVICES, results={"find_duplicates": {"matches": matches}})


def opened(*, matches: Any = 0, **answers: Any) -> Walk:
    return begun(matches).do("record_contact", **OPENED, **answers)


def led(walk: Walk, *wanted: str) -> Walk:
    walk.do("agree_first_steps", services_wanted=list(wanted))
    return walk.do("allocate_lead", lead_service=LEAD)


def no_case(outcome: str) -> Walk:
    return begun().do("record_contact", outcome=outcome)


def routine() -> Walk:
    return led(opened()).do("tell_her", told="yes")


def urgent_with_match_and_referrals() -> Walk:
    walk = opened(matches=1, danger_now="yes").do("make_safe", safety_steps=["stayed"])
    walk.do("check_duplicates", match="different")
    walk = led(walk, "housing", "health").come_back("refer", need="housing", outcome="done")
    return walk.come_back("refer", need="health", outcome="rejected").do("tell_her", told="partly")


def late_everywhere() -> Walk:
    walk = begun(matches=2).fire("late_record_contact")
    walk.do("record_contact", **OPENED, under_18="might be").fire("late_make_safe")
    walk.do("make_safe", safety_steps=["childrens services"]).fire("late_check_duplicates")
    walk.do("check_duplicates", match="not sure").fire("late_agree_first_steps")
    walk.do("agree_first_steps", services_wanted=["housing"]).fire("late_allocate_lead")
    walk.do("allocate_lead", lead_service=LEAD).fire("late_refer").come_back("refer", need="housing", outcome="done")
    return walk.fire("late_tell_her").do("tell_her", told="yes")


def test_journeys_take_every_sequence_flow() -> None:
    walks = [no_case("advice only"), no_case("out of area"), no_case("declined")]
    walks += [routine(), urgent_with_match_and_referrals(), late_everywhere()]
    assert set().union(*(walk.taken for walk in walks)) == set(load_definition(processes.bundle(KEY), KEY).flows)


@pytest.mark.parametrize(
    ("outcome", "end"), [("advice only", "advice_only"), ("out of area", "out_of_area"), ("declined", "declined")]
)
def test_without_a_case_the_contact_ends_at_once_and_no_operation_runs(outcome: str, end: str) -> None:
    walk = no_case(outcome)
    assert walk.ends == [end]
    assert walk.operations == []


@pytest.mark.parametrize("outcome", ["advice only", "out of area", "declined"])
def test_without_a_case_nothing_that_identifies_her_is_kept(outcome: str) -> None:
    answers = {"outcome": outcome, "alias": "Bee", "name": "Beatrice", "phone": "07700 900123", "her_words": "words"}
    accepted = validate(PATHWAY.forms["record_contact"], answers, evaluate)
    assert set(accepted.values) <= {"outcome", "advice_about"}
    assert not accepted.person
    assert {value for value in accepted.routing.values() if value is not None} == {outcome}


def test_an_opened_contact_asks_for_an_alias_and_nothing_more() -> None:
    with pytest.raises(InvalidInput) as refused:
        validate(PATHWAY.forms["record_contact"], {"outcome": "opened"}, evaluate)
    assert set(refused.value.fields) == {"alias"}
    assert validate(PATHWAY.forms["record_contact"], OPENED, evaluate).person == {"alias": "Bee"}


def test_nothing_that_names_her_becomes_a_routing_variable() -> None:
    seen = {field.key for form in PATHWAY.forms.values() for field in form.fields if field.seen_by_pathway}
    assert not seen & {"alias", "name", "phone", "must_not_know"}


def test_danger_is_answered_within_four_hours_and_before_anything_is_checked() -> None:
    walk = opened(matches=1, danger_now="yes")
    assert walk.tasks == ["make_safe"]
    assert walk.clocks["make_safe"].parameter == "triage.now"
    assert walk.clocks["make_safe"] == walk.clocks["late_make_safe"]


@pytest.mark.parametrize("answers", [{"under_18": "yes"}, {"under_18": "might be"}, {"age_band": "under 18"}])
def test_a_child_is_answered_now_and_childrens_services_start(answers: dict[str, str]) -> None:
    walk = opened(**answers)
    assert walk.tasks == ["make_safe"]
    assert {"child_or_unborn", "modern_slavery"} <= set(dict(walk.operations)["start_pathways"]["pathways"])


def test_pathways_start_before_anybody_has_to_do_anything_more() -> None:
    walk = opened(dash_band="14 or more")
    assert [name for name, _ in walk.operations] == ["open_case", "start_pathways", "find_duplicates"]
    assert dict(walk.operations)["start_pathways"]["pathways"] == ["dash_marac"]


def test_risk_reduction_starts_with_the_lead_who_has_been_chosen() -> None:
    assert [name for name, _ in led(opened()).operations][-2:] == ["open_case", "start_pathways"]
    assert led(opened()).operations[-1][1] == {"pathways": ["risk_reduction"]}


@pytest.mark.parametrize(
    ("answers", "parameter"), [({}, "triage.routine"), ({"exploitation": "suspected"}, "triage.high")]
)
def test_first_steps_are_due_by_priority(answers: dict[str, str], parameter: str) -> None:
    walk = opened(**answers)
    assert walk.tasks == ["agree_first_steps"]
    assert walk.clocks["agree_first_steps"].parameter == parameter
    assert walk.clocks["late_agree_first_steps"].parameter == parameter


def test_the_chosen_team_becomes_the_lead() -> None:
    assert led(opened()).operations[-2] == ("open_case", {"lead_team": TEAM})


def test_each_service_wanted_is_one_referral_that_knows_its_need_how_soon_and_in_which_area() -> None:
    walk = led(opened(exploitation="yes", area="Harbour"), "housing", "mental health")
    asked = {"urgency": "soon", "area": "Harbour"}
    assert walk.calls("refer") == [{"need": "housing", **asked}, {"need": "mental health", **asked}]
    assert walk.tasks == []


def test_what_came_back_is_kept_per_need_in_the_order_asked() -> None:
    result = urgent_with_match_and_referrals().result
    assert result is not None
    assert result["answers"] == [{"need": "housing", "outcome": "done"}, {"need": "health", "outcome": "rejected"}]


def test_each_late_step_tells_somebody_and_takes_nothing_away() -> None:
    walk = late_everywhere()
    assert walk.told == [
        "Contact is not recorded",
        "First response is late",
        "Match is not checked",
        "First response is late",
        "No lead worker yet",
        "Referrals are taking long",
        "She has not been told",
    ]
    assert walk.ends[-1] == "case_open"
