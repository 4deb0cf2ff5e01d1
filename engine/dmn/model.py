"""A decision model: what it decides, what each decision needs, and deciding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from engine.dmn.errors import DecisionError
from engine.dmn.findings import Finding
from engine.dmn.frame import MAX_CALLS, Deciding, Frame, Place, shown
from engine.dmn.reading import Use
from engine.dmn.table import Table
from engine.feel.errors import FeelError, suggestion
from engine.feel.run import admit
from engine.feel.types import Type, coerce
from engine.feel.values import FeelFunction, Unanswerable, Value

Logic = Callable[[Frame], Value]
_NO_FUNCTIONS: Mapping[str, FeelFunction] = MappingProxyType({})


@dataclass(frozen=True)
class Input:
    """Data that a model is given. `type` is None when it takes anything."""

    id: str
    name: str
    type: Type | None
    type_name: str
    place: Place


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function that decisions call by name."""

    id: str
    name: str
    parameters: tuple[tuple[str, Type | None], ...]
    needs: tuple[str, ...]
    logic: Logic
    type: Type | None
    place: Place


@dataclass(frozen=True)
class Service:
    """A decision service: decisions called as a function, whose parameters are its inputs."""

    id: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    place: Place


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


@dataclass(frozen=True)
class DecisionResult:
    """The value of a decision, and how it came about.

    `trace` has an entry for every decision that was made on the way, in order: its id and name, and for a table the
    values of its input columns, the rules that matched (`index` from 1, `id`, `annotation`) and the answer; all JSON.
    """

    value: Value
    trace: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...] = ()


Node = Input | Decision | Knowledge | Service


@dataclass(frozen=True)
class DecisionModel:
    """All that one file decides; read once, shared between threads."""

    file: str
    name: str
    nodes: Mapping[str, Node]
    uses: tuple[Use, ...] = ()
    problems: tuple[Finding, ...] = ()

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """The decisions by id, in the order of the file."""
        return {node.id: node for node in self.nodes.values() if isinstance(node, Decision)}

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(node for node in self.nodes.values() if isinstance(node, Input))

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
        """The answer of a decision, by id or name, and how it came about.

        `inputs` may hold more than is needed; what is needed and left out is null. Raises `DecisionError` when there
        is no such decision, a value is not of its declared type, several rules of a UNIQUE table match, or an
        expression fails. Not `strict`: these give null with a note, as the DMN standard has it.
        """
        deciding = Deciding(self.file, functions, strict)
        values: dict[str, Value] = {}
        try:
            value = self._value(self.decision(decision), inputs, values, deciding)
        except RecursionError:
            raise DecisionError("Expected decisions of limited depth, but these are too deep.", self.file) from None
        return DecisionResult(value, tuple(deciding.trace), tuple(deciding.notes))

    def _value(
        self, decision: Decision, given: Mapping[str, Value], values: dict[str, Value], deciding: Deciding
    ) -> Value:
        """The value of the decision; `values` keeps those already known, by id."""
        if decision.id in values:
            return values[decision.id]
        frame = Frame(self._needed(decision, given, values, deciding), deciding)
        count = len(deciding.trace)
        value = frame.typed(decision.logic(frame), decision.type, decision.place)
        if len(deciding.trace) == count:
            deciding.trace.append({"decision": decision.id, "name": decision.label})
        values[decision.id] = value
        return value

    def _needed(
        self, node: Decision | Knowledge, given: Mapping[str, Value], values: dict[str, Value], deciding: Deciding
    ) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for identifier in node.needs:
            needed = self.nodes[identifier]
            found[needed.name] = self._of_node(needed, given, values, deciding)
        return found

    def _of_node(self, node: Node, given: Mapping[str, Value], values: dict[str, Value], deciding: Deciding) -> Value:
        match node:
            case Input():
                if node.id not in values:
                    values[node.id] = self._given(node, given, deciding)
                return values[node.id]
            case Decision():
                return self._value(node, given, values, deciding)
            case Knowledge():
                return self._knowledge(node, given, values, deciding)
        return self._service(node, given, deciding)

    @staticmethod
    def _given(node: Input, given: Mapping[str, Value], deciding: Deciding) -> Value:
        frame = Frame({}, deciding)
        try:
            value = admit(given.get(node.name), deciding.spend)
        except FeelError as error:
            return frame.fail(f'The input "{node.name}": {error.message}', node.place, cause=error)
        return frame.typed(value, node.type, node.place)

    def _knowledge(
        self, node: Knowledge, given: Mapping[str, Value], values: dict[str, Value], deciding: Deciding
    ) -> FeelFunction:
        def call(*arguments: Value) -> Value:
            bound = _bound(node.parameters, arguments, deciding)
            deciding.spend(1)
            deciding.calls += 1
            try:
                if deciding.calls > MAX_CALLS:
                    raise DecisionError("Expected calls that end, but they go too deep.", self.file, node.name)
                frame = Frame({**self._needed(node, given, values, deciding), **bound}, deciding)
                return frame.typed(node.logic(frame), node.type, node.place)
            finally:
                deciding.calls -= 1

        return FeelFunction(tuple(name for name, _type in node.parameters), call, name=node.name)

    def _service(self, node: Service, given: Mapping[str, Value], deciding: Deciding) -> FeelFunction:
        inputs = [self.nodes[identifier] for identifier in node.inputs]
        parameters = tuple((one.name, one.type) for one in inputs if isinstance(one, (Input, Decision)))

        def call(*arguments: Value) -> Value:
            bound = _bound(parameters, arguments, deciding)
            values = {one.id: bound[one.name] for one in inputs}
            answers = {output: self._of_node(self.nodes[output], given, values, deciding) for output in node.outputs}
            if len(answers) == 1:
                return next(iter(answers.values()))
            return {self.nodes[output].name: answer for output, answer in answers.items()}

        return FeelFunction(tuple(name for name, _type in parameters), call, name=node.name)


def _bound(
    parameters: tuple[tuple[str, Type | None], ...], arguments: tuple[Value, ...], deciding: Deciding
) -> dict[str, Value]:
    bound: dict[str, Value] = {}
    for (name, wanted), value in zip(parameters, arguments, strict=True):
        coerced, fits = (value, True) if wanted is None else coerce(value, wanted, deciding.spend)
        if not fits:
            raise Unanswerable(f'The argument "{name}" does not take {shown(value)}.')
        bound[name] = coerced
    return bound
