"""What all parts of the reader share: the file, its names and types, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.dmn.findings import Finding, shortened
from engine.dmn.frame import Place
from engine.errors import DefinitionError
from engine.feel.errors import FeelError, suggestion
from engine.feel.expression import (
    Expression,
    UnaryTests,
    build_expression,
    build_unary_tests,
    unreadable_expression,
    unreadable_unary_tests,
)
from engine.feel.names import known_names, needs_knowing
from engine.feel.parser import parse_type
from engine.feel.syntax import Call, Name, Node, walk
from engine.feel.types import Type, resolve

Element = Any
"""An element of the parsed file."""

T = TypeVar("T", Expression, UnaryTests)

MAX_NAME = 200
"""Characters of a name or id, as messages tell them."""


@dataclass(frozen=True)
class Use:
    """Names that an expression expects, and those that it can see."""

    expected: frozenset[str]
    visible: frozenset[str]
    place: Place
    tree: Node

    @property
    def called(self) -> frozenset[str]:
        """Names that are called as functions."""
        calls = (node.function for node in walk(self.tree) if isinstance(node, Call))
        return frozenset(function.name for function in calls if isinstance(function, Name))


@dataclass
class Reading:
    """The state of reading one file. Tolerant: problems are kept as findings instead of refused one by one."""

    file: str
    tolerant: bool = False
    problems: list[Finding] = field(default_factory=list)
    names: tuple[str, ...] = ()
    types: dict[str, Type] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    tables: list[Any] = field(default_factory=list)
    compiled: dict[Any, Any] = field(default_factory=dict, repr=False)
    """Expressions by their text: a table repeats its cells."""
    known: tuple[tuple[str, ...], tuple[str, ...], frozenset[str]] = ((), (), frozenset())

    def problem(self, place: Place, message: str, remedy: str = "") -> None:
        message = shortened(message)
        if not self.tolerant:
            raise DefinitionError(message, self.file, place.element_id, place.line, remedy)
        self.problems.append(
            Finding(
                "error",
                self.file,
                place.element_id,
                place.line,
                message,
                remedy,
                decision=place.decision,
                rule=place.rule,
                column=place.column,
            )
        )

    def expression(self, text: str, place: Place, visible: Iterable[str]) -> Expression:
        return self._compiled(build_expression, unreadable_expression, text, place, visible)

    def tests(self, text: str, place: Place, visible: Iterable[str]) -> UnaryTests:
        return self._compiled(build_unary_tests, unreadable_unary_tests, text, place, visible)

    def _compiled(
        self,
        build: Callable[..., T],
        instead: Callable[[str, FeelError], T],
        text: str,
        place: Place,
        visible: Iterable[str],
    ) -> T:
        seen: frozenset[str] = frozenset(visible)
        key = (build, text, seen, len(self.names), len(self.types))
        try:
            found: T = self.compiled.get(key) or build(text, self._known(seen), self.types)
        except FeelError as error:
            self.problem(place, f"In {place.where}, `{text[:80]}`: {error.message}", "Correct the expression.")
            return instead(text, error)
        self.compiled[key] = found
        self.uses.append(Use(found.names, seen, place, found.tree))
        return found

    def _known(self, seen: frozenset[str]) -> tuple[str, ...]:
        """The names that the parser has to know: the same tuple for most expressions, which is then prepared once."""
        if self.known[0] is not self.names:
            self.known = (self.names, tuple(filter(needs_knowing, self.names)), frozenset(self.names))
        _names, shared, every = self.known
        return (*shared, *sorted(filter(needs_knowing, seen - every)))

    def type(self, reference: str | None, place: Place) -> Type | None:
        """The type that a `typeRef` names; None when there is none or it says Any."""
        name = plain_type(reference)
        if name in ("", "Any", "any"):
            return None
        found = self._structured(reference) if reference and "<" in reference else None
        found = found or self.types.get(name) or BUILT_IN.get(name)
        if found is None:
            self.problem(
                place,
                f'Expected a known type, but there is no "{name}".{suggestion(name, {*self.types, *BUILT_IN})}',
                "Define the type, or choose another.",
            )
        return found

    def _structured(self, reference: str) -> Type | None:
        """The type of `list<number>` and its like."""
        try:
            return resolve(parse_type(reference, known_names(self.names)), self.types)
        except (FeelError, RecursionError):
            return None


BUILT_IN = {
    name: Type(name)
    for name in (
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list",
        "context",
        "function",
        "range",
        "Null",
    )
}
BUILT_IN |= {
    "dateTime": BUILT_IN["date and time"],
    "dayTimeDuration": BUILT_IN["days and time duration"],
    "yearMonthDuration": BUILT_IN["years and months duration"],
}


def plain_type(reference: str | None) -> str:
    """The name without the prefix of its namespace."""
    return (reference or "").strip().rpartition(":")[2]


def tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def parts(element: Element, *names: str) -> Iterator[Element]:
    """The children with one of these tags, in the order of the file."""
    return (child for child in element if tag(child) in names)


def part(element: Element, *names: str) -> Element | None:
    return next(parts(element, *names), None)


def text_of(element: Element | None) -> str:
    """The text of the `text` child, or of the element itself."""
    if element is None:
        return ""
    inner = part(element, "text")
    return "".join((element if inner is None else inner).itertext()).strip()


def place_of(element: Element, decision: str, label: str, rule: int | None = None, column: str = "") -> Place:
    """Where the element stands; without an id of its own it goes by that of the nearest one around it."""
    current = element
    while current is not None and not current.get("id"):
        current = current.getparent()
    identifier = current.get("id") if current is not None else ""
    return Place(
        shortened(decision, MAX_NAME),
        shortened(identifier, MAX_NAME),
        element.sourceline,
        shortened(label, 2 * MAX_NAME),
        rule,
        shortened(column, MAX_NAME),
    )
