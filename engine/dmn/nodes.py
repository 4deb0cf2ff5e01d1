"""The elements of a decision model: inputs, decisions, business knowledge models and decision services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.dmn.frame import Frame, Place
from engine.dmn.table import Table
from engine.feel.types import Type
from engine.feel.values import Value

Logic = Callable[[Frame], Value]
Path = tuple[str, ...]
"""The names of the imports that lead to an element; empty for those of the file itself."""


@dataclass(frozen=True)
class Input:
    """Data that a model is given. `type` is None when it takes anything."""

    id: str
    name: str
    type: Type | None
    type_name: str
    place: Place
    path: Path = ()


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function that decisions call by name. `type` is that of its answer."""

    id: str
    name: str
    parameters: tuple[tuple[str, Type | None], ...]
    needs: tuple[str, ...]
    logic: Logic
    type: Type | None
    place: Place
    path: Path = ()


@dataclass(frozen=True)
class Service:
    """A decision service: decisions called as a function, whose parameters are its inputs.

    `inputs` are the ids of its input data, then of its input decisions. `type` is that of its answer.
    """

    id: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    type: Type | None
    place: Place
    path: Path = ()


@dataclass(frozen=True)
class Decision:
    """One decision: `name` is what expressions call it, `label` what people do.

    `needs` are the ids of the inputs, decisions, knowledge and services it asks.
    """

    id: str
    name: str
    label: str
    question: str
    needs: tuple[str, ...]
    logic: Logic
    type: Type | None
    table: Table | None
    place: Place
    path: Path = ()


Node = Input | Decision | Knowledge | Service
