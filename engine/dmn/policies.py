"""Hit policies: what a table answers when several rules match."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol, TypeVar

from engine.dmn.frame import Frame, Place
from engine.feel.builtins import BUILTINS
from engine.feel.calls import invoke
from engine.feel.compare import equal
from engine.feel.values import Value

R = TypeVar("R")


class HitPolicy(Enum):
    """The policies of DMN, as the file spells them."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}
"""The aggregations of COLLECT, and the functions that compute them."""

Order = tuple[Value, ...]
"""Output values from the highest priority to the lowest."""


class Ranked(Protocol):
    """An output column as the order sees it."""

    @property
    def name(self) -> str: ...

    @property
    def order(self) -> Order | None: ...


def prioritised(answers: list[tuple[R, Value]], outputs: Sequence[Ranked], frame: Frame) -> list[tuple[R, Value]]:
    """The answers by the order of the output values, column by column from the left; equal ones keep their order."""

    def rank(answer: tuple[R, Value]) -> tuple[int, ...]:
        value = answer[1]
        columns = [value] if len(outputs) == 1 else [value[output.name] for output in outputs]
        return tuple(_rank(output.order, column, frame) for output, column in zip(outputs, columns, strict=True))

    return sorted(answers, key=rank)


def _rank(order: Order | None, value: Value, frame: Frame) -> int:
    if order is None:
        return 0
    run = frame.run()
    return next((rank for rank, known in enumerate(order) if equal(known, value, run) is True), len(order))


def aggregated(aggregation: str, values: list[Value], names: Sequence[str], frame: Frame, place: Place) -> Value:
    """One value of all that were collected; with several outputs, each of the named columns for itself."""
    if len(names) < 2 or aggregation == "COUNT":
        return _aggregated(aggregation, values, frame, place)
    return {name: _aggregated(aggregation, [value[name] for value in values], frame, place) for name in names}


def _aggregated(aggregation: str, values: list[Value], frame: Frame, place: Place) -> Value:
    run = frame.run()
    answer = invoke(BUILTINS[AGGREGATIONS[aggregation]], [values], (), run, 0)
    if answer is None and run.reasons:
        return frame.fail(f"{aggregation} has no answer: {run.reasons[0].message}", place)
    return answer
