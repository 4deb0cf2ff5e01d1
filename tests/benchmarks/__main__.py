"""`python -m tests.benchmarks [--quick] [--json FILE]`: measure, print a table, write the numbers.

A target that is missed is named, and never a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import decisions, measure, places, report
from tests.benchmarks.extent import FULL, QUICK, Extent


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the short form, within three minutes")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results to FILE")
    options = parser.parse_args(arguments)
    results = measured(QUICK if options.quick else FULL)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(report.table(results))
    for line in report.missed(results):
        print(f"Missed on {line}.")
    return 0


def measured(extent: Extent) -> dict[str, Any]:
    """Everything, on PostgreSQL and on SQLite in both journal modes."""
    begun = time.perf_counter()
    results: dict[str, Any] = {
        "is_quick": extent is QUICK,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "sqlite_version": sqlite3.sqlite_version,
    }
    with places.postgres() as place:
        results[place.name] = measure.everything(place, extent)
    with places.sqlite() as place:
        results[place.name] = measure.everything(place, extent)
    with places.sqlite("wal") as place:
        results[place.name] = measure.fresh_only(place, extent)
    results["decisions"] = decisions.measured(decisions.QUICK_ROUNDS if extent is QUICK else decisions.ROUNDS)
    results["peak_memory_mb"] = measure.memory(extent)
    results["seconds"] = round(time.perf_counter() - begun)
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
