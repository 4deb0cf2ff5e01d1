"""The contenders take turns, a case or a loop each, so that whatever else the machine does hits them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping, Sequence

from tests.benchmarks.case import AGENCIES, loop, steps, triage
from tests.benchmarks.ours import Ours
from tests.benchmarks.stock import Stock
from tests.benchmarks.timing import WEIGHED_EVERY, Contender, Course, Sample, timed


def fresh_cases(contenders: Sequence[Contender], most: int, seconds: float) -> dict[str, Course]:
    """Whole cases, at most so many and for about so long; the first of each contender is a rehearsal."""
    _play(contenders, 0)
    courses = {contender.name: Course() for contender in contenders}
    _weigh(contenders, courses, 0)
    begun = time.perf_counter()
    for number in range(1, most + 1):
        if time.perf_counter() - begun > seconds:
            break
        for name, (start, completions) in _play(contenders, number).items():
            courses[name].starts.append(start)
            courses[name].cases.append(completions)
        if number % WEIGHED_EVERY == 0:
            _weigh(contenders, courses, number)
    _weigh(contenders, courses, len(courses[contenders[0].name].cases))
    return courses


def _weigh(contenders: Sequence[Contender], courses: Mapping[str, Course], cases: int) -> None:
    for contender in contenders:
        courses[contender.name].weighings.append((cases, contender.size()))


def _play(contenders: Sequence[Contender], number: int) -> dict[str, tuple[Sample, list[Sample]]]:
    gc.collect()
    played = {}
    for contender in contenders:
        opened: list[object] = []
        start = timed(lambda: opened.append(contender.start()))  # noqa: B023
        completions = [timed(contender.ready(opened[0], step)) for step in steps(number)]
        played[contender.name] = (start, completions)
    return played


def grow(ours: Ours, case: object, loops: int, chase_every: int) -> int:
    """Bring a case on by so many loops, with all agencies late in some. Returns the most bytes its state had."""
    most = 0
    for number in range(1, loops + 1):
        if chase_every and number % chase_every == 0:
            ours.grow_late()
        *parallel, review = loop(AGENCIES, repeat=True)
        for steps_at_once in (parallel, [review]):
            for complete in ours.all_ready(case, steps_at_once):
                complete()
        most = max(most, ours.state_bytes(case))
    return most


def old_and_new(ours: Ours, old: object, rounds: int) -> tuple[Course, Course]:
    """One loop of an old case beside the first loop of a fresh one, in turns, so many times."""
    courses = Course(), Course()
    for _ in range(rounds):
        gc.collect()
        cases = (old, ours.in_loop())
        samples: tuple[list[Sample], list[Sample]] = ([], [])
        for step in loop(AGENCIES, repeat=True):
            for case, taken in zip(cases, samples, strict=True):
                taken.append(timed(ours.ready(case, step)))
        for course, taken in zip(courses, samples, strict=True):
            course.cases.append(taken)
    return courses


def at_same_loop(ours: Ours, old: object, stock: Stock, other: object, rounds: int) -> dict[str, Course]:
    """Loops of two cases that have been through as many, ours and stock's, in turns."""
    courses = {"ours": Course(), "stock": Course()}
    pairs: tuple[tuple[Contender, object], ...] = ((ours, old), (stock, other))
    for _ in range(rounds):
        gc.collect()
        samples: dict[str, list[Sample]] = {"ours": [], "stock": []}
        for step in loop(AGENCIES, repeat=True):
            for contender, case in pairs:
                samples[contender.name].append(timed(contender.ready(case, step)))
        for name, taken in samples.items():
            courses[name].cases.append(taken)
    return courses


def stock_in_loop(stock: Stock, loops: int) -> object:
    """A stock case that has been through so many loops."""
    case = stock.start()
    stock.advance(case, [triage()])
    grow_stock(stock, case, loops)
    return case


def grow_stock(stock: Stock, case: object, loops: int) -> None:
    for _ in range(loops):
        stock.advance(case, loop(AGENCIES, repeat=True))


def timers_and_completions(ours: Ours, rounds: int) -> tuple[Course, Course]:
    """Firing the timers of late cases, among the completions of fresh ones, whole from triage to the last review.

    A firing opens a task of the engine, as most completions of a case open tasks and some do not.
    """
    fired, completed = Course(), Course()
    for number in range(rounds):
        gc.collect()
        late = ours.in_loop()
        ours.grow_late()
        fresh, waiting = ours.start(), steps(number)
        fired.cases.append([])
        completed.cases.append([])
        for place, timer in enumerate(ours.timers(late)):
            fired.cases[-1].append(timed(lambda: ours.fire(timer)))  # noqa: B023
            for step in waiting[3 * place : 3 * place + 3]:
                completed.cases[-1].append(timed(ours.ready(fresh, step)))
    return fired, completed
