"""Time and processor time of single actions, and what many of them come to."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.benchmarks.case import Step

WEIGHED_EVERY = 10
"""Cases. PostgreSQL is vacuumed then, as autovacuum does once a fifth of the rows has changed."""


@dataclass(frozen=True)
class Sample:
    """What one action took: seconds on the clock, and of this process's processor time."""

    seconds: float
    cpu: float


class Contender(Protocol):
    """Something that carries cases through the workload, each step durable before it returns."""

    name: str

    def start(self) -> object:
        """Start a case and return what names it."""
        ...

    def ready(self, case: object, step: Step) -> Callable[[], object]:
        """Whatever comes before the completion and is not measured; returns the completion itself."""
        ...

    def size(self) -> int:
        """Bytes of the database now, once what is dead in it has been cleared for use again."""
        ...

    def close(self) -> None: ...


@dataclass
class Course:
    """What one contender took. `cases` holds the completions case by case, `weighings` the bytes after so many."""

    starts: list[Sample] = field(default_factory=list)
    cases: list[list[Sample]] = field(default_factory=list)
    weighings: list[tuple[int, int]] = field(default_factory=list)

    @property
    def completions(self) -> list[Sample]:
        return [sample for case in self.cases for sample in case]

    def seconds_per_completion(self) -> float:
        """The median over cases of a completion's mean time, so that every kind of step counts."""
        return statistics.median(statistics.fmean(sample.seconds for sample in case) for case in self.cases)

    def cpu_per_completion(self) -> float:
        return statistics.median(statistics.fmean(sample.cpu for sample in case) for case in self.cases)

    def bytes_per_case(self) -> int:
        """What a finished case leaves for good, from when the pages and indexes of an empty database are begun."""
        (all_cases, all_size) = self.weighings[-1]
        begun = [weighing for weighing in self.weighings if weighing[0] < all_cases]
        cases, size = begun[min(1, len(begun) - 1)]
        return round((all_size - size) / (all_cases - cases))

    def seconds_per_case(self) -> float:
        start = statistics.median(sample.seconds for sample in self.starts) if self.starts else 0.0
        return start + statistics.median(sum(sample.seconds for sample in case) for case in self.cases)


def timed(action: Callable[[], object]) -> Sample:
    cpu, seconds = time.process_time(), time.perf_counter()
    action()
    return Sample(time.perf_counter() - seconds, time.process_time() - cpu)


def median(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.seconds for sample in samples)


def percentile(samples: Sequence[Sample], share: float) -> float:
    """The value below which `share` (0 to 1) of the samples lie, in seconds."""
    ranked = sorted(sample.seconds for sample in samples)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)]
