"""Hostile pathways: refused with the place and what to do, at once, with nothing stored; at work, they hurt nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from engine.bootstrap import lint_pathway
from engine.errors import DefinitionError, InvalidState
from engine.store import history
from engine.testing import House, Person
from tests.integration.hostile.counting import nothing_stored
from tests.integration.hostile.files import BOUNDED, ENDLESS, ESCAPES, HARMLESS, HOSTILE_FILES, counted, decided, sound

AT_ONCE = 5.0
"""Seconds of the processor."""
OF_ALL_FILES = ("20 MB", "500 files")


@contextmanager
def at_once() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < AT_ONCE


def refused(house: House, files: Mapping[str, bytes]) -> DefinitionError:
    with at_once(), nothing_stored(house.engine), pytest.raises(DefinitionError) as refusal:
        house.deploy(files)
    assert refusal.value.remedy
    assert "Traceback" not in str(refusal.value)
    return refusal.value


@pytest.mark.parametrize("what", HOSTILE_FILES)
def test_a_hostile_file_is_refused_with_its_place_and_a_remedy(firm_house: House, what: str) -> None:
    files, word = HOSTILE_FILES[what]
    refusal = refused(firm_house, files)
    assert word in refusal.message
    assert refusal.file or what in OF_ALL_FILES


def test_a_sound_pathway_is_deployed_after_all_refusals(house: House) -> None:
    """So that it was what is hostile in them that was refused."""
    for what in ("an entity that reads a file", "an unknown element", "a form that is no TOML"):
        refused(house, HOSTILE_FILES[what][0])
    assert house.deploy(sound()).version == 1


@pytest.mark.parametrize("what", HOSTILE_FILES)
def test_the_gate_reports_a_hostile_file_and_never_fails(what: str) -> None:
    errors = [finding for finding in lint_pathway(HOSTILE_FILES[what][0]) if finding.severity == "error"]
    assert all(finding.message and finding.remedy for finding in errors)
    assert errors or what == "no settings"  # a diagram alone may be looked at, but not published


@pytest.mark.parametrize("text", ESCAPES, ids=[text[:30] for text in ESCAPES])
def test_an_expression_that_looks_for_a_way_out_is_refused_at_its_element(firm_house: House, text: str) -> None:
    refusal = refused(firm_house, decided(text))
    assert refusal.file == "plain.bpmn"
    assert refusal.line


def begun(house: House, files: Mapping[str, bytes]) -> Person:
    worker = house.person("Worker", "Charity")
    house.deploy(files)
    worker.start("plain")
    return worker


def undone(house: House, worker: Person, element_id: str) -> None:
    """Completing the step fails at the element; it is undone, told, and everything else goes on."""
    with pytest.raises(InvalidState, match="fault in the pathway"):
        worker.complete("a", note="x")
    (task,) = worker.tasks()
    assert (task.title, task.state) == ("a", "claimed")
    with house.engine.database.read(1, house.clock.now()) as tx:
        (incident,) = history.open_incidents(tx, task.instance_id)
    assert incident.element_id == element_id
    assert house.engine.fsck() == []


@pytest.mark.parametrize("text", HARMLESS)
def test_an_expression_finds_nothing_but_variables(house: House, text: str) -> None:
    assert begun(house, decided(text)).complete("a", note="x").ended == "end"


@pytest.mark.parametrize("text", BOUNDED, ids=[text[:40] for text in BOUNDED])
def test_an_expression_that_takes_for_ever_elsewhere_is_answered_at_once(house: House, text: str) -> None:
    with at_once():
        assert begun(house, counted(text)).complete("a", note="x").ended == "end"


@pytest.mark.parametrize("text", ENDLESS, ids=[text[:40] for text in ENDLESS])
def test_an_expression_without_end_stops_the_step_and_nothing_else(house: House, text: str) -> None:
    with at_once():
        worker = begun(house, counted(text))
        undone(house, worker, "b")
