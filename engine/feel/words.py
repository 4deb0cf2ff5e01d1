"""Expressions in plain words, for people who read what changed in a pathway."""

from __future__ import annotations

from functools import singledispatch

from engine.feel import syntax
from engine.feel.syntax import Node, Tests
from engine.feel.values import Value
from engine.feel.writing import write_plain

_COMPARISONS = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}


def describe(node: Node) -> str:
    """The expression as one sentence part; what has no plain words keeps the notation of the language."""
    return _words(node)


def describe_tests(tests: Tests, subject: str) -> str:
    """The tests of a cell about a subject, such as `age is from 18 to 24`."""
    if not tests.tests:
        return f"{subject} is anything"
    found = " or ".join(_test(test) for test in tests.tests)
    return f"not ({subject} {found})" if tests.negated else f"{subject} {found}"


def _test(node: Node) -> str:
    match node:
        case syntax.Bound():
            return f"{_COMPARISONS[node.operator]} {_words(node.operand)}"
        case syntax.RangeOf():
            return _span(node)
        case syntax.Literal() | syntax.Name() if not (isinstance(node, syntax.Name) and node.name == "?"):
            return f"is {_words(node)}"
        case syntax.ListOf():
            return f"is one of {_listed(node.items)}"
    return f"passes {_words(node)}"


def _span(node: syntax.RangeOf) -> str:
    start, end = _words(node.start), _words(node.end)
    if node.start_included and node.end_included:
        return f"is from {start} to {end}"
    low = f"is {'at least' if node.start_included else 'above'} {start}"
    return f"{low} and {'at most' if node.end_included else 'below'} {end}"


def _listed(items: tuple[Node, ...]) -> str:
    return ", ".join(_words(item) for item in items)


def _value(value: Value) -> str:
    return "nothing" if value is None else write_plain(value)


@singledispatch
def _words(node: Node) -> str:
    raise TypeError(type(node))


@_words.register
def _literal(node: syntax.Literal) -> str:
    return _value(node.value)


@_words.register
def _name(node: syntax.Name) -> str:
    return node.name


@_words.register
def _list(node: syntax.ListOf) -> str:
    return f"[{_listed(node.items)}]"


@_words.register
def _entries(node: syntax.Entries) -> str:
    return "{" + ", ".join(f"{name}: {_words(value)}" for name, value in node.entries) + "}"


@_words.register
def _path(node: syntax.Path) -> str:
    return f"{node.name} of {_words(node.base)}"


@_words.register
def _filter(node: syntax.Filter) -> str:
    if isinstance(node.predicate, syntax.Literal):
        return f"item {_words(node.predicate)} of {_words(node.base)}"
    return f"{_words(node.base)} where {_words(node.predicate)}"


@_words.register
def _call(node: syntax.Call) -> str:
    if isinstance(node.function, syntax.Name) and node.function.name == "not" and len(node.arguments) == 1:
        return f"not ({_words(node.arguments[0])})"
    named = zip(node.names, node.arguments, strict=True) if node.names else ()
    inside = ", ".join(f"{name}: {_words(value)}" for name, value in named) or _listed(node.arguments)
    return f"{_words(node.function)}({inside})"


@_words.register
def _negation(node: syntax.Negation) -> str:
    return f"-{_words(node.operand)}"


@_words.register
def _arithmetic(node: syntax.Arithmetic) -> str:
    rest = "".join(f" {operator} {_grouped(operand)}" for operator, operand, _position in node.rest)
    return _grouped(node.first) + rest


def _grouped(node: Node) -> str:
    grouping = isinstance(node, (syntax.Arithmetic, syntax.Comparison, syntax.Every, syntax.Either, syntax.If))
    return f"({_words(node)})" if grouping else _words(node)


@_words.register
def _comparison(node: syntax.Comparison) -> str:
    return f"{_words(node.left)} {_COMPARISONS[node.operator]} {_words(node.right)}"


@_words.register
def _between(node: syntax.Between) -> str:
    return f"{_words(node.operand)} is from {_words(node.low)} to {_words(node.high)}"


@_words.register
def _in(node: syntax.In) -> str:
    return f"{_words(node.operand)} {' or '.join(_test(test) for test in node.tests)}"


@_words.register
def _every(node: syntax.Every) -> str:
    return " and ".join(
        f"({_words(operand)})" if isinstance(operand, syntax.Either) else _words(operand) for operand in node.operands
    )


@_words.register
def _either(node: syntax.Either) -> str:
    return " or ".join(_words(operand) for operand in node.operands)


@_words.register
def _if(node: syntax.If) -> str:
    return f"if {_words(node.condition)} then {_words(node.then)}, otherwise {_words(node.otherwise)}"


def _sources(iterations: tuple[syntax.Iteration, ...]) -> str:
    return " and ".join(
        f"{one.name} in {_words(one.source)}" + (f" to {_words(one.end)}" if one.end else "") for one in iterations
    )


@_words.register
def _for(node: syntax.For) -> str:
    return f"for every {_sources(node.iterations)}: {_words(node.body)}"


@_words.register
def _quantified(node: syntax.Quantified) -> str:
    return f"for {'every' if node.every else 'at least one'} {_sources(node.iterations)}: {_words(node.condition)}"


@_words.register
def _instance(node: syntax.InstanceOf) -> str:
    return f"{_words(node.operand)} is a {node.type.name}"


@_words.register
def _definition(node: syntax.Definition) -> str:
    return f"function({', '.join(name for name, _type in node.parameters)}) {_words(node.body)}"


@_words.register
def _range(node: syntax.RangeOf) -> str:
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return f"{opening}{_words(node.start)}..{_words(node.end)}{closing}"


@_words.register
def _bound(node: syntax.Bound) -> str:
    return f"({node.operator} {_words(node.operand)})"


@_words.register
def _tests(node: Tests) -> str:
    return f"({_listed(node.tests)})"
