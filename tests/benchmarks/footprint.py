"""Peak memory of a process that does nothing but carry cases through the workload.

Run as `python -m tests.benchmarks.footprint CONTENDER CASES`; prints the most kilobytes the process held since it was
set up. (Setting up hashes passwords, which takes much memory for a moment.)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.case import steps
from tests.benchmarks.places import Place, sqlite
from tests.benchmarks.timing import Contender

FORGET_PEAK = "5"
"""What the kernel takes as: count the peak of memory from now."""
ROOT = Path(__file__).resolve().parents[2]


def peak_megabytes(contender: str, cases: int) -> float:
    """Peak memory of a process of its own, in MB, after so many cases on SQLite."""
    command = [sys.executable, "-m", "tests.benchmarks.footprint", contender, str(cases)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def contender_of(name: str, place: Place) -> Contender:
    """Only what the contender needs is imported, so that its memory is its own."""
    if name == "ours":
        from tests.benchmarks.ours import Ours

        return Ours(place)
    from tests.benchmarks.stock import Stock

    return Stock(place)


def main(name: str, cases: str) -> None:
    with sqlite() as place:
        contender = contender_of(name, place)
        Path("/proc/self/clear_refs").write_text(FORGET_PEAK)
        for number in range(int(cases)):
            case = contender.start()
            for step in steps(number):
                contender.ready(case, step)()
        contender.close()
    status = Path("/proc/self/status").read_text()
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


if __name__ == "__main__":
    main(*sys.argv[1:])
