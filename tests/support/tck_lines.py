"""The last lines of a run of the DMN Technology Compatibility Kit: how many cases of each level hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest

PROPERTY = "tck"
"""The property of a test report that carries verdicts: a list of (level or "java", whether the case holds)."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Also with several workers, whose reports bring the verdicts along, and with `-q`."""
    reports = (report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome))
    verdicts = [
        verdict for report in reports for name, found in report.user_properties if name == PROPERTY for verdict in found
    ]
    for line in lines(verdicts):
        terminalreporter.write_line(line)


def lines(verdicts: Iterable[tuple[str, bool]]) -> list[str]:
    """One line for each level, and one for the cases that need external Java functions, which are counted apart."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for level, holds in verdicts:
        counts[level].append(holds)
    return [
        f"tck {_TITLES.get(level, f'level {level}')}: {sum(held)} of {len(held)}"
        for level, held in sorted(counts.items())
    ]


_TITLES = {"java": "external Java functions, counted apart"}
