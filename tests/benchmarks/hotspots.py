"""Where a completion spends its time, and what it says to the database.

Run as `python -m tests.benchmarks.hotspots [sqlite|postgresql]`. The profiler slows Python down several times over, so
only the shares say anything.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import Counter
from contextlib import AbstractContextManager

from tests.benchmarks import places
from tests.benchmarks.case import COMPLETIONS, steps
from tests.benchmarks.ours import Ours

REHEARSALS, CASES, LINES = 3, 20, 45


def main(where: str = "sqlite") -> None:
    chosen: AbstractContextManager[places.Place] = places.postgres() if where == "postgresql" else places.sqlite()
    with chosen as place:
        ours = Ours(place)
        profile = cProfile.Profile()
        said: Counter[str] = Counter()
        for number in range(REHEARSALS + CASES):
            case = ours.start()
            for step in steps(number):
                completion = ours.ready(case, step)
                if number < REHEARSALS:
                    completion()
                    continue
                ours.tape.texts = said
                profile.runcall(completion)
                ours.tape.texts = None
        ours.close()
    for text, count in said.most_common():
        print(f"{count / (CASES * COMPLETIONS):6.2f} a completion: {' '.join(text.split())[:100]}")
    statistics = pstats.Stats(profile).strip_dirs()
    statistics.sort_stats("tottime").print_stats(LINES)
    statistics.sort_stats("cumulative").print_stats(LINES)


if __name__ == "__main__":
    main(*sys.argv[1:])
