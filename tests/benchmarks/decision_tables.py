"""One decision table for both contenders: a hundred rules and five inputs, in FEEL and in stock's Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.unit.dmn.models import data, decision, definitions, table

COLUMNS = ("age", "risk", "danger", "area", "visits")
KINDS = ("number", "string", "boolean", "string", "number")
Cells = Sequence[str]

_RISKS = ("low", "raised", "high", "very high", "not known")
_FEEL_AREAS = ('"north", "east"', 'not("north", "east")')
_STOCK_AREAS = ('? in ("north", "east")', '? not in ("north", "east")')
_FEEL_VISITS, _STOCK_VISITS = "< 1000", "? < 1000"
_BANDS = 10


def feel() -> bytes:
    """The table as DMN with FEEL; exactly one rule matches each input."""
    rules = [
        (
            f"[{10 * band}..{10 * band + 10})",
            f'"{risk}"',
            "true" if danger else "false",
            _FEEL_AREAS[danger],
            _FEEL_VISITS,
            f'"{band}-{risk}-{danger}"',
        )
        for band, risk, danger in _places()
    ]
    return _file(rules)


def stock() -> bytes:
    """The same table, its cells as stock SpiffWorkflow reads them."""
    rules = [
        (
            f"{10 * band} <= ? < {10 * band + 10}",
            f'"{risk}"',
            "True" if danger else "False",
            _STOCK_AREAS[danger],
            _STOCK_VISITS,
            f'"{band}-{risk}-{danger}"',
        )
        for band, risk, danger in _places()
    ]
    return _file(rules)


def inputs() -> list[tuple[Mapping[str, Any], str]]:
    """Inputs that between them meet every rule, each with its answer."""
    return [
        (
            {
                "age": 10 * band + 5,
                "risk": risk,
                "danger": bool(danger),
                "area": "west" if danger else "east",
                "visits": 3,
            },
            f"{band}-{risk}-{danger}",
        )
        for band, risk, danger in _places()
    ]


def _places() -> list[tuple[int, str, int]]:
    return [(band, risk, danger) for band in range(_BANDS) for risk in _RISKS for danger in (0, 1)]


def _file(rules: Sequence[Cells]) -> bytes:
    logic = table(COLUMNS, rules, types=KINDS)
    needs = [f"in_{name}" for name in COLUMNS]
    return definitions(decision("priority", logic, *needs), *map(data, COLUMNS, KINDS))
