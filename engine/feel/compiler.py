"""From the syntax tree to closures. Everything that is known without the values is decided here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import singledispatchmethod

from engine.feel import calls, loops, operators, properties, syntax
from engine.feel.budget import MAX_DEPTH, Budget
from engine.feel.errors import FeelError, suggestion
from engine.feel.run import Run, Scope
from engine.feel.selection import select
from engine.feel.syntax import Node, asks, weight
from engine.feel.types import ANY, NAMES, Type, TypeName, conforms, resolve
from engine.feel.values import FeelFunction, Value

Closure = Callable[[Scope], Value]

MAX_ITERATIONS = 10


class Compiler:
    """Compiles the nodes of one text. `names` collects the names that the text expects from outside, `called` those of
    them that it calls as functions."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self.types = types
        self.names: set[str] = set()
        self.called: set[str] = set()
        self._bound: list[frozenset[str]] = []
        self._filters = 0
        self._depth = 0

    def closure(self, node: Node) -> Closure:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FeelError(
                f"Expected at most {MAX_DEPTH} operations inside one another, but there are more.", node.position
            )
        try:
            return self._compile(node)
        finally:
            self._depth -= 1

    @contextmanager
    def binding(self, *names: str) -> Iterator[None]:
        """Compiles what sees these names; they are then not expected from outside."""
        self._bound.append(frozenset(names))
        try:
            yield
        finally:
            self._bound.pop()

    @contextmanager
    def _filtering(self) -> Iterator[None]:
        self._filters += 1
        try:
            with self.binding("item"):
                yield
        finally:
            self._filters -= 1

    @singledispatchmethod
    def _compile(self, node: Node) -> Closure:
        raise FeelError("Expected a value, but found tests in round brackets; write a list as [a, b].", node.position)

    @_compile.register
    def _(self, node: syntax.Literal) -> Closure:
        value = node.value
        return lambda _scope: value

    @_compile.register
    def _name(self, node: syntax.Name) -> Closure:
        name, position = node.name, node.position
        bound = any(name in names for names in self._bound)
        if bound or self._filters:
            return _local(name, position, lenient=self._filters > 0)
        self.names.add(name)
        return lambda scope: scope.run.fetch(name, position)

    @_compile.register
    def _list(self, node: syntax.ListOf) -> Closure:
        items = [self.closure(item) for item in node.items]
        return lambda scope: [item(scope) for item in items]

    @_compile.register
    def _entries(self, node: syntax.Entries) -> Closure:
        entries: list[tuple[str, Closure]] = []
        with self.binding():
            for name, value in node.entries:
                if isinstance(value, syntax.Definition):
                    self._bound[-1] |= {name}
                entries.append((name, self.closure(value)))
                self._bound[-1] |= {name}
        position = node.position

        def evaluate(scope: Scope) -> Value:
            found: dict[str, Value] = {}
            inner = Scope(found, scope, scope.run)
            for name, closure in entries:
                if name in found:
                    return scope.run.null(f'The context has two entries "{name}".', position)
                found[name] = closure(inner)
            return dict(found)

        return evaluate

    @_compile.register
    def _path(self, node: syntax.Path) -> Closure:
        base, name, position = self.closure(node.base), node.name, node.position
        follow = properties.follow

        def evaluate(scope: Scope) -> Value:
            value = base(scope)
            if type(value) is dict and name in value:
                return value[name]
            return follow(value, name, scope.run, position)

        return evaluate

    @_compile.register
    def _filter(self, node: syntax.Filter) -> Closure:
        base = self.closure(node.base)
        with self._filtering():
            predicate = self.closure(node.predicate)
        return select(base, predicate, weight(node.predicate), node.position)

    @_compile.register
    def _call(self, node: syntax.Call) -> Closure:
        function = self._callee(node.function)
        arguments = [self.closure(argument) for argument in node.arguments]
        names, position, invoke = node.names, node.position, calls.invoke

        def evaluate(scope: Scope) -> Value:
            values = [argument(scope) for argument in arguments]
            return invoke(function(scope), values, names, scope.run, position)

        return evaluate

    def _callee(self, node: Node) -> Closure:
        if not isinstance(node, syntax.Name) or any(node.name in names for names in self._bound):
            return self.closure(node)
        name, position = node.name, node.position
        self.names.add(name)
        self.called.add(name)
        return lambda scope: scope.run.function(name, position)

    @_compile.register
    def _if(self, node: syntax.If) -> Closure:
        condition, then, otherwise = map(self.closure, (node.condition, node.then, node.otherwise))
        return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)

    def _sources(self, iterations: tuple[syntax.Iteration, ...]) -> tuple[loops.Source, ...]:
        """Compiles the lists; the names stay bound for the caller's block."""
        if len(iterations) > MAX_ITERATIONS:
            position = iterations[MAX_ITERATIONS].position
            raise FeelError(f"Expected at most {MAX_ITERATIONS} lists in one loop, but there are more.", position)
        sources: list[loops.Source] = []
        for iteration in iterations:
            end = self.closure(iteration.end) if iteration.end else None
            sources.append((iteration.name, self.closure(iteration.source), end))
            self._bound[-1] |= {iteration.name}
        return tuple(sources)

    @_compile.register
    def _for(self, node: syntax.For) -> Closure:
        with self.binding():
            sources = self._sources(node.iterations)
            self._bound[-1] |= {"partial"}
            body = self.closure(node.body)
        named = all(iteration.name != "partial" for iteration in node.iterations)
        partial = named and any(
            isinstance(part, syntax.Name) and part.name == "partial" for part in syntax.walk(node.body)
        )
        return loops.collected(sources, body, weight(node.body) + 2 * len(sources), partial)

    @_compile.register
    def _quantified(self, node: syntax.Quantified) -> Closure:
        with self.binding():
            sources = self._sources(node.iterations)
            condition = self.closure(node.condition)
        return loops.quantified(sources, condition, weight(node.condition) + 2 * len(sources), node.every)

    @_compile.register
    def _definition(self, node: syntax.Definition) -> Closure:
        names = tuple(name for name, _type in node.parameters)
        types = [self.type(wanted, node.position) if wanted else ANY for _name, wanted in node.parameters]
        with self.binding(*names):
            body = self.closure(node.body)
        cost = weight(node.body)

        def evaluate(scope: Scope) -> Value:
            def call(*values: Value) -> Value:
                scope.run.spend(cost)
                bound = {
                    name: calls.parameter(name, value, wanted, scope.run)
                    for name, value, wanted in zip(names, values, types, strict=True)
                }
                return body(Scope(bound, scope, scope.run))

            return FeelFunction(names, call, types=tuple(types))

        return evaluate

    @_compile.register
    def _instance(self, node: syntax.InstanceOf) -> Closure:
        operand, wanted = self.closure(node.operand), replace(self.type(node.type, node.position), allowed=None)
        return lambda scope: conforms(operand(scope), wanted, scope.run.spend)

    def type(self, name: TypeName, position: int) -> Type:
        found = resolve(name, self.types)
        if found is None:
            near = suggestion(name.name, {*NAMES, *self.types})
            raise FeelError(f'Expected a known type, but there is no "{name.name}".{near}', position)
        return found

    @_compile.register
    def _range(self, node: syntax.RangeOf) -> Closure:
        start, end = self.closure(node.start), self.closure(node.end)
        if isinstance(node.start, syntax.Literal) and isinstance(node.end, syntax.Literal):
            return self._constant_range(node, node.start.value, node.end.value)
        return operators.span(start, end, node)

    @staticmethod
    def _constant_range(node: syntax.RangeOf, start: Value, end: Value) -> Closure:
        known = operators.span(lambda _scope: start, lambda _scope: end, node)
        value = known(Scope({}, None, Run({}, {}, {}, Budget(), strict=False)))
        return known if value is None else lambda _scope: value

    @_compile.register
    def _bound_test(self, node: syntax.Bound) -> Closure:
        return operators.open_range(self.closure(node.operand), node.operator, node.position)

    @_compile.register
    def _negation(self, node: syntax.Negation) -> Closure:
        return operators.negation(self.closure(node.operand), node.position)

    @_compile.register
    def _arithmetic(self, node: syntax.Arithmetic) -> Closure:
        rest = [(operator, self.closure(operand), position) for operator, operand, position in node.rest]
        return operators.arithmetic(self.closure(node.first), rest)

    @_compile.register
    def _comparison(self, node: syntax.Comparison) -> Closure:
        constant = node.right.value if isinstance(node.right, syntax.Literal) else None
        left, right = self.closure(node.left), self.closure(node.right)
        if type(constant) is str and node.operator == "=":
            return operators.equals_text(left, constant)
        return operators.comparison(node.operator, left, right)

    @_compile.register
    def _between(self, node: syntax.Between) -> Closure:
        return operators.between(*map(self.closure, (node.operand, node.low, node.high)))

    @_compile.register
    def _in(self, node: syntax.In) -> Closure:
        return operators.any_test(self.closure(node.operand), [self.test(test) for test in node.tests])

    @_compile.register
    def _all_of(self, node: syntax.Every) -> Closure:
        return operators.conjunction([self.closure(operand) for operand in node.operands])

    @_compile.register
    def _any_of(self, node: syntax.Either) -> Closure:
        return operators.disjunction([self.closure(operand) for operand in node.operands])

    def test(self, node: Node) -> operators.Test:
        """A test of `in`: of a value that is not part of the node, but may be asked for as `?`."""
        if isinstance(node, syntax.Bound):
            return operators.bound_test(node.operator, self.closure(node.operand))
        if isinstance(node, syntax.RangeOf) and not asks(node):
            return operators.range_test(self.closure(node.start), self.closure(node.end), node)
        if not asks(node):
            null = isinstance(node, syntax.Literal) and node.value is None
            return operators.value_test(self.closure(node), null)
        with self.binding("?"):
            closure = self.closure(node)
        return lambda value, scope: closure(Scope({"?": value}, scope, scope.run))

    def cell(self, node: Node) -> operators.Test:
        """A test of a decision table: as of `in`, but what answers true or false decides by that."""
        if isinstance(node, (syntax.Bound, syntax.Literal)) or (isinstance(node, syntax.RangeOf) and not asks(node)):
            return self.test(node)
        return operators.cell_test(self.closure(node), asks(node))


def _local(name: str, position: int, lenient: bool) -> Closure:
    def evaluate(scope: Scope) -> Value:
        current: Scope | None = scope
        while current is not None:
            if name in current.values:
                return current.values[name]
            current = current.parent
        return scope.run.fetch(name, position, lenient)

    return evaluate
