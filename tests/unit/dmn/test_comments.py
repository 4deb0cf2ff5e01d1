"""Comments of a diagram or decision file stay with their element, whichever editor saves it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn import editing
from engine.bpmn.diff import difference
from engine.dmn.comments import with_comments
from engine.dmn.editing import sheets, write_rules
from tests.unit.bpmn.test_editing import diagram, shipped

KEY = "contact_and_triage"
FILE = f"{KEY}.bpmn"


def commented(xml: bytes, places: list[int]) -> bytes:
    """The file with a comment before each of these elements, by its place in the file."""
    root = etree.fromstring(xml)
    elements = list(root.iter(etree.Element))
    for number, place in enumerate(places):
        elements[place % len(elements)].addprevious(etree.Comment(f" Remark {number} "))
    written: bytes = etree.tostring(root.getroottree())
    return written


def remarks(xml: bytes) -> dict[str, str]:
    """Each comment with the tag and id of the element after it."""
    root = etree.fromstring(xml)
    found = [*root.iter(etree.Comment), *root.itersiblings(etree.Comment, preceding=True)]
    following = {each: next((one for one in each.itersiblings(etree.Element)), None) for each in found}
    return {
        str(each.text): "" if one is None else f"{one.tag} {one.get('id')} {one.get('name')}"
        for each, one in following.items()
    }


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=6))
def test_comments_stay_before_their_elements_and_change_nothing_else(places: list[int]) -> None:
    before = commented(diagram(KEY)[0], places)
    after = with_comments(before, editing.change_step(before, FILE, "tell_her", "Tell her", "Why"), FILE)
    assert remarks(after) == remarks(before)
    plain = editing.change_step(*diagram(KEY), "tell_her", "Tell her", "Why")
    told = difference({**shipped(KEY), FILE: plain}, {**shipped(KEY), FILE: after})
    assert all("written differently" in change.words for change in told)


def test_the_comment_of_a_step_that_is_taken_out_goes_and_the_others_stay() -> None:
    xml = diagram(KEY)[0]
    for step in (b"tell_her", b"make_safe"):
        each = b'<bpmn:userTask id="' + step
        xml = xml.replace(each, b"<!-- About " + step + b" -->" + each)
    after = with_comments(xml, editing.remove_step(xml, FILE, "tell_her"), FILE)
    assert remarks(after).keys() == {" About make_safe "}


def test_comments_inside_a_text_leave_the_text_as_it_is() -> None:
    xml = b"<a><b id='one'>priority <!-- of the referral --> = 1</b><!-- The end --></a>"
    after = with_comments(xml, b"<a><b id='one'>priority  = 1</b></a>", "a.xml")
    assert after.count(b"<!--") == 2
    assert "".join(etree.fromstring(after).find("b").itertext(etree.Element)) == "priority  = 1"


def test_comments_of_a_decision_file_stay_when_its_rules_change() -> None:
    xml = shipped(KEY)["triage.dmn"].replace(b"<rule ", b"<!-- From the strategy --><rule ", 1)
    sheet = next(each for each in sheets(xml, "triage.dmn") if each.decision == "first_response")
    after = with_comments(xml, write_rules(xml, "triage.dmn", sheet.decision, sheet.rules[:-1]), "triage.dmn")
    assert remarks(after) == remarks(xml)


@pytest.mark.parametrize("after", [b"", b"<a", b"<!DOCTYPE a><a/>", b"<a><!-- Mine --></a>", b"<other/>"])
def test_what_cannot_be_read_or_has_comments_of_its_own_stays_as_it_is(after: bytes) -> None:
    assert with_comments(b"<a><b id='gone'><!-- Yours --></b></a>", after, "a.xml") == after
