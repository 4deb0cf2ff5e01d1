"""A decision model: what it decides, what each decision needs, and deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from engine.dmn.answers import Answers
from engine.dmn.errors import DecisionError
from engine.dmn.findings import Finding
from engine.dmn.frame import Deciding
from engine.dmn.nodes import Decision, Input, Knowledge, Node, Service
from engine.dmn.reading import Use
from engine.dmn.table import Table
from engine.feel.errors import suggestion
from engine.feel.values import FeelFunction, Value
from engine.feel.working_time import WORKING_TIME

__all__ = ["Decision", "DecisionModel", "DecisionResult", "Input"]

_NO_FUNCTIONS: Mapping[str, FeelFunction] = MappingProxyType({})


@dataclass(frozen=True)
class DecisionResult:
    """The value of a decision, and how it came about.

    `trace` has an entry for every decision that was made on the way, in order: its id, name and answer, and for a table
    the values of its input columns and the rules that matched (`index` from 1, `id`, `annotation`); all JSON.
    `notes` say why parts of it were null.
    """

    value: Value
    trace: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecisionModel:
    """All that one file decides; read once, shared between threads."""

    file: str
    name: str
    nodes: Mapping[str, Node]
    uses: tuple[Use, ...] = ()
    problems: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()
    local_names: frozenset[str] = frozenset()
    """Names that an entry of a context, a parameter or a loop binds somewhere in the file."""

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """The decisions of the file by id, in its order; those it imports are not among them."""
        return {node.id: node for node in self.nodes.values() if isinstance(node, Decision) and not node.path}

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The inputs of the file, in its order; those it imports are given in contexts of the imports' names."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Input) and not node.path)

    def decision(self, id_or_name: str) -> Decision:
        """The decision of that id, else of that name. Raises `DecisionError` that suggests the nearest."""
        found = self.nodes.get(id_or_name)
        if isinstance(found, Decision):
            return found
        for decision in self.decisions.values():
            if id_or_name in (decision.name, decision.label):
                return decision
        raise DecisionError(
            f'Expected a decision of the file, but there is no "{id_or_name}".{suggestion(id_or_name, self.decisions)}',
            self.file,
        )

    def inputs_of(self, id_or_name: str) -> tuple[Input, ...]:
        """The inputs that the decision needs, also through other decisions, in the order of the file."""
        needed = self._needed_by(id_or_name)
        return tuple(one for one in self.inputs if one.id in needed)

    def decisions_of(self, id_or_name: str) -> tuple[Decision, ...]:
        """The decision and all that it needs, in the order of the file."""
        needed = self._needed_by(id_or_name)
        return tuple(one for one in self.decisions.values() if one.id in needed)

    def _needed_by(self, id_or_name: str) -> set[str]:
        needed: set[str] = set()
        waiting = [self.decision(id_or_name).id]
        while waiting:
            node = self.nodes[waiting.pop()]
            if node.id in needed:
                continue
            needed.add(node.id)
            waiting += node.needs if isinstance(node, (Decision, Knowledge)) else ()
            waiting += node.outputs if isinstance(node, Service) else ()
        return needed

    def decide(
        self,
        decision: str,
        inputs: Mapping[str, Value],
        functions: Mapping[str, FeelFunction] = _NO_FUNCTIONS,
        *,
        strict: bool = True,
    ) -> DecisionResult:
        """The answer of a decision, decision service or knowledge model, by id or name, and how it came about.

        `inputs` may hold more than is needed; what is needed and left out is null. Raises `DecisionError` when there
        is no such decision, a value is not of its declared type, several rules of a UNIQUE table match, or an
        expression fails. Not `strict`: these give null with a note, as the DMN standard has it. Expressions may call
        `functions` and those of `feel.working_time`.
        """
        deciding = Deciding(self.file, {**WORKING_TIME, **functions} if functions else WORKING_TIME, strict)
        answers = Answers(self.nodes, inputs, deciding)
        try:
            value = answers.asked(self._asked(decision))
        except RecursionError:
            raise DecisionError("Expected decisions of limited depth, but these are too deep.", self.file) from None
        return DecisionResult(value, tuple(deciding.trace), tuple(deciding.notes))

    def _asked(self, id_or_name: str) -> Decision | Knowledge | Service:
        id_or_name = " ".join(id_or_name.split())
        found = self.nodes.get(id_or_name)
        if isinstance(found, (Decision, Knowledge, Service)):
            return found
        callables = (node for node in self.nodes.values() if isinstance(node, (Knowledge, Service)) and not node.path)
        named = next((node for node in callables if node.name == id_or_name), None)
        if named is None or any(id_or_name in (one.name, one.label) for one in self.decisions.values()):
            return self.decision(id_or_name)
        return named
