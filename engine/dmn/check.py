"""What is wrong or doubtful in a decision model, in words for its author."""

from __future__ import annotations

from collections.abc import Iterable

from engine.dmn.check_expressions import check_expressions
from engine.dmn.check_tables import check_table
from engine.dmn.findings import Finding
from engine.dmn.model import DecisionModel
from engine.feel.working_time import WORKING_TIME


def check(model: DecisionModel, functions: Iterable[str] = ()) -> list[Finding]:
    """All findings on a model: problems of reading (when it came from `inspect`), unknown names and functions, cells
    and expressions of the wrong type, values that are not allowed, rules that never match or never answer, overlaps
    and gaps.

    Overlaps and gaps are found among values of the declared types, else of the types that the cells speak of; null
    counts where a cell names it. A cell that computes may match anything: what it leaves open is not judged, and no
    gap or overlap is reported that depends on it. `functions` are the names of functions that the engine gives to
    expressions.
    """
    found = [*model.problems, *check_expressions(model, frozenset({*WORKING_TIME, *functions}))]
    for table in model.tables:
        found += check_table(model, table)
    return list(dict.fromkeys(found))
