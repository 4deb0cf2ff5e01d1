"""Boxed expressions: the logic of decisions and knowledge models as functions of a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.dmn.boxes import read_box
from engine.dmn.frame import Frame, Place
from engine.dmn.reading import Element, Reading, part, parts, place_of, tag, text_of
from engine.dmn.table_reader import read_table
from engine.feel.calls import invoke
from engine.feel.types import Type, coerce
from engine.feel.values import FeelFunction, Unanswerable, Value

Logic = Callable[[Frame], Value]

MAX_DEPTH = 20

KINDS = (
    "literalExpression",
    "decisionTable",
    "context",
    "invocation",
    "functionDefinition",
    "list",
    "relation",
    "conditional",
    "for",
    "some",
    "every",
    "filter",
)


@dataclass(frozen=True)
class Around:
    """What surrounds a boxed expression: the id and name of its decision, and the names it sees."""

    id: str
    decision: str
    visible: frozenset[str]
    depth: int = 0

    def seeing(self, *names: str) -> Around:
        return replace(self, visible=self.visible | set(names))


class LogicReader:
    """Reads boxed expressions of one file."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def inside(self, element: Element | None, around: Around, label: str) -> Logic:
        """The boxed expression within the element."""
        found = None if element is None else part(element, *KINDS)
        if found is None:
            return _nothing(label)
        if around.depth >= MAX_DEPTH:
            place = place_of(found, around.decision, label)
            self.reading.problem(place, f"Expected at most {MAX_DEPTH} expressions inside one another.", "Nest less.")
            return _nothing(label)
        return self.read(found, replace(around, depth=around.depth + 1), label)

    def read(self, element: Element, around: Around, label: str) -> Logic:
        place = place_of(element, around.decision, label)
        wanted = self.reading.type(element.get("typeRef"), place)
        match tag(element):
            case "literalExpression":
                logic = self._literal(element, around, place)
            case "decisionTable":
                logic = read_table(element, self.reading, around.id, around.decision, around.visible)
            case "context":
                logic = self._context(element, around, label)
            case "invocation":
                logic = self._invocation(element, around, place)
            case "functionDefinition":
                logic = self._function(element, around, place)
            case other:
                logic = self._box(other, element, around, place)
        return logic if wanted is None else _typed(logic, wanted, place)

    def _literal(self, element: Element, around: Around, place: Place) -> Logic:
        text = text_of(part(element, "text"))
        if not text:
            return _nothing(place.label)
        expression = self.reading.expression(text, place, around.visible)
        return lambda frame: frame.evaluate(expression, place)

    def _context(self, element: Element, around: Around, label: str) -> Logic:
        entries: list[tuple[str, Logic]] = []
        for entry in parts(element, "contextEntry"):
            variable = part(entry, "variable")
            name = "" if variable is None else variable.get("name", "")
            seen = around.seeing(name) if part(entry, "functionDefinition") is not None else around
            logic = self.inside(entry, seen, f'the entry "{name}" of {label}' if name else f"the result of {label}")
            entries.append((name, self._variable(variable, logic, around)))
            around = around.seeing(name) if name else around
        return _ContextLogic(tuple(entries))

    def _variable(self, variable: Element | None, logic: Logic, around: Around) -> Logic:
        if variable is None:
            return logic
        place = place_of(variable, around.decision, f'"{variable.get("name", "")}"')
        wanted = self.reading.type(variable.get("typeRef"), place)
        return logic if wanted is None else _typed(logic, wanted, place)

    def _invocation(self, element: Element, around: Around, place: Place) -> Logic:
        function = self.inside(element, around, f"the function of {place.label}")
        bindings: list[tuple[str, Logic]] = []
        for binding in parts(element, "binding"):
            parameter = part(binding, "parameter")
            name = "" if parameter is None else parameter.get("name", "")
            bindings.append((name, self.inside(binding, around, f'the argument "{name}" of {place.label}')))
        names = tuple(name for name, _logic in bindings)

        def call(frame: Frame) -> Value:
            values = [logic(frame) for _name, logic in bindings]
            return _invoked(function(frame), values, names, frame, place)

        return call

    def _function(self, element: Element, around: Around, place: Place) -> Logic:
        parameters = self.parameters(element, around.decision)
        names = tuple(name for name, _type in parameters)
        body = self.body(element, around.seeing(*names), f"the body of {place.label}", place)

        def define(frame: Frame) -> Value:
            def call(*values: Value) -> Value:
                bound = {
                    name: _fitting(frame, value, wanted, name)
                    for (name, wanted), value in zip(parameters, values, strict=True)
                }
                return body(frame.with_values(bound))

            return FeelFunction(names, call, types=tuple(wanted for _name, wanted in parameters))

        return define

    def body(self, element: Element | None, around: Around, label: str, place: Place) -> Logic:
        """The logic of a function. External ones are a problem, and null with that reason when called."""
        kind = "FEEL" if element is None else element.get("kind", "FEEL")
        if kind == "FEEL":
            return self.inside(element, around, label)
        message = f"Expected a function in FEEL, but {place.label} is one in {kind}, and external ones are not run."
        self.reading.problem(place, message, "Write the function in FEEL.")
        return lambda frame: frame.fail(message, place)

    def parameters(self, element: Element, decision: str) -> tuple[tuple[str, Type | None], ...]:
        """The formal parameters of a function definition."""
        found: list[tuple[str, Type | None]] = []
        for parameter in parts(element, "formalParameter"):
            name = parameter.get("name", "")
            place = place_of(parameter, decision, f'the parameter "{name}"')
            found.append((name, self.reading.type(parameter.get("typeRef"), place)))
        return tuple(found)

    def _box(self, kind: str, element: Element, around: Around, place: Place) -> Logic:
        def inside(part_of: Element | None, names: tuple[str, ...], label: str) -> Logic:
            return self.inside(part_of, around.seeing(*names), label)

        return read_box(kind, element, inside, place, KINDS)


@dataclass(frozen=True)
class _ContextLogic:
    """Entries from top to bottom; an entry without a name is the result. A function may call itself."""

    entries: tuple[tuple[str, Logic], ...]

    def __call__(self, frame: Frame) -> Value:
        found: dict[str, Value] = {}
        for name, logic in self.entries:
            inner = {**frame.values, **found}
            value = logic(Frame(inner, frame.deciding))
            if not name:
                return value
            if isinstance(value, FeelFunction):
                inner[name] = value
            found[name] = value
        return found


def _nothing(label: str) -> Logic:
    return lambda frame: frame.note(f"{label[0].upper()}{label[1:]} has no logic.")


def _typed(logic: Logic, wanted: Type, place: Place) -> Logic:
    return lambda frame: frame.typed(logic(frame), wanted, place)


def _fitting(frame: Frame, value: Value, wanted: Type | None, name: str) -> Value:
    coerced, fits = (value, True) if wanted is None else coerce(value, wanted, frame.deciding.spend)
    if not fits:
        raise Unanswerable(f'The argument "{name}" is not of its type.')
    return coerced


def _invoked(function: Value, values: list[Value], names: tuple[str, ...], frame: Frame, place: Place) -> Value:
    run = frame.run()
    value = invoke(function, values, names, run, 0)
    if value is None and run.reasons:
        return frame.fail(f"In {place}: {run.reasons[0].message}", place)
    return value
