"""Types of expressions as far as they are known without deciding, and what can never have an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from engine.dmn.domains import SIMPLE
from engine.dmn.model import DecisionModel
from engine.dmn.nodes import Decision, Input
from engine.feel import syntax
from engine.feel.constants import UNKNOWN, constant
from engine.feel.errors import suggestion
from engine.feel.syntax import Node
from engine.feel.types import Type
from engine.feel.values import kind

Known = Mapping[str, Type]
"""The types of names, as far as they are declared."""

_ANSWERS = {
    "boolean": "not,contains,starts with,ends with,matches,list contains,even,odd,all,any,is",
    "number": "number,count,string length,floor,ceiling,decimal,round up,round down,round half up,round half down",
    "string": "string,substring,substring before,substring after,upper case,lower case,string join,replace",
    "date": "date,today",
    "time": "time",
    "date and time": "date and time,now",
    "years and months duration": "years and months duration",
}
_CALLED = {name: answer for answer, names in _ANSWERS.items() for name in names.split(",")}
_BOOLEAN = (
    syntax.Comparison,
    syntax.Between,
    syntax.In,
    syntax.Every,
    syntax.Either,
    syntax.Quantified,
    syntax.InstanceOf,
)
_NUMBER, _TEXT, _DAY, _CLOCK, _MOMENT = "number", "string", "date", "time", "date and time"
_DAYS, _MONTHS = "days and time duration", "years and months duration"
_SUMS = {
    **{(sign, _NUMBER, _NUMBER): _NUMBER for sign in ("+", "-", "*", "/", "**")},
    ("+", _TEXT, _TEXT): _TEXT,
    **{(sign, span, span): span for sign in "+-" for span in (_DAYS, _MONTHS)},
    **{("/", span, span): _NUMBER for span in (_DAYS, _MONTHS)},
    **{(sign, span, _NUMBER): span for sign in "*/" for span in (_DAYS, _MONTHS)},
    **{("*", _NUMBER, span): span for span in (_DAYS, _MONTHS)},
    **{(sign, moment, span): moment for sign in "+-" for moment in (_DAY, _MOMENT) for span in (_DAYS, _MONTHS)},
    **{("+", span, moment): moment for moment in (_DAY, _MOMENT) for span in (_DAYS, _MONTHS)},
    **{("-", one, other): _DAYS for one in (_DAY, _MOMENT) for other in (_DAY, _MOMENT)},
    ("+", _CLOCK, _DAYS): _CLOCK,
    ("-", _CLOCK, _DAYS): _CLOCK,
    ("+", _DAYS, _CLOCK): _CLOCK,
    ("-", _CLOCK, _CLOCK): _DAYS,
}


def known_types(model: DecisionModel) -> Known:
    """The declared types of the model's inputs and decisions; not of names that are also bound inside an expression."""
    found = {
        node.name: node.type
        for node in model.nodes.values()
        if isinstance(node, (Input, Decision)) and node.type is not None and not node.path
    }
    return {name: wanted for name, wanted in found.items() if name not in model.local_names}


def type_of(node: Node, known: Known) -> Type | None:
    """The type of the expression's value, if that is sure; it may also be null."""
    value = constant(node)
    if value is not UNKNOWN:
        return None if value is None else Type(kind(value))
    if isinstance(node, _BOOLEAN):
        return Type("boolean")
    match node:
        case syntax.Name():
            return known.get(node.name)
        case syntax.ListOf() | syntax.For():
            return Type("list")
        case syntax.Path():
            base = type_of(node.base, known)
            return base.members.get(node.name) if base is not None and base.kind == "context" else None
        case syntax.If():
            then, otherwise = type_of(node.then, known), type_of(node.otherwise, known)
            return then if then is not None and otherwise is not None and then.kind == otherwise.kind else None
        case syntax.Arithmetic():
            return _sum(node, known)
        case syntax.Call():
            return _answer(node, known)
    return None


def _answer(node: syntax.Call, known: Known) -> Type | None:
    name = node.function.name if isinstance(node.function, syntax.Name) else ""
    return Type(_CALLED[name]) if name in _CALLED and name not in known else None


def _sum(node: syntax.Arithmetic, known: Known) -> Type | None:
    def step(left: Type | None, part: tuple[str, Node, int]) -> Type | None:
        right = type_of(part[1], known)
        answer = _SUMS.get((part[0], left.kind, right.kind)) if left is not None and right is not None else None
        return Type(answer) if answer else None

    return reduce(step, node.rest, type_of(node.first, known))


def faults(tree: Node, known: Known) -> Iterator[tuple[int, str]]:
    """Where the expression can only be null: the character, and why. Inside filters names may be those of the items."""
    known = {name: wanted for name, wanted in known.items() if name not in _bound(tree)}
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        waiting += [node.base] if isinstance(node, syntax.Filter) else syntax.children(node)
        match node:
            case syntax.Arithmetic():
                yield from _bad_sum(node, known)
            case syntax.Comparison():
                yield from _bad_comparison(node, known)
            case syntax.Path():
                yield from _bad_path(node, known)


def _bound(tree: Node) -> set[str]:
    """Names that a part of the expression binds."""
    found: set[str] = set()
    for node in syntax.walk(tree):
        match node:
            case syntax.Iteration():
                found.add(node.name)
            case syntax.Definition():
                found |= {name for name, _type in node.parameters}
            case syntax.Entries():
                found |= {name for name, _value in node.entries}
    return found


def _bad_sum(node: syntax.Arithmetic, known: Known) -> Iterator[tuple[int, str]]:
    left = type_of(node.first, known)
    for sign, operand, position in node.rest:
        right = type_of(operand, known)
        if left is None or right is None or not {left.kind, right.kind} <= SIMPLE:
            return
        answer = _SUMS.get((sign, left.kind, right.kind))
        if answer is None:
            yield position, f'there is no "{sign}" between a {left.kind} and a {right.kind}'
            return
        left = Type(answer)


def _bad_comparison(node: syntax.Comparison, known: Known) -> Iterator[tuple[int, str]]:
    left, right = type_of(node.left, known), type_of(node.right, known)
    kinds = {side.kind for side in (left, right) if side is not None}
    if len(kinds) > 1 and left is not None and right is not None and kinds <= SIMPLE and kinds != {_DAY, _MOMENT}:
        yield node.position, f"a {left.kind} cannot be compared with a {right.kind}"


def _bad_path(node: syntax.Path, known: Known) -> Iterator[tuple[int, str]]:
    base = type_of(node.base, known)
    if base is not None and base.kind == "context" and base.members and node.name not in base.members:
        yield node.position, f'its type has no entry "{node.name}".{suggestion(node.name, base.members)}'
