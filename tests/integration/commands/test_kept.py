"""What is thrown while a referral is paused is handed over once to each that waits for it when it goes on."""

from __future__ import annotations

import pytest

from engine.commands import Outcome
from tests.integration.commands.conftest import Staff
from tests.integration.commands.pauses import pause, resume, well
from tests.support.bpmn_models import boundary, diagram, element, end, event, flows, parallel, start, sub_process, throw
from tests.support.bundles import asked, bundle

DEFINED = element("signal", "news", name="news") + element("message", "call", name="call")
KINDS = [("signal", "news"), ("message", "call")]


def two_ears(kind: str, name: str) -> bytes:
    """Two steps at once, beside each of which the same is listened for, as often as it comes."""
    parts = [start(), parallel("both")]
    drawn = ["start > both"]
    for ear in ("left", "right"):
        heard = boundary(f"{ear}_heard", ear, event(kind, name), interrupting=False)
        parts += [asked(ear), heard, asked(f"told_{ear}"), end(f"{ear}_end"), end(f"{ear}_told_end")]
        drawn += [f"both > {ear}", f"{ear} > {ear}_end", f"{ear}_heard > told_{ear}", f"told_{ear} > {ear}_told_end"]
    return diagram(*parts, *flows(*drawn), key="listening", definitions=DEFINED)


def one_ear_within_another(kind: str, name: str) -> bytes:
    """What is heard outside ends the step inside, and what that listens for."""
    heard = boundary("heard_inside", "wait", event(kind, name), interrupting=False)
    within = [start("begin"), asked("wait"), heard, asked("inside"), end("waited"), end("inside_end")]
    within += flows("begin > wait", "wait > waited", "heard_inside > inside", "inside > inside_end")
    around = boundary("heard_outside", "around", event(kind, name))
    drawn = flows("start > around", "around > end", "heard_outside > outside", "outside > outside_end")
    parts = [start(), sub_process("around", *within), around, asked("outside"), end("outside_end"), end(), *drawn]
    return diagram(*parts, key="listening", definitions=DEFINED)


def saying(kind: str, name: str) -> bytes:
    """Throws the same twice, with a step between."""
    said = [throw(f"say_{number}", event(kind, name)) for number in (1, 2)]
    drawn = flows("start > say_1", "say_1 > again", "again > say_2", "say_2 > end")
    return diagram(start(), *said, asked("again"), end(), *drawn, key="saying", definitions=DEFINED)


def said_in_a_pause(staff: Staff, listening: bytes, speaking: bytes) -> Outcome:
    """The one that listens, paused, and for whose case the other has said it once since."""
    staff.house.deploy(bundle("listening", listening))
    staff.house.deploy(bundle("saying", speaking))
    listener = staff.worker.start("listening")
    pause(staff.manager, listener)
    staff.worker.start("saying", listener.case_id)
    return listener


def titles(staff: Staff) -> list[str]:
    return sorted(task.title for task in staff.house.open_tasks())


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_each_that_waits_hears_each_throw_once(staff: Staff, kind: str, name: str) -> None:
    listener = said_in_a_pause(staff, two_ears(kind, name), saying(kind, name))
    staff.house.worker.tick()
    resume(staff.manager, listener)
    assert titles(staff) == ["again", "left", "right", "told_left", "told_right"]
    pause(staff.manager, listener)
    staff.worker.complete("again")
    staff.house.worker.tick()
    resume(staff.manager, listener)
    assert titles(staff) == ["left", "right", "told_left", "told_left", "told_right", "told_right"]
    assert well(staff.house)


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_two_throws_in_one_pause_are_both_heard(staff: Staff, kind: str, name: str) -> None:
    listener = said_in_a_pause(staff, two_ears(kind, name), saying(kind, name))
    staff.worker.complete("again")
    resume(staff.manager, listener)
    assert titles(staff) == ["left", "right", "told_left", "told_left", "told_right", "told_right"]
    assert well(staff.house)


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_what_waits_no_longer_once_another_has_heard_it_is_left_alone(staff: Staff, kind: str, name: str) -> None:
    listener = said_in_a_pause(staff, one_ear_within_another(kind, name), saying(kind, name))
    staff.house.worker.tick()
    resume(staff.manager, listener)
    assert "outside" in titles(staff)
    assert "wait" not in titles(staff)
    assert well(staff.house)
