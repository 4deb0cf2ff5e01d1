"""The benchmarks run and give every number that is asked of them, here in the smallest form, on SQLite."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks import measure, places, report
from tests.benchmarks.extent import TINY

PROMISED = {
    "completions_vs_stock",
    "cpu_vs_stock",
    "completions_vs_bare",
    "loop_1000_vs_loop_1",
    "state_bytes",
    "inbox_1m_vs_1k",
}


@pytest.fixture(scope="module")
def numbers() -> dict[str, Any]:
    with places.sqlite() as place:
        return measure.everything(place, TINY)


def test_every_promised_number_is_there(numbers: dict[str, Any]) -> None:
    assert numbers.keys() >= PROMISED
    assert numbers["completions_vs_stock"] > 0
    assert 0 < numbers["state_bytes"] < 8_192
    assert numbers["round_trips_most"] >= numbers["round_trips_per_completion"] >= 2


def test_what_only_the_full_run_measures_is_null(numbers: dict[str, Any]) -> None:
    assert numbers["inbox_1m_vs_1k"] is None
    assert numbers["loop_1000_vs_loop_1"] is None


def test_bare_transactions_leave_the_same_rows(numbers: dict[str, Any]) -> None:
    assert numbers["bare"]["bytes_per_case"] == numbers["ours"]["bytes_per_case"]


def test_the_table_names_every_contender_and_target(numbers: dict[str, Any]) -> None:
    written = report.table({"sqlite": numbers})
    assert all(f"{contender}: cases a second" in written for contender in ("ours", "stock", "bare"))
    assert all(wanted in written for wanted, _ in report.TARGETS.values())


def test_a_target_that_is_missed_is_named(numbers: dict[str, Any]) -> None:
    slow = {**numbers, "cpu_vs_stock": 7.5, "state_bytes": 100}
    assert [line for line in report.missed({"sqlite": slow}) if "cpu_vs_stock is 7.5, meant to be <= 0.5" in line]
    assert not [line for line in report.missed({"sqlite": slow}) if "state_bytes" in line]
