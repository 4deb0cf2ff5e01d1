"""Expressions of a diagram: FEEL and nothing else.

SpiffWorkflow evaluates Python through its script engine. `FeelEngine` takes that engine's place; whatever would reach
Python's `eval` or `exec` there refuses instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeAlias

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from engine.bpmn.failures import ExecutionFailed
from engine.bpmn.values import Data, Json, kept
from engine.errors import DefinitionError, EngineError
from engine.feel import Expression, FeelError, compile_expression, from_json

if TYPE_CHECKING:
    from engine.bpmn.tree import Token


_NO_PYTHON = "Expected an expression in FEEL, but something asked for Python, which is never run."
_NO_FUNCTIONS: Mapping[str, Any] = MappingProxyType({})


class Answer(Protocol):
    """What a decision answered: a value of the expression language, and how it came about."""

    @property
    def value(self) -> Any: ...

    @property
    def trace(self) -> Any: ...


class Services(Protocol):
    """What an execution may ask its surroundings for. It must answer the same when events are replayed.

    An attribute `functions`, where there is one, maps names to FEEL functions that expressions may call besides the
    built-in ones.
    """

    def decide(self, decision_id: str, inputs: Mapping[str, Json]) -> Answer:
        """The answer of a decision of the bundle; raises an `EngineError` when there is none.

        `inputs` are the variables as they are kept: JSON, tagged where it has no kind for a value.
        """
        ...


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression and where it stands: `what` names the place within the element for refusals."""

    text: str
    expression: Expression
    element_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text that stands for itself."""

    text: str


Term: TypeAlias = Formula | Literal
Terms: TypeAlias = tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression is written, for refusals."""

    file: str
    element_id: str
    line: int | None

    def refuse(self, message: str, remedy: str = "") -> DefinitionError:
        return DefinitionError(message, self.file, self.element_id, self.line, remedy)

    def formula(self, text: str, what: str) -> Formula:
        """Compiles FEEL with or without a leading `=`. Raises `DefinitionError` with the place."""
        source = text.strip().removeprefix("=").strip()
        try:
            return Formula(source, compile_expression(source), self.element_id, what)
        except FeelError as error:
            raise self.refuse(f"Expected FEEL in the {what}, but: {error.message}") from None

    def term(self, text: str, what: str) -> Term:
        """FEEL when it starts with `=`, else the text itself."""
        return self.formula(text, what) if text.lstrip().startswith("=") else Literal(text)

    def inputs(self, properties: Mapping[str, str]) -> Terms:
        """The `input:NAME` properties."""
        return tuple((name, self.term(text, f"input “{name}”")) for name, text in _named(properties, "input:"))

    def outputs(self, properties: Mapping[str, str]) -> Terms:
        """The `output:NAME` properties, which are FEEL with or without `=`."""
        return tuple((name, self.formula(text, f"output “{name}”")) for name, text in _named(properties, "output:"))


def _named(properties: Mapping[str, str], prefix: str) -> list[tuple[str, str]]:
    return [(key.removeprefix(prefix), text) for key, text in properties.items() if key.startswith(prefix)]


class Variables(Mapping[str, Any]):
    """JSON variables as the expression language sees them, converted when they are read."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, Json]) -> None:
        self._data = data

    def __getitem__(self, name: str) -> Any:
        return from_json(self._data[name])

    def __contains__(self, name: object) -> bool:
        return name in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


class NoPython(BasePythonScriptEngineEnvironment):
    """Refuses every evaluation of Python."""

    def evaluate(self, expression: str, context: object, external_context: object = None) -> NoReturn:
        raise ExecutionFailed(_NO_PYTHON)

    def execute(self, script: str, context: object, external_context: object = None) -> NoReturn:
        raise ExecutionFailed(_NO_PYTHON)

    def call_service(self, context: object, **kwargs: object) -> NoReturn:
        raise ExecutionFailed(_NO_PYTHON)


class FeelEngine(PythonScriptEngine):
    """Evaluates formulas on variables, with the functions and decisions of the surroundings."""

    def __init__(self, services: Services) -> None:
        super().__init__(NoPython())
        self.services = services

    def validate(self, expression: str) -> None:
        compile_expression(expression)

    def evaluate(self, task: Token, expression: str, external_context: object = None) -> Json:
        """The JSON value of a FEEL text; the one way by which SpiffWorkflow itself could ask for a value."""
        return self.value(
            Formula(expression, compile_expression(expression), task.task_spec.name, "expression"), task.data
        )

    def execute(self, task: Token, script: str, external_context: object = None) -> NoReturn:
        raise ExecutionFailed(_NO_PYTHON, task.task_spec.bpmn_id)

    def call_service(self, task: Token, **kwargs: object) -> NoReturn:
        raise ExecutionFailed(_NO_PYTHON, task.task_spec.bpmn_id)

    def raw(self, asked: Formula, data: Mapping[str, Json]) -> Any:
        """The value of the expression language. Raises `ExecutionFailed` with the element."""
        try:
            functions = getattr(self.services, "functions", _NO_FUNCTIONS)
            return asked.expression.evaluate(Variables(data), functions, strict=False)
        except EngineError as error:
            message = f"Expected a value for the {asked.what} “{asked.text}”, but: {error.message}"
            raise ExecutionFailed(message, asked.element_id) from error

    def value(self, asked: Term, data: Mapping[str, Json]) -> Json:
        """The value as a variable keeps it."""
        if isinstance(asked, Literal):
            return asked.text
        try:
            return kept(self.raw(asked, data))
        except FeelError as error:
            message = f"Expected a value that can be kept for the {asked.what} “{asked.text}”, but: {error.message}"
            raise ExecutionFailed(message, asked.element_id) from error

    def values(self, asked: Terms, data: Mapping[str, Json]) -> Data:
        """All of them, by name."""
        return {name: self.value(term, data) for name, term in asked}

    def holds(self, asked: Formula, data: Mapping[str, Json]) -> bool:
        """Whether a condition is true. Anything but true or false raises `ExecutionFailed`: it must not be guessed."""
        answer = self.raw(asked, data)
        if isinstance(answer, bool):
            return answer
        found = "nothing, because a variable is missing" if answer is None else f"“{answer}”"
        message = f"Expected true or false from the {asked.what} “{asked.text}”, but it gives {found}."
        raise ExecutionFailed(message, asked.element_id)
