"""Cases of the kit are found in either layout, read as the values they say, and judged strictly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.feel import from_json
from tests.support.tck_lines import lines
from tests.unit.dmn.models import data, decision, definitions, literal
from tests.unit.tck.kit import case_files, folder
from tests.unit.tck.listing import listed
from tests.unit.tck.running import Verdict, verdicts

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
MODEL = definitions(data("x"), decision("d", literal("x + 1"), "in_x"), decision("e", literal("x"), "in_x"))


def kit(root: Path, *cases: str, model: bytes = MODEL) -> list[Verdict]:
    """The verdicts on a kit with one folder, in the layout of levels alone."""
    place = root / "compliance-level-2" / "0001-own"
    place.mkdir(parents=True)
    (place / "0001-own.dmn").write_bytes(model)
    inside = f"<modelName>0001-own.dmn</modelName>{''.join(cases)}"
    (place / "0001-own-test-01.xml").write_text(f'<testCases xmlns="urn:kit" {XSI}>{inside}</testCases>')
    return [verdict for file in case_files(root) for verdict in verdicts(file)]


def case(
    expected: str, error: str = "", name: str = "d", given: str = '<value xsi:type="xsd:decimal">1</value>'
) -> str:
    attribute = f' errorResult="{error}"' if error else ""
    node = f'<resultNode name="{name}"{attribute}><expected>{expected}</expected></resultNode>'
    return f'<testCase id="001"><inputNode name="x">{given}</inputNode>{node}</testCase>'


def value(kind: str, text: str) -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


NULL = '<value xsi:nil="true"/>'


def test_a_case_whose_answer_is_the_expected_one_holds(tmp_path: Path) -> None:
    (verdict,) = kit(tmp_path, case(value("decimal", "2")))
    assert verdict == Verdict("2", "0001-own/0001-own-test-01#001", java=False, failure="")


@pytest.mark.parametrize("expected", [value("decimal", "3"), value("string", "2"), NULL, "<list/>"])
def test_a_case_with_another_answer_fails_and_says_both(tmp_path: Path, expected: str) -> None:
    (verdict,) = kit(tmp_path, case(expected))
    assert verdict.failure.startswith("d: expected ")
    assert verdict.failure.endswith("but found 2")


def test_an_expected_error_is_null_with_a_reason(tmp_path: Path) -> None:
    (verdict,) = kit(tmp_path, case(NULL, error="true", given=value("string", "a")))
    assert verdict.holds


def test_null_without_a_reason_is_no_error(tmp_path: Path) -> None:
    (verdict,) = kit(tmp_path, case(NULL, error="true", name="e", given=NULL))
    assert verdict.failure == "e: null as expected, but without a reason"


def test_a_case_that_asks_for_an_unknown_decision_fails(tmp_path: Path) -> None:
    (verdict,) = kit(tmp_path, case(NULL, name="other"))
    assert 'no "other"' in verdict.failure


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (value("string", " a "), " a "),
        ("<value>a</value>", "a"),
        (value("boolean", "true"), True),
        (value("double", "2.5"), 2.5),
        (value("date", "2027-01-31"), {"@": "date", "value": "2027-01-31"}),
        (value("time", "17:00:00Z"), {"@": "time", "value": "17:00:00Z"}),
        (value("dateTime", "2027-01-31T17:00:00"), {"@": "date and time", "value": "2027-01-31T17:00:00"}),
        (value("duration", "P1DT2H"), {"@": "duration", "value": "P1DT2H"}),
        (f"<list><item>{value('decimal', '1')}</item><item>{NULL}</item></list>", [1, None]),
        ('<list xsi:nil="true"/>', None),
        (f'<component name="a">{value("decimal", "1")}</component>', {"a": 1}),
    ],
)
def test_values_are_read_as_they_are_written(tmp_path: Path, written: str, meant: Any) -> None:
    kit(tmp_path, case(written))
    (file,) = case_files(tmp_path)
    assert file.cases[0].expected[0].value == from_json(meant)


def test_numbers_may_lie_apart_by_less_than_the_tolerance(tmp_path: Path) -> None:
    (verdict,) = kit(tmp_path, case(value("decimal", str(Decimal(2) + Decimal("0.000000009")))))
    assert verdict.holds


def test_cases_that_need_java_are_told_apart_also_through_what_they_require(tmp_path: Path) -> None:
    external = 'function(n) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}'
    model = definitions(decision("java", literal(external)), decision("d", literal("java(1)"), "java"))
    (verdict,) = kit(tmp_path, case(NULL), model=model)
    assert verdict.java


def test_a_service_answers_each_of_its_output_decisions(tmp_path: Path) -> None:
    service = (
        '<decisionService id="s" name="s"><outputDecision href="#d"/><outputDecision href="#e"/></decisionService>'
    )
    parts = decision("d", literal("1")), decision("e", literal("2")), service
    nodes = "".join(
        f'<resultNode name="{name}"><expected>{value("decimal", text)}</expected></resultNode>'
        for name, text in (("d", "1"), ("e", "2"))
    )
    asked = f'<testCase id="1" type="decisionService" invocableName="s">{nodes}</testCase>'
    (verdict,) = kit(tmp_path, asked, model=definitions(*parts))
    assert verdict.failure == ""


@pytest.mark.parametrize("inside", [".", "TestCases"])
def test_the_kit_is_found_in_either_layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    (tmp_path / inside / "compliance-level-3").mkdir(parents=True)
    monkeypatch.setenv("DMN_TCK_DIR", str(tmp_path))
    assert folder() == tmp_path / inside


def test_a_folder_that_holds_no_kit_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DMN_TCK_DIR", str(tmp_path))
    assert folder() is None


def test_the_run_ends_with_one_line_for_each_level() -> None:
    counted = [("3", True), ("2", True), ("3", False), ("java", False)]
    assert lines(counted) == [
        "tck level 2: 1 of 1",
        "tck level 3: 1 of 2",
        "tck external Java functions, counted apart: 0 of 1",
    ]


def test_every_listed_failure_has_its_reason() -> None:
    assert listed("| `a/b#1` | because |\n| `c` | no case |\n") == {"a/b#1": "because"}
    assert all(listed().values())
