"""The numbers as a table for people, beside what they are meant to reach (`docs/performance.md`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.benchmarks import decisions

PLACES = ("postgresql", "sqlite", "sqlite_wal")
WIDTH = 14


def at_least(target: float) -> tuple[str, Callable[[float], bool]]:
    return f">= {target:g}", lambda value: value >= target


def at_most(target: float) -> tuple[str, Callable[[float], bool]]:
    return f"<= {target:g}", lambda value: value <= target


TARGETS: Mapping[str, tuple[str, Callable[[float], bool]]] = {
    "cpu_vs_stock": at_most(0.5),
    "completions_vs_stock_at_loop_20": at_least(10),
    "loop_1000_vs_loop_1": at_most(1.2),
    "state_bytes": at_most(8_191),
    "inbox_1m_vs_1k": at_most(2),
    "timer_fire_vs_completion": at_most(1),
}
"""What holds on both databases."""
ON_POSTGRESQL = {"completions_vs_stock": at_least(2.5), "bytes_per_case": at_most(25_000)}

RATIOS = (
    ("Ours beside stock: completions, rate", "completions_vs_stock"),
    ("Ours beside stock: processor time", "cpu_vs_stock"),
    ("Ours beside stock at loop 20: rate", "completions_vs_stock_at_loop_20"),
    ("Ours beside bare transactions: rate", "completions_vs_bare"),
    ("Loop 1,000 beside loop 1: time", "loop_1000_vs_loop_1"),
    ("Loop 1,000 beside loop 1: processor time", "loop_1000_vs_loop_1_cpu"),
    ("Sealed state, most bytes", "state_bytes"),
    ("Inbox of 1,000,000 beside 1,000: time", "inbox_1m_vs_1k"),
    ("Firing a timer beside completing: time", "timer_fire_vs_completion"),
    ("Firing a timer: processor time", "timer_fire_cpu_vs_completion"),
    ("Due timers among 1,000,000 beside none", "sweep_waiting_vs_none_waiting"),
    ("Finding 10,000 due timers, ms", "sweep_ms"),
    ("Bytes a finished case of ours leaves", "bytes_per_case"),
    ("Round trips of a completion, mean", "round_trips_per_completion"),
    ("Round trips of a completion, most", "round_trips_most"),
    ("A claim, ms", "claim_ms"),
)
COURSE = (
    ("cases a second", "cases_per_second"),
    ("completions a second", "completions_per_second"),
    ("completion p50, ms", "completion_p50_ms"),
    ("completion p99, ms", "completion_p99_ms"),
    ("processor ms a completion", "cpu_ms_per_completion"),
    ("start p50, ms", "start_p50_ms"),
    ("bytes a finished case", "bytes_per_case"),
)


def table(results: Mapping[str, Any]) -> str:
    """All of it, as lines of text."""
    return "\n".join(_lines(results))


def missed(results: Mapping[str, Any]) -> list[str]:
    """The targets that were measured and not met."""
    tables = decisions.missed(results["decisions"]) if "decisions" in results else []
    return tables + [
        f"{place}: {name} is {value:g}, meant to be {wanted}"
        for place in PLACES
        for name, (wanted, is_met) in _targets(place).items()
        if (value := results.get(place, {}).get(name)) is not None and not is_met(value)
    ]


def _targets(place: str) -> Mapping[str, tuple[str, Callable[[float], bool]]]:
    return {**ON_POSTGRESQL, **TARGETS} if place == "postgresql" else TARGETS


def _lines(results: Mapping[str, Any]) -> Iterator[str]:
    places = [place for place in PLACES if place in results]
    yield _row("", places, "target")
    for label, name in RATIOS:
        wanted = next((_targets(place)[name][0] for place in places if name in _targets(place)), "")
        yield _row(label, [_shown(results[place].get(name)) for place in places], wanted)
    for contender in ("ours", "stock", "bare"):
        yield ""
        for label, name in COURSE:
            yield _row(f"{contender}: {label}", [_shown(results[place][contender][name]) for place in places])
    yield ""
    for contender, megabytes in results.get("peak_memory_mb", {}).items():
        yield _row(f"{contender}: peak memory of a process, MB", [_shown(megabytes)])
    for place in places:
        yield from _details(place, results[place])
    if "decisions" in results:
        yield from ("", *decisions.lines(results["decisions"]))


def _details(place: str, numbers: Mapping[str, Any]) -> Iterator[str]:
    for mark, beside in numbers.get("loops_vs_stock", {}).items():
        slow = f"whose completion takes {beside['stock_ms']:g} ms, its state {beside['stock_state_bytes']:,} bytes"
        yield f"{place}, loop {mark}: {beside['completions_vs_stock']:g} times the rate of stock, {slow}"
    for mark, beside in numbers.get("loops_vs_loop_1", {}).items():
        yield f"{place}, loop {mark}: {beside['completions']:g} times the time of loop 1"
    for size, milliseconds in numbers.get("inbox_page_ms", {}).items():
        yield f"{place}, inbox page of 50 out of {int(size):,}: {milliseconds:g} ms"


def _row(label: str, cells: list[str], last: str = "") -> str:
    return (f"{label:<44}" + "".join(f"{cell:>{WIDTH}}" for cell in cells) + f"{last:>{WIDTH}}").rstrip()


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:g}"
