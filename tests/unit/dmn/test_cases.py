from __future__ import annotations

import pytest

from engine.dmn import run_cases
from engine.errors import DefinitionError
from tests.unit.dmn.models import data, decision, literal, model, table

MODEL = model(
    data("danger"),
    data("since"),
    decision("priority", table(["danger"], [["true", '"now"'], ["false", '"routine"']]), "in_danger"),
    decision("answer", literal("{priority: priority, since: since, days: 2.5}"), "priority", "in_since"),
)


def test_cases_that_hold_and_cover_every_rule_are_well() -> None:
    report = run_cases(
        MODEL,
        "priority",
        b"""
        [[case]]
        name = "Danger goes first"
        inputs = { danger = true }
        expect = "now"

        [[case]]
        name = "Otherwise routine"
        inputs = { danger = false }
        expect = "routine"
        """,
    )
    assert (report.ok, report.cases) == (True, 2)


def test_what_differs_and_what_is_not_covered_is_reported() -> None:
    report = run_cases(MODEL, "priority", b'[[case]]\nname = "wrong"\ninputs = { danger = true }\nexpect = "routine"')
    assert not report.ok
    assert report.failures[0].name == "wrong"
    assert '"routine"' in report.failures[0].message
    assert [(rule.decision, rule.index, rule.annotation) for rule in report.uncovered_rules] == [
        ("priority", 2, "why 2")
    ]


def test_values_are_compared_exactly_also_through_required_decisions() -> None:
    report = run_cases(
        MODEL,
        "answer",
        b"""
        [[case]]
        name = "dates and decimals"
        inputs = { danger = true, since = 2027-01-31 }
        expect = { priority = "now", since = 2027-01-31, days = 2.5 }

        [[case]]
        name = "durations"
        inputs = { danger = false, since = { "@" = "duration", value = "P5D" } }
        expect = { priority = "routine", since = { "@" = "duration", value = "P5D" }, days = 2.5 }
        """,
    )
    assert report.failures == ()
    assert report.ok


def test_inputs_that_the_decision_does_not_have_fail_the_case() -> None:
    report = run_cases(MODEL, "priority", b'[[case]]\nname = "typo"\ninputs = { dangr = true }')
    assert "dangr" in report.failures[0].message


def test_a_table_without_cases_is_not_well() -> None:
    assert not run_cases(MODEL, "priority", b"case = []").ok


@pytest.mark.parametrize(
    "toml",
    [
        b"[[case",
        b"\xff",
        b"",
        b"other = 1",
        b"[[case]]\nname = 1\ninputs = {}",
        b'[[case]]\nname = "x"\ninputs = {}\nexpct = 1',
    ],
)
def test_tables_that_cannot_be_read_are_refused(toml: bytes) -> None:
    with pytest.raises(DefinitionError, match="Expected") as refusal:
        run_cases(MODEL, "priority", toml)
    assert refusal.value.file == "cases/priority.toml"
