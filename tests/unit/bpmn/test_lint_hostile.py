"""Whatever the bytes, the gate answers with findings: never an exception, never for long."""

from __future__ import annotations

import copy
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn.lint import lint
from engine.dmn.findings import Finding
from tests.unit.bpmn.drawing import ask, boundary, diagram, end, flows, start
from tests.unit.bpmn.test_lint_bundle import PATHWAY, bundle
from tests.unit.bpmn.test_lint_clean import CLEAN, CLEAN_HEAD

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>'
)
HOSTILE = {
    "nothing": (b"", "empty"),
    "no XML": (b"PK\x03\x04 a zip file", "well-formed"),
    "zeros": (b"\x00" * 1000, "well-formed"),
    "cut off": (PATHWAY[: len(PATHWAY) // 2], "well-formed"),
    "a DOCTYPE": (b"<!DOCTYPE html><html/>", "DOCTYPE"),
    "entities": (ENTITIES.encode(), "DOCTYPE"),
    "a file of the machine": (b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "DOCTYPE"),
    "20 MB": (PATHWAY.replace(b'name="Pathway"', b'name="' + b"x" * 20_000_000 + b'"'), "more"),
    "5,000 deep": (b"<a>" * 5000 + b"</a>" * 5000, "deep"),
    "200,000 elements": (b"<a>" + b"<b/>" * 200_000 + b"</a>", "elements"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
    "another document": (b"<html><body/></html>", "BPMN 2.0 document"),
    "no process": (diagram().replace(b"bpmn:process", b"bpmn:collaboration"), "a process with steps"),
    "an empty process": (diagram(), "a process with steps"),
    "two executable processes": (
        diagram(start(), end(), flows("start > end"),
            tail='<bpmn:process id="q" isExecutable="true"><bpmn:task id="t"/></bpmn:process>'),
        "“q” is a further one",
    ),
    "two processes of which none is marked": (
        diagram(start(), end(), flows("start > end"), executable="",
            tail='<bpmn:process id="q"><bpmn:task id="t"/></bpmn:process>'),
        "none of 2 is marked",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_file_is_one_finding_that_says_what_to_do(data: bytes, message: str) -> None:
    began = time.process_time()
    (finding,) = lint({"p.bpmn": data})
    assert finding.severity == "error"
    assert message in finding.message
    assert finding.remedy
    assert time.process_time() - began < 2


def test_the_line_of_what_is_not_well_formed_is_given() -> None:
    (finding,) = lint({"p.bpmn": b"<a>\n<b>\n</a>"})
    assert (finding.file, finding.line) == ("p.bpmn", 3)


def test_a_process_marked_as_not_executable_is_run_with_a_warning() -> None:
    data = diagram(start(), end(), flows("start > end"), executable='isExecutable="false"')
    assert [each.severity for each in lint({"p.bpmn": data}) if "not executable" in each.message] == ["warning"]


def test_too_many_files_are_refused_without_reading_them() -> None:
    (finding,) = lint({f"{place}.bpmn": b"<a" for place in range(500)})
    assert "200 files" in finding.message


def test_no_files_at_all_is_a_finding() -> None:
    assert ["a diagram" in finding.message for finding in lint({})] == [True]


def test_too_many_steps_are_refused() -> None:
    names = [f"t{place}" for place in range(501)]
    data = diagram(start(), *(ask(name) for name in names), end(), flows(" > ".join(["start", *names, "end"])))
    assert ["at most 500 steps" in finding.message for finding in lint({"p.bpmn": data})].count(True) == 1


def test_the_largest_diagram_is_checked_in_a_few_seconds() -> None:
    names = [f"t{place}" for place in range(240)]
    late = [boundary(f"late_{name}", name) for name in names]
    arrows = [" > ".join(["start", *names, "end"]), *(f"late_{name} > end" for name in names)]
    data = diagram(start(), *(ask(name) for name in names), *late, end(), flows("; ".join(arrows)))
    began = time.process_time()
    assert [finding for finding in lint({"p.bpmn": data}) if finding.severity == "error"] == []
    assert time.process_time() - began < 5


def check_findings(found: list[Finding]) -> None:
    """Findings are whole whatever they are about."""
    for finding in found:
        assert finding.severity in {"error", "warning"}
        assert finding.message
        assert finding.remedy


FILES = st.sampled_from(["p.bpmn", "process.toml", "forms/send.toml", "urgency.dmn"])


@settings(max_examples=60, deadline=None)
@given(FILES, st.binary(max_size=200))
def test_any_bytes_in_any_file_give_findings(name: str, data: bytes) -> None:
    found = lint(bundle(**{name: data}))
    check_findings(found)
    assert any(finding.severity == "error" for finding in found)


@settings(max_examples=80, deadline=None)
@given(FILES, st.integers(0, 10_000), st.integers(0, 40), st.binary(max_size=12))
def test_any_bytes_changed_in_a_sound_bundle_give_findings_or_none(name: str, place: int, cut: int, put: bytes) -> None:
    whole = bundle()
    data = whole[name]
    place %= len(data)
    check_findings(lint(bundle(**{name: data[:place] + put + data[place + cut :]})))


RICH = diagram(*CLEAN["everything that is supported"], head=CLEAN_HEAD)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A diagram with elements removed, doubled, moved and renamed, and attributes dropped, swapped and invented."""
    root = etree.fromstring(RICH)
    for _ in range(draw(st.integers(1, 6))):
        elements = [element for element in root.iter() if element.getparent() is not None]
        if not elements:
            break
        one, other = draw(st.sampled_from(elements)), draw(st.sampled_from(elements))
        mutate(draw(st.sampled_from(CHANGES)), one, other)
    return bytes(etree.tostring(root))


CHANGES = ["remove", "double", "move", "rename", "drop", "swap", "invent", "empty"]


def mutate(change: str, one: etree._Element, other: etree._Element) -> None:
    inside = one in list(other.iterancestors()) or one is other
    if change == "remove":
        one.getparent().remove(one)
    elif change == "double":
        one.addnext(copy.deepcopy(one))
    elif change == "move" and not inside:
        other.append(one)
    elif change == "rename":
        one.tag = other.tag
    elif change == "drop" and one.attrib:
        del one.attrib[one.attrib.keys()[0]]
    elif change == "swap":
        one.set("id", other.get("id", ""))
    elif change == "invent":
        for name in ("sourceRef", "targetRef", "attachedToRef", "default", "calledElement", "triggeredByEvent"):
            one.set(name, other.get("id", "true"))
    elif change == "empty":
        one.text = other.get("id")


@settings(max_examples=200, deadline=None)
@given(mutations())
def test_any_mutation_of_a_diagram_gives_findings_or_none(data: bytes) -> None:
    check_findings(lint({"p.bpmn": data}))


@settings(max_examples=100, deadline=None)
@given(mutations())
def test_findings_are_the_same_each_time_and_in_order(data: bytes) -> None:
    found = lint({"p.bpmn": data})
    assert found == lint({"p.bpmn": data})
    assert [finding.line or 0 for finding in found] == sorted(finding.line or 0 for finding in found)
