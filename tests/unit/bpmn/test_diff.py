"""What differs between two versions, said so that somebody who draws no diagrams understands it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn import editing
from engine.bpmn.diff import difference
from engine.dmn.editing import sheets, write_rules
from engine.domain.forms import read_form
from engine.domain.pathway_settings import read_settings
from engine.domain.toml_writing import write_form, write_settings
from engine.queries.pathways_outline import changes
from tests.unit.bpmn.test_editing import ROOT, diagram, shipped

KEY = "contact_and_triage"
EVERY = sorted(path.parent.name for path in ROOT.glob("*/process.toml"))
UNTOLD = "nothing that it says has changed"


def said(changed: dict[str, bytes]) -> list[str]:
    """The words for replacing these files of the shipped pathway."""
    return [change.words for change in difference(shipped(KEY), {**shipped(KEY), **changed})]


def test_the_same_files_differ_in_nothing() -> None:
    assert said({}) == []


def test_a_name_a_deadline_and_a_reminder_are_told_one_by_one() -> None:
    xml = editing.change_deadline(*diagram(KEY), "tell_her", "= working days(2)")
    xml = editing.change_step(xml, "x", "tell_her", "Tell her today", "So that she knows.")
    assert said({f"{KEY}.bpmn": xml}) == [
        "Step “Tell her what was arranged” is now called “Tell her today”.",
        "Step “Tell her today”: the deadline changes from “triage.tell” to “2 working days”.",
        "Step “Tell her today”: what is asked and why is worded differently: “So that she knows.”.",
        "Event “Late” on “Tell her today”: the time changes from “triage.tell” to “2 working days”.",
    ]


def test_a_condition_is_told_with_both_ends_of_its_way() -> None:
    xml = editing.change_flow(*diagram(KEY), "flow_what_happened_to_open_case", "opened", 'outcome = "yes"')
    way = "The way from “Is a case opened?” to “Open the case”"
    change = 'the condition changes from “outcome = "opened"” to “outcome = "yes"”.'
    assert said({f"{KEY}.bpmn": xml}) == [f"{way}: {change}"]


def test_questions_roles_and_values_are_told() -> None:
    name = "forms/tell_her.toml"
    form = read_form(shipped(KEY)[name].decode(), name)
    first, *others = form.fields
    words = write_form(replace(form, fields=(*others, replace(first, label="Was she told?", required=False))))
    settings = read_settings(shipped(KEY)["process.toml"].decode(), "process.toml")
    lane = replace(settings.lanes["lead"], bind="coordinator")
    toml = write_settings(replace(settings, lanes={**settings.lanes, "lead": lane}, parameters=settings.parameters[1:]))
    found = said({name: words.encode(), "process.toml": toml.encode()})
    held = "the coordinating team of the partnership instead of whoever was chosen (= lead_service)"
    assert f"Role “{lane.label}” is held by {held}." in found
    assert f"“{settings.parameters[0].name}” is no longer used." in found
    assert any("the question changes from" in each and "Was she told?" in each for each in found)
    assert any(each.endswith("the questions are in another order.") for each in found)


def test_rules_are_told_by_their_number_and_their_words() -> None:
    xml = shipped(KEY)["triage.dmn"]
    sheet = next(each for each in sheets(xml, "triage.dmn") if each.decision == "first_response")
    kept = sheet.rules[1:]
    changed = write_rules(xml, "triage.dmn", sheet.decision, [*kept[:-1], replace(kept[-1], note="Always")])
    found = said({"triage.dmn": changed})
    assert len(found) == 2
    assert found[0].startswith("Decision “First response”: rule 1 removed: “Danger now true:")
    assert found[1].startswith("Decision “First response”, rule 7: “always:")
    assert found[1].endswith("(Always)”.")


@cache
def places(suffix: str) -> list[tuple[str, str, int, str]]:
    """Everything that a shipped file of that kind says: pathway, file, element, attribute (empty for its text).

    A cell with a dash and one that is empty say the same: nothing.
    """
    found: list[tuple[str, str, int, str]] = []
    for key in EVERY:
        for name in sorted(each for each in shipped(key) if each.endswith(suffix)):
            for number, element in enumerate(etree.fromstring(shipped(key)[name]).iter(etree.Element)):
                found += [(key, name, number, str(attribute)) for attribute in element.attrib]
                found += [(key, name, number, "")] if (element.text or "").strip() not in ("", "-") else []
    return found


def put(element: etree._Element, attribute: str, value: str) -> None:
    if attribute:
        element.set(attribute, value)
    else:
        element.text = value


def taken(element: etree._Element, attribute: str, _value: str) -> None:
    if attribute:
        del element.attrib[attribute]
    else:
        element.text = None


@pytest.mark.parametrize("suffix", [".bpmn", ".dmn"])
@settings(max_examples=40, deadline=None)
@given(data=st.data(), act=st.sampled_from([put, taken]))
def test_whatever_is_changed_in_a_diagram_or_decision_is_told(
    suffix: str, data: st.DataObject, act: Callable[[etree._Element, str, str], None]
) -> None:
    key, name, number, attribute = data.draw(st.sampled_from(places(suffix)))
    root = etree.fromstring(shipped(key)[name])
    act(list(root.iter(etree.Element))[number], attribute, data.draw(st.sampled_from(["other", "1", "= a"])))
    after = {**shipped(key), name: etree.tostring(root)}
    found = [change.words for change in changes(shipped(key), after)]
    assert found
    assert not any(UNTOLD in words for words in found), (found, key, name, number, attribute)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_is_changed_in_the_settings_a_form_or_an_example_is_told(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(EVERY))
    name = data.draw(st.sampled_from(sorted(each for each in shipped(key) if each.endswith(".toml"))))
    text = shipped(key)[name].decode()
    said = [found.end() for found in re.finditer(r'"(?=[^"\n]*")|= (?=\d)', text)]
    place = data.draw(st.sampled_from(said))
    after = {**shipped(key), name: f"{text[:place]}1{text[place:]}".encode()}
    found = [change.words for change in changes(shipped(key), after)]
    assert found
    assert not any(UNTOLD in words for words in found), (found, name, text[place - 20 : place + 20])


def test_what_only_moves_on_the_picture_is_told_as_that() -> None:
    xml = diagram(KEY)[0].replace(
        b'bpmnElement="tell_her">\n        <dc:Bounds x="', b'bpmnElement="tell_her">\n        <dc:Bounds x="1'
    )
    assert xml != diagram(KEY)[0]
    assert said({f"{KEY}.bpmn": xml}) == ["Moved on the picture: “Tell her what was arranged”."]


def test_spacing_and_comments_are_told_to_say_nothing() -> None:
    xml = diagram(KEY)[0].replace(b"<bpmn:laneSet", b"<!-- The roles -->\n<bpmn:laneSet", 1)
    assert said({f"{KEY}.bpmn": xml}) == [f"{KEY}.bpmn is written differently (order, spacing or comments); {UNTOLD}."]


def test_what_runs_behind_the_steps_is_told_in_words() -> None:
    xml = diagram(KEY)[0]
    for old, new in (
        (b"<bpmn:loopDataInputRef>services_wanted<", b"<bpmn:loopDataInputRef>answers<"),
        (b'name="need" />', b'name="wish" />'),
        (b'calledElement="referral_handshake"', b'calledElement="charter_review"'),
        (b'cancelActivity="false" attachedToRef="tell_her"', b'cancelActivity="true" attachedToRef="tell_her"'),
        (b'escalationCode="telling_late"', b'escalationCode="told_late"'),
    ):
        assert old in xml, old
        xml = xml.replace(old, new)
    found = said({f"{KEY}.bpmn": xml})
    for words in (
        "the list it is done for changes from “services_wanted” to “answers”.",
        "the name of each entry changes from “need” to “wish”.",
        "the called pathway changes from “referral_handshake” to “charter_review”.",
        "whether it interrupts changes from “no” to “yes”.",
        "the code changes from “telling_late” to “told_late”.",
    ):
        assert any(each.endswith(words) for each in found), (words, found)


def test_a_new_value_is_told_with_its_class_source_and_day() -> None:
    text = shipped(KEY)["process.toml"].decode()
    changed = re.sub(r"valid_from = \S+", "valid_from = 2030-01-01", text, count=1)
    (words,) = said({"process.toml": changed.encode()})
    assert "the day from which it holds changes from" in words
    assert words.endswith("to “2030-01-01”.")
