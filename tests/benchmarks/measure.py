"""Everything that is measured in one place, as plain numbers for the table and the JSON."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from tests.benchmarks import crowd, rounds
from tests.benchmarks.bare import Bare
from tests.benchmarks.case import AGENCIES, COMPLETIONS, loop, steps
from tests.benchmarks.extent import Extent
from tests.benchmarks.footprint import peak_megabytes
from tests.benchmarks.ours import Ours
from tests.benchmarks.places import Place
from tests.benchmarks.stock import Stock
from tests.benchmarks.timing import Course, Sample, median, percentile, timed

Numbers = dict[str, Any]
SWEEP_ROUNDS = 9


def everything(place: Place, extent: Extent) -> Numbers:
    """All that is measured on PostgreSQL, and on SQLite as it comes."""
    with ExitStack() as stack:
        ours, contenders = _contenders(place, stack)
        numbers = fresh(ours, contenders, extent)
        numbers |= loops(ours, contenders[2], extent)
        numbers |= clock_and_claims(ours, extent)
    numbers |= inboxes(place, extent)
    numbers |= sweep(place, extent)
    return numbers


def fresh_only(place: Place, extent: Extent) -> Numbers:
    """The cases alone, for the other journal mode of SQLite."""
    with ExitStack() as stack:
        ours, contenders = _contenders(place, stack)
        return fresh(ours, contenders, extent)


def memory(extent: Extent) -> Numbers:
    """Peak memory of a process that carries cases, in MB."""
    if not extent.footprint_cases:
        return {}
    return {name: round(peak_megabytes(name, extent.footprint_cases), 1) for name in ("ours", "stock")}


def _contenders(place: Place, stack: ExitStack) -> tuple[Ours, tuple[Ours, Bare, Stock]]:
    ours = Ours(place, copy_first=True)
    stack.callback(ours.close)
    assert ours.copied is not None
    bare = Bare(ours.copied, ours.tape)
    stack.callback(bare.close)
    stock = Stock(place)
    stack.callback(stock.close)
    return ours, (ours, bare, stock)


def fresh(ours: Ours, contenders: tuple[Ours, Bare, Stock], extent: Extent) -> Numbers:
    """Whole cases of all three, in turns."""
    ours.tape.is_recording = True
    courses = rounds.fresh_cases(contenders, extent.cases, extent.seconds)
    ours.tape.is_recording = False
    ours_, stock, bare = courses["ours"], courses["stock"], courses["bare"]
    return {
        "cases": len(ours_.cases),
        "completions_vs_stock": _ratio(stock.seconds_per_completion(), ours_.seconds_per_completion()),
        "cpu_vs_stock": _ratio(ours_.cpu_per_completion(), stock.cpu_per_completion()),
        "completions_vs_bare": _ratio(bare.seconds_per_completion(), ours_.seconds_per_completion()),
        "bytes_per_case": ours_.bytes_per_case(),
        **{contender.name: _course(courses[contender.name]) for contender in contenders},
        **round_trips(ours),
    }


def _course(course: Course) -> Numbers:
    completions = course.completions
    return {
        "cases_per_second": round(1 / course.seconds_per_case(), 1),
        "completions_per_second": round(1 / course.seconds_per_completion(), 1),
        "completion_p50_ms": _ms(percentile(completions, 0.5)),
        "completion_p99_ms": _ms(percentile(completions, 0.99)),
        "cpu_ms_per_completion": _ms(course.cpu_per_completion()),
        "start_p50_ms": _ms(median(course.starts)),
        "bytes_per_case": course.bytes_per_case(),
    }


def round_trips(ours: Ours) -> Numbers:
    """How often a completion waits for the database, its COMMIT included: the mean and the most over a case."""
    case = ours.start()
    counted = []
    for step in steps(0):
        completion = ours.ready(case, step)
        before = ours.tape.round_trips
        completion()
        counted.append(ours.tape.round_trips - before)
    return {"round_trips_per_completion": round(sum(counted) / COMPLETIONS, 1), "round_trips_most": max(counted)}


def loops(ours: Ours, stock: Stock, extent: Extent) -> Numbers:
    """Cases that have gone round often: ours at every mark beside its own first loop, stock where it still can."""
    old, other, at, state = ours.in_loop(), rounds.stock_in_loop(stock, 0), 0, 0
    against_first: Numbers = {}
    against_stock: Numbers = {}
    for mark in extent.loops:
        ours.relax(True)
        state = max(state, rounds.grow(ours, old, mark - at, extent.chase_every))
        ours.relax(False)
        if mark in extent.stock_loops:
            rounds.grow_stock(stock, other, mark - at)
            pair = rounds.at_same_loop(ours, old, stock, other, max(2, extent.rounds // 4))
            against_stock[str(mark)] = _against_stock(pair) | {"stock_state_bytes": stock.state_bytes(other)}
        aged, new = rounds.old_and_new(ours, old, extent.rounds)
        against_first[str(mark)] = {
            "completions": _ratio(aged.seconds_per_completion(), new.seconds_per_completion()),
            "cpu": _ratio(aged.cpu_per_completion(), new.cpu_per_completion()),
        }
        at = mark
    return {
        "loop_1000_vs_loop_1": against_first.get("1000", {}).get("completions"),
        "loop_1000_vs_loop_1_cpu": against_first.get("1000", {}).get("cpu"),
        "completions_vs_stock_at_loop_20": against_stock.get("20", {}).get("completions_vs_stock"),
        "loops_vs_loop_1": against_first,
        "loops_vs_stock": against_stock,
        "state_bytes": state,
    }


def _against_stock(pair: Mapping[str, Course]) -> Numbers:
    ours, stock = pair["ours"], pair["stock"]
    return {
        "completions_vs_stock": _ratio(stock.seconds_per_completion(), ours.seconds_per_completion()),
        "cpu_vs_stock": _ratio(ours.cpu_per_completion(), stock.cpu_per_completion()),
        "stock_ms": _ms(stock.seconds_per_completion()),
    }


def clock_and_claims(ours: Ours, extent: Extent) -> Numbers:
    """Firing a timer beside the mean completion of a case; and what a claim takes, which stock does not have."""
    fired, completed = rounds.timers_and_completions(ours, extent.rounds)
    case = ours.in_loop()
    claims = [timed(ours.claiming(case, step)) for step in loop(AGENCIES, repeat=True)[:-1]]
    return {
        "timer_fire_vs_completion": _ratio(fired.seconds_per_completion(), completed.seconds_per_completion()),
        "timer_fire_cpu_vs_completion": _ratio(fired.cpu_per_completion(), completed.cpu_per_completion()),
        "claim_ms": _ms(median(claims)),
    }


def inboxes(place: Place, extent: Extent) -> Numbers:
    """A page of 50 of one team's open tasks, out of few and out of very many, in databases of their own, in turns."""
    pages: dict[int, list[Sample]] = {size: [] for size in extent.inboxes}
    with ExitStack() as stack:
        houses: dict[int, Ours] = {}
        for size in extent.inboxes:
            houses[size] = ours = Ours(place)
            stack.callback(ours.close)
            crowd.more_tasks(ours, ours.task(ours.in_loop(), AGENCIES[0]).id, size)
            crowd.inbox_page(ours, AGENCIES[0])
        for _ in range(extent.rounds):
            for size, ours in houses.items():
                pages[size].append(timed(lambda: crowd.inbox_page(ours, AGENCIES[0])))  # noqa: B023
    medians = {size: median(samples) for size, samples in pages.items()}
    is_full = 1_000 in medians and 1_000_000 in medians
    return {
        "inbox_1m_vs_1k": _ratio(medians[1_000_000], medians[1_000]) if is_full else None,
        "inbox_page_ms": {str(size): _ms(seconds) for size, seconds in medians.items()},
    }


def sweep(place: Place, extent: Extent) -> Numbers:
    """Finding the due timers among very many that wait, beside finding as many where none wait, in turns."""
    if not extent.waiting_timers:
        return {"sweep_ms": None, "sweep_waiting_vs_none_waiting": None}
    samples: tuple[list[Sample], list[Sample]] = ([], [])
    with ExitStack() as stack:
        houses = []
        for waiting in (0, extent.waiting_timers - extent.due_timers):
            ours = Ours(place)
            stack.callback(ours.close)
            timer = ours.timers(ours.in_loop())[0]
            crowd.more_timers(ours, timer.id, extent.due_timers, is_due=True)
            crowd.more_timers(ours, timer.id, waiting, is_due=False)
            houses.append(ours)
        for _ in range(SWEEP_ROUNDS):
            for ours, taken in zip(houses, samples, strict=True):
                taken.append(timed(lambda: crowd.find_due(ours, extent.due_timers)))  # noqa: B023
    alone, among = (median(taken) for taken in samples)
    return {"sweep_ms": _ms(among), "sweep_waiting_vs_none_waiting": _ratio(among, alone)}


def _ratio(above: float, below: float) -> float:
    return round(above / below, 3)


def _ms(seconds: float) -> float:
    return round(seconds * 1_000, 3)
