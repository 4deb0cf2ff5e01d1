"""`python -m tests.benchmarks.decisions [--quick]`: decision tables beside stock SpiffWorkflow's DMN engine.

Both contenders answer the same hundred rules over five inputs, warm, every rule equally often, taking turns round by
round; ours checks types and keeps a trace. Reading counts everything from bytes to a table that answers.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser

import processes
from engine.dmn import DecisionModel, check, read
from tests.benchmarks import decision_tables

ROUNDS, QUICK_ROUNDS = 40, 8
OURS_EACH_ROUND = 10
"""Times that ours answers every input while stock does so once."""

NAME = "priority"
SHIPPED = Path(processes.__file__).parent
Answer = Callable[[Mapping[str, Any]], object]


def measured(rounds: int) -> dict[str, Any]:
    """All numbers; times are medians over rounds."""
    inputs = decision_tables.inputs()
    ours, theirs = ours_on(read(decision_tables.feel(), "feel.dmn")), stock_on(_stock_table())
    assert all(ours(given) == theirs(given) == expected for given, expected in inputs)
    seconds, stock_seconds = [], []
    for _ in range(rounds):
        seconds.append(_seconds(lambda: [ours(given) for given, _ in inputs * OURS_EACH_ROUND]))
        stock_seconds.append(_seconds(lambda: [theirs(given) for given, _ in inputs]))
    decide = statistics.median(seconds) / len(inputs) / OURS_EACH_ROUND
    stock_decide = statistics.median(stock_seconds) / len(inputs)
    return {
        "rules": len(inputs),
        "inputs": len(decision_tables.COLUMNS),
        "decide_us": round(decide * 1e6, 1),
        "stock_decide_us": round(stock_decide * 1e6, 1),
        "decide_rate_vs_stock": round(stock_decide / decide, 1),
        **_reading(rounds),
        **_shipped(rounds),
    }


def ours_on(model: DecisionModel) -> Answer:
    return lambda given: model.decide(NAME, given).value


def stock_on(table: Any) -> Answer:
    """Stock's engine as its business rule task calls it, without the workflow around."""
    engine = DMNEngine(table)
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def answer(given: Mapping[str, Any]) -> object:
        return engine.result(SimpleNamespace(data=dict(given), workflow=workflow))["answer"]

    return answer


def _stock_table() -> Any:
    parser = BpmnDmnParser()
    parser.add_dmn_io(io.BytesIO(decision_tables.stock()))
    found = parser.dmn_parsers[NAME]
    found.parse()
    return found.decision.decisionTables[0]


def _reading(rounds: int) -> dict[str, float]:
    xml = decision_tables.feel()
    own = statistics.median(_seconds(lambda: read(xml, "feel.dmn")) for _ in range(rounds))
    theirs = statistics.median(_seconds(_stock_table) for _ in range(rounds))
    return {
        "read_ms": round(own * 1e3, 2),
        "stock_read_ms": round(theirs * 1e3, 2),
        "read_vs_stock": round(own / theirs, 1),
    }


def _shipped(rounds: int) -> dict[str, Any]:
    """The largest decision of the shipped pathways."""
    file = max(SHIPPED.glob("*/*.dmn"), key=lambda path: path.stat().st_size)
    xml = file.read_bytes()
    model = read(xml, file.name)
    return {
        "largest_shipped": file.relative_to(SHIPPED).as_posix(),
        "largest_shipped_read_ms": _median_ms(lambda: read(xml, file.name), rounds),
        "largest_shipped_check_ms": _median_ms(lambda: check(model), rounds),
    }


def _median_ms(action: Callable[[], object], rounds: int) -> float:
    return round(statistics.median(_seconds(action) for _ in range(rounds)) * 1e3, 2)


def _seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


TARGETS = {"decide_us": 50, "largest_shipped_read_ms": 50}
LINES = (
    ("Deciding 100 rules over 5 inputs, µs", "decide_us"),
    ("The same by stock, µs", "stock_decide_us"),
    ("Ours beside stock: decisions, rate", "decide_rate_vs_stock"),
    ("Reading and compiling the table, ms", "read_ms"),
    ("The same by stock, which compiles nothing, ms", "stock_read_ms"),
    ("Reading the largest shipped file, ms", "largest_shipped_read_ms"),
    ("Checking it, ms", "largest_shipped_check_ms"),
)


def lines(numbers: Mapping[str, Any]) -> list[str]:
    """The numbers as a table for people."""
    wanted = {name: f"<= {most}" for name, most in TARGETS.items()}
    return [f"{label:<48}{numbers[name]:>10g}{wanted.get(name, ''):>14}".rstrip() for label, name in LINES]


def missed(numbers: Mapping[str, Any]) -> list[str]:
    """The targets that were not met."""
    return [
        f"decisions: {name} is {numbers[name]:g}, meant to be <= {most}"
        for name, most in TARGETS.items()
        if numbers[name] > most
    ]


def main(arguments: list[str]) -> int:
    numbers = measured(QUICK_ROUNDS if "--quick" in arguments else ROUNDS)
    print("\n".join(lines(numbers)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
