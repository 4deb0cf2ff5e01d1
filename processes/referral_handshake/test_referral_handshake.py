"""Referral handshake: every way through the diagram, every rule of its decisions."""

from __future__ import annotations

from typing import Any

import pytest

import processes
from engine.bpmn import load_definition
from engine.bpmn.pathway import read_pathway
from engine.domain.disclosure import ARTICLE_6, ARTICLE_9, SCHEDULE_1
from processes.walking import Walk

KEY = "referral_handshake"
PATHWAY = read_pathway(processes.bundle(KEY))
HOUSING = "00000000-0000-0000-0000-000000000001"
POLICE = "00000000-0000-0000-0000-000000000002"
LAPSED = "00000000-0000-0000-0000-000000000003"
CLINIC = "00000000-0000-0000-0000-000000000004"


def service(number: str, kind: str, agency_kind: str, charter_valid: bool = True) -> dict[str, Any]:
    context = {"id": number, "agency": f"agency of {kind}", "team": f"team of {kind}", "name": kind, "kind": kind}
    return {**context, "agency_kind": agency_kind, "charter_valid": charter_valid}


SERVICES = {
    HOUSING: service(HOUSING, "housing", "council"),
    POLICE: service(POLICE, "safety", "police"),
    LAPSED: service(LAPSED, "money", "charity", charter_valid=False),
    CLINIC: service(CLINIC, "sexual health", "health"),
}
ASKED: dict[str, Any] = {
    "need": "housing",
    "service": HOUSING,
    "urgency": "routine",
    "ask": "A room tonight",
    "purpose": "support",
    "share": ["alias", "needs"],
    "consent": "given",
    "harm_risk": "none",
    "told_her": "yes",
    "article_6": "6.1.a",
}
HARM = {"harm_why": "He knows where she sleeps"}


def begun(overridden: bool = False) -> Walk:
    return Walk(PATHWAY, {}, SERVICES, {"record_disclosure": {"overridden": overridden}})


def sent(**changes: Any) -> Walk:
    """Sent; what she has not agreed to and is shared all the same is an override."""
    walk = begun(overridden=changes.get("consent", "given") != "given")
    return walk.do("send_referral", **{**ASKED, **changes})


def acknowledged(**changes: Any) -> Walk:
    return sent(**changes).do("acknowledge", seen_by_name="Duty worker")


def accepted(**changes: Any) -> Walk:
    return acknowledged(**changes).do("accept_or_reject", answer="accept")


def rejected() -> Walk:
    walk = acknowledged().do("accept_or_reject", answer="reject", reason="no capacity")
    return walk.do("read_rejection", what_next="another service")


def done() -> Walk:
    walk = accepted().do("record_attempt", attempt="not reached").do("record_attempt", attempt="reached")
    walk.do("report_outcome", result="still helping").do("report_outcome", result="met")
    return walk.do("read_outcome", read="yes")


def ended_without(attempt: str) -> Walk:
    return accepted().do("record_attempt", attempt=attempt).do("read_outcome", read="yes")


def withdrawn(code: str | None = "consent withdrawn") -> Walk:
    payload = {} if code is None else {"code": code}
    return acknowledged().deliver("withdrawn_by_sender", **payload).do("confirm_stop", stopped="yes")


def stopped() -> Walk:
    walk = sent(consent="refused").do("change_or_stop", next_step="send again")
    return walk.do("send_referral", **{**ASKED, "consent": "refused"}).do("change_or_stop", next_step="stop")


def asked_manager() -> Walk:
    return sent(consent="not_asked", harm_risk="serious", **HARM)


def declined_then_approved() -> Walk:
    walk = asked_manager().do("approve_sharing", approval="decline", decline_why="Ask her first")
    walk.do("change_or_stop", next_step="send again")
    walk.do("send_referral", **{**ASKED, "consent": "refused", "harm_risk": "serious", **HARM})
    return walk.do("approve_sharing", approval="approve", necessity="To find her in time", will_be_told="told")


def shared_in_emergency() -> Walk:
    return sent(consent="not_asked", harm_risk="now", urgency="now", article_6="6.1.d", **HARM)


def late_everywhere() -> Walk:
    walk = begun().fire("late_send_referral").do("send_referral", **{**ASKED, "consent": "refused"})
    walk.fire("late_change_or_stop").do("change_or_stop", next_step="send again")
    walk.do("send_referral", **{**ASKED, "consent": "refused", "harm_risk": "serious", **HARM})
    walk.fire("late_approve_sharing")
    walk.do("approve_sharing", approval="approve", necessity="To find her in time", will_be_told="not safe")
    walk.fire("late_acknowledge").do("acknowledge", seen_by_name="Duty worker").fire("stalled_with_service")
    walk.fire("late_accept_or_reject").do("accept_or_reject", answer="accept").fire("late_first_contact")
    walk.fire("late_record_attempt").do("record_attempt", attempt="not reached").fire("stalled_with_service")
    walk.fire("late_record_attempt").do("record_attempt", attempt="reached").fire("late_report_outcome")
    return walk.do("report_outcome", result="met").fire("late_read_outcome").do("read_outcome", read="yes")


def late_after_the_answer() -> list[Walk]:
    no = acknowledged().do("accept_or_reject", answer="reject", reason="out of area").fire("late_read_rejection")
    back = acknowledged().deliver("withdrawn_by_sender", code="moved away").fire("late_confirm_stop")
    reviewed = shared_in_emergency().fire("late_review_sharing")
    reviewed.do("review_sharing", was_right="yes", review_note="Needed", she_was_told="yes")
    return [no, back, reviewed]


def test_journeys_take_every_sequence_flow() -> None:
    walks = [done(), rejected(), ended_without("declined"), ended_without("lost contact"), withdrawn(), stopped()]
    walks += [declined_then_approved(), shared_in_emergency(), late_everywhere(), *late_after_the_answer()]
    assert set().union(*(walk.taken for walk in walks)) == set(load_definition(processes.bundle(KEY), KEY).flows)


@pytest.mark.parametrize(
    ("walk", "end", "outcome"),
    [
        (done, "done", "done"),
        (rejected, "rejected", "rejected"),
        (lambda: ended_without("declined"), "client_declined", "client declined"),
        (lambda: ended_without("lost contact"), "lost_contact", "lost contact"),
        (withdrawn, "withdrawn", "withdrawn"),
        (lambda: withdrawn(None), "withdrawn", "withdrawn"),
        (stopped, "not_sent", "not sent"),
    ],
)
def test_each_end_gives_the_caller_its_outcome(walk: Any, end: str, outcome: str) -> None:
    walked = walk()
    assert walked.ends[-1] == end
    assert walked.result["outcome"] == outcome


def test_the_outcome_reaches_the_caller_also_when_an_emergency_is_reviewed_last() -> None:
    walk = shared_in_emergency().do("acknowledge", seen_by_name="Duty worker")
    walk.do("accept_or_reject", answer="reject", reason="out of area").do("read_rejection", what_next="another way")
    assert walk.tasks == ["review_sharing"]
    walk.do("review_sharing", was_right="yes", review_note="Needed", she_was_told="will be told")
    assert walk.result is not None
    assert walk.result["outcome"] == "rejected"


def test_whatever_is_shared_without_agreement_is_reviewed_within_a_working_day_whoever_approved_it() -> None:
    """Governance rule 4."""
    for walk in (declined_then_approved(), shared_in_emergency()):
        assert "review_sharing" in walk.tasks
        assert "1 working day" in walk.clocks["review_sharing"].arithmetic
    assert "review_sharing" not in sent(harm_risk="now", urgency="now", **HARM).tasks


def test_who_is_lost_from_sight_is_looked_for() -> None:
    begun_again = ("start_pathways", {"pathways": ["risk_reduction"], "unless_running": True})
    assert begun_again in ended_without("lost contact").operations
    assert "start_pathways" not in {name for name, _ in ended_without("declined").operations}


def test_the_reason_of_a_withdrawal_is_kept_with_the_outcome() -> None:
    assert ("set_outcome", {"outcome": "withdrawn: consent withdrawn"}) in withdrawn().operations


def test_nothing_is_disclosed_before_the_gate_has_decided() -> None:
    assert {name for name, _ in stopped().operations} == {"record_consent", "set_outcome"}
    assert [name for name, _ in asked_manager().operations] == ["record_consent"]


def test_a_disclosure_is_recorded_with_purpose_fields_basis_and_decision() -> None:
    name, inputs = sent().operations[1]
    assert name == "record_disclosure"
    given = {key: inputs[key] for key in ("purpose", "fields", "article_6", "consent", "gate", "told_her")}
    assert given == {
        "purpose": "support",
        "fields": ["alias", "needs"],
        "article_6": "6.1.a",
        "consent": "given",
        "gate": "allow",
        "told_her": "yes",
    }
    assert inputs["service"]["id"] == HOUSING
    assert inputs["why"]


def test_legal_bases_on_offer_are_those_the_disclosure_record_knows() -> None:
    form = PATHWAY.forms["send_referral"]
    known = {"article_6": ARTICLE_6, "article_9": ARTICLE_9, "schedule_1": SCHEDULE_1}
    for key, bases in known.items():
        field = form.field(key)
        assert field is not None
        assert {option.value for option in field.options} == set(bases)


def test_no_to_the_police_stops_that_referral_and_nothing_else() -> None:
    assert sent(service=POLICE, need="safety", purpose="crime", consent="refused").tasks == ["change_or_stop"]
    assert sent().tasks == ["acknowledge"]


def test_a_lapsed_charter_blocks_a_new_referral() -> None:
    assert sent(service=LAPSED).tasks == ["change_or_stop"]


def test_emergency_sharing_goes_at_once_and_a_manager_reviews_it_within_a_working_day() -> None:
    walk = shared_in_emergency()
    assert set(walk.tasks) == {"review_sharing", "acknowledge"}
    assert walk.clocks["review_sharing"].parameter == "handshake.review"
    assert walk.operations[1][1]["gate"] == "redact"


@pytest.mark.parametrize(
    ("changes", "acknowledge", "decide", "contact"),
    [
        ({}, "acknowledge", "decide", "first_contact"),
        ({"urgency": "soon"}, "acknowledge", "decide_soon", "first_contact_soon"),
        ({"urgency": "now"}, "acknowledge_now", "decide_now", "first_contact_now"),
        ({"service": CLINIC}, "acknowledge", "decide_soon", "first_contact_sexual_health"),
    ],
)
def test_the_clocks_follow_urgency_and_kind_of_service(
    changes: dict[str, str], acknowledge: str, decide: str, contact: str
) -> None:
    walk = sent(**changes)
    assert walk.clocks["late_acknowledge"].parameter == f"handshake.{acknowledge}"
    walk.do("acknowledge", seen_by_name="Duty worker")
    assert walk.clocks["late_accept_or_reject"].parameter == f"handshake.{decide}"
    walk.do("accept_or_reject", answer="accept")
    assert walk.clocks["late_first_contact"].parameter == f"handshake.{contact}"


def test_a_first_contact_clock_does_not_start_again_with_each_attempt() -> None:
    walk = accepted().do("record_attempt", attempt="not reached").fire("late_first_contact")
    assert walk.told == ["First contact is late"]
    walk.do("record_attempt", attempt="not reached")
    assert "late_first_contact" not in walk.clocks
    assert "late_record_attempt" in walk.clocks


def test_a_stalled_referral_is_told_of_again_and_again_while_it_is_open() -> None:
    walk = sent().fire("stalled_with_service").fire("stalled_with_service")
    assert walk.told == ["Nothing settled for a long time"] * 2
    assert walk.clocks["stalled_with_service"].parameter == "handshake.stalled"
    assert walk.tasks == ["acknowledge"]


def test_a_withdrawal_takes_the_work_away_and_asks_the_service_to_stop() -> None:
    walk = accepted().deliver("withdrawn_by_sender", code="moved away")
    assert walk.tasks == ["confirm_stop"]
    assert walk.do("confirm_stop", stopped="yes").operations[-1][0] == "end_participation"


@pytest.mark.parametrize("walk", [rejected, withdrawn, lambda: ended_without("declined")])
def test_a_service_that_does_not_help_her_stops_seeing_the_case(walk: Any) -> None:
    assert "end_participation" in [name for name, _ in walk().operations]


def test_each_late_step_tells_somebody_and_takes_nothing_away() -> None:
    walk = late_everywhere()
    assert walk.told == [
        "Referral is not sent yet",
        "Decision to change or stop is late",
        "Approval is late",
        "Acknowledgement is late",
        "Nothing settled for a long time",
        "Decision is late",
        "First contact is late",
        "No contact attempt recorded",
        "Nothing settled for a long time",
        "No contact attempt recorded",
        "Outcome is late",
        "Outcome has not been read",
    ]
    assert walk.ends[-1] == "done"


def test_what_the_caller_handed_on_is_filled_in_and_asked_for_only_once() -> None:
    fields = {field.key: field for field in PATHWAY.forms["send_referral"].fields}
    assert {key for key, field in fields.items() if field.filled_in} == {"need", "urgency", "area"}
    assert not fields["area"].required
