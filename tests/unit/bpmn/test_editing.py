"""Changing a diagram by its outline: the flow stays sound and the picture readable, wherever a step goes in or out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn import editing
from engine.bpmn.diff import difference
from engine.bpmn.drawing import Drawing
from engine.bpmn.lint import lint
from engine.bpmn.outline import Outline, outline
from engine.dmn.findings import Finding
from engine.errors import DefinitionError, InvalidInput, NotFound
from web.bundles import read_bundle

ROOT = Path(__file__).resolve().parents[3] / "processes"
KEYS = ("contact_and_triage", "referral_handshake")
PILING = "open copies of it would pile up"
OUTSIDE = "lies outside of it"


@cache
def shipped(key: str) -> Mapping[str, bytes]:
    return read_bundle(ROOT / key)


@cache
def rows(key: str) -> Outline:
    return outline(shipped(key))


@cache
def before(key: str) -> frozenset[str]:
    return frozenset(finding.message for finding in lint(shipped(key)))


def new_findings(key: str, xml: bytes) -> list[Finding]:
    """What is found in the changed diagram that was not found before."""
    found = lint({**shipped(key), f"{key}.bpmn": xml})
    return [finding for finding in found if finding.message not in before(key)]


def diagram(key: str) -> tuple[bytes, str]:
    return shipped(key)[f"{key}.bpmn"], f"{key}.bpmn"


def places(key: str) -> list[tuple[str, str, str]]:
    """Every way of a shipped pathway with every role."""
    return [(key, flow.id, lane.id) for flow in rows(key).flows for lane in rows(key).lanes]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([place for key in KEYS for place in places(key)]))
def test_a_step_added_on_any_way_is_drawn_in_its_role_and_covers_nothing(place: tuple[str, str, str]) -> None:
    key, flow_id, lane_id = place
    xml, step_id = editing.add_step(
        *diagram(key), flow_id, "Tell the police", lane_id, "", "= working days(2)", "So that they know."
    )
    inside = rows(key).step(next(flow.source for flow in rows(key).flows if flow.id == flow_id))
    is_inner = inside is not None and inside.scope != key
    for finding in new_findings(key, xml):
        # On a reminder's branch a task is refused, as it should be; in a group of steps it is drawn with the group.
        assert PILING in finding.message or (is_inner and OUTSIDE in finding.message), finding
    step = outline(xml).step(step_id)
    assert step is not None
    assert (step.name, step.deadline, step.kind) == ("Tell the police", "= working days(2)", "userTask")


def test_adding_a_step_changes_only_the_way_it_is_put_on() -> None:
    key = "contact_and_triage"
    flow = next(flow for flow in rows(key).flows if flow.source == "open_case")
    xml, step_id = editing.add_step(*diagram(key), flow.id, "Tell the police", "coordination", "", "P2D", "")
    was, is_now = rows(key), outline(xml)
    old = {each.id: (each.source, each.target, each.condition) for each in was.flows}
    new = {each.id: (each.source, each.target, each.condition) for each in is_now.flows}
    assert {each for each in old if new[each] != old[each]} == {flow.id}
    assert new[flow.id][:2] == ("open_case", step_id)
    assert [new[each][:2] for each in new.keys() - old.keys()] == [(step_id, flow.target)]
    assert {step.id for step in is_now.steps} - {step.id for step in was.steps} == {step_id}
    step = is_now.step(step_id)
    assert step is not None
    assert step.lane == "Coordination"


def test_the_condition_of_a_way_stays_before_the_step_that_is_put_on_it() -> None:
    key = "contact_and_triage"
    flow = next(flow for flow in rows(key).flows if flow.condition)
    xml, step_id = editing.add_step(*diagram(key), flow.id, "Ask again", rows(key).lanes[0].id, "", "P2D", "")
    after = {each.id: each for each in outline(xml).flows}
    assert after[flow.id].condition == flow.condition
    assert after[flow.id].target == step_id


def removable(key: str) -> list[str]:
    found = []
    for step in rows(key).steps:
        ways = [flow for flow in rows(key).flows if flow.source == step.id]
        if step.kind == "userTask" and len(ways) == 1:
            found.append(step.id)
    return found


@pytest.mark.parametrize("key", KEYS)
def test_whatever_step_is_taken_out_the_rest_still_reaches_an_end(key: str) -> None:
    for step_id in removable(key)[::3]:
        xml = editing.remove_step(*diagram(key), step_id)
        wrong = [each.message for each in new_findings(key, xml) if "is used by no task" not in each.message]
        assert not wrong, (step_id, wrong)
        after = outline(xml)
        assert after.step(step_id) is None
        assert not [step for step in after.steps if step.attached_to == step_id]
        assert f'bpmnElement="{step_id}"'.encode() not in xml


def test_a_step_put_in_and_taken_out_again_leaves_the_pathway_as_it_was_but_for_its_picture() -> None:
    key = "contact_and_triage"
    flow = rows(key).flows[4]
    xml, step_id = editing.add_step(*diagram(key), flow.id, "Ask again", rows(key).lanes[1].id, "", "P2D", "")
    back = editing.remove_step(xml, diagram(key)[1], step_id)
    said = [change.words for change in difference(shipped(key), {**shipped(key), f"{key}.bpmn": back})]
    assert [words.partition(":")[0] for words in said] == ["Moved on the picture"]


def test_a_new_role_lies_below_the_others_and_takes_steps() -> None:
    key = "referral_handshake"
    xml, lane_id = editing.add_role(*diagram(key), "Police")
    flow = next(flow for flow in rows(key).flows if flow.source == "record_consent")
    xml, _ = editing.add_step(xml, f"{key}.bpmn", flow.id, "Tell the police", lane_id, "", "P2D", "")
    assert [each.message for each in new_findings(key, xml)] == [
        "Expected “Police” to be listed in process.toml, but it is not: nobody would get its tasks."
    ]
    picture = Drawing(xml, "x").picture
    pool = picture.box("participant_referral_handshake")
    boxes = [picture.box(lane) for lane in ("sender_manager", "sender", "receiver", lane_id)]
    assert pool is not None
    tops = [box.y for box in boxes if box is not None]
    assert tops == sorted(tops)
    assert sum(box.height for box in boxes if box is not None) == pool.height


def test_a_step_moved_to_another_role_takes_its_reminder_along() -> None:
    key = "contact_and_triage"
    xml = editing.change_lane(*diagram(key), "tell_her", "outreach")
    after = outline(xml)
    lane = next(lane.name for lane in after.lanes if lane.id == "outreach")
    assert {step.lane for step in after.steps if "tell_her" in (step.id, step.attached_to)} == {lane}
    assert not [each.message for each in new_findings(key, xml) if "covers" in each.message or OUTSIDE in each.message]


def test_what_another_editor_wrote_stays() -> None:
    xml, file = diagram("contact_and_triage")
    foreign = b'<x:note xmlns:x="urn:other" colour="blue"/>'
    marked = xml.replace(b"<spiffworkflow:properties>", foreign + b"<spiffworkflow:properties>", 1)
    changed = editing.change_properties(marked, file, "record_contact", {"form": "", "deadline": ""})
    assert b'colour="blue"' in changed
    step = outline(changed).step("record_contact")
    assert step is not None
    assert "form" not in step.properties


@pytest.mark.parametrize("key", KEYS)
def test_a_name_or_text_of_any_kind_is_kept_as_text(key: str) -> None:
    name = 'A "name" <b>&amp; more'
    xml = editing.change_step(*diagram(key), removable(key)[0], name, "Why <i>not</i> & so on")
    step = outline(xml).step(removable(key)[0])
    assert step is not None
    assert (step.name, step.documentation) == (name, "Why <i>not</i> & so on")
    assert etree.fromstring(xml) is not None


def test_what_is_gone_or_makes_no_sense_is_refused() -> None:
    xml, file = diagram("contact_and_triage")
    with pytest.raises(NotFound):
        editing.change_step(xml, file, "no_such_step", "x", "")
    with pytest.raises(NotFound):
        editing.change_flow(xml, file, "no_such_way", "x", "")
    with pytest.raises(InvalidInput, match="one way out"):
        editing.remove_step(xml, file, "what_happened")
    with pytest.raises(InvalidInput, match="no such role"):
        editing.change_lane(xml, file, "tell_her", "nobody")
    with pytest.raises(DefinitionError):
        editing.change_step(b"<!DOCTYPE a><a/>", file, "a", "b", "")


def test_numbers_in_the_picture_that_are_none_do_no_harm() -> None:
    xml, file = diagram("contact_and_triage")
    broken = xml.replace(b'<di:waypoint x="670" y="200" />', b'<di:waypoint x="wide" y="inf" />', 1)
    changed, _ = editing.add_step(
        broken, file, "flow_open_case_to_decide_triage", "Ask", rows("contact_and_triage").lanes[0].id, "", "", ""
    )
    assert b'"nan"' not in changed
    assert b'"inf"' not in changed
