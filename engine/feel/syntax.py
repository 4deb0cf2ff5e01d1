"""The syntax tree. Every node knows the position of the character that explains it best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal as Choice

from engine.feel.types import TypeName
from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Node:
    position: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries(Node):
    """A context literal; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    base: Node
    predicate: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A call with arguments by position, or by name (`names` then runs beside `arguments`)."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Negation(Node):
    operand: Node


Operator = Choice["+", "-", "*", "/", "**"]
Comparator = Choice["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Operands of one precedence, from left to right: `first`, then each operator with its operand and position."""

    first: Node
    rest: tuple[tuple[Operator, Node, int], ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    operator: Comparator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    operand: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Every(Node):
    """All of the operands (`and`)."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either(Node):
    """Any of the operands (`or`)."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in source`, or `name in source..end` when `end` is given."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    every: bool
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    operand: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class Definition(Node):
    """`function(a, b: number) body`."""

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Bound(Node):
    """A test with one operator: `< 5`, `>= x`, `= "a"`, `!= 3`."""

    operator: Comparator
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests: any of `tests` holds, or none when `negated`. No tests at all is `-`, which always holds."""

    tests: tuple[Node, ...]
    negated: bool = False


def children(node: Node) -> Iterator[Node]:
    for field in fields(node):
        yield from _nodes(getattr(node, field.name))


def _nodes(part: object) -> Iterator[Node]:
    if isinstance(part, Node):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _nodes(item)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, without recursion, so that depth does not matter."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(children(current))


def weight(node: Node) -> int:
    """What one evaluation of the node costs, in steps."""
    return sum(1 for _part in walk(node))


def asks(node: Node) -> bool:
    """Whether the test speaks of the value that it tests."""
    return any(isinstance(part, Name) and part.name == "?" for part in walk(node))
