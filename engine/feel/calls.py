"""Calling functions: those the caller gives, those expressions define, and the built-in ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import DecimalException

from engine.feel.errors import FeelError
from engine.feel.run import Run
from engine.feel.types import ANY, Type, coerce
from engine.feel.values import FeelFunction, Unanswerable, Value, kind

LEFT_OUT = object()
"""Stands for an argument that was not given."""


@dataclass(frozen=True)
class Signature:
    """One way to call a built-in function. `variadic`: the last parameter is a list that is given item by item."""

    parameters: tuple[tuple[str, Type], ...]
    required: int
    variadic: bool
    call: Callable[..., Value]

    def bind(self, values: Sequence[Value], names: Sequence[str], run: Run) -> list[Value] | None:
        """The arguments in order and of the declared types, or None when they do not fit."""
        if self.variadic:
            return None if names else self._listed(values, run)
        ordered = order(values, names, [name for name, _type in self.parameters], self.required)
        return None if ordered is None else self._coerced(ordered, run)

    def _listed(self, values: Sequence[Value], run: Run) -> list[Value] | None:
        """The arguments with the last ones as one list; a single null is no list of one."""
        first = len(self.parameters) - 1
        item = self.parameters[first][1].items or ANY
        if len(values) <= first or list(values[first:]) == [None]:
            return None
        leading = self._coerced(list(values[:first]), run)
        coerced = [coerce(value, item, run.spend) for value in values[first:]]
        fit = leading is not None and all(fits for _value, fits in coerced)
        return [*(leading or ()), [value for value, _fits in coerced]] if fit else None

    def _coerced(self, ordered: list[Value], run: Run) -> list[Value] | None:
        found: list[Value] = []
        for (_name, wanted), value in zip(self.parameters, ordered, strict=False):
            if value is LEFT_OUT:
                found.append(None)
                continue
            value, fits = _argument(value, wanted, run)
            if not fits:
                return None
            found.append(value)
        return found


def _argument(value: Value, wanted: Type, run: Run) -> tuple[Value, bool]:
    if value is None:
        return None, wanted.kind in ("Any", "Null")
    if wanted.kind == "list" and not isinstance(value, list):
        value = [value]
    return coerce(value, wanted, run.spend)


@dataclass(frozen=True)
class Builtin(FeelFunction):
    """A built-in function with all the ways to call it."""

    signatures: tuple[Signature, ...] = ()
    usage: str = ""

    def answer(self, values: Sequence[Value], names: Sequence[str], run: Run, position: int) -> Value:
        for signature in self._in_order(names):
            arguments = signature.bind(values, names, run)
            if arguments is not None:
                return self._result(signature.call, arguments, run)
        given = ", ".join(kind(value) for value in values) or "nothing"
        return run.null(f"Expected {self.usage}, but was given {given}.", position)

    def _in_order(self, names: Sequence[str]) -> Sequence[Signature]:
        """The ways to call, first those whose parameters are named in this order: `before(point, range)` has the same
        names as `before(range, point)`."""
        if not names:
            return self.signatures
        return sorted(self.signatures, key=lambda one: [name for name, _type in one.parameters] != list(names))

    def _result(self, call: Callable[..., Value], arguments: Sequence[Value], run: Run) -> Value:
        try:
            value = call(run, *arguments)
        except (DecimalException, OverflowError):
            raise Unanswerable(f'"{self.name}" has no answer here, such as a number too large.') from None
        if isinstance(value, (str, list)):
            run.build(len(value))
        return run.null(f'"{self.name}" is null for these values.') if value is None and not run.reasons else value


def order(
    values: Sequence[Value], names: Sequence[str], parameters: Sequence[str], required: int
) -> list[Value] | None:
    """The arguments in the order of the parameters, or None when there are too few, too many or unknown ones. By
    name, what is not given is null."""
    if not names:
        if not required <= len(values) <= len(parameters):
            return None
        return [*values, *[LEFT_OUT] * (len(parameters) - len(values))]
    given = dict(zip(names, values, strict=True))
    if len(given) != len(names) or not set(given) <= set(parameters):
        return None
    return [given.get(name, None if at < required else LEFT_OUT) for at, name in enumerate(parameters)]


def invoke(function: Value, values: Sequence[Value], names: Sequence[str], run: Run, position: int) -> Value:
    """Calls the function; null with a reason when it is none or the arguments do not fit."""
    if not isinstance(function, FeelFunction):
        return run.null(f"Expected a function, but this is a {kind(function)}.", position)
    run.calls -= 1
    if run.calls < 0:
        raise FeelError("Expected functions to end, but they call each other too deeply.", position)
    try:
        run.spend(1)
        if isinstance(function, Builtin):
            return function.answer(values, names, run, position)
        return _invoke_given(function, values, names, run, position)
    except Unanswerable as refusal:
        return run.null(refusal.reason, position)
    finally:
        run.calls += 1


def _invoke_given(
    function: FeelFunction, values: Sequence[Value], names: Sequence[str], run: Run, position: int
) -> Value:
    required = len(function.parameters) - function.optional
    ordered = order(values, names, function.parameters, required)
    if ordered is None:
        wanted = ", ".join(function.parameters)
        return run.null(f"Expected {function.name}({wanted}), but the arguments do not fit.", position)
    return function.call(*[None if value is LEFT_OUT else value for value in ordered])


def parameter(name: str, value: Value, wanted: Type, run: Run) -> Value:
    """The argument as the type that the parameter declares."""
    coerced, fits = coerce(value, wanted, run.spend)
    if not fits:
        raise Unanswerable(f'The argument "{name}" is not of the type {wanted.kind}.')
    return coerced
