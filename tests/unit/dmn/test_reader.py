from __future__ import annotations

import pytest

from engine.dmn import inspect, read
from engine.errors import DefinitionError
from tests.unit.dmn.models import data, decision, definitions, literal, model, table


@pytest.mark.parametrize("version", ["20180521", "20191111", "20211108", "20230324"])
def test_all_versions_from_1_2_to_1_5_are_read(version: str) -> None:
    xml = definitions(decision("d1", literal("1")), namespace=f"https://www.omg.org/spec/DMN/{version}/MODEL/")
    assert list(read(xml, "a.dmn").decisions) == ["d1"]


@pytest.mark.parametrize(
    ("parts", "element", "expected"),
    [
        ([decision("d", literal("1 +"))], "d", "expected a value"),
        ([decision("d", literal("1"), "missing")], "d", 'there is no "missing"'),
        ([decision("d", literal("1")), decision("d", literal("2"))], "d", "twice"),
        ([decision("a", literal("b"), "b"), decision("b", literal("a"), "a")], "a", "require themselves"),
        ([data("x", "tColour")], "in_x", 'no "tColour"'),
        ([decision("d", table(["1"], [["< ", "2"]]))], "cell_1_1", 'rule 1, "1"'),
        ([decision("d", table(["1"], [["-", "1 1"]]))], "cell_1_2", 'rule 1, "answer"'),
        ([decision("d", table(["1", "2"], [["-", "1"]]))], "rule_1", "there is none"),
        ([decision("d", table(["1"], [], policy="SOMETIMES"))], "table", "a hit policy"),
        ([decision("d", table(["1"], [], aggregation="SUM"))], "table", "an aggregation of COLLECT"),
        ([decision("d", table(["1"], [], policy="PRIORITY"))], "table", "order of priority"),
        ([decision("d", table(["1"], [], outputs=[]))], "table", "an output"),
        (['<import namespace="x"/>'], "d", "there is none"),
        (['<decision id="nameless"/>'], "nameless", "Expected a name"),
        (['<itemDefinition id="loop" name="t"><typeRef>t</typeRef></itemDefinition>'], "loop", "contains itself"),
    ],
)
def test_what_is_wrong_is_refused_with_element_and_line(parts: list[str], element: str, expected: str) -> None:
    xml = definitions(*parts)
    with pytest.raises(DefinitionError) as refusal:
        read(xml, "a.dmn")
    assert expected.lower() in refusal.value.message.lower()
    assert refusal.value.file == "a.dmn"
    assert refusal.value.element_id == element
    assert refusal.value.line is not None
    assert refusal.value.remedy


def test_inspecting_reports_everything_at_once() -> None:
    xml = definitions(decision("d", table(["x +", "1"], [["< ", "-", "1 1"]])))
    found, findings = inspect(xml, "a.dmn")
    assert found is not None
    assert [finding.element_id for finding in findings] == ["input_0", "cell_1_1", "cell_1_3"]
    assert all(finding.severity == "error" and finding.line and finding.remedy for finding in findings)


def test_inspecting_what_is_no_dmn_gives_one_finding() -> None:
    assert inspect(b"<!DOCTYPE a><a/>", "a.dmn")[0] is None
    found, findings = inspect(b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "a.dmn")
    assert found is None
    assert "DMN file of version 1.2 to 1.5" in findings[0].message


def test_inputs_of_a_decision_come_also_through_others() -> None:
    found = model(
        data("a"),
        data("b"),
        data("c"),
        decision("first", literal("a"), "in_a"),
        decision("second", literal("first + b"), "first", "in_b"),
    )
    assert [one.name for one in found.inputs_of("second")] == ["a", "b"]
    assert [one.name for one in found.decisions_of("second")] == ["first", "second"]


def test_an_expression_sees_only_what_its_decision_requires() -> None:
    found = model(data("a"), data("b"), decision("d", literal("a"), "in_a"), decision("e", literal("a + b"), "in_b"))
    assert [use.expected - use.visible for use in found.uses] == [frozenset(), {"a"}]
