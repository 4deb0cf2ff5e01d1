"""The benchmark of decision tables runs, and both contenders answer alike; how fast is not asserted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks import decisions, report


@pytest.fixture(scope="module")
def numbers() -> dict[str, Any]:
    return decisions.measured(rounds=1)


def test_every_number_is_there(numbers: dict[str, Any]) -> None:
    assert (numbers["rules"], numbers["inputs"]) == (100, 5)
    assert all(numbers[name] > 0 for _label, name in decisions.LINES)


def test_the_report_holds_them(numbers: dict[str, Any]) -> None:
    assert "Ours beside stock: decisions, rate" in report.table({"decisions": numbers})


def test_a_target_that_is_missed_is_named(numbers: dict[str, Any]) -> None:
    assert report.missed({"decisions": {**numbers, "decide_us": 50.5, "largest_shipped_read_ms": 1}}) == [
        "decisions: decide_us is 50.5, meant to be <= 50"
    ]
