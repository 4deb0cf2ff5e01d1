"""Answering a decision: what it needs, in order, each once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from engine.dmn.errors import DecisionError
from engine.dmn.frame import MAX_CALLS, Deciding, Frame, shown
from engine.dmn.nodes import Decision, Input, Knowledge, Node, Path, Service
from engine.dmn.table import traced
from engine.feel.errors import FeelError
from engine.feel.run import admit
from engine.feel.types import Type, coerce
from engine.feel.values import FeelFunction, Unanswerable, Value

T = TypeVar("T")

CALL_STEPS = 20
"""What calling a knowledge model or service costs besides its expressions."""

Parameters = tuple[tuple[str, Type | None], ...]


class Answers:
    """The answers of one `decide`; `known` keeps, by id, those already given."""

    def __init__(self, nodes: Mapping[str, Node], given: Mapping[str, Value], deciding: Deciding) -> None:
        self.nodes = nodes
        self.given = given
        self.deciding = deciding
        self.known: dict[str, Value] = {}

    def asked(self, node: Decision | Knowledge | Service) -> Value:
        """The answer to what `decide` asks; a service or knowledge model is called with the inputs of its parameters'
        names."""
        if isinstance(node, Decision):
            return self.decision(node)
        if isinstance(node, Service):
            values = [self._of_name(self.nodes[identifier]) for identifier in node.inputs]
        else:
            values = [self._admitted(name, self.given.get(name), node) for name, _type in node.parameters]
        try:
            return self.of(node).call(*values)
        except Unanswerable as refusal:
            return Frame({}, self.deciding).fail(f"In {node.place}: {refusal.reason}", node.place)

    def decision(self, decision: Decision) -> Value:
        if decision.id in self.known:
            return self.known[decision.id]
        frame = Frame(self._needed(decision), self.deciding)
        trace = self.deciding.trace
        count = len(trace)
        value = frame.typed(decision.logic(frame), decision.type, decision.place)
        if len(trace) == count:
            trace.append({"decision": decision.id, "name": decision.label, "value": traced(value)})
        self.known[decision.id] = value
        return value

    def of(self, node: Node) -> Value:
        """What a name that stands for the node means in an expression."""
        match node:
            case Input():
                if node.id not in self.known:
                    self.known[node.id] = Frame({}, self.deciding).typed(self._of_name(node), node.type, node.place)
                return self.known[node.id]
            case Decision():
                return self.decision(node)
            case Knowledge():
                return self._knowledge(node)
        return self._service(node)

    def _needed(self, node: Decision | Knowledge) -> dict[str, Value]:
        """The values that the node's expressions see; those of imported models inside a context of the import."""
        found: dict[str, Value] = {}
        for identifier in node.needs:
            needed = self.nodes[identifier]
            place(found, needed.path[len(node.path) :], needed.name, self.of(needed))
        return found

    def _of_name(self, node: Node) -> Value:
        """What was given for the node, by its name; for imported ones within contexts of the imports' names."""
        if not node.path:
            return self._admitted(node.name, _given(self.given, node.name), node)
        given: Value = self.given
        for name in node.path:
            given = _given(given, name) if isinstance(given, Mapping) else None
        return self._admitted(node.name, _given(given, node.name) if isinstance(given, Mapping) else None, node)

    def _admitted(self, name: str, value: Value, node: Node) -> Value:
        try:
            return admit(value, self.deciding.spend)
        except FeelError as error:
            message = f'The input "{name}": {error.message}'
            return Frame({}, self.deciding).fail(message, node.place, cause=error)

    def _knowledge(self, node: Knowledge) -> FeelFunction:
        def call(*arguments: Value) -> Value:
            bound = _bound(node.parameters, arguments, self.deciding)
            return self._called(node, lambda: self._applied(node, bound))

        return _function(node.name, node.parameters, call)

    def _applied(self, node: Knowledge, bound: dict[str, Value]) -> Value:
        frame = Frame({node.name: self._knowledge(node), **self._needed(node), **bound}, self.deciding)
        return frame.typed(node.logic(frame), node.type, node.place)

    def _called(self, node: Knowledge | Service, body: Callable[[], T]) -> T:
        deciding = self.deciding
        deciding.spend(CALL_STEPS)
        deciding.calls += 1
        try:
            if deciding.calls > MAX_CALLS:
                raise DecisionError("Expected calls that end, but they go too deep.", deciding.file, node.name)
            return body()
        finally:
            deciding.calls -= 1

    def _service(self, node: Service) -> FeelFunction:
        inputs = [self.nodes[identifier] for identifier in node.inputs]
        parameters = tuple((one.name, one.type) for one in inputs if isinstance(one, (Input, Decision)))

        def call(*arguments: Value) -> Value:
            bound = _bound(parameters, arguments, self.deciding)
            inner = Answers(self.nodes, self.given, self.deciding)
            inner.known = {one.id: bound[one.name] for one in inputs}
            return self._called(node, lambda: inner.outputs(node))

        return _function(node.name, parameters, call)

    def outputs(self, node: Service) -> Value:
        """The answer of a service's output decision, or of several as a context."""
        answers = {self.nodes[output].name: self.of(self.nodes[output]) for output in node.outputs}
        value = next(iter(answers.values())) if len(answers) == 1 else answers
        return Frame({}, self.deciding).typed(value, node.type, node.place)


def _given(given: Mapping[str, Value], name: str) -> Value:
    """What was given under the name, also when it is written there with other spaces."""
    if name in given or " " not in name:
        return given.get(name)
    return next((value for key, value in given.items() if " ".join(str(key).split()) == name), None)


def _function(name: str, parameters: Parameters, call: Callable[..., Value]) -> FeelFunction:
    names = tuple(parameter for parameter, _type in parameters)
    return FeelFunction(names, call, name=name, types=tuple(wanted for _name, wanted in parameters))


def place(values: dict[str, Value], path: Path, name: str, value: Value) -> None:
    """Puts a value where expressions look for it: behind the names of the imports."""
    for step in path:
        values = values.setdefault(step, {})
    values[name] = value


def _bound(parameters: Parameters, arguments: tuple[Value, ...], deciding: Deciding) -> dict[str, Value]:
    bound: dict[str, Value] = {}
    for (name, wanted), value in zip(parameters, arguments, strict=True):
        coerced, fits = (value, True) if wanted is None else coerce(value, wanted, deciding.spend)
        if not fits:
            raise Unanswerable(f'The argument "{name}" does not take {shown(value)}.')
        bound[name] = coerced
    return bound
