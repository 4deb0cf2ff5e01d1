"""Where a referral is: the elements marked, and the same as a table."""

from __future__ import annotations

import pytest
from lxml import etree

from engine import queries
from engine.errors import NotFound
from engine.queries import Diagram
from engine.testing import Person
from tests.integration.queries.conftest import Town


def shown(town: Town, person: Person, instance_id: object) -> Diagram:
    found: Diagram = town.ask(person, queries.diagram, instance_id)
    return found


def test_the_current_step_moves_with_the_referral(town: Town) -> None:
    case_id = town.contact().case_id
    assert case_id
    sent = town.refer(case_id)
    now = shown(town, town.outreach, sent.instance_id)
    assert now.current == ("acknowledge",)
    states = {step.element_id: step for step in now.steps}
    assert (states["send_referral"].state, states["send_referral"].holder) == ("done", "Night outreach, Street team")
    assert (states["acknowledge"].state, states["acknowledge"].holder) == ("current", "Housing, Options")
    assert states["acknowledge"].due_words == "due tomorrow 17:00"
    assert (states["report_outcome"].state, states["report_outcome"].at) == ("not reached", None)
    assert (states["share_gate"].role, states["share_gate"].state) == ("Automatic", "done")
    assert states["accept_or_reject"].role == "Receiving service"
    town.do(town.housing, sent.instance_id, "Acknowledge", seen_by_name="Duty officer")
    assert shown(town, town.outreach, sent.instance_id).current == ("accept_or_reject",)


def test_the_diagram_holds_every_marked_element_and_is_plain_text(town: Town) -> None:
    started = town.contact()
    page = shown(town, town.outreach, started.instance_id)
    ids = {str(name) for name in etree.fromstring(page.xml).xpath("//@id")}
    assert page.current
    assert {*page.current, *(step.element_id for step in page.steps)} <= ids
    assert (page.title, page.reference, page.case_id) == ("Contact and triage", started.reference, started.case_id)


def test_a_receiver_opens_its_own_referral_only(town: Town) -> None:
    started = town.contact()
    assert started.case_id
    sent = town.refer(started.case_id)
    assert shown(town, town.housing, sent.instance_id).current == ("acknowledge",)
    with pytest.raises(NotFound, match="There is no such referral"):
        shown(town, town.housing, started.instance_id)
    for person in (town.stranger, town.coordinator, town.administrator):
        with pytest.raises(NotFound):
            shown(town, person, sent.instance_id)


def test_an_ended_referral_is_nowhere(town: Town) -> None:
    ended = town.outreach.start("contact_and_triage", outcome="advice only", advice_about=["housing"])
    assert ended.ended
    assert shown(town, town.outreach, ended.instance_id).current == ()
